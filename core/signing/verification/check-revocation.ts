import {
  type Certificate,
  type EvidenceRules,
  type RevocationEvidence,
  type RevocationSource,
  type RevocationStatus,
  statusFromEvidence,
} from "../certificates/index.ts";
import type { Failure } from "../types.ts";

/**
 * Asks about every certificate of a path except the root: first what the file itself proves, then the source.
 * The worst answer counts: revoked, then unknown, then good.
 *
 * Evidence in the file that was current at `at` settles the matter (EN 319 102-1 section 5.2.5), but when it was issued
 * before `at` and nothing proves when it came into the file, somebody may have chosen an old list to hide a
 * revocation: then a source that can be asked has the last word.
 */
export async function checkRevocation(
  path: readonly Certificate[],
  at: Date,
  stored: readonly RevocationEvidence[],
  source: RevocationSource | undefined,
  rules: EvidenceRules,
): Promise<RevocationStatus | undefined> {
  let worst: RevocationStatus | undefined;
  for (let i = 0; i + 1 < path.length; i += 1) {
    const certificate = path[i];
    const issuer = path[i + 1];
    if (certificate === undefined || issuer === undefined) continue;
    let status = statusFromEvidence(certificate, issuer, at, stored, rules);
    if (source !== undefined && (status.status === "unknown" || mayHideRevocation(status, at, rules))) {
      const asked = await source.status(certificate, issuer, at);
      if (status.status === "unknown" || asked.status !== "unknown") status = asked;
    }
    if (status.status === "revoked") return status;
    if (worst === undefined || status.status === "unknown") worst = status;
  }
  return worst;
}

function mayHideRevocation(status: RevocationStatus, at: Date, rules: EvidenceRules): boolean {
  if (status.status !== "good" || rules.provenAt?.(status.evidence) !== undefined) return false;
  const issued = status.evidence.kind === "crl" ? status.evidence.thisUpdate : status.evidence.producedAt;
  // To the second: lists and answers know no fractions.
  return issued.getTime() < Math.floor(at.getTime() / 1000) * 1000;
}

/** What stands against a certificate whose revocation could not be settled (EN 319 102-1 table 6). */
export function unsettled(status: Extract<RevocationStatus, { status: "unknown" }>): Failure {
  const subIndication = status.code === "revocation.no-poe" ? "NO_POE" : "TRY_LATER";
  return { ok: false, subIndication, code: status.code, detail: status.detail };
}
