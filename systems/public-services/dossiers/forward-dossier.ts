import { assertMay } from "../../../core/access/index.ts";
import { localDateOf } from "../../../core/calendar/index.ts";
import { holdersOf } from "../../../core/directory/index.ts";
import { FormRefusal, Refusal } from "../../../core/errors.ts";
import type { PersonActor, Transaction } from "../../../core/transaction/index.ts";
import { type DossierStep, requireReason } from "./accept-dossier.ts";
import { changeDossier, writeTrace, wrongState } from "./change-dossier.ts";
import { type DossierRow, lockDossier, stateOf } from "./dossier.ts";
import { mayHandle } from "./permissions.ts";
import { atStep } from "./steps.ts";
import { subjectOfDossier } from "./subject.ts";
import { nextSteps, type WorkflowStep, workflowVersion } from "./workflow/index.ts";

export interface ForwardDossier extends DossierStep {
  /** Key of the step it goes to. */
  readonly to: string;
  /** The person it is given to there; absent: whoever of that role takes it. */
  readonly personId?: string;
}

/**
 * Hands the dossier on along the workflow, inside the body, to another unit or to another level; to the last step it
 * brings the result to the counter (state 9).
 *
 * @throws FormRefusal (way back without a reason, no result, person of another place), AccessDeniedError, Refusal 404 | 409
 */
export async function forwardDossier(
  tx: Transaction,
  actor: PersonActor,
  input: ForwardDossier,
): Promise<DossierRow> {
  const row = await lockDossier(tx, input.id, input.seen);
  const state = stateOf(row);
  if (state !== 2 && state !== 4) throw wrongState(state, "forward");
  assertMay(actor, mayHandle, await subjectOfDossier(tx.queries, row));
  const { definition } = await workflowVersion(tx.queries, row.workflow_version_id);
  const here = definition.steps.find(({ key }) => key === row.step_key);
  const edge = nextSteps(definition, row.step_key ?? "").find(({ to }) => to === input.to);
  const there = definition.steps.find(({ key }) => key === edge?.to);
  if (!here || !edge || !there) throw noSuchWay();
  if (here.signs && there.state === 9) await requireResult(tx, row, true);
  else if (there.state === 9)
    await requireResult(
      tx,
      row,
      definition.steps.some(({ signs }) => signs),
    );
  else if (here.signs && !edge.back) await requireResult(tx, row, true);
  const placed = await atStep(tx.queries, row, there, tx.now, input.personId ?? null);
  if (input.personId) await requireHolder(tx, there, placed, input.personId);
  return await changeDossier(tx, row, {
    action: there.state === 9 ? "finish" : "forward",
    note: edge.back ? requireReason(input.note) : (input.note ?? "").trim(),
    stepWords: `${here.name} → ${there.name}`,
    toStep: there.key,
    set: placed,
  });
}

/** Whoever of the role of the step may take it, so that the others see who does it. @throws AccessDeniedError, Refusal */
export async function takeOver(
  tx: Transaction,
  actor: PersonActor,
  { id, seen }: DossierStep,
): Promise<DossierRow> {
  const row = await lockDossier(tx, id, seen);
  assertMay(actor, mayHandle, await subjectOfDossier(tx.queries, row));
  const changed = await tx.queries
    .updateTable("public_services.dossier")
    .set({ step_person_id: actor.personId, version: row.version + 1 })
    .where("id", "=", row.id)
    .returningAll()
    .executeTakeFirstOrThrow();
  await writeTrace(tx, row, { action: "take-over", from: stateOf(row), to: stateOf(row), note: "" });
  tx.record({
    action: "dossiers.take-over",
    objectKind: "dossier",
    objectId: row.id,
    data: { code: row.code },
  });
  return changed;
}

/** A result that goes to the citizen is there, and signed where the workflow says that it is signed. */
async function requireResult(tx: Transaction, row: DossierRow, signed: boolean): Promise<void> {
  const results = await tx.queries
    .selectFrom("public_services.dossier_file")
    .select(["name", "signed_at"])
    .where("dossier_id", "=", row.id)
    .where("kind", "=", "result")
    .execute();
  if (results.length === 0)
    throw new FormRefusal({
      to: {
        vi: "Chưa có tệp kết quả. Hãy đính kèm kết quả trước khi chuyển bước này.",
        en: "There is no result yet. Attach the result before this step.",
      },
    });
  const unsigned = signed ? results.find(({ signed_at }) => signed_at === null) : undefined;
  if (unsigned)
    throw new FormRefusal({
      to: {
        vi: `Kết quả “${unsigned.name}” chưa được ký số. Hãy ký, hoặc trả lại bước trước.`,
        en: `The result “${unsigned.name}” is not signed. Sign it, or send the dossier back.`,
      },
    });
}

async function requireHolder(
  tx: Transaction,
  step: WorkflowStep,
  placed: { readonly step_organisation_id: string; readonly step_unit_id: string | null },
  personId: string,
): Promise<void> {
  const role = step.role === "desk" ? "clerk" : step.role;
  const place = placed.step_unit_id ?? placed.step_organisation_id;
  const holders = await holdersOf(tx.queries, role, place, localDateOf(tx.now));
  if (holders.some((held) => held.personId === personId)) return;
  throw new FormRefusal({
    person: {
      vi: "Người này không giữ vai của bước đó. Hãy chọn người khác hoặc để trống.",
      en: "That person does not hold the role of the step. Choose another one or leave it empty.",
    },
  });
}

function noSuchWay(): Refusal {
  return new Refusal("dossiers.no-way", 409, {
    vi: "Quy trình của hồ sơ không có lối đi này. Hãy tải lại trang và chọn bước có trong danh sách.",
    en: "The workflow of the dossier has no such way. Reload the page and choose a step of the list.",
  });
}
