import { type AlgorithmPolicy, currentAlgorithmPolicy, objectionToHash } from "./algorithm-policy.ts";
import type { Certificate } from "./certificate.ts";
import { type Crl, crlProblem, type RevocationReason, type RevokedEntry } from "./crl.ts";
import { answerAbout, responderOf } from "./ocsp-check.ts";
import type { OcspResponse } from "./ocsp-response.ts";
import { schemeText } from "./signature-scheme.ts";

/** A signed statement about revocation; `kind` tells the two apart, `der` is what is stored. */
export type RevocationEvidence = Crl | OcspResponse;

/** What is known about the revocation of one certificate at one time. */
export type RevocationStatus =
  | {
      readonly status: "good";
      readonly evidence: RevocationEvidence;
      /** Set when it was revoked after the time asked about: valid then, not any more. */
      readonly revokedLater?: { readonly at: Date; readonly reason: RevocationReason };
    }
  | {
      readonly status: "revoked";
      readonly evidence: RevocationEvidence;
      readonly at: Date;
      readonly reason: RevocationReason;
    }
  | {
      readonly status: "unknown";
      /** "revocation.no-source" | "revocation.offline" | "revocation.stale" | "revocation.unusable" | "revocation.no-poe" */
      readonly code: string;
      readonly detail: string;
    };

/** Port: where the revocation status of certificates comes from. Unknown is never good. */
export interface RevocationSource {
  /**
   * @param certificate the certificate asked about
   * @param issuer its issuer, already verified
   * @param at the time at which the certificate was used
   * @param newerThan evidence older than this is fetched anew, when it can be: what proves a signature in the long run
   *   is best made after it
   */
  status(
    certificate: Certificate,
    issuer: Certificate,
    at: Date,
    newerThan?: Date,
  ): Promise<RevocationStatus>;
}

/** How stored evidence is trusted (EN 319 102-1 section 5.6.2). */
export interface EvidenceRules {
  /** The present of the verification. */
  readonly present: Date;
  /** The earliest time at which this evidence is proven to have existed; undefined when nothing proves it. */
  readonly provenAt?: (evidence: RevocationEvidence) => Date | undefined;
  readonly algorithmPolicy?: AlgorithmPolicy;
}

/** An answer without nextUpdate counts for this long: "newer information is available all the time" (RFC 6960 2.4). */
const OPEN_ENDED_MS = 3_600_000;
/** A responder may be vouched for by a second one, not by an endless row of them. */
const MAXIMUM_RESPONDERS = 2;

interface Fact {
  readonly evidence: RevocationEvidence;
  readonly thisUpdate: Date;
  readonly nextUpdate: Date | undefined;
  readonly entry: RevokedEntry | undefined;
}

/** As {@link statusFromEvidence}, from lists alone. */
export function statusFromCrls(
  certificate: Certificate,
  issuer: Certificate,
  at: Date,
  crls: readonly Crl[],
): RevocationStatus {
  return statusFromEvidence(certificate, issuer, at, crls);
}

/**
 * Answers from evidence in hand (from a /DSS, a CMS, a cache) without any network.
 *
 * A list or an OCSP response counts when its signature is right, it comes from the issuer or a responder appointed by
 * it, it covers this certificate, and it was current at `at` or issued later. What was issued after the certificate had
 * ended may no longer name it, so that proves nothing (RFC 5280 section 5, RFC 6960 section 4.4.4) unless it says that
 * ended certificates are kept.
 *
 * @param rules with rules, evidence must also have existed while its signer's certificate and its algorithm were good
 */
export function statusFromEvidence(
  certificate: Certificate,
  issuer: Certificate,
  at: Date,
  evidence: readonly RevocationEvidence[],
  rules?: EvidenceRules,
): RevocationStatus {
  return decide(certificate, issuer, at, evidence, rules, 0);
}

function decide(
  certificate: Certificate,
  issuer: Certificate,
  at: Date,
  evidence: readonly RevocationEvidence[],
  rules: EvidenceRules | undefined,
  depth: number,
): RevocationStatus {
  let best = unknown("revocation.no-source", "no revocation list or OCSP response of the issuer");
  const facts: Fact[] = [];
  for (const item of evidence) {
    const fact = item.kind === "crl" ? factOfCrl(item, certificate, issuer) : factOfOcsp(item);
    if (fact === undefined) continue;
    if ("problem" in fact) best = unknown("revocation.unusable", fact.problem);
    else if (rules !== undefined && isFromTheFuture(fact.thisUpdate, rules.present) && !isRevoked(fact, at))
      best = unknown("revocation.from-the-future", `made ${fact.thisUpdate.toISOString()}, which is not yet`);
    else {
      const aged = rules && agedSignature(fact, issuer, rules);
      if (aged === undefined) facts.push(fact);
      else best = unknown("revocation.no-poe", aged);
    }
  }
  return conclude(facts, at, best);

  function factOfOcsp(response: OcspResponse): Fact | { readonly problem: string } | undefined {
    const answer = answerAbout(response, certificate, issuer);
    if (answer === undefined) return undefined;
    const problem = (detail: string) => ({ problem: `the OCSP response: ${detail}` });
    const signer = responderOf(response, issuer);
    if (!signer.ok) return problem(signer.problem);
    if (answer.status === "unknown") return problem("the responder does not know the certificate");
    const { responder } = signer;
    if (responder !== issuer && responder.extensions.noRevocationCheck !== true) {
      const others = evidence.filter((item) => item !== response);
      const own =
        depth < MAXIMUM_RESPONDERS
          ? decide(responder, issuer, response.producedAt, others, rules, depth + 1)
          : unknown("revocation.unusable", "too many responders");
      if (own.status !== "good") return problem(`the responder's own certificate is ${own.status}`);
    }
    const kept = answer.archiveCutoff !== undefined && answer.archiveCutoff <= certificate.notAfter;
    if (answer.status === "good" && certificate.notAfter < answer.thisUpdate && !kept)
      return problem("it was made after the certificate had ended");
    const open = new Date(answer.thisUpdate.getTime() + OPEN_ENDED_MS);
    const { thisUpdate, revoked: entry } = answer;
    return { evidence: response, thisUpdate, nextUpdate: answer.nextUpdate ?? open, entry };
  }
}

function factOfCrl(
  crl: Crl,
  certificate: Certificate,
  issuer: Certificate,
): Fact | { readonly problem: string } | undefined {
  if (crl.issuer.key !== issuer.subject.key) return undefined;
  const problem = crlProblem(crl, issuer) ?? coverageProblem(crl, certificate);
  if (problem !== undefined) return { problem: `the revocation list: ${problem}` };
  const { thisUpdate, nextUpdate, revoked } = crl;
  const entry = revoked.get(certificate.serialNumber);
  const stands = entry !== undefined && entry.reason !== "remove-from-crl";
  return { evidence: crl, thisUpdate, nextUpdate, entry: stands ? entry : undefined };
}

function conclude(facts: readonly Fact[], at: Date, best: RevocationStatus): RevocationStatus {
  const newest = facts.reduce<Fact | undefined>(
    (found, fact) => (found === undefined || fact.thisUpdate > found.thisUpdate ? fact : found),
    undefined,
  );
  if (newest === undefined) return best;
  for (const fact of facts) {
    const { entry, evidence } = fact;
    if (entry === undefined || entry.at > at) continue;
    // A hold may be lifted: only the newest word says whether it still stands.
    if (entry.reason === "certificate-hold" && fact !== newest) continue;
    return { status: "revoked", evidence, at: entry.at, reason: entry.reason };
  }
  if (newest.nextUpdate !== undefined && newest.nextUpdate < at) {
    const detail = `the newest evidence ended ${newest.nextUpdate.toISOString()}`;
    return unknown("revocation.stale", detail);
  }
  const { evidence, entry } = newest;
  return entry === undefined
    ? { status: "good", evidence }
    : { status: "good", evidence, revokedLater: entry };
}

/** Clocks differ a little. */
const CLOCK_MS = 5 * 60_000;

/** Whether a time lies behind the present, that of the verification and that of this machine: some clock was wrong. */
export function isFromTheFuture(time: Date, present: Date): boolean {
  return time.getTime() > Math.max(present.getTime(), Date.now()) + CLOCK_MS;
}

function isRevoked({ entry }: Fact, at: Date): boolean {
  return entry !== undefined && entry.at <= at;
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

/** Why evidence cannot vouch for anything: its own signature had aged before the evidence is proven to have existed. */
function agedSignature({ evidence }: Fact, issuer: Certificate, rules: EvidenceRules): string | undefined {
  const known = rules.provenAt?.(evidence) ?? rules.present;
  const result = evidence.kind === "ocsp" ? responderOf(evidence, issuer) : undefined;
  const signer = result?.ok === true ? result.responder : issuer;
  if (known > signer.notAfter)
    return `the signer of the revocation data ended ${signer.notAfter.toISOString()}`;
  const { signatureScheme: scheme } = evidence;
  if (scheme.kind === "unsupported" || scheme.hash === undefined) return schemeText(scheme);
  return objectionToHash(scheme.hash, known, rules.algorithmPolicy ?? currentAlgorithmPolicy);
}

function unknown(code: string, detail: string): RevocationStatus {
  return { status: "unknown", code, detail };
}
