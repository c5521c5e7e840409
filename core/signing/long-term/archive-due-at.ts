import type { PdfVerdict } from "../verification/verdict.ts";

/** A quarter of a year: time for a slow authority, for holidays, and for people who must look into a failure. */
export const RENEWAL_MARGIN_MS = 90 * 86_400_000;

/**
 * When an archived file must be renewed: the first end of a certificate or algorithm of the newest document timestamp
 * over its signatures, less a margin.
 *
 * @param marginMs default 90 days
 * @returns undefined when no verified document timestamp protects the signatures
 */
export function archiveDueAt(verdict: PdfVerdict, marginMs = RENEWAL_MARGIN_MS): Date | undefined {
  const ends = verdict.signatures
    .filter((signature) => signature.kind === "signature")
    .map((signature) => signature.archivedUntil);
  const known = ends.filter((end) => end !== undefined);
  if (known.length === 0 || known.length < ends.length) return undefined;
  return new Date(Math.min(...known.map((end) => end.getTime())) - marginMs);
}
