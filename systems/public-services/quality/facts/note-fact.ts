import { sql } from "kysely";
import type { Transaction } from "../../../../core/transaction/index.ts";
import type { NoteKind } from "../tables.ts";
import { countDossiers } from "./count-dossiers.ts";

/**
 * Another room says what it knows of a dossier: that the national portal took its record, that it was paid online (1 on
 * the portal, 2 through the province's gateway), that a paper came from a national register, that population data were
 * looked up, that somebody complained. The first time counts; saying it again changes nothing. Indicators of a kind are
 * only counted from the day on which anybody says it: before that nothing is known, which is not the same as none.
 */
export async function noteFact(
  tx: Transaction,
  dossierId: string,
  kind: NoteKind,
  value?: 1 | 2,
): Promise<void> {
  await tx.queries
    .insertInto("public_services.quality_note")
    .values({ dossier_id: dossierId, kind, at: tx.now, value: value ?? null })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  await noteSource(tx, kind, tx.now);
  await countDossiers(tx.queries, [dossierId]);
}

/** Complaints and proposals about a body, as the room of feedback tells them; told again, the newest standing counts. */
export interface Feedback {
  readonly id: string;
  readonly organisationId: string;
  readonly dossierId: string | null;
  /** As the field names it: "quy định hành chính", "thái độ", … */
  readonly kind: string;
  readonly receivedAt: Date;
  readonly dueAt: Date;
  readonly answeredAt: Date | null;
  readonly satisfied: boolean | null;
  /** It is a complaint about how the dossier was handled. */
  readonly complaint: boolean;
}

export async function noteFeedback(tx: Transaction, feedback: Feedback): Promise<void> {
  await sql`insert into public_services.quality_feedback
      (id, organisation_id, dossier_id, kind, received_at, due_at, answered_at, satisfied)
    values (${feedback.id}, ${feedback.organisationId}::uuid, ${feedback.dossierId}::uuid, ${feedback.kind},
      ${feedback.receivedAt}, ${feedback.dueAt}, ${feedback.answeredAt}, ${feedback.satisfied})
    on conflict (id) do update set due_at = excluded.due_at, answered_at = excluded.answered_at,
      satisfied = excluded.satisfied, kind = excluded.kind`.execute(tx.queries);
  await noteSource(tx, "feedback", feedback.receivedAt);
  if (feedback.complaint && feedback.dossierId) await noteFact(tx, feedback.dossierId, "complained");
}

async function noteSource(tx: Transaction, kind: NoteKind | "feedback", since: Date): Promise<void> {
  await sql`insert into public_services.quality_source as s (kind, since) values (${kind}, ${since})
    on conflict (kind) do update set since = least(s.since, excluded.since) where s.since > excluded.since`.execute(
    tx.queries,
  );
}
