import { sql } from "kysely";
import { assertMay } from "../../../core/access/index.ts";
import { dayNumberOf, loadCalendar } from "../../../core/calendar/index.ts";
import { FormRefusal, Refusal } from "../../../core/errors.ts";
import type { PersonActor, Transaction } from "../../../core/transaction/index.ts";
import { type DossierStep, requireReason } from "./accept-dossier.ts";
import { changeDossier, organisationsOf, writeTrace, wrongState } from "./change-dossier.ts";
import { type DossierRow, lockDossier, stateOf } from "./dossier.ts";
import {
  mayActForCitizen,
  mayApologise,
  mayAskCitizen,
  mayRecall,
  mayReturn,
  mayStop,
} from "./permissions.ts";
import { transition } from "./states.ts";
import { atStep } from "./steps.ts";
import { subjectOfDossier } from "./subject.ts";
import { dueAfter, openPause } from "./supplement.ts";
import { workflowVersion } from "./workflow/index.ts";

/** The desk records that the citizen takes the dossier back. @throws FormRefusal, AccessDeniedError, Refusal 404 | 409 */
export async function recordWithdrawal(
  tx: Transaction,
  actor: PersonActor,
  step: DossierStep,
): Promise<DossierRow> {
  const row = await lockDossier(tx, step.id, step.seen);
  assertMay(actor, mayActForCitizen, await subjectOfDossier(tx.queries, row));
  return await changeDossier(tx, row, {
    action: "withdraw",
    note: requireReason(step.note),
    publicNote: true,
  });
}

/** The conditions are not met: nothing more is done (NĐ 61/2018/NĐ-CP Art. 19). @throws FormRefusal, AccessDeniedError, Refusal */
export async function stopDossier(
  tx: Transaction,
  actor: PersonActor,
  step: DossierStep,
): Promise<DossierRow> {
  const row = await lockDossier(tx, step.id, step.seen);
  const subject = await subjectOfDossier(tx.queries, row);
  assertMay(actor, mayStop, subject);
  // What is being handled is stopped by a leader: the table says so, the permission names both.
  if (transition(stateOf(row), "stop")?.by.includes("desk") !== true) assertMay(actor, mayRecall, subject);
  return await changeDossier(tx, row, { action: "stop", note: requireReason(step.note), publicNote: true });
}

/** Asks for tax or fees that must be paid before the work goes on. @throws FormRefusal, AccessDeniedError, Refusal */
export async function askPayment(
  tx: Transaction,
  actor: PersonActor,
  step: DossierStep,
): Promise<DossierRow> {
  const row = await lockDossier(tx, step.id, step.seen);
  assertMay(actor, mayAskCitizen, await subjectOfDossier(tx.queries, row));
  return await changeDossier(tx, row, {
    action: "ask-payment",
    note: requireReason(step.note),
    publicNote: true,
  });
}

/**
 * The money is there: the clock goes on. Nothing happens when the dossier does not wait for money (a payment that comes
 * twice, or early).
 */
export async function settlePayment(tx: Transaction, id: string, note: string): Promise<void> {
  const row = await lockDossier(tx, id);
  if (stateOf(row) !== 6) return;
  const pause = await openPause(tx, row.id);
  await changeDossier(tx, row, {
    action: "settle-payment",
    note,
    publicNote: true,
    set: { ...(await dueAfter(tx, row, pause)) },
  });
}

/** Takes an unreturned result back to the step that sent it. @throws FormRefusal, AccessDeniedError, Refusal */
export async function recallResult(
  tx: Transaction,
  actor: PersonActor,
  step: DossierStep,
): Promise<DossierRow> {
  const row = await lockDossier(tx, step.id, step.seen);
  assertMay(actor, mayRecall, await subjectOfDossier(tx.queries, row));
  const note = requireReason(step.note);
  const { definition } = await workflowVersion(tx.queries, row.workflow_version_id);
  const { rows } = await sql<{ from_step: string }>`
    select from_step from public_services.dossier_trace where dossier_id = ${row.id}::uuid and action = 'finish'
     and from_step is not null order by id desc limit 1`.execute(tx.queries);
  const back = definition.steps.find(({ key, state }) => key === rows[0]?.from_step && state === 4);
  if (!back) throw wrongState(stateOf(row), "recall");
  return await changeDossier(tx, row, {
    action: "recall",
    note,
    stepWords: back.name,
    toStep: back.key,
    set: await atStep(tx.queries, row, back, tx.now),
  });
}

/** The result is handed over at the counter, or given to the post. @throws AccessDeniedError, FormRefusal, Refusal 404 | 409 */
export async function returnResult(
  tx: Transaction,
  actor: PersonActor,
  step: DossierStep & { readonly receivedBy: string },
): Promise<DossierRow> {
  const row = await lockDossier(tx, step.id, step.seen);
  assertMay(actor, mayReturn, await subjectOfDossier(tx.queries, row));
  const receivedBy = step.receivedBy.trim();
  if (row.return_by === 0 && receivedBy === "")
    throw new FormRefusal({
      receivedBy: { vi: "Ghi họ tên người nhận kết quả.", en: "Write who takes the result." },
    });
  const how = row.return_by === 1 ? "Gửi bưu chính" : `Người nhận: ${receivedBy}`;
  return await changeDossier(tx, row, {
    action: "return",
    note: [how, step.note?.trim()].filter(Boolean).join(". "),
    publicNote: false,
    set: { returned_at: tx.now },
  });
}

/**
 * One apology with one new day (TT 01/2018/TT-VPCP, form 04): at the latest a day before the promised one has passed is
 * advice, not a gate; what is late is late in the figures all the same.
 *
 * @throws FormRefusal, AccessDeniedError, Refusal 404 | 409 when it was apologised for once
 */
export async function apologise(
  tx: Transaction,
  actor: PersonActor,
  step: DossierStep & { readonly newDueAt: Date },
): Promise<DossierRow> {
  const row = await lockDossier(tx, step.id, step.seen);
  assertMay(actor, mayApologise, await subjectOfDossier(tx.queries, row));
  const state = stateOf(row);
  if (state !== 2 && state !== 4) throw wrongState(state, "forward");
  if (row.apologised_at !== null)
    throw new Refusal("dossiers.apologised-before", 409, {
      vi: "Hồ sơ đã được hẹn lại một lần; theo quy định chỉ hẹn lại một lần. Hãy trả kết quả sớm nhất có thể.",
      en: "A new day was given once already, and the rule allows it once. Return the result as soon as possible.",
    });
  const reason = requireReason(step.note);
  const calendar = await loadCalendar(tx.queries, row.organisation_id);
  if (
    row.due_at === null ||
    step.newDueAt <= row.due_at ||
    step.newDueAt <= tx.now ||
    !calendar.isWorkingDay(dayNumberOf(step.newDueAt))
  )
    throw new FormRefusal({
      newDue: {
        vi: "Ngày hẹn mới phải là ngày làm việc, sau ngày hẹn cũ và sau hôm nay.",
        en: "The new day must be a working day after the old one and after today.",
      },
    });
  const changed = await tx.queries
    .updateTable("public_services.dossier")
    .set({ due_at: step.newDueAt, reminded: 0, apologised_at: tx.now, version: row.version + 1 })
    .where("id", "=", row.id)
    .returningAll()
    .executeTakeFirstOrThrow();
  await writeTrace(tx, row, { action: "apologise", from: state, to: state, note: reason, publicNote: true });
  tx.record({
    action: "dossiers.apologise",
    objectKind: "dossier",
    objectId: row.id,
    data: { code: row.code, due: step.newDueAt.toISOString() },
  });
  tx.emit({
    type: "dossiers.apologised",
    subjectId: row.id,
    organisations: organisationsOf(row),
    data: { code: row.code, dueAt: step.newDueAt.toISOString(), reason },
  });
  return changed;
}
