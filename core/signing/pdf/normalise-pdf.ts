import { openPdf } from "./document.ts";
import { PdfError } from "./errors.ts";
import { listFields } from "./fields.ts";
import { assertIncremental } from "./incremental-update.ts";
import { listPages } from "./pages.ts";

/**
 * Brings a file into a form that can be signed by appended revisions: one clean revision, cross-references in order.
 * A file that is so already comes back as it is. Only ever to be used before the first signature.
 *
 * @throws PdfError pdf.already-signed when the file carries a signature, pdf.encrypted, pdf.not-a-pdf, and
 *   pdf.not-incremental when the file cannot be repaired
 */
export async function normalisePdf(pdf: Uint8Array): Promise<Uint8Array> {
  const reason = whyNotSignable(pdf);
  if (reason === undefined) return pdf;
  if (reason.code === "pdf.encrypted" || reason.code === "pdf.not-a-pdf" || reason.code === "pdf.limit")
    throw reason;
  if (Buffer.from(pdf.buffer, pdf.byteOffset, pdf.length).includes("/ByteRange"))
    throw new PdfError("pdf.already-signed", "A signed file must not be rewritten");
  const repaired = await rewrite(pdf);
  const remaining = whyNotSignable(repaired);
  if (remaining !== undefined) throw remaining;
  return repaired;
}

function whyNotSignable(pdf: Uint8Array): PdfError | undefined {
  try {
    const document = openPdf(pdf);
    assertIncremental(document);
    listFields(document.latest);
    if (listPages(document.latest).length === 0)
      throw new PdfError("pdf.page-missing", "The file has no page");
    return undefined;
  } catch (error) {
    if (error instanceof PdfError) return error;
    throw error;
  }
}

async function rewrite(pdf: Uint8Array): Promise<Uint8Array> {
  try {
    // Loaded only here: the library is large, and most files need no repair.
    const { PDF } = await import("@libpdf/core");
    const document = await PDF.load(pdf);
    // Without a change of its own the library hands back the bytes it was given.
    document.setModificationDate(new Date());
    return await document.save({ incremental: false });
  } catch (error) {
    throw new PdfError(
      "pdf.not-incremental",
      error instanceof Error ? error.message : "the file cannot be repaired",
    );
  }
}
