import { randomUUID } from "node:crypto";
import { hasForbiddenCharacters } from "../check-message.ts";
import { mismatch, missing, type Problem, wrongType } from "../problems.ts";
import type { BusinessType } from "../types.ts";
import { extensionOf } from "./sniff.ts";

/** A file to send. It is opened once, or twice when the message is signed: both times it must give the same bytes. */
export interface OutgoingAttachment {
  readonly name: string;
  /** True media type; decides where the name has no extension. */
  readonly contentType?: string;
  readonly description?: string;
  /** Default: a new `cid:` with a random UUID. */
  readonly contentId?: string;
  /** Exact size in bytes. */
  readonly size: number;
  open(): AsyncIterable<Uint8Array>;
}

export interface PlannedAttachment extends OutgoingAttachment {
  readonly contentId: string;
  readonly contentType: string;
  /** Name of the only entry when the file travels in a zip. */
  readonly zipEntryName: string | undefined;
}

/** Extension → ContentType of the files that travel as they are; everything else goes into a zip with one entry. */
export type RawTypes = Readonly<Record<string, string>>;

/**
 * The rule of the official client. It meant to send .xls and .xlsx as they are, but a typing error ("xsl/xslx") makes
 * it zip them, so every receiver expects the zip.
 */
export const OFFICIAL_RAW_TYPES: RawTypes = {
  pdf: "application/pdf",
  doc: "application/doc",
  docx: "application/docx",
  zip: "application/zip",
};

const EXTENSION_BY_TYPE: Readonly<Record<string, string>> = {
  "application/pdf": "pdf",
  "application/msword": "doc",
  "application/doc": "doc",
  "application/docx": "docx",
  "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
};

/** Decides how each file travels and what its elements say. */
export function planAttachments(
  attachments: readonly OutgoingAttachment[],
  rawTypes: RawTypes = OFFICIAL_RAW_TYPES,
): PlannedAttachment[] {
  return attachments.map((attachment) => {
    const extension = extensionOf(attachment.name) || EXTENSION_BY_TYPE[attachment.contentType ?? ""] || "";
    const raw = Object.hasOwn(rawTypes, extension) ? rawTypes[extension] : undefined;
    return {
      ...attachment,
      contentId: attachment.contentId ?? `cid:${randomUUID()}`,
      contentType: raw ?? "application/zip",
      zipEntryName: raw === undefined ? randomUUID() : undefined,
      open: () => attachment.open(),
    };
  });
}

/** Holds the files of a message against the standard. */
export function checkAttachments(
  planned: readonly PlannedAttachment[],
  type: BusinessType | "status",
): Problem[] {
  const problems: Problem[] = [];
  const list = "AttachmentEncoded.Attachment";
  if (planned.length === 0 && (type === "new" || type === "replace")) {
    problems.push(missing("edXMLManifest.Reference"), missing(list));
  }
  if (planned.length > 0 && type === "status") {
    problems.push(
      mismatch(list, "không được có trong thông điệp trạng thái", "must not stand in a status message"),
    );
  }
  const ids = new Set<string>();
  planned.forEach((attachment, i) => {
    const path = `${list}[${i + 1}]`;
    if (attachment.name.trim() === "") problems.push(missing(`${path}.AttachmentName`));
    if (attachment.size === 0) problems.push(missing(`${path}.ContentTransferEncoded`));
    if (ids.has(attachment.contentId)) {
      problems.push(mismatch(`${path}.ContentId`, "bị lặp lại", "is a duplicate"));
    }
    ids.add(attachment.contentId);
    for (const [element, text] of [
      ["AttachmentName", attachment.name],
      ["Description", attachment.description ?? ""],
      ["ContentId", attachment.contentId],
    ] as const) {
      if (hasForbiddenCharacters(text)) {
        problems.push(wrongType(`${path}.${element}`, "chứa ký tự điều khiển", "holds control characters"));
      }
    }
  });
  return problems;
}
