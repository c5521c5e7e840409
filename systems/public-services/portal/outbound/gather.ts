import type { Selectable } from "kysely";
import type { Queries, Tables } from "../../../../core/database/index.ts";
import type { House } from "../../../../core/system.ts";
import { procedureVersion } from "../../catalogue/index.ts";
import { findCitizen } from "../../citizens/index.ts";
import type { DossierFacts } from "../../dossiers/index.ts";
import type { PortalAdapter } from "../adapter/portal-adapter.ts";
import { fileLink } from "../files/file-link.ts";
import { factsAsOf } from "../mapping/as-of.ts";
import { type FieldProblem, problemsOfHoSo, problemsOfTienTrinh } from "../mapping/check-ho-so.ts";
import { identitiesOf, toHoSo, type WireRecord } from "../mapping/ho-so.ts";
import { toTienTrinh } from "../mapping/tien-trinh.ts";
import type { Corrections } from "../tables.ts";
import { stateOf } from "../words.ts";

export type QueueRow = Selectable<Tables["public_services.portal_dossier"]>;
export type MessageRow = Selectable<Tables["public_services.portal_message"]>;

/** A message as it would go out now. */
export interface Gathered {
  readonly record: WireRecord;
  readonly problems: readonly FieldProblem[];
}

/**
 * Makes what a message tells from the dossier as it stood then, with what people corrected.
 *
 * @throws PortalUnavailable when the portal must be asked for the owner's TechID and does not answer
 */
export async function gather(
  house: House,
  adapter: PortalAdapter,
  queue: QueueRow,
  message: MessageRow,
): Promise<Gathered> {
  const { queries } = house.database;
  if (message.kind === "progress") return await gatherProgress(queries, queue, message);
  const facts = await house.services.dossiers?.facts(queries, queue.dossier_id);
  if (!facts) throw new Error(`dossier ${queue.dossier_id} cannot be read`);
  const dialect = house.config.portal?.dialect ?? "dvcqg";
  const [accountVerified, procedure, paid, techId] = await Promise.all([
    isVerified(queries, facts),
    procedureVersion(queries, facts.procedure.versionId),
    paidOf(house, queue.dossier_id),
    techIdOf(queries, adapter, queue, facts),
  ]);
  const record = toHoSo(factsAsOf(facts, { at: message.happened_at, state: stateOf(message.state) }), {
    code: queue.code,
    fromPortal: queue.from_portal,
    dialect,
    techId,
    accountVerified,
    paid,
    resultCode: procedure.results[0]?.code || null,
    linkOf: (file) => fileLink(house, file),
  });
  const corrected = correct(record, queue.corrections);
  return { record: corrected, problems: problemsOfHoSo(corrected, dialect) };
}

async function gatherProgress(queries: Queries, queue: QueueRow, message: MessageRow): Promise<Gathered> {
  const traces = await queries
    .selectFrom("public_services.dossier_trace")
    .selectAll()
    .where("dossier_id", "=", queue.dossier_id)
    .where("id", "<=", message.trace_id)
    .orderBy("id", "desc")
    .limit(2)
    .execute();
  const [trace, before] = traces;
  if (!trace || trace.id !== message.trace_id) throw new Error(`trace ${message.trace_id} is not there`);
  const record = correct(
    toTienTrinh({
      code: queue.code,
      begunAt: before?.at ?? null,
      stepDueAt: trace.step_due_at,
      trace: {
        at: trace.at,
        action: trace.action,
        from: trace.from_state === null ? null : stateOf(trace.from_state),
        to: stateOf(trace.to_state),
        name: trace.name,
        position: trace.position,
        organisationName: trace.organisation_name,
        step: trace.step_words,
        note: trace.note,
        publicNote: trace.public_note,
      },
    }),
    message.corrections,
  );
  return { record, problems: problemsOfTienTrinh(record) };
}

/** An emptied field is left out. */
function correct(record: WireRecord, corrections: Corrections): WireRecord {
  const fields: Record<string, WireRecord[string]> = { ...record };
  for (const [field, { value }] of Object.entries(corrections)) {
    if (value === "") delete fields[field];
    else fields[field] = value;
  }
  // The list of identifiers says the number a second time.
  const { SoGiayToChuHoSo } = corrections;
  if (SoGiayToChuHoSo) {
    const identities = identitiesOf(SoGiayToChuHoSo.value);
    if (identities.length > 0) fields.DinhDanhCHS = identities;
    else delete fields.DinhDanhCHS;
  }
  return fields;
}

/** DuocThanhToanTrucTuyen; without a room of payments nothing is paid online. */
async function paidOf(house: House, dossierId: string): Promise<1 | 2 | 3> {
  return (await house.services.paidOnline?.(house.database.queries, dossierId)) ?? 3;
}

/** TaiKhoanDuocXacThucVoiVNeID: whoever filed it was vouched for by VNeID. */
async function isVerified(queries: Queries, { applicant }: DossierFacts): Promise<boolean> {
  if (applicant.citizenId === null) return false;
  return (await findCitizen(queries, applicant.citizenId))?.verifiedBy === "vneid";
}

/** The owner's lasting name at the portal: from their account, else asked for once. Only online dossiers carry it. */
async function techIdOf(
  queries: Queries,
  adapter: PortalAdapter,
  queue: QueueRow,
  { channel, owner }: DossierFacts,
): Promise<string | null> {
  if (channel !== 2 || queue.tech_asked) return queue.tech_id;
  const linked =
    owner.citizenId === null
      ? undefined
      : await queries
          .selectFrom("public_services.citizen_provider")
          .select("tech_id")
          .where("citizen_id", "=", owner.citizenId)
          .where("provider", "=", "portal")
          .executeTakeFirst();
  const techId =
    queue.tech_id ??
    linked?.tech_id ??
    (owner.identifier === null ? undefined : await adapter.techId(owner.identifier)) ??
    null;
  await queries
    .updateTable("public_services.portal_dossier")
    .set({ tech_id: techId, tech_asked: true })
    .where("dossier_id", "=", queue.dossier_id)
    .execute();
  return techId;
}
