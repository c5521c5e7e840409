import { sql } from "kysely";
import { assertMay } from "../../access/index.ts";
import type { Queries } from "../../database/index.ts";
import { notFound } from "../../errors.ts";
import type { House } from "../../system.ts";
import { type Actor, type PersonActor, transact } from "../../transaction/index.ts";
import { manageArchive } from "../key-ring/permissions.ts";
import { enqueueArchive } from "./request-archive.ts";
import type { ArchivedFile } from "./tables.ts";

export interface ArchiveFilter {
  /** Part of a content's name, or of a problem's code. */
  readonly text: string;
  readonly state: ArchivedFile["state"] | undefined;
  readonly sort: "due_at" | "asked_at" | "archived_until";
  readonly descending: boolean;
  readonly limit: number;
  readonly offset: number;
}

/** The archive's register. @throws AccessDeniedError */
export async function listArchivedFiles(
  queries: Queries,
  actor: Actor,
  filter: ArchiveFilter,
): Promise<ArchivedFile[]> {
  assertMay(actor, manageArchive, undefined);
  const text = filter.text.trim().toLowerCase();
  return await queries
    .selectFrom("signing.archived_file")
    .selectAll()
    .$if(filter.state !== undefined, (query) => query.where("state", "=", filter.state ?? "waiting"))
    .$if(/^[0-9a-f]{64}$/.test(text), (query) => query.where(sql<boolean>`contents @> array[${text}]`))
    .$if(text !== "" && !/^[0-9a-f]{64}$/.test(text), (query) =>
      query.where((where) =>
        where.or([
          where("current_sha256", "like", `${escaped(text)}%`),
          where("problem", "like", `%${escaped(text)}%`),
        ]),
      ),
    )
    .orderBy(filter.sort, (order) => (filter.descending ? order.desc().nullsLast() : order.asc().nullsLast()))
    .orderBy("id")
    .limit(filter.limit)
    .offset(filter.offset)
    .execute();
}

/** @throws Refusal not-found, AccessDeniedError */
export async function getArchivedFile(queries: Queries, actor: Actor, id: string): Promise<ArchivedFile> {
  assertMay(actor, manageArchive, undefined);
  const row = await queries
    .selectFrom("signing.archived_file")
    .selectAll()
    .where("id", "=", id)
    .executeTakeFirst();
  if (row === undefined) throw notFound();
  return row;
}

/** Tries a file again now, with all attempts; one that is archived is renewed ahead of its time. */
export async function runArchiveAgain(
  house: House,
  actor: PersonActor,
  id: string,
  requestId: string | undefined,
): Promise<void> {
  assertMay(actor, manageArchive, undefined);
  await transact(house, { actor, ...(requestId === undefined ? {} : { requestId }) }, async (tx) => {
    const updated = await tx.queries
      .updateTable("signing.archived_file")
      .set({ state: "waiting", attempts: 0, problem: null, problem_detail: null })
      .where("id", "=", id)
      .executeTakeFirst();
    if (updated.numUpdatedRows === 0n) throw notFound();
    tx.record({ action: "signing.archive-again", objectKind: "archived-file", objectId: id });
    enqueueArchive(tx, id);
  });
}

function escaped(text: string): string {
  return text.replaceAll(/[\\%_]/g, (character) => `\\${character}`);
}
