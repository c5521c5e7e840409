import type { Queries } from "../../../core/database/index.ts";
import type { House } from "../../../core/system.ts";
import { transact } from "../../../core/transaction/index.ts";
import { PRIORITIES, TICKET_KINDS } from "../../../province/desk/index.ts";
import "./tables.ts";

/** What a ticket is drawn for. */
export interface TicketKind {
  readonly key: string;
  /** Letter before the number. */
  readonly prefix: string;
  readonly name: string;
  readonly english: string;
  readonly active: boolean;
}

/** The kinds of a body, in order; those of the province's data while it has none of its own. */
export async function kindsOf(queries: Queries, organisationId: string): Promise<readonly TicketKind[]> {
  const own = await queries
    .selectFrom("public_services.desk_kind")
    .select(["key", "prefix", "name", "english", "active"])
    .where("organisation_id", "=", organisationId)
    .orderBy("position")
    .execute();
  return own.length > 0 ? own : TICKET_KINDS.map((kind) => ({ ...kind, active: true }));
}

/** Somebody who is called before the others. */
export interface Priority {
  readonly key: string;
  readonly name: string;
  readonly english: string;
  readonly rank: number;
}

/** The highest first. */
export async function priorities(queries: Queries): Promise<readonly Priority[]> {
  return await queries
    .selectFrom("public_services.desk_priority")
    .select(["key", "name", "english", "rank"])
    .where("active", "=", true)
    .orderBy("rank", "desc")
    .orderBy("key")
    .execute();
}

/** The priorities of the province's data; what is there already is left alone. */
export async function seedPriorities(house: House): Promise<void> {
  await transact(house, { actor: { kind: "system", name: "desk" } }, async (tx) => {
    await tx.queries
      .insertInto("public_services.desk_priority")
      .values(PRIORITIES.map((priority) => ({ ...priority })))
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  });
}
