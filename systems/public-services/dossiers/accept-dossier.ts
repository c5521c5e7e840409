import { assertMay } from "../../../core/access/index.ts";
import { loadCalendar } from "../../../core/calendar/index.ts";
import type { Queries } from "../../../core/database/index.ts";
import { FormRefusal } from "../../../core/errors.ts";
import type { PersonActor, Transaction } from "../../../core/transaction/index.ts";
import { type ProcedureCase, procedureVersion } from "../catalogue/index.ts";
import { changeDossier } from "./change-dossier.ts";
import { promisedAt } from "./clock.ts";
import { type DossierRow, lockDossier } from "./dossier.ts";
import type { Channel } from "./facts.ts";
import { mayReceive } from "./permissions.ts";
import { caseOf } from "./receive-dossier.ts";
import { atStep } from "./steps.ts";
import { type WorkflowVersion, workflowVersion } from "./workflow/index.ts";

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
  const workflow = await workflowVersion(tx.queries, row.workflow_version_id);
  const acceptance = await planAcceptance(
    tx.queries,
    {
      organisationId: row.organisation_id,
      channel: row.channel,
      case: caseOf(procedure, row.case_key),
      workflow,
    },
    tx.now,
  );
  return await changeDossier(tx, row, { ...acceptance, note });
}

/**
 * What an acceptance now makes of a dossier: the promised day and the first step of its workflow. Reads only, so that a
 * dossier of the counter is planned before its number is taken.
 */
export async function planAcceptance(
  queries: Queries,
  dossier: {
    readonly organisationId: string;
    readonly channel: Channel;
    readonly case: ProcedureCase;
    readonly workflow: WorkflowVersion;
  },
  now: Date,
) {
  const calendar = await loadCalendar(queries, dossier.organisationId);
  const due = promisedAt(dossier.case, dossier.channel, now, calendar);
  const [first] = dossier.workflow.definition.steps;
  if (!first) throw new Error(`workflow version ${dossier.workflow.id} has no step`);
  const times = { received_at: now, due_at: due };
  return {
    action: "accept",
    publicNote: true,
    stepWords: first.name,
    toStep: first.key,
    set: {
      ...times,
      first_due_at: due,
      ...(await atStep(queries, { organisation_id: dossier.organisationId, ...times }, first, now)),
    },
  } as const;
}

export type Acceptance = Awaited<ReturnType<typeof planAcceptance>>;

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
