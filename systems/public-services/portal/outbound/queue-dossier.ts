import { type RawBuilder, sql } from "kysely";
import { fold } from "../../../../core/search/index.ts";
import { type Transaction, uuidv7 } from "../../../../core/transaction/index.ts";
import type { DossierState, DossierTrace } from "../../dossiers/index.ts";
import { messagesFor } from "../mapping/tien-trinh.ts";
import "../tables.ts";

interface NewTrace {
  readonly id: string;
  readonly at: Date;
  readonly action: DossierTrace["action"];
  readonly from_state: DossierState | null;
  readonly to_state: DossierState;
}

/**
 * Puts everything that happened to a dossier and is not in the queue yet into it, in the order in which it happened. Events
 * may come late, twice or in another order: what counts is the dossier's own story.
 *
 * @returns how many messages were added
 */
export async function queueDossier(tx: Transaction, dossierId: string): Promise<number> {
  const dossier = await tx.queries
    .selectFrom("public_services.dossier")
    .select(["id", "code", "organisation_id", "procedure_code", "procedure_name"])
    .where("id", "=", dossierId)
    .executeTakeFirst();
  if (!dossier) return 0;
  await tx.queries
    .insertInto("public_services.portal_dossier")
    .values({ dossier_id: dossier.id, organisation_id: dossier.organisation_id, code: dossier.code })
    .onConflict((conflict) => conflict.column("dossier_id").doNothing())
    .execute();
  // One at a time: two events of a dossier give its messages their numbers one after the other.
  const queue = await tx.queries
    .selectFrom("public_services.portal_dossier")
    .select("code")
    .where("dossier_id", "=", dossier.id)
    .forUpdate()
    .executeTakeFirstOrThrow();
  const traces = await newTraces(tx, dossier.id);
  const told = traces.flatMap((trace) =>
    messagesFor({ action: trace.action, from: trace.from_state, to: trace.to_state }).map((kind) => ({
      kind,
      trace,
    })),
  );
  if (told.length === 0) return 0;
  const last = await tx.queries
    .selectFrom("public_services.portal_message")
    .select((select) => select.fn.max("number").as("number"))
    .where("dossier_id", "=", dossier.id)
    .executeTakeFirst();
  const words = fold([queue.code, dossier.code, dossier.procedure_code, dossier.procedure_name].join(" "));
  await tx.queries
    .insertInto("public_services.portal_message")
    .values(
      told.map(({ kind, trace }, index) => ({
        id: uuidv7(tx.now),
        dossier_id: dossier.id,
        number: (last?.number ?? 0) + 1 + index,
        organisation_id: dossier.organisation_id,
        kind,
        trace_id: trace.id,
        state: trace.to_state,
        action: trace.action,
        happened_at: trace.at,
        words,
      })),
    )
    .execute();
  await wake(tx, dossier.id, sql`coalesce(next_at, ${tx.now})`);
  return told.length;
}

/** What happened and has no message; what is no message's matter is looked at again and left out again. */
async function newTraces(tx: Transaction, dossierId: string): Promise<readonly NewTrace[]> {
  const { rows } = await sql<NewTrace>`
    select t.id, t.at, t.action, t.from_state, t.to_state from public_services.dossier_trace t
     where t.dossier_id = ${dossierId}::uuid
       and not exists (select 1 from public_services.portal_message m where m.trace_id = t.id)
     order by t.id`.execute(tx.queries);
  return rows;
}

/** Makes the first waiting message of a dossier due, unless one before it was refused and waits for a person. */
export async function wake(tx: Transaction, dossierId: string, at: RawBuilder<unknown>): Promise<void> {
  await sql`update public_services.portal_dossier set next_at = ${at}
    where dossier_id = ${dossierId}::uuid and not exists (
      select 1 from public_services.portal_message m where m.dossier_id = ${dossierId}::uuid and m.standing = 'refused')`.execute(
    tx.queries,
  );
}
