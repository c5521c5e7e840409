import { createHash, hash } from "node:crypto";
import {
  type AlgorithmPolicy,
  attributeOf,
  buildChain,
  type Certificate,
  type ChainResult,
  displayName,
  nameText,
  type RevocationSource,
  type RevocationStatus,
  roleOf,
} from "../certificates/index.ts";
import { type CmsDetails, type CmsResult, verifyCms } from "../cms/index.ts";
import type { PdfDocument } from "../pdf/document.ts";
import type { Coverage } from "../pdf/signature-coverage.ts";
import { feedRanges } from "../pdf/source.ts";
import { verifyTimestampToken } from "../timestamps/index.ts";
import type { Failure, HashName, TrustList } from "../types.ts";
import { checkRevocation } from "./check-revocation.ts";
import type { LocatedSignature } from "./locate-signatures.ts";
import { type LongTermData, parseCrls } from "./long-term-data.ts";
import { claimedTime } from "./signature-entries.ts";
import type { SignerIdentity, SigningTime } from "./verdict.ts";

/** What a judgement may draw on. */
export interface Surroundings {
  readonly document: PdfDocument;
  readonly trust: TrustList;
  readonly at: Date;
  readonly revocation: RevocationSource | undefined;
  readonly algorithmPolicy: AlgorithmPolicy | undefined;
  readonly longTerm: LongTermData;
  /** Verified document timestamps: each proves that its revision, and all before it, existed then. */
  readonly documentTimestamps: readonly { readonly revision: number; readonly time: Date }[];
}

/** The cryptographic side of a verdict; later changes are judged elsewhere. */
export interface Judgement {
  readonly failure: Failure | undefined;
  readonly signer: SignerIdentity | undefined;
  readonly time: SigningTime;
  readonly revocation: RevocationStatus["status"] | "not-checked";
  readonly warnings: readonly string[];
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
  const { time, warnings, stampRevocation } = await provenTime(details, coverage, unproven, surroundings);
  // An algorithm may have been good when the signature is proven to have existed.
  if (!cms.ok && cms.subIndication === "CRYPTO_CONSTRAINTS_FAILURE" && time.proven !== undefined)
    cms = await verify(time.proven);

  const others = [...details.certificates, ...surroundings.longTerm.certificates];
  const chainTime = time.proven ?? surroundings.at;
  const chain = buildChain(details.signer, others, surroundings.trust, chainTime, {
    ...(surroundings.algorithmPolicy && { algorithmPolicy: surroundings.algorithmPolicy }),
  });
  const signer = identityOf(details.signer, chain, surroundings.trust);
  const notes = [...warnings, ...profileWarnings(details, located)];
  if (!cms.ok) return { failure: cms, signer, time, revocation: "not-checked", warnings: notes };
  if (!chain.ok) return { failure: chain, signer, time, revocation: "not-checked", warnings: notes };
  const outside = claimedOutside(details.signer, time);
  if (outside !== undefined)
    return { failure: outside, signer, time, revocation: "not-checked", warnings: notes };

  const crls = [...surroundings.longTerm.crls, ...parseCrls(details.crls)];
  const own = await checkRevocation(chain.path, chainTime, crls, surroundings.revocation);
  const status = own?.status === "good" && stampRevocation?.status === "unknown" ? stampRevocation : own;
  return {
    failure: revocationFailure(status, time),
    signer,
    time,
    revocation: status?.status ?? "good",
    warnings: notes,
  };
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

/** The earliest time at which a verified timestamp proves that the signature existed. */
async function provenTime(
  details: CmsDetails,
  coverage: Coverage,
  unproven: SigningTime,
  surroundings: Surroundings,
): Promise<{ time: SigningTime; warnings: string[]; stampRevocation: RevocationStatus | undefined }> {
  const warnings: string[] = [];
  let time = unproven;
  let stampRevocation: RevocationStatus | undefined;
  for (const token of details.timestampTokens) {
    const result = await verifyTimestampToken(
      token,
      (algorithm) => hash(algorithm, details.signatureValue, "buffer"),
      surroundings.trust,
      { otherCertificates: surroundings.longTerm.certificates.map((certificate) => certificate.der) },
    );
    if (!result.ok) {
      warnings.push(result.code);
      continue;
    }
    const crls = [...surroundings.longTerm.crls, ...parseCrls(result.details.crls)];
    const status = await checkRevocation(result.chain.path, result.info.time, crls, surroundings.revocation);
    if (status?.status === "revoked") warnings.push("timestamp.revoked");
    else if (time.proven === undefined || result.info.time < time.proven) {
      time = { ...unproven, proven: result.info.time, source: "signature-timestamp" };
      stampRevocation = status;
    }
  }
  for (const stamp of surroundings.documentTimestamps) {
    if (stamp.revision > coverage.revision && (time.proven === undefined || stamp.time < time.proven)) {
      time = { ...unproven, proven: stamp.time, source: "document-timestamp" };
      stampRevocation = undefined;
    }
  }
  return { time, warnings, stampRevocation };
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
  if (status.status === "unknown") return failure("TRY_LATER", status.code, status.detail);
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
  return { failure: reason, signer: undefined, time, revocation: "not-checked", warnings: [] };
}

function failure(subIndication: Failure["subIndication"], code: string, detail: string): Failure {
  return { ok: false, subIndication, code, detail };
}
