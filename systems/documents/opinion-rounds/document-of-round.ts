import { sql } from "kysely";
import { may } from "../../../core/access/index.ts";
import { localDateOf } from "../../../core/calendar/index.ts";
import type { Queries } from "../../../core/database/index.ts";
import { findAppointment } from "../../../core/directory/index.ts";
import { notFound, Refusal } from "../../../core/errors.ts";
import type { PersonActor, Transaction } from "../../../core/transaction/index.ts";
import { getIncoming, subjectOfIncoming } from "../incoming/incoming.ts";
import { getOutgoing, subjectOfOutgoing } from "../outgoing/outgoing.ts";
import { mayReadIncoming, mayReadOutgoing } from "../permissions.ts";

export type DocumentKind = "incoming" | "outgoing";

/** What a round needs to know of the document it is about. */
export interface RoundDocument {
  readonly kind: DocumentKind;
  readonly id: string;
  readonly organisationId: string;
  readonly confidentiality: number;
  readonly href: string;
  /** Number and notation, or what stands for it before there is one. */
  readonly code: string;
  readonly abstract: string;
  readonly typeName: string | undefined;
  readonly typeCode: string | undefined;
  /** Units and appointments that work on it: who may ask for opinions. */
  readonly unitId: string | null;
  readonly workers: readonly string[];
  readonly readers: readonly string[];
  /** False once there is nothing left to have an opinion on. */
  readonly open: boolean;
  readable(actor: PersonActor): boolean;
}

const CLOSED_INCOMING: ReadonlySet<string> = new Set(["refused", "recalled", "replaced"]);

/** @throws Refusal not-found */
export async function documentOfRound(
  queries: Queries,
  kind: DocumentKind,
  id: string,
): Promise<RoundDocument> {
  if (kind === "incoming") {
    const document = await getIncoming(queries, id);
    const subject = await subjectOfIncoming(queries, document);
    return {
      kind,
      id,
      organisationId: document.organisation_id,
      confidentiality: document.confidentiality,
      href: `/incoming/${id}`,
      code: document.symbol,
      abstract: document.abstract,
      typeName: document.type_name,
      typeCode: undefined,
      unitId: subject.leadUnit,
      workers: [subject.leadAppointment, subject.presentedTo].flatMap((each) => each ?? []),
      readers: document.readers,
      open: !CLOSED_INCOMING.has(document.state),
      readable: (actor) => may(actor, mayReadIncoming, subject),
    };
  }
  const document = await getOutgoing(queries, id);
  const subject = subjectOfOutgoing(document);
  return {
    kind,
    id,
    organisationId: document.organisation_id,
    confidentiality: document.confidentiality,
    href: `/outgoing/${id}`,
    code: document.symbol ?? "Dự thảo",
    abstract: document.abstract,
    typeName: undefined,
    typeCode: document.document_type,
    unitId: document.unit_id,
    workers: [document.drafted_by, document.signer_appointment],
    readers: document.readers,
    open: document.state !== "cancelled",
    readable: (actor) => may(actor, mayReadOutgoing, subject),
  };
}

/** @throws Refusal not-found, also for a document that this person may not read */
export async function readableDocument(
  queries: Queries,
  actor: PersonActor,
  kind: DocumentKind,
  id: string,
): Promise<RoundDocument> {
  const document = await documentOfRound(queries, kind, id);
  if (!document.readable(actor)) throw notFound();
  return document;
}

/** Locks the document, so that what is given and taken of reading it does not cross. */
export async function lockDocument(tx: Transaction, kind: DocumentKind, id: string): Promise<void> {
  await sql`select 1 from ${sql.table(`documents.${kind}`)} where id = ${id}::uuid for update`.execute(
    tx.queries,
  );
}

/** An appointment of the organisation that is held today. @throws Refusal documents.opinion-asked */
export async function heldAppointment(tx: Transaction, organisationId: string, id: string) {
  const found = await findAppointment(tx.queries, id, localDateOf(tx.now));
  if (found?.organisationId === organisationId) return found;
  throw new Refusal("documents.opinion-asked", 422, {
    vi: "Chọn người đang giữ chức vụ trong cơ quan.",
    en: "Choose somebody now in office in this organisation.",
  });
}
