import { type CopyForm, copyAppearance } from "../appearance/official-appearance.ts";
import type { Signer, TimestampAuthority } from "../types.ts";
import { openPdf } from "./document.ts";
import { PdfError } from "./errors.ts";
import { normalisePdf } from "./normalise-pdf.ts";
import { listPages } from "./pages.ts";
import { signPdf } from "./sign-pdf.ts";

/** What a copy is made from, and for whom the signature speaks. */
export type MakeCopyInput = {
  /** Name of the organisation that makes the copy, as its block shows it. */
  readonly organisationName: string;
  /** The organisation's key. */
  readonly signer: Signer;
  readonly level: "B-B" | "B-T";
  readonly timestampAuthority?: TimestampAuthority;
  readonly signedAt: Date;
} & (
  | { readonly form: Exclude<CopyForm, "trich-sao"> }
  | {
      readonly form: "trich-sao";
      /** The pages taken, 1 = first, in the order wanted. */
      readonly pages: readonly number[];
    }
);

/** Name under which an extract carries the whole file it was taken from. */
export const SOURCE_OF_EXTRACT = "van-ban-goc.pdf";

/**
 * Makes an electronic copy that the organisation signs in the upper right corner of its first page (NĐ 30/2020 Art.
 * 25–27, PL I part II).
 *
 * A full copy (`sao-y`, `sao-luc`) is the file itself, a scan or an electronic original, with one more revision: what
 * was signed before stays signed and valid. An extract (`trich-sao`) is a new file of the chosen pages with their forms
 * drawn in; no signature can stay valid over a part, so the whole original travels inside as an attachment where its
 * signatures can still be verified.
 *
 * @returns the copy
 * @throws PdfError pdf.page-missing for a page that is not there or no page at all, and as signPdf
 */
export async function makeCopy(pdf: Uint8Array, input: MakeCopyInput): Promise<Uint8Array> {
  const base = input.form === "trich-sao" ? await extract(pdf, input.pages) : await normalisePdf(pdf);
  const { form, organisationName, signedAt, signer, level, timestampAuthority } = input;
  return await signPdf(base, {
    signer,
    level,
    ...(timestampAuthority === undefined ? {} : { timestampAuthority }),
    signedAt,
    name: organisationName,
    appearance: copyAppearance(base, { form, organisationName, signedAt }),
  });
}

async function extract(pdf: Uint8Array, pages: readonly number[]): Promise<Uint8Array> {
  const count = listPages(openPdf(pdf).latest).length;
  const missing = pages.find((page) => !Number.isInteger(page) || page < 1 || page > count);
  if (pages.length === 0 || missing !== undefined)
    throw new PdfError("pdf.page-missing", `No page ${missing ?? "chosen"} among ${count}`);
  // Loaded only here: the library is large, and extracts are rare.
  const { PDF } = await import("@libpdf/core");
  const source = await PDF.load(pdf);
  source.getForm()?.flatten();
  const part = await source.extractPages(pages.map((page) => page - 1));
  part.addAttachment(SOURCE_OF_EXTRACT, pdf, {
    mimeType: "application/pdf",
    description: "Văn bản gốc của bản trích sao, còn nguyên chữ ký số",
  });
  return await normalisePdf(await part.save());
}
