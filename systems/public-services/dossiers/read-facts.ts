import type { Queries } from "../../../core/database/index.ts";
import { findOrganisation } from "../../../core/directory/index.ts";
import { type DossierRow, isUuid, stateOf } from "./dossier.ts";
import type { DossierFacts, DossierTrace } from "./facts.ts";
import { asState } from "./states.ts";
import { stepOf } from "./steps.ts";

/** Everything about a dossier; undefined when there is none. */
export async function factsOf(queries: Queries, id: string): Promise<DossierFacts | undefined> {
  if (!isUuid(id)) return undefined;
  const row = await queries
    .selectFrom("public_services.dossier")
    .selectAll()
    .where("id", "=", id)
    .executeTakeFirst();
  return row && (await read(queries, row));
}

export async function factsByCode(queries: Queries, code: string): Promise<DossierFacts | undefined> {
  const row = await queries
    .selectFrom("public_services.dossier")
    .selectAll()
    .where("code", "=", code.trim().toUpperCase())
    .executeTakeFirst();
  return row && (await read(queries, row));
}

export async function factsByToken(queries: Queries, token: string): Promise<DossierFacts | undefined> {
  if (!/^[\w-]{22}$/.test(token)) return undefined;
  const row = await queries
    .selectFrom("public_services.dossier")
    .selectAll()
    .where("token", "=", token)
    .executeTakeFirst();
  return row && (await read(queries, row));
}

async function read(queries: Queries, row: DossierRow): Promise<DossierFacts> {
  const of = row.id;
  const [body, step, components, files, supplements, pauses, traces] = await Promise.all([
    findOrganisation(queries, row.organisation_id, row.submitted_at),
    stepOf(queries, row),
    queries
      .selectFrom("public_services.dossier_component")
      .selectAll()
      .where("dossier_id", "=", of)
      .orderBy("position")
      .execute(),
    queries
      .selectFrom("public_services.dossier_file")
      .selectAll()
      .where("dossier_id", "=", of)
      .orderBy("id")
      .execute(),
    queries
      .selectFrom("public_services.dossier_supplement")
      .selectAll()
      .where("dossier_id", "=", of)
      .orderBy("id")
      .execute(),
    queries
      .selectFrom("public_services.dossier_pause")
      .selectAll()
      .where("dossier_id", "=", of)
      .orderBy("from_at")
      .execute(),
    queries
      .selectFrom("public_services.dossier_trace")
      .selectAll()
      .where("dossier_id", "=", of)
      .orderBy("id")
      .execute(),
  ]);
  return {
    id: row.id,
    code: row.code,
    token: row.token,
    procedure: {
      code: row.procedure_code,
      name: row.procedure_name,
      versionId: row.procedure_version_id,
      caseKey: row.case_key,
      fieldCode: row.field_code,
      fieldName: row.field_name,
    },
    organisationId: row.organisation_id,
    organisationName: body?.name ?? "",
    channel: row.channel,
    state: stateOf(row),
    applicant: row.applicant,
    owner: row.owner,
    formVersionId: row.form_version_id,
    sets: row.sets,
    submittedAt: row.submitted_at,
    receivedAt: row.received_at,
    dueAt: row.due_at,
    firstDueAt: row.first_due_at,
    finishedAt: row.finished_at,
    returnedAt: row.returned_at,
    returnBy: row.return_by,
    notify: { sms: row.notify_sms, zalo: row.notify_zalo, email: row.notify_email },
    fees: row.fees,
    components: components.map(({ dossier_id: _of, position: _at, ...component }) => component),
    files: files.map((file) => ({
      id: file.id,
      kind: file.kind,
      componentKey: file.component_key,
      name: file.name,
      mime: file.mime,
      sha256: file.sha256,
      size: Number(file.size),
      at: file.at,
      signedBy: file.signed_by,
    })),
    supplements: supplements.map((each) => ({
      id: each.id,
      askedAt: each.asked_at,
      askedBy: each.asked_by,
      reason: each.reason,
      components: each.components,
      answeredAt: each.answered_at,
    })),
    pauses: pauses.map(({ why, from_at, until_at }) => ({ why, from: from_at, until: until_at })),
    trail: traces.map(
      (trace): DossierTrace => ({
        at: trace.at,
        action: trace.action,
        from: trace.from_state === null ? null : asState(trace.from_state),
        to: asState(trace.to_state),
        name: trace.name,
        position: trace.position,
        organisationName: trace.organisation_name,
        step: trace.step_words,
        note: trace.note,
        publicNote: trace.public_note,
      }),
    ),
    step: step ? { key: step.key, name: step.name } : null,
  };
}
