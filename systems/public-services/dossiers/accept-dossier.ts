import { assertMay } from "../../../core/access/index.ts";
import { loadCalendar } from "../../../core/calendar/index.ts";
import { FormRefusal } from "../../../core/errors.ts";
import type { PersonActor, Transaction } from "../../../core/transaction/index.ts";
import { procedureVersion } from "../catalogue/index.ts";
import { changeDossier } from "./change-dossier.ts";
import { promisedAt } from "./clock.ts";
import { type DossierRow, lockDossier } from "./dossier.ts";
import { mayReceive } from "./permissions.ts";
import { caseOf } from "./receive-dossier.ts";
import { atStep } from "./steps.ts";
import { workflowVersion } from "./workflow/index.ts";

export interface DossierStep {
  readonly id: string;
  /** Version the person saw. */
  readonly seen: number;
  readonly note?: string;
}

/**
 * The desk accepts: the clock starts, the day of the result is promised, the dossier stands at the first step (NĐ
 * 61/2018/NĐ-CP Art. 17).
 *
 * @throws AccessDeniedError, Refusal 404 | 409
 */
export async function acceptDossier(
  tx: Transaction,
  actor: PersonActor,
  { id, seen, note = "" }: DossierStep,
): Promise<DossierRow> {
  const row = await lockDossier(tx, id, seen);
  assertMay(actor, mayReceive, { organisationId: row.organisation_id });
  const procedure = await procedureVersion(tx.queries, row.procedure_version_id);
  const calendar = await loadCalendar(tx.queries, row.organisation_id);
  const due = promisedAt(caseOf(procedure, row.case_key), row.channel, tx.now, calendar);
  const { definition } = await workflowVersion(tx.queries, row.workflow_version_id);
  const [first] = definition.steps;
  if (!first) throw new Error(`workflow version ${row.workflow_version_id} has no step`);
  return await changeDossier(tx, row, {
    action: "accept",
    note,
    publicNote: true,
    stepWords: first.name,
    toStep: first.key,
    set: {
      received_at: tx.now,
      due_at: due,
      first_due_at: due,
      ...(await atStep(tx.queries, { ...row, received_at: tx.now, due_at: due }, first, tx.now)),
    },
  });
}

/**
 * The desk refuses with a reason (phiếu từ chối tiếp nhận giải quyết hồ sơ).
 * @throws FormRefusal without a reason, AccessDeniedError, Refusal 404 | 409
 */
export async function refuseDossier(
  tx: Transaction,
  actor: PersonActor,
  step: DossierStep,
): Promise<DossierRow> {
  const row = await lockDossier(tx, step.id, step.seen);
  assertMay(actor, mayReceive, { organisationId: row.organisation_id });
  return await changeDossier(tx, row, { action: "refuse", note: requireReason(step.note), publicNote: true });
}

/** @throws FormRefusal on `note` */
export function requireReason(note = ""): string {
  const reason = note.trim();
  if (reason.length >= 10 && reason.length <= 2_000) return reason;
  throw new FormRefusal({
    note: {
      vi: "Nêu lý do cụ thể để người dân hiểu (từ 10 đến 2.000 ký tự).",
      en: "Give a reason the citizen understands (10 to 2,000 characters).",
    },
  });
}
