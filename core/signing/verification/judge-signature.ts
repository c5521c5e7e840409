import { createHash, hash } from "node:crypto";
import { type CmsDetails, type CmsResult, verifyCms } from "../cms/index.ts";
import type { PdfDocument } from "../pdf/document.ts";
import type { Coverage } from "../pdf/signature-coverage.ts";
import { feedRanges } from "../pdf/source.ts";
import type { Failure, HashName } from "../types.ts";
import {
  failedJudgement,
  type Judgement,
  judgeValue,
  type TrustSurroundings,
  type ValueStamp,
} from "./judge-value.ts";
import type { LocatedSignature } from "./locate-signatures.ts";
import { claimedTime } from "./signature-entries.ts";
import type { SigningTime } from "./verdict.ts";

/** What a judgement of a PDF's signature may draw on. */
export interface Surroundings extends TrustSurroundings {
  readonly document: PdfDocument;
}

const SUB_FILTERS = new Set(["ETSI.CAdES.detached", "adbe.pkcs7.detached"]);

/** Judges one signature whose byte range is in order: CMS, timestamps, chain, revocation. */
export async function judgeSignature(
  located: LocatedSignature,
  coverage: Coverage,
  surroundings: Surroundings,
): Promise<Judgement> {
  const unproven = unprovenTime(located);
  if (!SUB_FILTERS.has(located.subFilter ?? "")) {
    const detail = `/SubFilter ${located.subFilter ?? "is missing"}`;
    const failure: Failure = { ok: false, subIndication: "FORMAT_FAILURE", code: "pdf.sub-filter", detail };
    return failedJudgement(failure, unproven);
  }
  const digester = contentDigester(surroundings.document, coverage);
  const verify = (at: Date): Promise<CmsResult> =>
    verifyCms(coverage.contents, digester, {
      at,
      ...(surroundings.algorithmPolicy && { algorithmPolicy: surroundings.algorithmPolicy }),
    });
  const cms = await verify(surroundings.at);
  const details = cms.ok ? cms : cms.details;
  if (details === undefined) return failedJudgement(cms.ok ? undefined : cms, unproven);
  const { proofs } = surroundings;
  const value = {
    details: { ...details, stamps: cmsStamps(details) },
    verify: (at: Date) => (at === surroundings.at ? cms : verify(at)),
    unproven,
    archived: proofs.ofSignature(coverage.revision),
    archivedUntil: proofs.protectedUntil(coverage.revision),
    warnings: profileWarnings(details, located),
  };
  return judgeValue(value, surroundings);
}

/**
 * The judgement on a signature that does not stand in the present file as it was made: it has failed, and only who signed
 * and when is told, if its own value still proves that.
 *
 * @param statement its signed attributes, when its value fits them
 */
export async function judgeMoved(
  failure: Failure,
  located: LocatedSignature,
  statement: CmsDetails | undefined,
  surroundings: Surroundings,
): Promise<Judgement> {
  const unproven = unprovenTime(located);
  if (statement === undefined) return failedJudgement(failure, unproven);
  const value = {
    details: { ...statement, stamps: cmsStamps(statement) },
    verify: () => failure,
    unproven,
    archived: undefined,
    archivedUntil: undefined,
    warnings: [],
  };
  return judgeValue(value, surroundings);
}

function unprovenTime({ view, dict }: LocatedSignature): SigningTime {
  const claimed = claimedTime(view, dict);
  return { claimed, proven: undefined, source: claimed === undefined ? "none" : "claimed" };
}

/** The timestamps in a CMS: each is over the signature value (RFC 3161 appendix A). */
export function cmsStamps({ timestampTokens, signatureValue }: CmsDetails): ValueStamp[] {
  const imprint = (algorithm: HashName) => hash(algorithm, signatureValue, "buffer");
  return timestampTokens.map((bytes) => ({ bytes, imprint }));
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
    document.budget.spendHashed(coverage.ranges[1][1]);
    const digest = createHash(algorithm);
    await feedRanges(document.source, coverage.ranges, (bytes) => digest.update(bytes));
    const value = digest.digest();
    done.set(algorithm, value);
    document.budget.resume();
    return value;
  };
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
