import type { Queries } from "../../../core/database/index.ts";
import { getOrganisation, type Organisation } from "../../../core/directory/index.ts";
import { Refusal } from "../../../core/errors.ts";
import type { Transaction } from "../../../core/transaction/index.ts";
import { type Procedure, type ProcedureCase, procedureVersion } from "../catalogue/index.ts";
import type { ReceivedFiling } from "../forms/index.ts";
import { publishedWorkflow, type WorkflowVersion } from "./workflow/index.ts";
import { type FiledDossier, writeDossier } from "./write-dossier.ts";

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

/** What is looked up before a dossier is written. */
export interface IntakePlan {
  readonly procedure: Procedure;
  readonly case: ProcedureCase;
  readonly body: Organisation;
  readonly workflow: WorkflowVersion;
}

/**
 * A dossier comes in: it gets its code, the workflow of its case, the state 1 "newly filed". The body has eight working
 * hours to accept it (NĐ 45/2020/NĐ-CP).
 *
 * @throws Refusal 404 for an unknown procedure or case, 409 when its workflow is missing
 */
export async function receiveDossier(tx: Transaction, input: Intake): Promise<FiledDossier> {
  const procedure = await procedureVersion(tx.queries, input.procedureVersionId);
  const body = await getOrganisation(tx.queries, input.organisationId, tx.now);
  return await writeDossier(tx, await planIntake(tx.queries, procedure, input.caseKey, body), input);
}

/** @throws Refusal 404 for an unknown case, 409 when its workflow is missing */
export async function planIntake(
  queries: Queries,
  procedure: Procedure,
  caseKey: string,
  body: Organisation,
): Promise<IntakePlan> {
  const found = caseOf(procedure, caseKey);
  const code = found.workflowCode ?? DEFAULT_WORKFLOWS[body.kind] ?? "mot-cua-so";
  const workflow = await publishedWorkflow(queries, code);
  if (!workflow) throw noWorkflow(code);
  return { procedure, case: found, body, workflow };
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
