import {
  type Chain,
  currentAlgorithmPolicy,
  type EvidenceRules,
  isFromTheFuture,
  parseReceivedCrls,
  type RevocationEvidence,
  type RevocationReason,
  type RevocationStatus,
  reliableUntil,
} from "../certificates/index.ts";
import { type ExpectedImprint, type TimestampResult, verifyTimestampToken } from "../timestamps/index.ts";
import type { Failure } from "../types.ts";
import { checkRevocation } from "./check-revocation.ts";
import type { TrustSurroundings } from "./judge-value.ts";

type Verified = Extract<TimestampResult, { ok: true }>;

/** What a timestamp token is worth in this document. */
export type TokenJudgement =
  | (Verified & {
      /** Revocation of its authority: good, or unknown, in which case its time does not count yet. */
      readonly status: RevocationStatus | undefined;
      readonly reliableUntil: Date;
      /** True when the file itself settles the authority's revocation. */
      readonly settledByFile: boolean;
    })
  | (Failure & Partial<Pick<Verified, "signer" | "info">> & { readonly chain?: Chain });

/**
 * Judges a timestamp token for the time at which it is proven to have existed: a newer timestamp's time, else the
 * present (EN 319 102-1 section 5.6.2.4). So an authority whose certificate has ended counts only under a newer one.
 *
 * @param proven when the token is proven to have existed; undefined = nothing newer protects it
 */
export async function judgeToken(
  token: Uint8Array,
  imprint: ExpectedImprint,
  proven: Date | undefined,
  surroundings: TrustSurroundings,
): Promise<TokenJudgement> {
  const { trust, longTerm, at, algorithmPolicy } = surroundings;
  const known = proven ?? at;
  const result = await verifyTimestampToken(token, imprint, trust, {
    at: known,
    ...(algorithmPolicy && { algorithmPolicy }),
    otherCertificates: longTerm.certificates.map((certificate) => certificate.der),
  });
  if (!result.ok) {
    const { chain: _, ...failure } = result;
    return failure;
  }
  const { info, chain, signer } = result;
  if (chain.path.some((certificate) => info.time < certificate.notBefore)) {
    const detail = `its time ${info.time.toISOString()} lies before its authority's certificate`;
    return {
      ...failed("CHAIN_CONSTRAINTS_FAILURE", "timestamp.before-certificate", detail),
      info,
      signer,
      chain,
    };
  }
  if (isFromTheFuture(info.time, at)) {
    const detail = `its time ${info.time.toISOString()} has not come yet`;
    return { ...failed("SIG_CONSTRAINTS_FAILURE", "timestamp.from-the-future", detail), info, signer, chain };
  }
  const stored = [...longTerm.evidence, ...parseReceivedCrls(result.details.crls)];
  const status = await revocationOf(chain, info.time, proven, stored, surroundings);
  if (status.worst?.status === "revoked") {
    const detail = `its authority's certificate was revoked ${status.worst.at.toISOString()}`;
    return { ...failed("REVOKED", "timestamp.revoked", detail), info, signer, chain };
  }
  const policy = algorithmPolicy ?? currentAlgorithmPolicy;
  const hashes = [result.details.digestAlgorithm, info.imprintAlgorithm].filter((h) => typeof h === "string");
  return {
    ...result,
    status: status.worst,
    settledByFile: status.settledByFile,
    reliableUntil: reliableUntil(chain.path, hashes, policy),
  };
}

/**
 * The authority's revocation: what the file holds must clear it for the token's time; while nothing newer protects the
 * token, the network is asked about the present, too.
 */
async function revocationOf(
  chain: Chain,
  time: Date,
  proven: Date | undefined,
  stored: readonly RevocationEvidence[],
  surroundings: TrustSurroundings,
): Promise<{ worst: RevocationStatus | undefined; settledByFile: boolean }> {
  const { at, proofs, revocation, algorithmPolicy } = surroundings;
  // What stands in the file beside the token is covered by it; what signed that evidence must not have aged since.
  const rules: EvidenceRules = {
    present: at,
    provenAt: (evidence) => proofs.ofEvidence(evidence) ?? at,
    ...(algorithmPolicy && { algorithmPolicy }),
  };
  const fromFile = harmless(
    await checkRevocation(chain.path, time, stored, undefined, rules),
    time,
    proven ?? at,
  );
  const settledByFile = fromFile === undefined || fromFile.status !== "unknown";
  if (fromFile?.status === "revoked" || revocation === undefined) return { worst: fromFile, settledByFile };
  if (settledByFile && proven !== undefined) return { worst: fromFile, settledByFile };
  const asked = await checkRevocation(chain.path, proven ?? at, [], revocation, rules);
  const fromSource = harmless(asked, time, proven ?? at);
  const worst = fromSource?.status === "unknown" && settledByFile ? fromFile : fromSource;
  return { worst, settledByFile };
}

/** Reasons that leave earlier tokens of a timestamp authority valid (RFC 3161 section 4). */
const HARMLESS: ReadonlySet<RevocationReason> = new Set([
  "affiliation-changed",
  "superseded",
  "cessation-of-operation",
]);

/** Applies RFC 3161 section 4: revoked by the time it matters, unless for a harmless reason after the token was made. */
function harmless(
  status: RevocationStatus | undefined,
  time: Date,
  known: Date,
): RevocationStatus | undefined {
  if (status === undefined || status.status === "unknown") return status;
  const entry = status.status === "revoked" ? { at: status.at, reason: status.reason } : status.revokedLater;
  if (entry === undefined || entry.at > known) return { status: "good", evidence: status.evidence };
  const counts = entry.at > time && HARMLESS.has(entry.reason);
  return counts
    ? { status: "good", evidence: status.evidence, revokedLater: entry }
    : { status: "revoked", evidence: status.evidence, ...entry };
}

function failed(subIndication: Failure["subIndication"], code: string, detail: string): Failure {
  return { ok: false, subIndication, code, detail };
}
