import { may } from "../../../core/access/index.ts";
import type { Queries } from "../../../core/database/index.ts";
import type { PersonActor } from "../../../core/transaction/index.ts";
import { type Incoming, subjectOfIncoming } from "../incoming/incoming.ts";
import { mayReadIncoming } from "../permissions.ts";
import type { Assignment } from "./task.ts";
import "./tables.ts";

export interface FromOrigin {
  readonly document: Incoming;
  readonly tasks: readonly Assignment[];
}

/** Where the tasks of a document come from, if it was linked. */
export async function originOf(
  queries: Queries,
  incomingId: string,
): Promise<{ readonly id: string; readonly symbol: string; readonly abstract: string } | undefined> {
  return await queries
    .selectFrom("documents.origin_link as link")
    .innerJoin("documents.incoming as i", "i.id", "link.origin_id")
    .select(["i.id", "i.symbol", "i.abstract"])
    .where("link.incoming_id", "=", incomingId)
    .executeTakeFirst();
}

/** How many documents were linked to one as their origin. */
export async function countFromOrigin(queries: Queries, originId: string): Promise<number> {
  const rows = await queries
    .selectFrom("documents.origin_link")
    .select((each) => each.fn.countAll<string>().as("n"))
    .where("origin_id", "=", originId)
    .executeTakeFirstOrThrow();
  return Number(rows.n);
}

/** The origin and every document linked to it, oldest first, as far as the person may read them, with their tasks. */
export async function tasksFromOrigin(
  queries: Queries,
  actor: PersonActor,
  origin: Incoming,
): Promise<readonly FromOrigin[]> {
  const linked = await queries
    .selectFrom("documents.incoming")
    .selectAll()
    .where("id", "in", (each) =>
      each.selectFrom("documents.origin_link").select("incoming_id").where("origin_id", "=", origin.id),
    )
    .orderBy("arrived_at")
    .execute();
  const readable: Incoming[] = [];
  for (const document of [origin, ...linked]) {
    if (may(actor, mayReadIncoming, await subjectOfIncoming(queries, document))) readable.push(document);
  }
  if (readable.length === 0) return [];
  const tasks = await queries
    .selectFrom("documents.assignment")
    .selectAll()
    .where(
      "incoming_id",
      "in",
      readable.map((document) => document.id),
    )
    .orderBy("role", "desc")
    .orderBy("unit_name")
    .execute();
  return readable.map((document) => ({
    document,
    tasks: tasks.filter((task) => task.incoming_id === document.id),
  }));
}
