import { z } from "zod";
import type { Party } from "../wire/edxml-header.ts";
import { integer, text } from "../wire/rows.ts";
import { formatDate, formatDateTime } from "../wire/vietnam-time.ts";
import type { AgenciesContext } from "./context.ts";
import { type AgencyProfile, wireCode } from "./profiles.ts";
import type { OutgoingDocument } from "./write-edxml.ts";

const party = z.strictObject({ organId: z.string(), organName: z.string() });
const reference = z.strictObject({
  organId: z.string(),
  code: z.string(),
  documentId: z.string(),
  promulgationDate: z.string(),
});

/** A document as it is kept and queued; the PDF is drawn when it leaves. */
export const storedDocument = z.strictObject({
  from: party,
  to: z.array(party),
  documentId: z.string(),
  codeNumber: z.string(),
  codeNotation: z.string(),
  promulgationDate: z.string(),
  typeName: z.string(),
  subject: z.string(),
  signer: z.strictObject({ competence: z.string(), position: z.string(), fullName: z.string() }),
  dueDate: z.string(),
  priority: z.number(),
  responseFor: z.array(reference),
  business: z.strictObject({
    type: z.union([z.literal(0), z.literal(1), z.literal(2), z.literal(3)]),
    reason: z.string(),
    documentId: z.string(),
  }),
  replaces: z.array(z.strictObject({ documentId: z.string(), organIds: z.array(z.string()) })),
  timestamp: z.string(),
});

/** No such document of this agency. */
export class UnknownDocument extends Error {
  constructor(documentId: string) {
    super(`Cơ quan không gửi văn bản ${documentId}`);
    this.name = "UnknownDocument";
  }
}

export interface NewDocument {
  to: Party[];
  subject: string;
  from?: string;
  typeName?: string;
  dueDate?: string;
  priority?: number;
  responseFor?: OutgoingDocument["responseFor"];
}

/** Gives a new document its number and date; call inside a transaction. It is remembered as sent, not yet queued. */
export function prepareDocument(
  context: AgenciesContext,
  agency: AgencyProfile,
  input: NewDocument,
): OutgoingDocument {
  const moment = new Date(context.now());
  const date = formatDate(moment);
  const year = Number(date.slice(0, 4));
  const number = integer(context.state.nextNumber.get(agency.code, year), "last");
  const codeNumber = String(number).padStart(2, "0");
  const codeNotation = `${agency.abbreviation}-VP`;
  const from = input.from ?? wireCode(agency);
  const document: OutgoingDocument = {
    from: { organId: from, organName: agency.name },
    to: input.to,
    documentId: `${from},${date},${codeNumber}/${codeNotation}`,
    codeNumber,
    codeNotation,
    promulgationDate: date,
    typeName: input.typeName ?? "Công văn",
    subject: input.subject,
    signer: { competence: agency.code === "G22" ? "KT. CHỦ NHIỆM" : "KT. BỘ TRƯỞNG", ...agency.signer },
    dueDate: input.dueDate ?? "",
    priority: input.priority ?? 0,
    responseFor: input.responseFor ?? [],
    business: { type: 0, reason: "Văn bản điện tử mới", documentId: "" },
    replaces: [],
    timestamp: formatDateTime(moment),
  };
  remember(context, agency, document);
  return document;
}

/** Sends a new document. */
export function sendDocument(
  context: AgenciesContext,
  agency: AgencyProfile,
  input: NewDocument,
): OutgoingDocument {
  return context.state.transaction(() => {
    const document = prepareDocument(context, agency, input);
    queue(context, agency, document);
    return document;
  });
}

/** Asks every receiver to give a document back: the document again with type 1, and status 13 to each. */
export function recallDocument(
  context: AgenciesContext,
  agency: AgencyProfile,
  documentId: string,
  reason: string,
): OutgoingDocument {
  return context.state.transaction(() => {
    const original = findSent(context, agency, documentId);
    const timestamp = formatDateTime(new Date(context.now()));
    const recall = { ...original, business: { type: 1 as const, reason, documentId }, timestamp };
    queue(context, agency, recall);
    for (const receiver of original.to) {
      const code = `${original.codeNumber}/${original.codeNotation}`;
      const { promulgationDate } = original;
      const about = { organId: receiver.organId, code, documentId, promulgationDate };
      const status = { from: original.from.organId, about, statusCode: "13", description: reason };
      context.state.addStep.run(agency.code, documentId, context.now(), "status", JSON.stringify(status));
    }
    return recall;
  });
}

/** Sends the same document with a new abstract: type 2. */
export function updateDocument(
  context: AgenciesContext,
  agency: AgencyProfile,
  documentId: string,
  change: { subject: string; reason: string },
): OutgoingDocument {
  return context.state.transaction(() => {
    const original = findSent(context, agency, documentId);
    const timestamp = formatDateTime(new Date(context.now()));
    const business = { type: 2 as const, reason: change.reason, documentId };
    const update = { ...original, subject: change.subject, business, timestamp };
    remember(context, agency, update);
    queue(context, agency, update);
    return update;
  });
}

/** Sends a new document in the place of an old one: type 3. */
export function replaceDocument(
  context: AgenciesContext,
  agency: AgencyProfile,
  documentId: string,
  change: { subject: string; reason: string },
): OutgoingDocument {
  return context.state.transaction(() => {
    const original = findSent(context, agency, documentId);
    const { to, typeName, priority, dueDate } = original;
    const next = prepareDocument(context, agency, {
      to,
      typeName,
      priority,
      dueDate,
      subject: change.subject,
    });
    const replacement: OutgoingDocument = {
      ...next,
      business: { type: 3, reason: change.reason, documentId: "" },
      replaces: [{ documentId, organIds: to.map(({ organId }) => organId) }],
    };
    remember(context, agency, replacement);
    queue(context, agency, replacement);
    return replacement;
  });
}

function findSent(context: AgenciesContext, agency: AgencyProfile, documentId: string): OutgoingDocument {
  const row = context.state.findSent.get(agency.code, documentId);
  if (!row) throw new UnknownDocument(documentId);
  return storedDocument.parse(JSON.parse(text(row, "document")));
}

function remember(context: AgenciesContext, agency: AgencyProfile, document: OutgoingDocument): void {
  const row = JSON.stringify(document);
  context.state.addSent.run(agency.code, document.documentId, row, context.now());
}

function queue(context: AgenciesContext, agency: AgencyProfile, document: OutgoingDocument): void {
  const payload = JSON.stringify(document);
  context.state.addStep.run(agency.code, document.documentId, context.now(), "edoc", payload);
}
