import type { Transaction } from "../../../core/transaction/index.ts";
import {
  findIncomingByWire,
  noteRequest,
  type ReceivedDocument,
  type ReceivedFile,
  receiveDocument,
} from "../../documents/index.ts";
import type { DocumentMessage } from "../edxml/index.ts";
import type { IncomingResult } from "../tables.ts";
import type { Judgement } from "./judge-document.ts";
import type { OpenedMessage } from "./open-message.ts";
import type { OwnOrganisation, Sender } from "./parties.ts";
import { declineRequest, noteSenderRequest, noteWaitingRequests } from "./sender-requests.ts";

export interface Effect {
  readonly result: IncomingResult;
  readonly incomingId?: string;
}

export interface DocumentToApply {
  readonly message: DocumentMessage;
  readonly files: OpenedMessage["files"];
  readonly judgement: Judgement;
  readonly receiver: OwnOrganisation;
  readonly sender: Sender;
}

/** Gives a document message its effect here, by its business type (edXML BussinessDocType 0–3). */
export async function applyDocument(tx: Transaction, input: DocumentToApply): Promise<Effect> {
  const { business } = input.message;
  switch (business.type) {
    case "new":
      return await take(tx, input);
    case "recall":
      return await noteSenderRequest(tx, {
        ...aboutOf(input, business.documentId),
        kind: "recall",
        form: "message",
        reason: business.reason,
      });
    case "replace":
      return await replace(tx, input, business.replaced);
    case "update":
      return await update(tx, input, business.documentId, business.reason);
  }
}

async function take(
  tx: Transaction,
  input: DocumentToApply,
  links: { readonly replaces?: string; readonly updates?: string } = {},
): Promise<Effect> {
  const reception = await receiveDocument(tx, receivedOf(input), links);
  if (reception.result === "arrived") await noteWaitingRequests(tx, input, reception.incomingId);
  return reception;
}

/** NĐ 30/2020 Art. 18.3: the new document names those it replaces, and for which receivers. */
async function replace(
  tx: Transaction,
  input: DocumentToApply,
  replaced: readonly { readonly documentId: string; readonly organIds: readonly string[] }[],
): Promise<Effect> {
  for (const { documentId, organIds } of replaced) {
    if (organIds.length > 0 && !organIds.some((code) => code === input.receiver.code)) continue;
    const old = await findIncomingByWire(tx.queries, input.receiver.id, {
      wireId: documentId,
      fromCodes: input.sender.codes,
    });
    if (old) return await take(tx, input, { replaces: old.id });
  }
  return await take(tx, input);
}

async function update(
  tx: Transaction,
  input: DocumentToApply,
  documentId: string,
  reason: string,
): Promise<Effect> {
  const { message, receiver } = input;
  const old = await findIncomingByWire(tx.queries, receiver.id, {
    wireId: documentId,
    symbol: symbolOf(documentId),
    fromCodes: input.sender.codes,
  });
  // The document it updates never came: this one carries the content as it shall be.
  if (!old) return await take(tx, input);
  const why = reason || "Nơi gửi đề nghị cập nhật văn bản";
  if (message.documentId === documentId || message.documentId === old.wire_id) {
    const noted = await noteRequest(tx, old.id, { kind: "update", reason: why, content: receivedOf(input) });
    if (noted) return { result: "requested", incomingId: old.id };
    await declineRequest(tx, { ...aboutOf(input, documentId), kind: "update" }, old);
    return { result: "declined", incomingId: old.id };
  }
  const effect = await take(tx, input, { updates: old.id });
  if (effect.result === "arrived") await noteRequest(tx, old.id, { kind: "update", reason: why });
  return effect;
}

/** Identity of the document a request is about, and who asks. */
function aboutOf({ message, receiver, sender }: DocumentToApply, documentId: string) {
  const same = documentId === message.documentId;
  return {
    receiver,
    sender,
    fromCode: message.from.organId,
    fromName: message.from.name,
    wireId: documentId,
    symbol: same ? `${message.codeNumber}/${message.codeNotation}` : symbolOf(documentId),
    issuedDate: same ? message.promulgationDate : dateOf(documentId),
    statedAt: message.trace[0]?.timestamp ?? "",
  };
}

/** The number and notation inside a DocumentId of the usual form `OrganId,yyyy/MM/dd,số/ký hiệu`. */
export function symbolOf(documentId: string): string {
  return /^[^,]*,\d{4}\/\d{2}\/\d{2},(.+)$/.exec(documentId)?.[1]?.trim() ?? "";
}

/** The date inside a DocumentId of the usual form, `yyyy-MM-dd`. */
export function dateOf(documentId: string): string | null {
  return /^[^,]*,(\d{4}\/\d{2}\/\d{2}),/.exec(documentId)?.[1]?.replaceAll("/", "-") ?? null;
}

function receivedOf({ message, files, judgement, receiver, sender }: DocumentToApply): ReceivedDocument {
  const main = mainFileOf(files);
  const named = (file: OpenedMessage["files"][number]): ReceivedFile => ({
    name: file.name,
    description: file.description ?? "",
    sha256: file.stored.sha256,
    size: file.stored.size,
    type: file.stored.type,
  });
  return {
    organisationId: receiver.id,
    wireId: message.documentId,
    fromOrganisationId: sender.organisationId,
    fromCode: message.from.organId,
    fromName: message.from.name || message.from.organId,
    codeNumber: message.codeNumber,
    codeNotation: message.codeNotation,
    issuedDate: message.promulgationDate,
    typeName: message.documentType.name,
    abstract: message.subject,
    summary: message.content ?? "",
    signerName: message.signer.fullName,
    signerPosition: signsAs(message.signer.competence, message.signer.position),
    urgency: message.priority,
    dueDate: message.dueDate ?? null,
    steering: message.steeringType,
    paper: message.business.paper,
    pageAmount: fits(message.pageAmount),
    toPlaces: message.toPlaces ?? [],
    file: main ? named(main) : null,
    attachments: files.filter((file) => file !== main).map(named),
    verdict: judgement.verdict,
    verdictDetails: judgement.details,
    responseFor: (message.responseFor ?? []).map(({ documentId, code, organId }) => ({
      wireId: documentId,
      symbol: code,
      organCode: organId,
    })),
  };
}

/** The document itself is the first PDF. */
export function mainFileOf(files: OpenedMessage["files"]): OpenedMessage["files"][number] | undefined {
  return files.find(({ sniffed }) => sniffed === "pdf");
}

/** Page counts are whatever the sender typed. */
function fits(pages: number | undefined): number | null {
  return pages === undefined || pages > 100_000 ? null : pages;
}

/** Who signs in his own name is written once: "GIÁM ĐỐC" and "Giám đốc" are the same words (NĐ 30/2020 PL I). */
function signsAs(competence: string | undefined, position: string | undefined): string {
  if (position && competence?.toLocaleUpperCase("vi") === position.toLocaleUpperCase("vi")) return position;
  return [competence, position].filter(Boolean).join(" ");
}
