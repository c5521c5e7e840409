import { randomBytes } from "node:crypto";
import { sql } from "kysely";
import { fold } from "../../../core/search/index.ts";
import { type Transaction, uuidv7 } from "../../../core/transaction/index.ts";
import type { Fee, ProcedureCase } from "../catalogue/index.ts";
import type { Acceptance } from "./accept-dossier.ts";
import { organisationsOf, tellChange, traceOf, whoActs, wrongState } from "./change-dossier.ts";
import { takeDossierCode } from "./dossier-code.ts";
import "./events.ts";
import type { DossierFee } from "./facts.ts";
import type { Intake, IntakePlan } from "./receive-dossier.ts";
import { stateAfter, transition } from "./states.ts";
import "./tables.ts";

export interface FiledDossier {
  readonly id: string;
  readonly code: string;
  /** 128 random bits: opens the public progress page, is never guessed. */
  readonly token: string;
}

const FILED = 1;

/**
 * Writes a new dossier with its components, its files and the beginning of its story in one statement, the last before
 * the commit: whoever waits for the next number of the body waits for no more than that.
 *
 * @param acceptance of the counter, where the dossier is accepted as it comes in; absent: it waits for the desk
 */
export async function writeDossier(
  tx: Transaction,
  plan: IntakePlan,
  input: Intake,
  acceptance?: Acceptance,
): Promise<FiledDossier> {
  const { procedure, body } = plan;
  const id = uuidv7(tx.now);
  const token = randomBytes(16).toString("base64url");
  const who = await whoActs(tx.queries, tx.actor, tx.now);
  const accepted = acceptance && ({ ...acceptance, note: "", from: FILED, to: stateAccepted() } as const);
  const before = { id, step_key: null, step_due_at: null };
  const traces = [
    traceOf(before, who, { action: "file", from: null, to: FILED, note: "" }, tx.now),
    ...(accepted ? [traceOf(before, who, accepted, tx.now)] : []),
  ];
  const newCode = sql<string>`(select code from number)`;
  const { code } = await tx.queries
    .with("number", (queries) => takeDossierCode(queries, body, tx.now))
    .with("component", (queries) =>
      queries
        .insertInto("public_services.dossier_component")
        .columns(COMPONENT_COLUMNS)
        .expression(recordset(COMPONENT_RECORD, componentsOf(id, plan.case, input))),
    )
    .with("file", (queries) =>
      queries
        .insertInto("public_services.dossier_file")
        .columns(FILE_COLUMNS)
        .expression(recordset(FILE_RECORD, filesOf(id, tx.now, input))),
    )
    .with("trace", (queries) => queries.insertInto("public_services.dossier_trace").values(traces))
    .insertInto("public_services.dossier")
    .values({
      id,
      code: newCode,
      token,
      procedure_code: procedure.code,
      procedure_name: procedure.name,
      procedure_version_id: procedure.versionId,
      case_key: plan.case.key,
      field_code: procedure.field.code,
      field_name: procedure.field.name,
      organisation_id: body.id,
      channel: input.channel,
      state: accepted?.to ?? FILED,
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
      fees: JSON.stringify(feesOf(plan.case, input.channel)),
      sets: input.sets ?? 1,
      submitted_at: tx.now,
      workflow_version_id: plan.workflow.id,
      words: sql<string>`search.fold(${newCode}) || ${wordsOf(procedure.name, input)}::text`,
      version: traces.length - 1,
      ...acceptance?.set,
    })
    .returning("code")
    .executeTakeFirstOrThrow();
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
  if (accepted) {
    const step = { organisation_id: body.id, step_organisation_id: accepted.set.step_organisation_id };
    tellChange(tx, { id, code }, accepted, organisationsOf(step));
  }
  return { id, code, token };
}

function stateAccepted() {
  const found = transition(FILED, "accept");
  if (!found) throw wrongState(FILED, "accept");
  return stateAfter(FILED, found, null);
}

/** What the list finds a dossier by, beside its code. */
function wordsOf(procedure: string, { applicant, owner }: Intake): string {
  const people = [applicant, owner].flatMap(({ name, identifier, phone }) => [
    name,
    identifier ?? "",
    phone ?? "",
  ]);
  return ` ${fold([procedure, ...people].join(" "))}`;
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

/** Rows as JSON, so that the statement has one text whatever their number and is planned once. */
function recordset(record: string, rows: readonly object[]) {
  return sql<never>`select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(${sql.raw(record)})`;
}

const COMPONENT_COLUMNS = [
  "dossier_id",
  "position",
  "key",
  "code",
  "name",
  "originals",
  "certified",
  "copies",
  "required",
  "digitised",
] as const;
const COMPONENT_RECORD = `dossier_id uuid, position int, key text, code text, name text, originals int, certified int,
  copies int, required boolean, digitised boolean`;

function componentsOf(id: string, found: ProcedureCase, input: Intake): readonly object[] {
  const withFile = new Set(input.files.map(({ componentKey }) => componentKey));
  return found.components.map((component, position) => {
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
  });
}

const FILE_COLUMNS = [
  "id",
  "dossier_id",
  "kind",
  "component_key",
  "name",
  "mime",
  "sha256",
  "size",
  "at",
  "by_name",
] as const;
const FILE_RECORD = `id uuid, dossier_id uuid, kind text, component_key text, name text, mime text, sha256 text,
  size bigint, at timestamptz, by_name text`;

function filesOf(id: string, now: Date, input: Intake): readonly object[] {
  return input.files.map(({ componentKey, name, mime, sha256, size }) => ({
    id: uuidv7(now),
    dossier_id: id,
    kind: "submitted",
    component_key: componentKey,
    name,
    mime,
    sha256,
    size,
    at: now,
    by_name: input.applicant.name,
  }));
}
