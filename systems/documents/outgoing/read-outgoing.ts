import type { Selectable } from "kysely";
import { localDateOf } from "../../../core/calendar/index.ts";
import type { Queries } from "../../../core/database/index.ts";
import { holdersOf } from "../../../core/directory/index.ts";
import type { FileType } from "../../../core/files/index.ts";
import type { PdfVerdict } from "../../../core/signing/index.ts";
import type { House } from "../../../core/system.ts";
import type { RecipientTable } from "../tables.ts";
import type { NamedFile } from "./create-draft.ts";
import type { Outgoing } from "./outgoing.ts";

export type Recipient = Selectable<RecipientTable>;

/** The verdict on the file as it stands; nothing is said about a draft that nobody has signed yet. */
export async function verdictOf(house: House, document: Outgoing): Promise<PdfVerdict | undefined> {
  if (document.signed_at === null) return undefined;
  return await house.services.signatures?.verifyStored(document.file_sha256);
}

/** Receivers of a document in the order its author gave them. */
export async function recipientsOf(queries: Queries, id: string): Promise<Recipient[]> {
  return await queries
    .selectFrom("documents.recipient")
    .selectAll()
    .where("outgoing_id", "=", id)
    .orderBy("position")
    .execute();
}

/** Attachments of a document, in order. */
export async function attachmentsOf(queries: Queries, id: string): Promise<NamedFile[]> {
  const rows = await queries
    .selectFrom("documents.attachment")
    .selectAll()
    .where("document_id", "=", id)
    .orderBy("position")
    .execute();
  return rows.map((row) => ({
    sha256: row.file_sha256,
    size: Number(row.file_size),
    type: knownFileType(row.file_type),
    name: row.name,
    description: row.description,
  }));
}

const KNOWN_TYPES: readonly FileType[] = [
  "application/pdf",
  "application/zip",
  "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
  "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  "application/msword",
  "image/png",
  "image/jpeg",
  "application/xml",
  "text/plain",
];

/** A type the store knows; anything else is bytes. */
export function knownFileType(stored: string): FileType {
  return KNOWN_TYPES.find((type) => type === stored) ?? "application/octet-stream";
}

/** Named by number and notation once it has them, so that a download is found again. */
export function fileNameOf(document: Outgoing): string {
  if (document.code_number_text === null) return document.file_name;
  return `${document.code_number_text}-${document.code_notation ?? ""}.pdf`;
}

/** Who may sign for an organisation: its leaders, the head first; then heads of units, by order or by authority. */
export async function signerOptions(
  queries: Queries,
  organisationId: string,
): Promise<{ readonly value: string; readonly label: string }[]> {
  const today = localDateOf(new Date());
  const leaders = await holdersOf(queries, "leader", organisationId, today);
  const heads = await holdersOf(queries, "head-of-unit", organisationId, today);
  const own = (held: { readonly organisationId: string }): boolean => held.organisationId === organisationId;
  return [
    ...leaders
      .filter(own)
      .map((leader) => ({ value: leader.id, label: `${leader.fullName}, ${leader.title}` })),
    ...heads
      .filter((head) => own(head) && !head.roles.includes("leader"))
      .map((head) => ({
        value: head.id,
        label: `${head.fullName}, ${head.title}, ${head.unitName} (ký TL., TUQ.)`,
      })),
  ];
}

/** Document types in the order of the rule. */
export async function documentTypesOf(
  queries: Queries,
): Promise<readonly { readonly code: string; readonly name: string }[]> {
  return await queries
    .selectFrom("documents.document_type")
    .select(["code", "name"])
    .orderBy("position")
    .execute();
}
