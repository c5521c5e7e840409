import { sql } from "kysely";
import { assertMay } from "../../../../core/access/index.ts";
import { localDateOf } from "../../../../core/calendar/index.ts";
import type { Queries } from "../../../../core/database/index.ts";
import type { PersonActor, Transaction } from "../../../../core/transaction/index.ts";
import { mayDeclareBoard } from "../permissions.ts";

/** Since when the procedures are on the body's notice board, and who declared it; undefined: they are not. */
export async function boardOf(
  queries: Queries,
  organisationId: string,
  day: string,
): Promise<{ readonly since: string; readonly by: string } | undefined> {
  const { rows } = await sql<{ since: string; by: string }>`
    select lower(valid) as since, declared_by as by from public_services.quality_board
     where organisation_id = ${organisationId}::uuid and valid @> ${day}::date`.execute(queries);
  return rows[0];
}

/** From today on the procedures are, or are no longer, on the notice board of one's body (criterion 6). @throws AccessDeniedError */
export async function declareBoard(tx: Transaction, actor: PersonActor, there: boolean): Promise<void> {
  const { organisationId } = actor;
  assertMay(actor, mayDeclareBoard, { organisationId });
  const day = localDateOf(tx.now);
  const isThere = (await boardOf(tx.queries, organisationId, day)) !== undefined;
  if (isThere === there) return;
  if (there)
    await sql`insert into public_services.quality_board (organisation_id, valid, declared_by)
      values (${organisationId}::uuid, daterange(${day}::date, null), ${actor.fullName})`.execute(tx.queries);
  else {
    // Declared and taken back on one day: it was never there.
    await sql`delete from public_services.quality_board where organisation_id = ${organisationId}::uuid
      and lower(valid) = ${day}::date`.execute(tx.queries);
    await sql`update public_services.quality_board set valid = daterange(lower(valid), ${day}::date)
      where organisation_id = ${organisationId}::uuid and valid @> ${day}::date`.execute(tx.queries);
  }
  tx.record({
    action: there ? "quality.declare-board" : "quality.withdraw-board",
    objectKind: "organisation",
    objectId: organisationId,
    data: { from: day },
  });
}
