import type { Certificate } from "./certificate.ts";
import { type Crl, crlProblem, type RevocationReason } from "./crl.ts";

/** What is known about the revocation of one certificate at one time. */
export type RevocationStatus =
  | {
      readonly status: "good";
      readonly evidence: Crl;
      /** Set when it was revoked after the time asked about: valid then, not any more. */
      readonly revokedLater?: { readonly at: Date; readonly reason: RevocationReason };
    }
  | {
      readonly status: "revoked";
      readonly evidence: Crl;
      readonly at: Date;
      readonly reason: RevocationReason;
    }
  | {
      readonly status: "unknown";
      /** "revocation.no-source" | "revocation.offline" | "revocation.stale" | "revocation.unusable" */
      readonly code: string;
      readonly detail: string;
    };

/** Port: where the revocation status of certificates comes from. Unknown is never good. */
export interface RevocationSource {
  /**
   * @param certificate the certificate asked about
   * @param issuer its issuer, already verified
   * @param at the time at which the certificate was used
   */
  status(certificate: Certificate, issuer: Certificate, at: Date): Promise<RevocationStatus>;
}

/**
 * Answers from stored CRLs alone (from a /DSS, a CMS, or an archive), without any network.
 *
 * A list counts when it is the issuer's, its signature is right, it covers this kind of certificate, and it was
 * current at `at` or issued later. A certificate that had ended before the list was issued may have been dropped
 * from it, so such a list proves nothing (RFC 5280 section 5: entries are kept until the certificate's end).
 */
export function statusFromCrls(
  certificate: Certificate,
  issuer: Certificate,
  at: Date,
  crls: readonly Crl[],
): RevocationStatus {
  let best: RevocationStatus = {
    status: "unknown",
    code: "revocation.no-source",
    detail: "no revocation list of the issuer",
  };
  const usable: Crl[] = [];
  for (const crl of crls) {
    const problem = crlProblem(crl, issuer) ?? coverageProblem(crl, certificate);
    if (problem === undefined) usable.push(crl);
    else if (crl.issuer.key === issuer.subject.key) {
      best = { status: "unknown", code: "revocation.unusable", detail: `the revocation list: ${problem}` };
    }
  }
  const newest = usable.reduce<Crl | undefined>(
    (found, crl) => (found === undefined || crl.thisUpdate > found.thisUpdate ? crl : found),
    undefined,
  );
  for (const crl of usable) {
    const entry = crl.revoked.get(certificate.serialNumber);
    if (entry === undefined || entry.reason === "remove-from-crl" || entry.at > at) continue;
    // A hold may be lifted: only the newest list says whether it still stands.
    if (entry.reason === "certificate-hold" && crl !== newest) continue;
    return { status: "revoked", evidence: crl, at: entry.at, reason: entry.reason };
  }
  if (newest === undefined) return best;
  if (newest.nextUpdate !== undefined && newest.nextUpdate < at) {
    const detail = `the newest revocation list ended ${newest.nextUpdate.toISOString()}`;
    return { status: "unknown", code: "revocation.stale", detail };
  }
  const entry = newest.revoked.get(certificate.serialNumber);
  return entry === undefined || entry.reason === "remove-from-crl"
    ? { status: "good", evidence: newest }
    : { status: "good", evidence: newest, revokedLater: entry };
}

function coverageProblem(crl: Crl, certificate: Certificate): string | undefined {
  const isAuthority = certificate.extensions.basicConstraints?.ca === true;
  if (crl.scope === "end-entities" && isAuthority) return "it covers only end entities";
  if (crl.scope === "authorities" && !isAuthority) return "it covers only authorities";
  const dropped = certificate.notAfter < crl.thisUpdate;
  const kept = crl.keepsExpiredSince !== undefined && crl.keepsExpiredSince <= certificate.notAfter;
  if (dropped && !kept) return "it was issued after the certificate had ended";
  return undefined;
}
