import { randomBytes } from "node:crypto";
import { getOrganisation } from "../../../core/directory/index.ts";
import { Refusal } from "../../../core/errors.ts";
import { fold } from "../../../core/search/index.ts";
import { type Transaction, uuidv7 } from "../../../core/transaction/index.ts";
import { type Fee, type Procedure, type ProcedureCase, procedureVersion } from "../catalogue/index.ts";
import type { ReceivedFiling } from "../forms/index.ts";
import { writeTrace } from "./change-dossier.ts";
import { nextDossierCode } from "./dossier-code.ts";
import type { DossierFee } from "./facts.ts";
import "./events.ts";
import "./tables.ts";
import { publishedWorkflow } from "./workflow/index.ts";

/** What came in, and for the counter how much of it is on paper. */
export interface Intake extends ReceivedFiling {
  /** Papers handed over at the counter, by component; absent: none. */
  readonly papers?: readonly PaperCount[];
  /** Whole sets of papers (bộ). */
  readonly sets?: number;
}

export interface PaperCount {
  readonly key: string;
  readonly originals: number;
  readonly certified: number;
  readonly copies: number;
}

/**
 * A dossier comes in: it gets its code, the workflow of its case, the state 1 "newly filed". The body has eight working
 * hours to accept it (NĐ 45/2020/NĐ-CP); at the counter it is accepted in the same transaction (accept-dossier.ts).
 *
 * @throws Refusal 404 for an unknown procedure or case, 409 when its workflow is missing
 */
export async function receiveDossier(
  tx: Transaction,
  input: Intake,
): Promise<{ readonly id: string; readonly code: string; readonly token: string }> {
  const procedure = await procedureVersion(tx.queries, input.procedureVersionId);
  const found = caseOf(procedure, input.caseKey);
  const body = await getOrganisation(tx.queries, input.organisationId, tx.now);
  const workflow = await publishedWorkflow(
    tx.queries,
    found.workflowCode ?? DEFAULT_WORKFLOWS[body.kind] ?? "mot-cua-so",
  );
  if (!workflow) throw noWorkflow(found.workflowCode ?? "");
  const id = uuidv7(tx.now);
  // 128 random bits: opens the public progress page, is never guessed.
  const token = randomBytes(16).toString("base64url");
  const parties = [input.applicant, input.owner];
  // Last of what must be read: the counter is locked until the commit.
  const code = await nextDossierCode(tx.queries, body, tx.now);
  await tx.queries
    .insertInto("public_services.dossier")
    .values({
      id,
      code,
      token,
      procedure_code: procedure.code,
      procedure_name: procedure.name,
      procedure_version_id: procedure.versionId,
      case_key: found.key,
      field_code: procedure.field.code,
      field_name: procedure.field.name,
      organisation_id: body.id,
      channel: input.channel,
      state: 1,
      applicant: JSON.stringify(input.applicant),
      owner: JSON.stringify(input.owner),
      owner_name: input.owner.name,
      applicant_citizen_id: input.applicant.citizenId,
      owner_citizen_id: input.owner.citizenId,
      form_version_id: input.formVersionId,
      answers: input.answers === null || input.answers === undefined ? null : JSON.stringify(input.answers),
      return_by: input.returnBy,
      notify_sms: input.notify.sms,
      notify_zalo: input.notify.zalo,
      notify_email: input.notify.email,
      fees: JSON.stringify(feesOf(found, input.channel)),
      sets: input.sets ?? 1,
      submitted_at: tx.now,
      workflow_version_id: workflow.id,
      words: fold(
        [
          code,
          procedure.name,
          ...parties.flatMap(({ name, identifier, phone }) => [name, identifier ?? "", phone ?? ""]),
        ].join(" "),
      ),
    })
    .execute();
  await insertComponents(tx, id, found, input);
  await insertFiles(tx, id, input);
  await writeTrace(
    tx,
    { id, state: 1, step_key: null, step_due_at: null },
    { action: "file", from: null, to: 1, note: "" },
  );
  tx.record({
    action: "dossiers.file",
    objectKind: "dossier",
    objectId: id,
    data: { code, procedure: procedure.code, channel: input.channel },
  });
  tx.emit({
    type: "dossiers.filed",
    subjectId: id,
    organisations: [body.id],
    data: { code, channel: input.channel },
  });
  return { id, code, token };
}

/** For a case that names no workflow: the usual way of the body's level. */
const DEFAULT_WORKFLOWS: Readonly<Record<string, string>> = {
  commune: "mot-cua-xa",
  district: "mot-cua-huyen",
};

/** @throws Refusal 404 */
export function caseOf(procedure: Procedure, key: string): ProcedureCase {
  const found = procedure.cases.find((each) => each.key === key);
  if (found) return found;
  throw new Refusal("dossiers.no-case", 404, {
    vi: `Thủ tục ${procedure.code} không còn trường hợp này. Hãy mở lại trang thủ tục và chọn lại.`,
    en: `Procedure ${procedure.code} has no such case any more. Open its page again and choose.`,
  });
}

function noWorkflow(code: string): Refusal {
  return new Refusal("dossiers.no-workflow", 409, {
    vi: `Chưa có quy trình “${code}” nào được công bố nên chưa nhận được hồ sơ này. Hãy báo quản trị viên.`,
    en: `No workflow “${code}” is published, so this cannot be received. Tell an administrator.`,
  });
}

function feesOf(found: ProcedureCase, channel: 1 | 2 | 3): readonly DossierFee[] {
  const own = found.channels.find((each) => each.channel === channel) ?? found.channels[0];
  return (own?.fees ?? []).filter(isOwed).map((fee) => ({
    code: fee.code,
    kind: fee.kind,
    // With a sum the kind says enough; without one only the rule tells what it is.
    name: (fee.amount === null && fee.text) || (fee.kind === "fee" ? "Phí" : "Lệ phí"),
    amount: fee.amount,
    collect: fee.collect,
  }));
}

/** Fees of nothing are not asked for; sums in another currency are settled by the body. */
function isOwed({ amount, currency }: Fee): boolean {
  return amount !== 0 && currency === "VND";
}

async function insertComponents(
  tx: Transaction,
  id: string,
  found: ProcedureCase,
  input: Intake,
): Promise<void> {
  if (found.components.length === 0) return;
  const withFile = new Set(input.files.map(({ componentKey }) => componentKey));
  await tx.queries
    .insertInto("public_services.dossier_component")
    .values(
      found.components.map((component, position) => {
        const paper = input.papers?.find(({ key }) => key === component.key);
        return {
          dossier_id: id,
          position,
          key: component.key,
          code: component.code,
          name: component.name,
          originals: paper?.originals ?? 0,
          certified: paper?.certified ?? 0,
          copies: paper?.copies ?? 0,
          required: component.required,
          digitised: withFile.has(component.key),
        };
      }),
    )
    .execute();
}

async function insertFiles(tx: Transaction, id: string, input: Intake): Promise<void> {
  if (input.files.length === 0) return;
  await tx.queries
    .insertInto("public_services.dossier_file")
    .values(
      input.files.map(({ componentKey, name, mime, sha256, size }) => ({
        id: uuidv7(tx.now),
        dossier_id: id,
        kind: "submitted" as const,
        component_key: componentKey,
        name,
        mime,
        sha256,
        size,
        at: tx.now,
        by_name: input.applicant.name,
      })),
    )
    .execute();
}
