import { changeSentence, pageDifferenceSentence } from "../verification/change-sentences.ts";
import type { SignatureVerdict, SignerIdentity } from "../verification/verdict.ts";
import { isoTime } from "./iso-time.ts";
import type { SignatureReport } from "./report-schema.ts";

/**
 * The verdict on one signature as programs read it.
 *
 * @param files the signed files of a container; null for a PDF
 */
export function reportSignature(
  verdict: SignatureVerdict,
  files: readonly string[] | null = null,
): SignatureReport {
  const { signer, time, coverage } = verdict;
  const covered = coverage.kind === "part" ? { revision: null, of: null, ...coverage } : coverage;
  return {
    name: verdict.fieldName,
    kind: verdict.kind,
    verdict: verdict.indication,
    subIndication: verdict.subIndication ?? null,
    failedCheck: verdict.failedCheck ?? null,
    detail: verdict.detail ?? null,
    signer: signer === undefined ? null : reportSigner(signer),
    times: { claimed: timeOrNull(time.claimed), proven: timeOrNull(time.proven), source: time.source },
    level: verdict.level ?? null,
    archivedUntil: timeOrNull(verdict.archivedUntil),
    covers: { ...covered, files: files === null ? null : [...files] },
    laterChanges: {
      level: verdict.changeLevel,
      pages: verdict.pageDifferences.map((difference) => ({
        kind: difference.kind,
        pages: [...difference.pages],
        sentence: pageDifferenceSentence(difference),
      })),
      pagesAsSigned: verdict.pagesAsSigned ?? null,
      changes: verdict.changes.map((change) => ({
        level: change.level,
        code: change.code,
        revision: change.revision,
        pages: [...(change.pages ?? [])],
        detail: change.detail,
        sentence: changeSentence(change),
      })),
    },
    revocation: verdict.revocation,
    reason: verdict.reason ?? null,
    location: verdict.location ?? null,
    counts: verdict.counts,
    warnings: [...verdict.warnings],
    signedBytes: verdict.signedBytes ?? null,
    sentence: verdict.sentence,
  };
}

function reportSigner(signer: SignerIdentity): NonNullable<SignatureReport["signer"]> {
  return {
    name: signer.name,
    organisation: signer.organisation ?? null,
    subject: signer.subject,
    issuer: signer.issuer,
    serial: signer.serialNumber,
    fingerprint: signer.fingerprint,
    notBefore: isoTime(signer.notBefore),
    notAfter: isoTime(signer.notAfter),
    role: signer.role,
    label: signer.label ?? null,
  };
}

function timeOrNull(time: Date | undefined): string | null {
  return time === undefined ? null : isoTime(time);
}
