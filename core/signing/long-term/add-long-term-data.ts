import { openPdf } from "../pdf/document.ts";
import { collectEvidence, type EvidenceOptions } from "./collect-evidence.ts";
import { writeStore } from "./write-store.ts";

/**
 * Gives a signed file the evidence that proves its signatures and timestamps later (PAdES baseline LT, EN 319 142-1
 * section 5.4), by one appended revision; nothing of the earlier bytes is touched, and certifications of every level
 * permit it.
 *
 * @param tokens timestamps about to be put in, whose authorities are to be proven, too
 * @returns the whole new file; the same bytes when it holds everything already
 * @throws LongTermError long-term.no-signature | long-term.not-trusted | long-term.revocation-unknown; PdfError when the
 *   file cannot be read or added to
 */
export async function addLongTermData(
  pdf: Uint8Array,
  options: EvidenceOptions,
  tokens: readonly Uint8Array[] = [],
): Promise<Uint8Array> {
  const proofs = await collectEvidence(openPdf(pdf), options, tokens);
  // Opened anew: fetching may have taken longer than structure work is allowed to.
  const update = writeStore(openPdf(pdf), proofs);
  return update === undefined ? pdf : Buffer.concat([pdf, update]);
}
