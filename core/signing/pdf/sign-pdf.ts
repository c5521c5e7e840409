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
import { type ByteSource, feedRanges, toSource } from "./source.ts";

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
  const signUpdate = (signedAt = request.signedAt): Promise<Buffer> =>
    fillPlan(source, plan, head, request, signedAt, limits);
  return {
    fieldName: plan.fieldName,
    signUpdate,
    async sign(signedAt) {
      return Buffer.concat([source.read(0, source.length), await signUpdate(signedAt)]);
    },
  };
}

async function fillPlan(
  source: ByteSource,
  plan: SignaturePlan,
  head: Hash,
  request: SignatureRequest,
  signedAt: Date,
  limits: PdfLimits,
): Promise<Buffer> {
  const update = Buffer.from(plan.bytes);
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
  await selfCheck(source, update, plan, digest, limits);
  return update;
}

/** Reads the result back as a stranger would, before anyone sees it. @throws PdfError pdf.self-check */
async function selfCheck(
  base: ByteSource,
  update: Buffer,
  plan: SignaturePlan,
  digest: Uint8Array,
  limits: PdfLimits,
): Promise<void> {
  const document = openPdf(joinSources(base, update), limits);
  const field = listFields(document.latest).find((candidate) => candidate.name === plan.fieldName);
  const signature = document.latest.dict(field?.value);
  if (signature === undefined) throw new PdfError("pdf.self-check", "The new field is not found");
  const coverage = checkCoverage(document, signature);
  if (!coverage.ok) throw new PdfError("pdf.self-check", coverage.detail);
  const [[, gapStart], [gapEnd, end]] = coverage.ranges;
  if (
    gapStart !== base.length + plan.contentsAt ||
    gapEnd !== gapStart + plan.reserveBytes * 2 + 2 ||
    end !== base.length + update.length
  )
    throw new PdfError("pdf.self-check", "The byte range is not the one that was signed");
  const result = await verifyCms(coverage.contents, () => digest);
  if (!result.ok) throw new PdfError("pdf.self-check", `${result.code}: ${result.detail}`);
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
