import type { Selectable } from "kysely";
import { assertMay } from "../../../core/access/index.ts";
import type { Queries } from "../../../core/database/index.ts";
import { notFound } from "../../../core/errors.ts";
import type { PersonActor } from "../../../core/transaction/index.ts";
import { getIncoming, subjectOfIncoming } from "../incoming/incoming.ts";
import { getOutgoing, isUuid, subjectOfOutgoing } from "../outgoing/outgoing.ts";
import { mayReadIncoming, mayReadOutgoing } from "../permissions.ts";
import type { CopyTable } from "../tables.ts";
import type { SourceRef } from "./copy-source.ts";

export type Copy = Selectable<CopyTable>;

/** A copy is read by whoever may read what it was made of. @throws Refusal not-found, AccessDeniedError */
export async function readCopy(queries: Queries, actor: PersonActor, id: string): Promise<Copy> {
  if (!isUuid(id)) throw notFound();
  const copy = await queries.selectFrom("documents.copy").selectAll().where("id", "=", id).executeTakeFirst();
  if (!copy) throw notFound();
  await assertReadsSource(queries, actor, { kind: copy.source_kind, id: copy.source_id });
  return copy;
}

/** @throws Refusal not-found, AccessDeniedError */
export async function assertReadsSource(
  queries: Queries,
  actor: PersonActor,
  { kind, id }: SourceRef,
): Promise<void> {
  if (kind === "outgoing")
    assertMay(actor, mayReadOutgoing, subjectOfOutgoing(await getOutgoing(queries, id)));
  else assertMay(actor, mayReadIncoming, await subjectOfIncoming(queries, await getIncoming(queries, id)));
}

/** The copies of a document, oldest first. */
export async function copiesOf(queries: Queries, sourceId: string): Promise<Copy[]> {
  return await queries
    .selectFrom("documents.copy")
    .selectAll()
    .where("source_id", "=", sourceId)
    .orderBy("made_at")
    .orderBy("number")
    .execute();
}

/** Named by its number, so that a download is found again. */
export function copyFileName(copy: Copy): string {
  return `${copy.number_text}-${copy.notation}.pdf`;
}
