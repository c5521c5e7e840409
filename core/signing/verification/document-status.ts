import type { DocumentStatus, SignatureVerdict } from "./verdict.ts";

/**
 * The document as a whole, from the verdicts on its signatures (NĐ 30/2020 Art. 5, QĐ 28/2018 Art. 4.2). What failed, or
 * was altered after signing, makes it invalid; what could not be decided leaves it undecided: INDETERMINATE is never
 * shown as invalid, and never as valid (EN 319 102-1 section 5.1.3).
 */
export function documentStatus(verdicts: readonly SignatureVerdict[]): DocumentStatus {
  const signatures = verdicts.filter((verdict) => verdict.kind === "signature");
  if (verdicts.some(isBroken)) return "invalid";
  if (signatures.length === 0) return "unsigned";
  if (signatures.some((verdict) => !verdict.counts)) return "unknown";
  const roles = new Set(signatures.map((verdict) => verdict.signer?.role));
  return roles.has("person") && roles.has("organisation") ? "valid-both" : "valid-one";
}

/** It failed, or what is shown now is not what was signed. */
export function isBroken({ indication, changeLevel }: SignatureVerdict): boolean {
  return indication === "TOTAL_FAILED" || changeLevel === 4;
}

/** A file that asks for a password, or for more work than is granted, may be honest: it is undecided, not broken. */
const UNDECIDED_PROBLEMS: ReadonlySet<string> = new Set([
  "pdf.encrypted",
  "pdf.limit",
  "pdf.not-a-pdf",
  "container.encrypted",
  "container.limit",
  "container.not-asic",
  "container.zip64",
  "container.method",
  "xml.encoding",
  "xml.document-type",
  "xml.comment",
  "xml.cdata",
  "xml.processing-instruction",
  "xml.limit",
]);

/** What is said of a file that could not be examined. */
export function statusOfProblem(code: string): Extract<DocumentStatus, "unknown" | "invalid"> {
  return UNDECIDED_PROBLEMS.has(code) ? "unknown" : "invalid";
}
