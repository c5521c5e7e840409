import { createHash, type Hash } from "node:crypto";
import { buildCms, digestAlgorithmOf, verifyCms } from "../cms/index.ts";
import { openPdf } from "./document.ts";
import { PdfError } from "./errors.ts";
import { listFields } from "./fields.ts";
import { DEFAULT_LIMITS, type PdfLimits } from "./limits.ts";
import {
  BYTE_RANGE_PLACEHOLDER,
  planSignature,
  type SignaturePlan,
  type SignatureRequest,
} from "./plan-signature.ts";
import { pdfDate } from "./serialise.ts";
import { checkCoverage } from "./signature-coverage.ts";
import { type ByteSource, feedRanges, memorySource, toSource } from "./source.ts";

/**
 * Signs a PDF by one appended revision (PAdES baseline B or T, ETSI EN 319 142-1); earlier signatures stay valid.
 *
 * @returns the whole new file
 * @throws PdfError with a code and a plain Vietnamese reason when the file or its earlier signatures forbid it;
 *   CmsError and whatever the signer or the timestamp authority throws pass through, and then nothing was signed
 */
export async function signPdf(pdf: Uint8Array, request: SignatureRequest): Promise<Uint8Array> {
  return (await prepareSigning(pdf, request)).sign();
}

/** A file parsed and laid out once, to be signed when (and as often as) wanted. */
export interface PreparedSigning {
  readonly fieldName: string;
  /** The whole new file. Only for files in memory. */
  sign(signedAt?: Date): Promise<Uint8Array>;
  /** Only the bytes to append: for files too large to hold twice. */
  signUpdate(signedAt?: Date): Promise<Uint8Array>;
}

/**
 * Does everything that does not need the private key: parsing, permissions, appearance, layout, hashing of the
 * existing bytes. A large file is read as a stream and never held whole.
 *
 * @throws PdfError as {@link signPdf}
 */
export async function prepareSigning(
  pdf: Uint8Array | ByteSource,
  request: SignatureRequest,
  limits: PdfLimits = DEFAULT_LIMITS,
): Promise<PreparedSigning> {
  if (request.level === "B-T" && request.timestampAuthority === undefined)
    throw new TypeError("Level B-T needs a timestamp authority");
  const source = toSource(pdf);
  const plan = planSignature(openPdf(source, limits), request);
  const algorithm = digestAlgorithmOf(request.signer.algorithm);
  const head = createHash(algorithm);
  await feedRanges(source, [[0, source.length]], (bytes) => head.update(bytes));
  return {
    fieldName: plan.fieldName,
    async signUpdate(signedAt = request.signedAt) {
      const update = Buffer.from(plan.bytes);
      await fillPlan({ source, plan, head, request, limits }, update, signedAt, joinSources(source, update));
      return update;
    },
    async sign(signedAt = request.signedAt) {
      const whole = Buffer.concat([source.read(0, source.length), plan.bytes]);
      const update = whole.subarray(source.length);
      await fillPlan({ source, plan, head, request, limits }, update, signedAt, memorySource(whole));
      return whole;
    },
  };
}

interface Prepared {
  readonly source: ByteSource;
  readonly plan: SignaturePlan;
  /** Hash of the existing bytes. */
  readonly head: Hash;
  readonly request: SignatureRequest;
  readonly limits: PdfLimits;
}

/** Writes date, byte range and signature into `update`, a copy of the plan's bytes; `result` is the file with it. */
async function fillPlan(
  { source, plan, head, request, limits }: Prepared,
  update: Buffer,
  signedAt: Date,
  result: ByteSource,
): Promise<void> {
  update.write(pdfDate(signedAt), plan.dateAt, "latin1");
  const gapStart = plan.contentsAt;
  const gapEnd = gapStart + plan.reserveBytes * 2 + 2;
  const range = `[0 ${source.length + gapStart} ${source.length + gapEnd} ${update.length - gapEnd}]`;
  update.write(range.padEnd(BYTE_RANGE_PLACEHOLDER.length), plan.byteRangeAt, "latin1");

  const digest = head.copy().update(update.subarray(0, gapStart)).update(update.subarray(gapEnd)).digest();
  const authority = request.level === "B-T" ? request.timestampAuthority : undefined;
  const cms = await buildCms({
    digest,
    signer: request.signer,
    ...(authority === undefined ? {} : { timestampAuthority: authority }),
  });
  if (cms.length > plan.reserveBytes)
    throw new PdfError("pdf.signature-too-large", `${cms.length} bytes, ${plan.reserveBytes} reserved`);
  update.write(Buffer.from(cms.buffer, cms.byteOffset, cms.length).toString("hex"), gapStart + 1, "latin1");
  await selfCheck(source.length, result, plan, digest, limits);
}

/** Reads the result back as a stranger would, before anyone sees it. @throws PdfError pdf.self-check */
async function selfCheck(
  baseLength: number,
  result: ByteSource,
  plan: SignaturePlan,
  digest: Uint8Array,
  limits: PdfLimits,
): Promise<void> {
  const document = openPdf(result, limits);
  const field = listFields(document.latest).find((candidate) => candidate.name === plan.fieldName);
  const signature = document.latest.dict(field?.value);
  if (signature === undefined) throw new PdfError("pdf.self-check", "The new field is not found");
  const coverage = checkCoverage(document, signature);
  if (!coverage.ok) throw new PdfError("pdf.self-check", coverage.detail);
  const [[, gapStart], [gapEnd, end]] = coverage.ranges;
  if (
    gapStart !== baseLength + plan.contentsAt ||
    gapEnd !== gapStart + plan.reserveBytes * 2 + 2 ||
    end !== result.length
  )
    throw new PdfError("pdf.self-check", "The byte range is not the one that was signed");
  const cms = await verifyCms(coverage.contents, () => digest);
  if (!cms.ok) throw new PdfError("pdf.self-check", `${cms.code}: ${cms.detail}`);
}

/** The file with its update behind it, without copying either. */
function joinSources(base: ByteSource, update: Uint8Array): ByteSource {
  return {
    length: base.length + update.length,
    read(start, end) {
      if (start >= base.length) return update.subarray(start - base.length, end - base.length);
      if (end <= base.length) return base.read(start, end);
      return Buffer.concat([base.read(start, base.length), update.subarray(0, end - base.length)]);
    },
  };
}
