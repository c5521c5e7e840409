import { type Selectable, sql } from "kysely";
import { localDateOf } from "../../core/calendar/index.ts";
import type { Queries } from "../../core/database/index.ts";
import { changedMeanwhile, notFound, Refusal } from "../../core/errors.ts";
import { type Transaction, uuidv7 } from "../../core/transaction/index.ts";
import { foldVietnamese } from "../../core/ui/index.ts";
import {
  CERTIFICATE_STATE_WORDS,
  CERTIFICATE_TRANSITIONS,
  type CertificateAction,
  type CertificateState,
} from "./states.ts";
import type { CertificateTable } from "./tables.ts";
import "./events.ts";

/** A certificate as stored. */
export type RegisteredCertificate = Selectable<CertificateTable>;
/** What makes a certificate, before the register gives it an id. */
export type CertificateFacts = Omit<
  RegisteredCertificate,
  "id" | "search" | "sort_name" | "version" | "created_at" | "state_since"
>;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
export function isUuid(text: string): boolean {
  return UUID.test(text);
}

/** @throws Refusal not-found */
export async function getCertificate(queries: Queries, id: string): Promise<RegisteredCertificate> {
  if (!isUuid(id)) throw notFound();
  const found = await queries
    .selectFrom("certificates.certificate")
    .selectAll()
    .where("id", "=", id)
    .executeTakeFirst();
  if (!found) throw notFound();
  return found;
}

/** Reads and locks the row until the transaction ends. @throws Refusal not-found */
export async function lockCertificate(tx: Transaction, id: string): Promise<RegisteredCertificate> {
  if (!isUuid(id)) throw notFound();
  const found = await tx.queries
    .selectFrom("certificates.certificate")
    .selectAll()
    .where("id", "=", id)
    .forUpdate()
    .executeTakeFirst();
  if (!found) throw notFound();
  return found;
}

/** Lower-case hexadecimal without separators and leading zeros: one form for what tokens, files and people write. */
export function normaliseSerial(typed: string): string | undefined {
  const digits = typed
    .trim()
    .replace(/^0x/i, "")
    .replace(/[\s:.-]/g, "")
    .toLowerCase()
    .replace(/^0+(?=.)/, "");
  return /^[0-9a-f]{1,64}$/.test(digits) && digits !== "0" ? digits : undefined;
}

/** The name of an authority in one spelling. */
export function normaliseIssuer(typed: string): string {
  return typed.normalize("NFC").trim().replace(/\s+/g, " ");
}

/** The columns that are made from others. */
export function derivedColumns(facts: {
  readonly holder_name: string;
  readonly holder_title: string;
  readonly organisation_name: string;
  readonly unit_name: string;
  readonly serial: string;
  readonly subject: string;
  readonly device_serial: string;
}): { search: string; sort_name: string } {
  const words = facts.holder_name.trim().split(/\s+/);
  return {
    search: foldVietnamese(
      [
        facts.holder_name,
        facts.holder_title,
        facts.unit_name,
        facts.organisation_name,
        facts.serial,
        facts.subject,
        facts.device_serial,
      ].join(" "),
    ),
    sort_name: [words.at(-1) ?? "", ...words.slice(0, -1)].join(" "),
  };
}

/** The next state. @throws Refusal certificates.wrong-state naming the state it is in */
export function nextCertificateState(state: CertificateState, action: CertificateAction): CertificateState {
  const next = CERTIFICATE_TRANSITIONS[state][action];
  if (next) return next;
  const { label } = CERTIFICATE_STATE_WORDS[state];
  throw new Refusal("certificates.wrong-state", 409, {
    vi: `Chứng thư số đang ở trạng thái "${label.vi}" nên không làm được việc này. Hãy xem lại trạng thái mới nhất.`,
    en: `The certificate is "${label.en}", so this cannot be done. Look at its latest state.`,
  });
}

type Change = Partial<Omit<RegisteredCertificate, "id" | "state" | "version" | "search" | "sort_name">>;

/** Moves a locked certificate one step: state, history, audit record and event, in the caller's transaction. */
export async function moveCertificate(
  tx: Transaction,
  certificate: RegisteredCertificate,
  action: CertificateAction,
  options: { readonly change?: Change; readonly note?: string; readonly requestId?: string } = {},
): Promise<RegisteredCertificate> {
  const state = nextCertificateState(certificate.state, action);
  const { change = {}, note = "", requestId } = options;
  const updated = await tx.queries
    .updateTable("certificates.certificate")
    .set({
      ...change,
      ...derivedColumns({ ...certificate, ...change }),
      state,
      ...(state === certificate.state ? {} : { state_since: tx.now }),
      version: certificate.version + 1,
    })
    .where("id", "=", certificate.id)
    .where("version", "=", certificate.version)
    .returningAll()
    .executeTakeFirst();
  if (!updated) throw changedMeanwhile();
  await tellCertificates(tx, [certificate.id], action, note, requestId);
  tx.record({
    action: `certificates.${action}`,
    objectKind: "registered-certificate",
    objectId: certificate.id,
    data: { from: certificate.state, to: state, serial: certificate.serial, issuer: certificate.issuer },
  });
  tx.emit({
    type: "certificates.moved",
    subjectId: certificate.id,
    organisations: [certificate.organisation_id],
    data: { certificateId: certificate.id, action, state },
  });
  return updated;
}

const AT_ONCE = 500;

/** Enters certificates with their first holding. @returns their ids, in order */
export async function addCertificates(
  tx: Transaction,
  entries: readonly CertificateFacts[],
  action: "issue" | "take-in" | "import" | "demo",
): Promise<readonly string[]> {
  const rows = entries.map((facts) => ({
    ...facts,
    ...derivedColumns(facts),
    id: uuidv7(tx.now),
    state_since: tx.now,
    created_at: tx.now,
  }));
  for (let from = 0; from < rows.length; from += AT_ONCE) {
    const part = rows.slice(from, from + AT_ONCE);
    await tx.queries.insertInto("certificates.certificate").values(part).execute();
    await sql`insert into certificates.holding
        (certificate_id, valid, holder_kind, holder_id, holder_name, organisation_id, unit_id, unit_name)
      select id, daterange((not_before at time zone 'Asia/Ho_Chi_Minh')::date, null), holder_kind, holder_id, holder_name,
             organisation_id, unit_id, unit_name
        from certificates.certificate where id = any(${part.map((row) => row.id)}::uuid[])`.execute(
      tx.queries,
    );
    await tellCertificates(
      tx,
      part.map((row) => row.id),
      action,
    );
  }
  if (action !== "demo") {
    for (const row of rows) {
      tx.record({
        action: `certificates.${action}`,
        objectKind: "registered-certificate",
        objectId: row.id,
        data: { serial: row.serial, issuer: row.issuer, kind: row.kind, holder: row.holder_id },
      });
      tx.emit({
        type: "certificates.moved",
        subjectId: row.id,
        organisations: [row.organisation_id],
        data: { certificateId: row.id, action, state: row.state },
      });
    }
  }
  return rows.map((row) => row.id);
}

/** Ends the present holding and begins another on the day of the transaction. Nothing happens when it is the same. */
export async function changeHolding(tx: Transaction, certificate: RegisteredCertificate): Promise<void> {
  const day = localDateOf(tx.now);
  const { holder_kind, holder_id, holder_name, organisation_id, unit_id, unit_name, id } = certificate;
  const same = await sql`select 1 from certificates.holding where certificate_id = ${id} and upper_inf(valid)
    and holder_id = ${holder_id} and unit_id = ${unit_id} and holder_name = ${holder_name}`.execute(
    tx.queries,
  );
  if (same.rows.length > 0) return;
  // A line that began today is written anew: a day belongs to one holder.
  await sql`delete from certificates.holding where certificate_id = ${id} and lower(valid) >= ${day}::date`.execute(
    tx.queries,
  );
  await sql`update certificates.holding set valid = daterange(lower(valid), ${day}::date)
    where certificate_id = ${id} and upper_inf(valid)`.execute(tx.queries);
  await sql`insert into certificates.holding
    (certificate_id, valid, holder_kind, holder_id, holder_name, organisation_id, unit_id, unit_name)
    values (${id}, daterange(${day}::date, null), ${holder_kind}, ${holder_id}, ${holder_name}, ${organisation_id},
            ${unit_id}, ${unit_name})`.execute(tx.queries);
}

/** Adds the same line to the story of several certificates. */
export async function tellCertificates(
  tx: Transaction,
  ids: readonly string[],
  action: string,
  note = "",
  requestId: string | null = null,
): Promise<void> {
  if (ids.length === 0) return;
  const { actor } = tx;
  await tx.queries
    .insertInto("certificates.history")
    .values(
      ids.map((id) => ({
        id: uuidv7(tx.now),
        certificate_id: id,
        request_id: requestId,
        at: tx.now,
        by_name: actor.kind === "person" ? actor.fullName : "Hệ thống",
        by_position: actor.kind === "person" ? actor.positionTitle : "",
        action,
        note,
      })),
    )
    .execute();
}
