import { type Selectable, sql } from "kysely";
import { may } from "../../../core/access/index.ts";
import type { Queries } from "../../../core/database/index.ts";
import type { PersonActor } from "../../../core/transaction/index.ts";
import { subjectsOfIncoming } from "../incoming/incoming.ts";
import { INCOMING_STATE_WORDS, type IncomingState } from "../incoming/incoming-states.ts";
import { subjectOfOutgoing } from "../outgoing/outgoing.ts";
import { OUTGOING_STATE_WORDS, type OutgoingState } from "../outgoing/outgoing-states.ts";
import { fileNameOf } from "../outgoing/read-outgoing.ts";
import { mayReadIncoming, mayReadOutgoing } from "../permissions.ts";
import type { AttachmentTable, IncomingTable, OutgoingTable } from "../tables.ts";

/** A content of a document in the file store. */
export interface FiledContent {
  readonly sha256: string;
  readonly size: number;
  readonly name: string;
  readonly type: string;
}

/** A document as a file (hồ sơ) lists and packages it: the fields of NĐ 30/2020 PL VI part II. */
export interface FiledDocument {
  readonly kind: "incoming" | "outgoing";
  readonly id: string;
  readonly organisationId: string;
  readonly typeName: string;
  readonly codeNumber: string;
  readonly codeNotation: string;
  /** Empty for a draft. */
  readonly symbol: string;
  /** `yyyy-MM-dd`; null for a draft. */
  readonly issuedDate: string | null;
  readonly issuer: string;
  readonly abstract: string;
  readonly signerName: string;
  readonly signerPosition: string;
  readonly pageAmount: number | null;
  /** Degree of secrecy, 0 = none. */
  readonly confidentiality: number;
  readonly urgency: number;
  readonly arrivalNumber: number | null;
  readonly arrivedAt: Date | null;
  readonly stateWords: { readonly vi: string; readonly en: string };
  /** Nothing is left to do about it: issued, or completed; what was cancelled, refused or recalled counts too. */
  readonly settled: boolean;
  /** The document itself first, then its attachments. Empty for a paper document without a scan. */
  readonly contents: readonly FiledContent[];
  readonly href: string;
  readable(actor: PersonActor): boolean;
}

const SETTLED: Readonly<Record<FiledDocument["kind"], readonly string[]>> = {
  incoming: ["completed", "refused", "recalled", "replaced"] satisfies readonly IncomingState[],
  outgoing: ["issued", "cancelled"] satisfies readonly OutgoingState[],
};

/** Whether nothing is left to do about a document in this state. */
export function isSettled(kind: FiledDocument["kind"], state: string): boolean {
  return SETTLED[kind].includes(state);
}

/**
 * Describes documents by id, whichever kind they are, in four queries however many they are. Whoever shows one to a
 * person asks `readable` first.
 */
export async function describeDocuments(
  queries: Queries,
  ids: readonly string[],
): Promise<ReadonlyMap<string, FiledDocument>> {
  if (ids.length === 0) return new Map();
  const wanted = [...ids];
  const [incoming, outgoing, attachments, types] = await Promise.all([
    queries.selectFrom("documents.incoming").selectAll().where("id", "in", wanted).execute(),
    queries.selectFrom("documents.outgoing").selectAll().where("id", "in", wanted).execute(),
    queries
      .selectFrom("documents.attachment")
      .selectAll()
      .where("document_id", "in", wanted)
      .orderBy("position")
      .execute(),
    queries.selectFrom("documents.document_type").select(["code", "name"]).execute(),
  ]);
  const organisations = await namesOf(
    queries,
    outgoing.map((document) => document.organisation_id),
  );
  const subjects = await subjectsOfIncoming(queries, incoming);
  const typeNames = new Map(types.map(({ code, name }) => [code, name]));
  const attached = Map.groupBy(attachments, (each) => each.document_id);
  const found = new Map<string, FiledDocument>();
  for (const document of incoming) {
    const subject = subjects.get(document.id);
    found.set(document.id, {
      ...ofIncoming(document, attached.get(document.id) ?? []),
      readable: (actor) => subject !== undefined && may(actor, mayReadIncoming, subject),
    });
  }
  for (const document of outgoing) {
    found.set(document.id, {
      ...ofOutgoing(document, attached.get(document.id) ?? []),
      typeName: typeNames.get(document.document_type) ?? document.document_type,
      issuer: organisations.get(document.organisation_id) ?? "",
      readable: (actor) => may(actor, mayReadOutgoing, subjectOfOutgoing(document)),
    });
  }
  return found;
}

async function namesOf(queries: Queries, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (ids.length === 0) return new Map();
  const { rows } = await sql<{ organisation_id: string; name: string }>`
    select organisation_id, name from directory.organisation_version
     where organisation_id = any(${[...new Set(ids)]}::uuid[]) order by valid`.execute(queries);
  return new Map(rows.map((row) => [row.organisation_id, row.name]));
}

function ofIncoming(
  document: Selectable<IncomingTable>,
  attachments: readonly Selectable<AttachmentTable>[],
): Omit<FiledDocument, "readable"> {
  const main =
    document.file_sha256 === null
      ? []
      : [
          {
            sha256: document.file_sha256,
            size: Number(document.file_size),
            name: document.file_name ?? "van-ban.pdf",
            type: "application/pdf",
          },
        ];
  return {
    kind: "incoming",
    id: document.id,
    organisationId: document.organisation_id,
    typeName: document.type_name,
    codeNumber: document.code_number,
    codeNotation: document.code_notation,
    symbol: document.symbol,
    issuedDate: document.issued_date,
    issuer: document.from_name,
    abstract: document.abstract,
    signerName: document.signer_name,
    signerPosition: document.signer_position,
    pageAmount: document.page_amount,
    confidentiality: document.confidentiality,
    urgency: document.urgency,
    arrivalNumber: document.arrival_number,
    arrivedAt: document.arrived_at,
    stateWords: INCOMING_STATE_WORDS[document.state],
    settled: isSettled("incoming", document.state),
    contents: [...main, ...attachments.map(contentOf)],
    href: `/incoming/${document.id}`,
  };
}

function ofOutgoing(
  document: Selectable<OutgoingTable>,
  attachments: readonly Selectable<AttachmentTable>[],
): Omit<FiledDocument, "readable" | "typeName" | "issuer"> {
  return {
    kind: "outgoing",
    id: document.id,
    organisationId: document.organisation_id,
    codeNumber: document.code_number_text ?? "",
    codeNotation: document.code_notation ?? "",
    symbol: document.symbol ?? "",
    issuedDate: document.issued_date,
    abstract: document.abstract,
    signerName: document.signer_name,
    signerPosition: document.signer_position,
    pageAmount: document.page_amount,
    confidentiality: document.confidentiality,
    urgency: document.urgency,
    arrivalNumber: null,
    arrivedAt: null,
    stateWords: OUTGOING_STATE_WORDS[document.state],
    settled: isSettled("outgoing", document.state),
    contents: [
      {
        sha256: document.file_sha256,
        size: Number(document.file_size),
        name: fileNameOf(document),
        type: "application/pdf",
      },
      ...attachments.map(contentOf),
    ],
    href: `/outgoing/${document.id}`,
  };
}

function contentOf(row: Selectable<AttachmentTable>): FiledContent {
  return { sha256: row.file_sha256, size: Number(row.file_size), name: row.name, type: row.file_type };
}
