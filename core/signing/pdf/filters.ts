import { constants, inflateSync } from "node:zlib";
import { PdfError } from "./errors.ts";
import type { Budget } from "./limits.ts";
import { nameOf, PdfDict, type PdfObject } from "./objects.ts";

/**
 * Decodes stream bytes by their /Filter chain: FlateDecode (with PNG predictors), ASCIIHexDecode, ASCII85Decode.
 * @param budget caps what one stage, and all decoding for the document, may produce; a compression bomb ends in
 *   `pdf.filter` or `pdf.limit`
 * @throws PdfError pdf.filter on damage, on filters that carry pictures, and above the limit; pdf.limit
 */
export function decodeStream(dict: PdfDict, raw: Uint8Array, budget: Budget): Uint8Array {
  const filters = asList(dict.get("Filter") ?? dict.get("F"));
  const parameters = asList(dict.get("DecodeParms") ?? dict.get("DP"));
  if (filters.length > 8) throw new PdfError("pdf.filter", "Too many filters");
  let bytes = raw;
  filters.forEach((filter, index) => {
    bytes = applyFilter(nameOf(filter), bytes, parameters[index], budget.limits.decodedBytes);
    budget.spendDecoded(bytes.length);
  });
  return bytes;
}

function asList(value: PdfObject | undefined): PdfObject[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}

function applyFilter(
  name: string | undefined,
  bytes: Uint8Array,
  parameters: PdfObject | undefined,
  limit: number,
): Uint8Array {
  switch (name) {
    case "FlateDecode":
    case "Fl":
      return undoPredictor(inflate(bytes, limit), parameters instanceof PdfDict ? parameters : undefined);
    case "ASCIIHexDecode":
    case "AHx":
      return asciiHex(within(bytes, limit));
    case "ASCII85Decode":
    case "A85":
      return ascii85(within(bytes, limit));
    default:
      throw new PdfError("pdf.filter", `Filter ${name ?? "?"} is not read here`);
  }
}

function inflate(bytes: Uint8Array, limit: number): Uint8Array {
  try {
    return inflateSync(bytes, { maxOutputLength: limit, finishFlush: constants.Z_SYNC_FLUSH });
  } catch (error) {
    throw new PdfError("pdf.filter", error instanceof Error ? error.message : "inflate failed");
  }
}

function undoPredictor(bytes: Uint8Array, parameters: PdfDict | undefined): Uint8Array {
  const predictor = integer(parameters, "Predictor", 1);
  if (predictor === 1) return bytes;
  const bitsPerPixel = integer(parameters, "Colors", 1) * integer(parameters, "BitsPerComponent", 8);
  const pixel = Math.max(1, bitsPerPixel >> 3);
  const row = (integer(parameters, "Columns", 1) * bitsPerPixel + 7) >> 3;
  if (predictor < 10 || row < 1 || row > 1 << 24) throw new PdfError("pdf.filter", `Predictor ${predictor}`);
  return unfilterRows(bytes, row, pixel);
}

/** Undoes the five PNG row filters (also used for PNG pictures). Rows cut short are dropped. */
export function unfilterRows(bytes: Uint8Array, row: number, pixel: number): Uint8Array {
  const rows = Math.floor(bytes.length / (row + 1));
  const out = new Uint8Array(rows * row);
  for (let r = 0; r < rows; r += 1) {
    const type = bytes[r * (row + 1)] ?? 0;
    const from = r * (row + 1) + 1;
    const to = r * row;
    for (let i = 0; i < row; i += 1) {
      const left = i >= pixel ? (out[to + i - pixel] ?? 0) : 0;
      const up = r > 0 ? (out[to + i - row] ?? 0) : 0;
      const corner = i >= pixel && r > 0 ? (out[to + i - row - pixel] ?? 0) : 0;
      out[to + i] = (bytes[from + i] ?? 0) + predicted(type, left, up, corner);
    }
  }
  return out;
}

function predicted(type: number, left: number, up: number, corner: number): number {
  switch (type) {
    case 0:
      return 0;
    case 1:
      return left;
    case 2:
      return up;
    case 3:
      return (left + up) >> 1;
    case 4: {
      const estimate = left + up - corner;
      const a = Math.abs(estimate - left);
      const b = Math.abs(estimate - up);
      const c = Math.abs(estimate - corner);
      if (a <= b && a <= c) return left;
      return b <= c ? up : corner;
    }
    default:
      throw new PdfError("pdf.filter", `Row filter ${type}`);
  }
}

function integer(dict: PdfDict | undefined, key: string, fallback: number): number {
  const value = dict?.get(key);
  return typeof value === "number" && Number.isInteger(value) && value > 0 ? value : fallback;
}

function asciiHex(bytes: Uint8Array): Uint8Array {
  const text = Buffer.from(bytes).toString("latin1").split(">")[0] ?? "";
  const digits = text.replace(/\s/g, "");
  return Buffer.from(digits.length % 2 === 0 ? digits : `${digits}0`, "hex");
}

function ascii85(bytes: Uint8Array): Uint8Array {
  // "z" stands for four zeros, so the result may be four times as long as the text.
  const out = new Uint8Array(bytes.length * 4);
  let length = 0;
  let value = 0;
  let digits = 0;
  const write = (count: number): void => {
    for (let i = 0; i < count; i += 1) out[length + i] = Math.floor(value / 256 ** (3 - i)) & 0xff;
    length += count;
    value = 0;
    digits = 0;
  };
  for (const byte of bytes) {
    if (byte === 0x7e) break;
    if (byte === 0x7a && digits === 0) length += 4;
    else if (byte >= 0x21 && byte <= 0x75) {
      value = value * 85 + byte - 0x21;
      digits += 1;
      if (digits === 5) write(4);
    }
  }
  if (digits > 1) {
    const count = digits - 1;
    for (; digits < 5; digits += 1) value = value * 85 + 84;
    write(count);
  }
  return out.subarray(0, length);
}

/** The text filters shrink or at most quadruple: their input is held to a quarter of the limit. */
function within(bytes: Uint8Array, limit: number): Uint8Array {
  if (bytes.length > limit / 4) throw new PdfError("pdf.filter", "Encoded text too long");
  return bytes;
}
