import { FormRefusal } from "../../../../core/errors.ts";
import { type Form as SentForm, value, values } from "../../../../core/http/index.ts";
import type { House } from "../../../../core/system.ts";
import type { PersonActor } from "../../../../core/transaction/index.ts";
import { parseTypedDate } from "../../../../core/ui/index.ts";
import type { NamedFile } from "../../outgoing/create-draft.ts";
import { readFileToken } from "../../outgoing/file-token.ts";
import { pictureToPdf } from "../../scanning/picture-to-pdf.ts";

/** Scans of a circular with all its appendices stay below this. */
export const MAX_SCAN = 100 * 1024 * 1024;

/** What a posted form says of a paper document, dates read as they are typed here. */
export function paperFieldsOf(form: SentForm): Record<string, unknown> {
  const day = (name: string) => parseTypedDate(value(form, name)) ?? value(form, name);
  return {
    fromName: value(form, "fromName"),
    codeNumber: value(form, "codeNumber"),
    codeNotation: value(form, "codeNotation"),
    issuedDate: day("issuedDate"),
    typeName: value(form, "typeName"),
    abstract: value(form, "abstract"),
    signerName: value(form, "signerName"),
    urgency: value(form, "urgency") || "0",
    confidentiality: value(form, "confidentiality") || "0",
    dueDate: value(form, "dueDate") === "" ? null : day("dueDate"),
    receivedDate: value(form, "receivedDate") === "" ? undefined : day("receivedDate"),
  };
}

/**
 * The scan sent now, or the one kept from an earlier try; a picture is put on a sheet.
 * @throws FormRefusal on `scan` when the file is neither a PDF nor a picture
 */
export async function paperScanOf(
  house: House,
  actor: PersonActor,
  form: SentForm,
): Promise<NamedFile | undefined> {
  const [scan] = form.files.get("scan") ?? [];
  if (!scan || scan.size === 0) {
    const [kept] = values(form, "scanKept");
    return kept === undefined ? undefined : readFileToken(house, actor.personId, kept);
  }
  if (scan.type === "application/pdf") return scan;
  if (scan.type === "image/png" || scan.type === "image/jpeg") {
    const pdf = await pictureToPdf(await house.files.bytes(scan.sha256), scan.name);
    return { ...(await house.files.put(pdf)), name: `${scan.name.replace(/\.(png|jpe?g)$/i, "")}.pdf` };
  }
  throw new FormRefusal({
    scan: {
      vi: `"${scan.name}" không phải tệp PDF hay ảnh JPEG, PNG. Quét hoặc lưu lại rồi chọn lại.`,
      en: `"${scan.name}" is neither a PDF nor a JPEG or PNG picture. Scan or save it again and choose it.`,
    },
  });
}
