import { createHash, hash } from "node:crypto";
import { openPdf, type PdfDocument } from "../pdf/document.ts";
import { PdfError } from "../pdf/errors.ts";
import { listFields } from "../pdf/fields.ts";
import { appendAnnotations, appendFields } from "../pdf/form-update.ts";
import { IncrementalUpdate } from "../pdf/incremental-update.ts";
import { listPages } from "../pdf/pages.ts";
import { BYTE_RANGE_PLACEHOLDER } from "../pdf/plan-signature.ts";
import { serialise, textString } from "../pdf/serialise.ts";
import { checkCoverage } from "../pdf/signature-coverage.ts";
import { readTimestampInfo } from "../timestamps/index.ts";
import type { TimestampAuthority } from "../types.ts";
import { LongTermError } from "./long-term-error.ts";

/** Room for the first token of an authority, bytes; later ones are reserved by the size of the last. */
const FIRST_RESERVE = 8_192;
const MARGIN = 512;
const lastSizes = new WeakMap<TimestampAuthority, number>();

/**
 * Appends a document timestamp (EN 319 142-1 section 5.4.3): an invisible field of its own, /Type /DocTimeStamp,
 * /SubFilter /ETSI.RFC3161, over the whole file. Certifications of every level permit it.
 *
 * @returns the whole new file, and the token in it
 * @throws whatever the authority throws; PdfError when the file cannot be added to; LongTermError long-term.self-check
 */
export async function addDocumentTimestamp(
  pdf: Uint8Array,
  authority: TimestampAuthority,
): Promise<{ readonly pdf: Uint8Array; readonly token: Uint8Array }> {
  let reserve = (lastSizes.get(authority) ?? FIRST_RESERVE - MARGIN) + MARGIN;
  for (;;) {
    const plan = planTimestamp(openPdf(pdf), reserve);
    const whole = Buffer.concat([pdf, plan.bytes]);
    const gapStart = pdf.length + plan.contentsAt;
    const gapEnd = gapStart + reserve * 2 + 2;
    const range = `[0 ${gapStart} ${gapEnd} ${whole.length - gapEnd}]`;
    whole.write(range.padEnd(BYTE_RANGE_PLACEHOLDER.length), pdf.length + plan.byteRangeAt, "latin1");
    const digest = createHash("sha256").update(whole.subarray(0, gapStart)).update(whole.subarray(gapEnd));
    const imprint = digest.digest();
    const token = await authority.timestamp(imprint);
    lastSizes.set(authority, token.length);
    if (token.length > reserve) {
      // The imprint covers the size of the gap, so a larger gap needs a token of its own.
      reserve = token.length + MARGIN;
      continue;
    }
    whole.write(Buffer.from(token).toString("hex"), gapStart + 1, "latin1");
    readBack(whole, plan.fieldName, token, imprint);
    return { pdf: whole, token };
  }
}

interface TimestampPlan {
  readonly bytes: Buffer;
  readonly fieldName: string;
  readonly byteRangeAt: number;
  /** Of `<`. */
  readonly contentsAt: number;
}

function planTimestamp(document: PdfDocument, reserve: number): TimestampPlan {
  const update = new IncrementalUpdate(document);
  const view = document.latest;
  const fieldName = freeName(document);
  const head = "<</Type/DocTimeStamp/Filter/Adobe.PPKLite/SubFilter/ETSI.RFC3161/ByteRange ";
  const gap = Buffer.alloc(reserve * 2 + 2, 0x30)
    .fill("<", 0, 1)
    .fill(">", reserve * 2 + 1);
  const stamp = update.add(`${head}${BYTE_RANGE_PLACEHOLDER}/Contents `, gap, ">>");
  const [page] = listPages(view);
  if (page === undefined) throw new PdfError("pdf.page-missing", "No page 1");
  const field = update.add(
    `<</Type/Annot/Subtype/Widget/FT/Sig/T ${textString(fieldName)}/F 132/P ${serialise(page.ref)}`,
    `/Rect[0 0 0 0]/V ${serialise(stamp)}>>`,
  );
  appendAnnotations(update, view, page, [field]);
  appendFields(update, view, [field], { signed: true });
  const { bytes, bodyOffsets } = update.build();
  const byteRangeAt = (bodyOffsets.get(stamp.number) ?? 0) + head.length;
  const contentsAt = byteRangeAt + BYTE_RANGE_PLACEHOLDER.length + "/Contents ".length;
  return { bytes, fieldName, byteRangeAt, contentsAt };
}

function freeName(document: PdfDocument): string {
  const taken = new Set(listFields(document.latest).map((field) => field.name));
  for (let n = 1; ; n += 1) if (!taken.has(`Timestamp${n}`)) return `Timestamp${n}`;
}

/** Reads the result as a stranger would, before anyone sees it. */
function readBack(pdf: Uint8Array, fieldName: string, token: Uint8Array, imprint: Uint8Array): void {
  const document = openPdf(pdf);
  const field = listFields(document.latest).find((candidate) => candidate.name === fieldName);
  const dict = document.latest.dict(field?.value);
  const coverage = dict && checkCoverage(document, dict);
  if (coverage?.ok !== true || coverage.ranges[1][1] !== pdf.length)
    throw new LongTermError("long-term.self-check", "the byte range of the timestamp is not in order");
  const stamped = readTimestampInfo(token);
  const right = stamped.imprintAlgorithm === "sha256" && Buffer.compare(stamped.imprint, imprint) === 0;
  if (!right || hash("sha256", coverage.contents, "hex") !== hash("sha256", token, "hex"))
    throw new LongTermError("long-term.self-check", "the token in the file is not the one that was given");
}
