import type { PdfDocument } from "./document.ts";
import { type PdfDict, PdfString } from "./objects.ts";
import { isWhitespace } from "./parser.ts";

/** A signature whose byte range is in order. */
export interface Coverage {
  readonly ok: true;
  /** The two signed ranges as [start, end). */
  readonly ranges: readonly [readonly [number, number], readonly [number, number]];
  /** Index of the revision that the range ends with. */
  readonly revision: number;
  /** The CMS in /Contents. */
  readonly contents: Uint8Array;
}

export interface CoverageFailure {
  readonly ok: false;
  /** `part`: the range leaves out bytes of its revision; `malformed`: there is no usable range at all. */
  readonly kind: "part" | "malformed";
  readonly code: string;
  readonly detail: string;
}

/** White space a signer may take or leave behind `%%EOF`. */
const END_OF_LINE_SLACK = 64;

/**
 * Checks /ByteRange and /Contents of a signature dictionary: four numbers from 0, one gap that is exactly the
 * /Contents string with its brackets, an end that is the end of a revision (PAdES, ISO 32000-2 section 12.8.1). Each
 * refusal answers a known forgery: missing or odd values, enlarged gaps, overlapping or partial ranges.
 */
export function checkCoverage(document: PdfDocument, signature: PdfDict): Coverage | CoverageFailure {
  if (signature.duplicateKeys)
    return malformed("duplicate-key", "a key of the signature dictionary stands twice");
  const contents = signature.get("Contents");
  if (!(contents instanceof PdfString) || contents.raw.length === 0)
    return malformed("contents-missing", "/Contents is missing, empty, indirect or not a string");
  if (!contents.hex || !Number.isFinite(contents.start))
    return malformed("contents-not-in-file", "/Contents is not a hexadecimal string in the file itself");
  const range = signature.get("ByteRange");
  if (!Array.isArray(range)) return malformed("byte-range-missing", "/ByteRange is missing or not an array");
  const numbers = range.filter(
    (item): item is number => typeof item === "number" && Number.isSafeInteger(item),
  );
  const [first, a, b, c] = numbers;
  if (range.length !== 4 || first === undefined || a === undefined || b === undefined || c === undefined)
    return malformed("byte-range-malformed", "/ByteRange is not exactly four whole numbers");
  if (first !== 0)
    return part("byte-range-start", "the signed range does not begin at the start of the file");
  if (a <= 0 || b <= 0 || c <= 0)
    return malformed("byte-range-malformed", "/ByteRange holds zero or negative lengths");
  const end = b + c;
  if (b < a) return malformed("byte-range-overlap", "the two signed ranges overlap");
  if (end > document.source.length)
    return malformed("byte-range-outside", "the signed range runs past the file");
  if (a !== contents.start || b !== contents.end)
    return part("byte-range-gap", "the gap of the signed range is not exactly the /Contents string");
  const revision = revisionEndingAt(document, end);
  if (revision === undefined)
    return part("byte-range-end", "the signed range does not end at the end of a revision");
  const value = withoutPadding(contents);
  // Nothing signs what stands behind the value: only the zeros of the reserved room may.
  if (!isZeroPadding(contents.raw, value.length * 2))
    return malformed("contents-trailing", "something other than zeros follows the value in /Contents");
  return {
    ok: true,
    ranges: [
      [0, a],
      [b, end],
    ],
    revision,
    contents: value,
  };
}

/**
 * The CMS without its padding, by its own DER length: zeros are never trimmed, since a signature may end in them.
 * Only as much of the hexadecimal text is decoded as that length says; odd encodings are left to the CMS reader.
 */
function withoutPadding(contents: PdfString): Uint8Array {
  const head = contents.prefix(6);
  const first = head[1] ?? 0x80;
  const octets = first & 0x7f;
  if (head[0] !== 0x30 || first === 0x80 || octets > 4) return contents.bytes;
  let length = first < 0x80 ? first : 0;
  for (let i = 0; first > 0x80 && i < octets; i += 1) length = length * 256 + (head[2 + i] ?? 0);
  return contents.prefix(length + 2 + (first < 0x80 ? 0 : octets));
}

const ZEROS = Buffer.alloc(64 * 1024, "0");

function isZeroPadding(raw: Uint8Array, from: number): boolean {
  for (let at = from; at < raw.length; at += ZEROS.length) {
    const part = raw.subarray(at, at + ZEROS.length);
    const same = ZEROS.compare(part, 0, part.length, 0, part.length) === 0;
    if (!same && !part.every((byte) => byte === 0x30 || isWhitespace(byte))) return false;
  }
  return true;
}

function revisionEndingAt(document: PdfDocument, end: number): number | undefined {
  const { revisions, source } = document;
  for (let index = revisions.length - 1; index >= 0; index -= 1) {
    const revisionEnd = revisions[index]?.end ?? 0;
    if (revisionEnd > end) continue;
    if (end - revisionEnd > END_OF_LINE_SLACK) return undefined;
    return source.read(revisionEnd, end).every((byte) => isWhitespace(byte)) ? index : undefined;
  }
  return undefined;
}

function malformed(code: string, detail: string): CoverageFailure {
  return { ok: false, kind: "malformed", code: `pdf.${code}`, detail };
}

function part(code: string, detail: string): CoverageFailure {
  return { ok: false, kind: "part", code: `pdf.${code}`, detail };
}
