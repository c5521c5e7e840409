import { openPdf } from "../pdf/document.ts";
import { PdfError } from "../pdf/errors.ts";
import { pageFrame } from "../pdf/page-frame.ts";
import { listPages } from "../pdf/pages.ts";
import type { SignatureAppearance } from "../pdf/plan-signature.ts";
import { proposeSignaturePlace } from "../pdf/propose-signature-place.ts";
import { listSignatures, SEAL_DIAMETER, sealPlaceFor, sealRectFor } from "../pdf/seal-place.ts";
import type { ByteSource } from "../pdf/source.ts";
import { signingTimeLine } from "./appearance.ts";
import { cornerBlock } from "./corner-block.ts";

/** The forms of a copy (NĐ 30/2020 Art. 25; PL I part II). */
export type CopyForm = "sao-y" | "sao-luc" | "trich-sao";

/** What the block of a copy says first. */
export const COPY_WORDS: Readonly<Record<CopyForm, string>> = {
  "sao-y": "SAO Y",
  "sao-luc": "SAO LỤC",
  "trich-sao": "TRÍCH SAO",
};

/**
 * The leader's signature: the blue picture, centred between position and full name (NĐ 30/2020 PL I, II.7, cell 7c);
 * bottom right of the last page where the text does not show the name.
 *
 * @throws PdfError when the file cannot be read
 */
export function leaderAppearance(
  pdf: Uint8Array | ByteSource,
  facts: { readonly signerName: string; readonly image: Uint8Array },
): SignatureAppearance {
  const { page, rect } = proposeSignaturePlace(pdf, { signerName: facts.signerName });
  return { kind: "person", page, rect, image: facts.image };
}

/**
 * The organisation's signature: the red seal in its real size, over about one third of the person's signature on its
 * left (NĐ 30/2020 PL I, II.8, cell 8). Where nobody has signed visibly it stands where that signature would be.
 *
 * @param facts.diameterMm of the real seal; 36 mm when absent
 * @throws PdfError when the file cannot be read
 */
export function organisationAppearance(
  pdf: Uint8Array | ByteSource,
  facts: { readonly image: Uint8Array; readonly diameterMm?: number; readonly signerName?: string },
): SignatureAppearance {
  const diameter = facts.diameterMm === undefined ? SEAL_DIAMETER : (facts.diameterMm / 25.4) * 72;
  const over = sealPlaceFor(listSignatures(pdf), diameter);
  const { page, rect } = over ?? proposeSeal(pdf, diameter, facts.signerName);
  return { kind: "organisation", page, rect, image: facts.image };
}

/**
 * The organisation's signature on a document attached in a file of its own: upper right of page 1, no picture, "số và
 * ký hiệu; thời gian ký" of the main document (NĐ 30/2020 PL I, II.8.b).
 *
 * @param facts.codeNotation number and notation of the main document, e.g. `15/QĐ-UBND`
 * @throws PdfError when the file cannot be read, pdf.text-not-in-font
 */
export function attachedDocumentAppearance(
  pdf: Uint8Array | ByteSource,
  facts: { readonly codeNotation: string; readonly signedAt: Date },
): SignatureAppearance {
  return inCorner(pdf, [facts.codeNotation, signingTimeLine(facts.signedAt)]);
}

/**
 * The organisation's signature on an electronic copy: upper right of page 1, no picture, "hình thức sao; tên cơ quan,
 * tổ chức sao văn bản; thời gian ký" (NĐ 30/2020 PL I part II, I.1.c; cell 14).
 *
 * @throws PdfError when the file cannot be read, pdf.text-not-in-font
 */
export function copyAppearance(
  pdf: Uint8Array | ByteSource,
  facts: { readonly form: CopyForm; readonly organisationName: string; readonly signedAt: Date },
): SignatureAppearance {
  return inCorner(pdf, [COPY_WORDS[facts.form], facts.organisationName, signingTimeLine(facts.signedAt)]);
}

function inCorner(pdf: Uint8Array | ByteSource, parts: readonly string[]): SignatureAppearance {
  const view = openPdf(pdf).latest;
  const [page] = listPages(view);
  if (page === undefined) throw new PdfError("pdf.page-missing", "The file has no page");
  const taken = listSignatures(pdf).flatMap(({ place }) => (place?.page === 1 ? [place.rect] : []));
  const { lines, rect } = cornerBlock(pageFrame(view, page), parts.join("; "), taken);
  return { kind: "text", page: 1, rect, lines };
}

/** The seal over the place where a person's signature would stand. */
function proposeSeal(
  pdf: Uint8Array | ByteSource,
  diameter: number,
  signerName: string | undefined,
): { readonly page: number; readonly rect: SignatureAppearance["rect"] } {
  const place = proposeSignaturePlace(pdf, signerName === undefined ? {} : { signerName });
  const view = openPdf(pdf).latest;
  const page = listPages(view)[place.page - 1];
  if (page === undefined) throw new PdfError("pdf.page-missing", `No page ${place.page}`);
  return { page: place.page, rect: sealRectFor(place.rect, pageFrame(view, page), diameter) };
}
