import { createHash, hash } from "node:crypto";
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
import { type CmsDetails, type CmsResult, verifyCms } from "../cms/index.ts";
import type { PdfDocument } from "../pdf/document.ts";
import type { Coverage } from "../pdf/signature-coverage.ts";
import { feedRanges } from "../pdf/source.ts";
import type { Failure, HashName, TrustList } from "../types.ts";
import { checkRevocation, unsettled } from "./check-revocation.ts";
import { judgeToken } from "./judge-token.ts";
import type { LocatedSignature } from "./locate-signatures.ts";
import type { LongTermData } from "./long-term-data.ts";
import type { Proofs } from "./proofs.ts";
import { claimedTime } from "./signature-entries.ts";
import type { SignatureLevel, SignerIdentity, SigningTime } from "./verdict.ts";

/** What a judgement may draw on. */
export interface Surroundings {
  readonly document: PdfDocument;
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

const SUB_FILTERS = new Set(["ETSI.CAdES.detached", "adbe.pkcs7.detached"]);

/** Judges one signature whose byte range is in order: CMS, timestamps, chain, revocation. */
export async function judgeSignature(
  located: LocatedSignature,
  coverage: Coverage,
  surroundings: Surroundings,
): Promise<Judgement> {
  const claimed = claimedTime(located.view, located.dict);
  const unproven: SigningTime = {
    claimed,
    proven: undefined,
    source: claimed === undefined ? "none" : "claimed",
  };
  if (!SUB_FILTERS.has(located.subFilter ?? "")) {
    const detail = `/SubFilter ${located.subFilter ?? "is missing"}`;
    return failed(failure("FORMAT_FAILURE", "pdf.sub-filter", detail), unproven);
  }
  const digester = contentDigester(surroundings.document, coverage);
  const verify = (at: Date): Promise<CmsResult> =>
    verifyCms(coverage.contents, digester, {
      at,
      ...(surroundings.algorithmPolicy && { algorithmPolicy: surroundings.algorithmPolicy }),
    });
  let cms = await verify(surroundings.at);
  const details = cms.ok ? cms : cms.details;
  if (details === undefined) return failed(cms.ok ? undefined : cms, unproven);
  const proof = await provenTime(details, coverage, unproven, surroundings);
  const { time } = proof;
  // An algorithm may have been good when the signature is proven to have existed.
  if (!cms.ok && cms.subIndication === "CRYPTO_CONSTRAINTS_FAILURE" && time.proven !== undefined)
    cms = await verify(time.proven);

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
    warnings: [...proof.warnings, ...profileWarnings(details, located)],
    level: chain.ok ? await levelOf(chain, time, proof.settledByFile, evidence, rules) : levelByTime(time),
    archivedUntil: proofs.protectedUntil(coverage.revision),
  } as const;
  if (!cms.ok) {
    const { claimed: when } = time;
    const agedOnly = time.proven === undefined && when !== undefined && (await verify(when)).ok;
    return { ...base, failure: agedOnly ? withoutProof(cms) : cms };
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

/** Digests of the signed ranges, each function at most once. */
export function contentDigester(
  document: PdfDocument,
  coverage: Coverage,
): (algorithm: HashName) => Uint8Array | Promise<Uint8Array> {
  const done = new Map<HashName, Uint8Array>();
  return async (algorithm) => {
    const known = done.get(algorithm);
    if (known !== undefined) return known;
    const digest = createHash(algorithm);
    await feedRanges(document.source, coverage.ranges, (bytes) => digest.update(bytes));
    const value = digest.digest();
    done.set(algorithm, value);
    document.budget.restart();
    return value;
  };
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
  details: CmsDetails,
  coverage: Coverage,
  unproven: SigningTime,
  surroundings: Surroundings,
): Promise<ProvenTime> {
  const warnings: string[] = [];
  const archived = surroundings.proofs.ofSignature(coverage.revision);
  let best: ProvenTime = { time: unproven, warnings, stampRevocation: undefined, settledByFile: true };
  for (const token of details.timestampTokens) {
    const imprint = (algorithm: HashName) => hash(algorithm, details.signatureValue, "buffer");
    const stamp = await judgeToken(token, imprint, archived, surroundings);
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

/** Departures from PAdES baseline B that do not decide about integrity. */
function profileWarnings(details: CmsDetails, { dict, subFilter }: LocatedSignature): string[] {
  const warnings: string[] = [];
  if (details.signingTime !== undefined) warnings.push("profile.signing-time-attribute");
  if (subFilter !== "ETSI.CAdES.detached") warnings.push("profile.sub-filter");
  if (dict.has("Cert")) warnings.push("profile.cert-entry");
  if (!dict.has("M")) warnings.push("profile.no-claimed-time");
  if (details.hasCommitmentType && dict.has("Reason")) warnings.push("profile.commitment-and-reason");
  return warnings;
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

function failed(reason: Failure | undefined, time: SigningTime): Judgement {
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
