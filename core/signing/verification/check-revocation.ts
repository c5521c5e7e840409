import {
  type Certificate,
  type Crl,
  type RevocationSource,
  type RevocationStatus,
  statusFromCrls,
} from "../certificates/index.ts";

/**
 * Asks about every certificate of a path except the root: first what the file itself proves, then the source.
 * The worst answer counts: revoked, then unknown, then good.
 */
export async function checkRevocation(
  path: readonly Certificate[],
  at: Date,
  stored: readonly Crl[],
  source: RevocationSource | undefined,
): Promise<RevocationStatus | undefined> {
  let worst: RevocationStatus | undefined;
  for (let i = 0; i + 1 < path.length; i += 1) {
    const certificate = path[i];
    const issuer = path[i + 1];
    if (certificate === undefined || issuer === undefined) continue;
    let status = statusFromCrls(certificate, issuer, at, stored);
    if (status.status === "unknown" && source !== undefined)
      status = await source.status(certificate, issuer, at);
    if (status.status === "revoked") return status;
    if (worst === undefined || status.status === "unknown") worst = status;
  }
  return worst;
}
