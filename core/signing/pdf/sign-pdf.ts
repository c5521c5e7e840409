import { createHash, type Hash } from "node:crypto";
import { buildCms, digestAlgorithmOf, verifyCms } from "../cms/index.ts";
import { addLongTermData, archivePdf } from "../long-term/index.ts";
import { makePageList } from "../pages/page-list.ts";
import { openPdf, type PdfDocument } from "./document.ts";
import { PdfError } from "./errors.ts";
import { listFields } from "./fields.ts";
import { DEFAULT_LIMITS, type PdfLimits } from "./limits.ts";
import {
  BYTE_RANGE_PLACEHOLDER,
  planSignature,
  type SignaturePlan,
  type SignatureRequest,
} from "./plan-signature.ts";
import { measured, roomForSignature } from "./room-for-signature.ts";
import { pdfDate } from "./serialise.ts";
import { checkCoverage } from "./signature-coverage.ts";
import { type ByteSource, feedRanges, memorySource, toSource } from "./source.ts";

/**
 * Signs a PDF by one appended revision (PAdES baseline B or T, ETSI EN 319 142-1); earlier signatures stay valid. For
 * levels LT and LTA further revisions follow: the evidence, and a document timestamp over all.
 *
 * @returns the whole new file
 * @throws PdfError with a code and a plain Vietnamese reason when the file or its earlier signatures forbid it;
 *   CmsError and whatever the signer or the timestamp authority throws pass through, and then nothing was signed
 */
export async function signPdf(pdf: Uint8Array, request: SignatureRequest): Promise<Uint8Array> {
  const { level, timestampAuthority, longTerm } = request;
  const signed = await (await prepareSigning(pdf, request)).sign();
  if (level === "B-B" || level === "B-T" || longTerm === undefined || timestampAuthority === undefined)
    return signed;
  return level === "B-LT"
    ? await addLongTermData(signed, longTerm)
    : await archivePdf(signed, { ...longTerm, timestampAuthority });
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
 * existing bytes. A large file is read as a stream and never held whole. Levels LT and LTA are signed at T here; what
 * raises them is added by {@link signPdf}.
 *
 * The first signature is read back whole, as a stranger would. Later ones of the same layout differ from it in date,
 * digest and value only: their value is checked again unless the key lies in this process.
 *
 * @throws PdfError as {@link signPdf}
 */
export async function prepareSigning(
  pdf: Uint8Array | ByteSource,
  request: SignatureRequest,
  limits: PdfLimits = DEFAULT_LIMITS,
): Promise<PreparedSigning> {
  const { level, timestampAuthority, longTerm } = request;
  if (level !== "B-B" && timestampAuthority === undefined)
    throw new TypeError(`Level ${level} needs a timestamp authority`);
  if ((level === "B-LT" || level === "B-LTA") && longTerm === undefined)
    throw new TypeError(`Level ${level} needs roots and a source of revocation`);
  const source = toSource(pdf);
  const document = openPdf(source, limits);
  const head = createHash(digestAlgorithmOf(request.signer.algorithm));
  const signedPages = request.pageDigests === false ? undefined : await makePageList(document.latest);
  const contents = { ...request, ...(signedPages === undefined ? {} : { signedPages }) };
  let layout: Layout = {
    plan: planSignature(document, request, roomForSignature(contents)),
    proven: false,
  };
  await feedRanges(source, [[0, source.length]], (bytes) => head.update(bytes));

  const make = async (signedAt: Date, copy: (plan: SignaturePlan) => Copy): Promise<Copy> => {
    const { plan } = layout;
    const made = copy(plan);
    const { digest, cms } = await fillPlan(source.length, plan, made.update, head, contents, signedAt);
    if (cms.length > plan.reserveBytes) {
      layout = { plan: roomierPlan(document, contents, plan, cms.length), proven: false };
      return make(signedAt, copy);
    }
    if (!layout.proven) {
      await selfCheck(source.length, made.result, plan, digest, limits);
      if (layout.plan === plan) layout = { plan, proven: true };
    } else if (request.signer.inProcess !== true) await checkValue(cms, digest);
    return made;
  };
  return {
    fieldName: layout.plan.fieldName,
    async signUpdate(signedAt = request.signedAt) {
      const made = await make(signedAt, ({ bytes }) => {
        const update = Buffer.from(bytes);
        return { update, result: joinSources(source, update) };
      });
      return made.update;
    },
    async sign(signedAt = request.signedAt) {
      const made = await make(signedAt, ({ bytes }) => {
        const whole = Buffer.concat([source.read(0, source.length), bytes]);
        return { update: whole.subarray(source.length), result: memorySource(whole) };
      });
      return made.result.read(0, made.result.length);
    },
  };
}

/** A request with the list of the pages it is about. */
type Contents = SignatureRequest & { readonly signedPages?: Uint8Array };

/** A laid-out revision, and whether a signature made with it has been read back. */
interface Layout {
  readonly plan: SignaturePlan;
  readonly proven: boolean;
}

/** A copy of the plan's bytes to be filled, and the file with it. */
interface Copy {
  readonly update: Buffer;
  readonly result: ByteSource;
}

/**
 * The same layout with room for a CMS of this size.
 * @throws PdfError pdf.signature-too-large when the room was the caller's choice, or the signer answers only once
 */
function roomierPlan(
  document: PdfDocument,
  request: Contents,
  plan: SignaturePlan,
  size: number,
): SignaturePlan {
  if (request.reserveBytes !== undefined || request.signer.oneTime === true)
    throw new PdfError("pdf.signature-too-large", `${size} bytes, ${plan.reserveBytes} reserved`);
  return planSignature(document, request, Math.max(roomForSignature(request), size));
}

/** Writes date, byte range and, if there is room for it, the signature into a copy of the plan's bytes. */
async function fillPlan(
  baseLength: number,
  plan: SignaturePlan,
  update: Buffer,
  head: Hash,
  request: Contents,
  signedAt: Date,
): Promise<{ readonly digest: Uint8Array; readonly cms: Uint8Array }> {
  update.write(pdfDate(signedAt), plan.dateAt, "latin1");
  const gapStart = plan.contentsAt;
  const gapEnd = gapStart + plan.reserveBytes * 2 + 2;
  const range = `[0 ${baseLength + gapStart} ${baseLength + gapEnd} ${update.length - gapEnd}]`;
  update.write(range.padEnd(BYTE_RANGE_PLACEHOLDER.length), plan.byteRangeAt, "latin1");

  const digest = head.copy().update(update.subarray(0, gapStart)).update(update.subarray(gapEnd)).digest();
  const authority = request.level === "B-B" ? undefined : request.timestampAuthority;
  const cms = await buildCms({
    digest,
    signer: request.signer,
    ...(request.signedPages === undefined ? {} : { signedPages: request.signedPages }),
    ...(authority === undefined ? {} : { timestampAuthority: measured(authority) }),
  });
  if (cms.length <= plan.reserveBytes)
    update.write(Buffer.from(cms.buffer, cms.byteOffset, cms.length).toString("hex"), gapStart + 1, "latin1");
  return { digest, cms };
}

/** Reads the result back as a stranger would, before anyone sees it. @throws PdfError pdf.self-check */
export async function selfCheck(
  baseLength: number,
  result: ByteSource,
  plan: Pick<SignaturePlan, "fieldName" | "contentsAt" | "reserveBytes">,
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
  await checkValue(coverage.contents, digest);
}

/** @throws PdfError pdf.self-check */
async function checkValue(cms: Uint8Array, digest: Uint8Array): Promise<void> {
  const result = await verifyCms(cms, () => digest);
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
