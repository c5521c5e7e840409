import { randomUUID } from "node:crypto";
import type { Queries } from "../../../core/database/index.ts";
import { Refusal } from "../../../core/errors.ts";
import type { OutgoingForInterchange } from "../../documents/index.ts";
import {
  type Business,
  type DocumentMessage,
  documentIdOf,
  type OrganId,
  type Organization,
  type Priority,
  parseOrganId,
  type SteeringType,
  safeFileName,
  vietnamTimestamp,
} from "../edxml/index.ts";
import type { QueuedFile, Receiver } from "../tables.ts";
import { clip, requireOrganId, wireOrganisation } from "./wire-organisation.ts";

export interface ComposedDocument {
  readonly message: DocumentMessage;
  readonly files: readonly QueuedFile[];
  /** Every organisation that gets it; two may share a code. */
  readonly receivers: readonly Receiver[];
  /** Organisations that no code of the axis leads to: they get nothing and the clerk is told. */
  readonly unreachable: readonly { readonly organisationId: string; readonly name: string }[];
}

export interface Recall {
  /** Organisations asked. */
  readonly organisations: readonly string[];
  readonly reason: string;
  readonly staff: string;
}

/**
 * Says everything about an issued document that goes over the wire: one message for all its receivers (QĐ 28/2018
 * Art. 10), new, update or replacement by its own business type; or, with `recall`, the same document again as a
 * request to give it back.
 *
 * @throws Refusal interchange.not-issued, interchange.no-code
 */
export async function composeDocument(
  queries: Queries,
  issued: OutgoingForInterchange,
  at: Date,
  recall?: Recall,
): Promise<ComposedDocument> {
  const { document } = issued;
  const { code_number_text: number, code_notation: notation, issued_date: date } = document;
  if (number === null || notation === null || date === null) throw notIssued();
  const from = await wireOrganisation(queries, document.organisation_id, at);
  const asked = recall && new Set(recall.organisations);
  const wanted = issued.recipients.filter(({ organisation_id }) => asked?.has(organisation_id) ?? true);
  const recipients = wanted.filter(({ organ_code }) => parseOrganId(organ_code) !== undefined);
  const to = distinct(
    recipients.map(({ organ_code, organ_name }) => ({
      organId: requireOrganId(organ_code, organ_name),
      name: clip(organ_name, 200),
    })),
  );
  const documentId = documentIdOf(from.organId, date, number, notation);
  const message: DocumentMessage = {
    kind: "document",
    from,
    to,
    documentId,
    codeNumber: number,
    codeNotation: notation,
    ...(document.place ? { place: clip(document.place, 50) } : {}),
    promulgationDate: date,
    documentType: {
      type: issued.type.edxml_type === 1 ? 1 : 2,
      detail: 0,
      name: clip(issued.type.name, 100),
    },
    subject: clip(document.abstract, 500),
    ...(document.summary ? { content: clip(document.summary, 500) } : {}),
    signer: {
      ...(document.signer_authority ? { competence: clip(document.signer_authority, 100) } : {}),
      position: clip(document.signer_position, 100),
      fullName: clip(document.signer_name, 50),
    },
    ...(document.due_date ? { dueDate: document.due_date } : {}),
    priority: priorityOf(document.urgency),
    pageAmount: document.page_amount,
    direction: false,
    ...(issued.answers
      ? {
          responseFor: [
            {
              organId: requireOrganId(issued.answers.fromCode, issued.answers.symbol),
              code: issued.answers.symbol,
              documentId: issued.answers.wireId,
              promulgationDate: issued.answers.issuedDate,
            },
          ],
        }
      : {}),
    steeringType: steeringOf(document.steering),
    toPlaces: fittingPlaces(document.to_places),
    trace: [{ organId: from.organId, timestamp: vietnamTimestamp(at) }],
    business: businessOf(issued, from.organId, documentId, to, recall),
  };
  return {
    message,
    files: filesOf(issued),
    receivers: recipients.map((row) => ({
      organisationId: row.organisation_id,
      code: row.organ_code.trim(),
    })),
    unreachable: wanted
      .filter(({ organ_code }) => parseOrganId(organ_code) === undefined)
      .map((row) => ({ organisationId: row.organisation_id, name: row.organ_name })),
  };
}

function businessOf(
  issued: OutgoingForInterchange,
  from: OrganId,
  documentId: string,
  to: readonly Organization[],
  recall: Recall | undefined,
): Business {
  const { document, affected } = issued;
  const base = (reason: string, staff: string | null) => ({
    reason,
    paper: document.paper,
    ...(staff ? { staff: [{ department: "Văn thư", staff }] } : {}),
  });
  if (recall) return { type: "recall", documentId, ...base(recall.reason, recall.staff) };
  if (affected === undefined) return { type: "new", ...base("Văn bản điện tử mới", document.issued_by_name) };
  const earlier = affected.document;
  if (earlier.code_number_text === null || earlier.code_notation === null || earlier.issued_date === null)
    throw notIssued();
  const earlierId = documentIdOf(from, earlier.issued_date, earlier.code_number_text, earlier.code_notation);
  const codes = affected.recipients.flatMap((row) => parseOrganId(row.organ_code) ?? []);
  if (document.business_type === 3) {
    return {
      type: "replace",
      ...base(document.business_reason || "Thay thế văn bản đã gửi", document.issued_by_name),
      replaced: [{ documentId: earlierId, organIds: [...new Set(codes)] }],
    };
  }
  const now = new Set(to.map(({ organId }) => organId));
  const gone = [...new Set(codes)].filter((code) => !now.has(code));
  const came = [...now].some((code) => !codes.includes(code));
  return {
    type: "update",
    documentId: earlierId,
    ...base(document.business_reason || "Cập nhật văn bản đã gửi", document.issued_by_name),
    contentChanged: true,
    receiversChanged: came || gone.length > 0,
    receivers: [
      ...[...now].map((organId) => ({ organId, change: "present" as const })),
      ...gone.map((organId) => ({ organId, change: "removed" as const })),
    ],
  };
}

function filesOf({ document, attachments }: OutgoingForInterchange): QueuedFile[] {
  const main = safeFileName(`${document.code_number_text}_${document.code_notation}.pdf`, "van-ban.pdf");
  return [
    {
      contentId: `cid:${randomUUID()}`,
      name: main,
      description: "Toàn văn văn bản đã ký số",
      contentType: "application/pdf",
      sha256: document.file_sha256,
      size: document.file_size,
    },
    ...attachments.map((file) => ({
      contentId: `cid:${randomUUID()}`,
      name: file.name,
      description: file.description,
      contentType: file.file_type,
      sha256: file.file_sha256,
      size: file.file_size,
    })),
  ];
}

/** The standard takes a code once; two records of the directory may carry the same. */
function distinct(organisations: readonly Organization[]): Organization[] {
  return [...new Map(organisations.map((one) => [one.organId, one])).values()];
}

/** Lines of "Nơi nhận": 150 characters each, 1000 together (NĐ 30/2020 PL VI); the paper itself names them all. */
function fittingPlaces(places: readonly string[]): string[] {
  let left = 1_000;
  return places
    .map((place) => clip(place, 150))
    .filter((place) => {
      left -= [...place].length;
      return place !== "" && left >= 0;
    });
}

function priorityOf(urgency: number): Priority {
  return urgency === 1 || urgency === 2 || urgency === 3 || urgency === 4 ? urgency : 0;
}

function steeringOf(steering: number): SteeringType {
  return steering === 1 || steering === 2 ? steering : 0;
}

function notIssued(): Refusal {
  return new Refusal("interchange.not-issued", 409, {
    vi: "Văn bản chưa có số và ngày nên chưa gửi được.",
    en: "The document has no number and date yet and cannot be sent.",
  });
}
