import {
  type AlgorithmPolicy,
  attributeOf,
  buildChain,
  type Certificate,
  type Chain,
  type ChainResult,
  displayName,
  type EvidenceRules,
  nameText,
  parseReceivedCrls,
  type RevocationEvidence,
  type RevocationSource,
  type RevocationStatus,
  roleOf,
} from "../certificates/index.ts";
import type { ExpectedImprint } from "../timestamps/index.ts";
import type { Failure, TrustList } from "../types.ts";
import { checkRevocation, unsettled } from "./check-revocation.ts";
import { judgeToken } from "./judge-token.ts";
import type { LongTermData } from "./long-term-data.ts";
import type { Proofs } from "./proofs.ts";
import type { SignatureLevel, SignerIdentity, SigningTime } from "./verdict.ts";

/** What a judgement may draw on, whatever the format of the signature. */
export interface TrustSurroundings {
  readonly trust: TrustList;
  readonly at: Date;
  readonly revocation: RevocationSource | undefined;
  readonly algorithmPolicy: AlgorithmPolicy | undefined;
  readonly longTerm: LongTermData;
  /** What the document timestamps verified so far prove to have existed. */
  readonly proofs: Proofs;
}

/** The cryptographic side of a verdict; later changes are judged elsewhere. */
export interface Judgement {
  readonly failure: Failure | undefined;
  readonly signer: SignerIdentity | undefined;
  readonly time: SigningTime;
  readonly revocation: RevocationStatus["status"] | "not-checked";
  readonly warnings: readonly string[];
  /** The level found; undefined for a document timestamp. */
  readonly level: SignatureLevel | undefined;
  /** Until when the newest document timestamp over it can be relied on. */
  readonly archivedUntil: Date | undefined;
}

/** A timestamp over the signature value, and what it must have stamped. */
export interface ValueStamp {
  readonly bytes: Uint8Array;
  readonly imprint: ExpectedImprint;
}

/** A signature value of any format, read as far as its signer's certificate. */
export interface SignedValue {
  readonly details: {
    readonly signer: Certificate;
    readonly certificates: readonly Certificate[];
    /** DER of the revocation lists beside it. */
    readonly crls: readonly Uint8Array[];
    readonly stamps: readonly ValueStamp[];
  };
  /** Integrity, under the algorithm policy of that time. */
  verify(at: Date): { readonly ok: true } | Failure | Promise<{ readonly ok: true } | Failure>;
  readonly unproven: SigningTime;
  /** When something outside proves that the value existed. */
  readonly archived: Date | undefined;
  /** Until when that proof lasts. */
  readonly archivedUntil: Date | undefined;
  readonly warnings: readonly string[];
}

/** Judges a signature value: integrity, timestamps, chain and revocation at the best signature time (EN 319 102-1). */
export async function judgeValue(value: SignedValue, surroundings: TrustSurroundings): Promise<Judgement> {
  const { details } = value;
  let integrity = await value.verify(surroundings.at);
  const proof = await provenTime(value, surroundings);
  const { time } = proof;
  // An algorithm may have been good when the signature is proven to have existed.
  if (!integrity.ok && integrity.subIndication === "CRYPTO_CONSTRAINTS_FAILURE" && time.proven !== undefined)
    integrity = await value.verify(time.proven);

  const { longTerm, proofs, trust, at, revocation, algorithmPolicy } = surroundings;
  const others = [...details.certificates, ...longTerm.certificates];
  const chainAt = (when: Date): ChainResult =>
    buildChain(details.signer, others, trust, when, { ...(algorithmPolicy && { algorithmPolicy }) });
  const chainTime = time.proven ?? at;
  const chain = chainAt(chainTime);
  const evidence = [...longTerm.evidence, ...parseReceivedCrls(details.crls)];
  const rules: EvidenceRules = {
    present: at,
    provenAt: (item) => proofs.ofEvidence(item),
    ...(algorithmPolicy && { algorithmPolicy }),
  };
  const base = {
    signer: identityOf(details.signer, chain, trust),
    time,
    revocation: "not-checked",
    warnings: [...proof.warnings, ...value.warnings],
    level: chain.ok ? await levelOf(chain, time, proof.settledByFile, evidence, rules) : levelByTime(time),
    archivedUntil: value.archivedUntil,
  } as const;
  if (!integrity.ok) {
    const { claimed: when } = time;
    const agedOnly = time.proven === undefined && when !== undefined && (await value.verify(when)).ok;
    return { ...base, failure: agedOnly ? withoutProof(integrity) : integrity };
  }
  if (!chain.ok) {
    const { claimed: when } = time;
    const aged = chain.subIndication === "CRYPTO_CONSTRAINTS_FAILURE" && time.proven === undefined;
    return { ...base, failure: aged && when !== undefined && chainAt(when).ok ? withoutProof(chain) : chain };
  }
  const outside = claimedOutside(details.signer, time);
  if (outside !== undefined) return { ...base, failure: outside };

  const own = await checkRevocation(chain.path, chainTime, evidence, revocation, rules);
  const stamp = proof.stampRevocation;
  const status = own?.status === "good" && stamp?.status === "unknown" ? stamp : own;
  return { ...base, failure: revocationFailure(status, time), revocation: status?.status ?? "good" };
}

/** The level that what the file holds supports (ETSI EN 319 142-1 section 6), whatever the verdict says. */
async function levelOf(
  chain: Chain,
  time: SigningTime,
  stampSettled: boolean,
  evidence: readonly RevocationEvidence[],
  rules: EvidenceRules,
): Promise<SignatureLevel> {
  if (time.proven === undefined || !stampSettled) return levelByTime(time);
  const { proven } = time;
  const settles = async (items: readonly RevocationEvidence[]): Promise<boolean> => {
    const open = {
      ...rules,
      provenAt: (item: RevocationEvidence) => rules.provenAt?.(item) ?? rules.present,
    };
    const status = await checkRevocation(chain.path, proven, items, undefined, open);
    return status !== undefined && status.status !== "unknown";
  };
  if (!(await settles(evidence))) return "B-T";
  const lasting = evidence.filter((item) => rules.provenAt?.(item) !== undefined);
  return (await settles(lasting)) ? "B-LTA" : "B-LT";
}

function levelByTime(time: SigningTime): SignatureLevel {
  return time.proven === undefined ? "B-B" : "B-T";
}

/** The algorithm was good at the claimed time, and nothing proves that time (EN 319 102-1 table 6). */
function withoutProof({ code, detail }: Failure): Failure {
  return failure("CRYPTO_CONSTRAINTS_FAILURE_NO_POE", code, detail);
}

interface ProvenTime {
  readonly time: SigningTime;
  readonly warnings: string[];
  readonly stampRevocation: RevocationStatus | undefined;
  /** The revocation of the signature timestamp's authority is settled by the file itself. */
  readonly settledByFile: boolean;
}

/** The earliest time at which a verified timestamp proves that the signature existed. */
async function provenTime(
  { details, unproven, archived }: SignedValue,
  surroundings: TrustSurroundings,
): Promise<ProvenTime> {
  const warnings: string[] = [];
  let best: ProvenTime = { time: unproven, warnings, stampRevocation: undefined, settledByFile: true };
  for (const token of details.stamps) {
    const stamp = await judgeToken(token.bytes, token.imprint, archived, surroundings);
    if (!stamp.ok) {
      warnings.push(stamp.code);
      continue;
    }
    const { proven } = best.time;
    if (proven !== undefined && proven <= stamp.info.time) continue;
    const time = { ...unproven, proven: stamp.info.time, source: "signature-timestamp" } as const;
    best = { time, warnings, stampRevocation: stamp.status, settledByFile: stamp.settledByFile };
  }
  const { proven } = best.time;
  if (archived === undefined || (proven !== undefined && proven <= archived)) return best;
  const time = { ...unproven, proven: archived, source: "document-timestamp" } as const;
  return { time, warnings, stampRevocation: undefined, settledByFile: true };
}

/** Without proof the claimed time must at least lie inside the certificate's validity. */
function claimedOutside(certificate: Certificate, { claimed, proven }: SigningTime): Failure | undefined {
  if (proven !== undefined || claimed === undefined) return undefined;
  if (claimed >= certificate.notBefore && claimed <= certificate.notAfter) return undefined;
  return failure(
    "OUT_OF_BOUNDS_NO_POE",
    "pdf.claimed-time-outside",
    "the claimed time lies outside the certificate's validity",
  );
}

function revocationFailure(status: RevocationStatus | undefined, time: SigningTime): Failure | undefined {
  if (status === undefined || status.status === "good") return undefined;
  if (status.status === "unknown") return unsettled(status);
  const detail = `revoked ${status.at.toISOString()} (${status.reason})`;
  const afterClaim = time.proven === undefined && time.claimed !== undefined && status.at > time.claimed;
  return afterClaim
    ? failure("REVOKED_NO_POE", "revocation.revoked-unproven", detail)
    : failure("REVOKED", "revocation.revoked", detail);
}

export function identityOf(certificate: Certificate, chain: ChainResult, trust: TrustList): SignerIdentity {
  return {
    name: displayName(certificate),
    organisation: attributeOf(certificate.subject, "O"),
    subject: nameText(certificate.subject),
    issuer: nameText(certificate.issuer),
    serialNumber: certificate.serialNumber,
    fingerprint: certificate.fingerprint,
    notBefore: certificate.notBefore,
    notAfter: certificate.notAfter,
    role: roleOf(certificate, trust.roleRules),
    label: chain.ok ? chain.label : undefined,
  };
}

/** The verdict on what cannot be read as far as its signer. */
export function failedJudgement(reason: Failure | undefined, time: SigningTime): Judgement {
  const nothing = {
    revocation: "not-checked",
    warnings: [],
    level: "B-B",
    archivedUntil: undefined,
  } as const;
  return { failure: reason, signer: undefined, time, ...nothing };
}

function failure(subIndication: Failure["subIndication"], code: string, detail: string): Failure {
  return { ok: false, subIndication, code, detail };
}
