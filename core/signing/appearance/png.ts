import { inflateSync } from "node:zlib";
import { PdfError } from "../pdf/errors.ts";
import { unfilterRows } from "../pdf/filters.ts";

/** A picture as PDF wants it: 8-bit RGB samples, and 8-bit opacity beside them when it is not wholly opaque. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly rgb: Uint8Array;
  readonly alpha: Uint8Array | undefined;
}

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const CHANNELS: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };
/** Largest side in pixels: a seal scanned at 1,200 dpi has 1,700. */
const MAX_SIDE = 6000;
const MAX_PIXELS = 16_000_000;

interface Header {
  readonly width: number;
  readonly height: number;
  readonly depth: number;
  readonly colour: number;
}

/** Decodes a PNG of any colour type, not interlaced. @throws PdfError pdf.image with the reason in its message */
export function decodePng(bytes: Uint8Array): Picture {
  const png = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  if (!png.subarray(0, 8).equals(SIGNATURE)) throw new PdfError("pdf.image", "Not a PNG");
  const { header, data, palette, transparency } = readChunks(png);
  const samples = readSamples(header, data);
  return toPicture(header, samples, palette, transparency);
}

/** Width and height in pixels, from the header alone. @throws PdfError pdf.image */
export function pngSize(bytes: Uint8Array): { readonly width: number; readonly height: number } {
  const png = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  if (!png.subarray(0, 8).equals(SIGNATURE) || png.length < 33) throw new PdfError("pdf.image", "Not a PNG");
  return readHeader(png.subarray(16, 29));
}

function readChunks(png: Buffer): { header: Header; data: Buffer; palette: Buffer; transparency: Buffer } {
  let header: Header | undefined;
  const data: Buffer[] = [];
  let palette: Buffer = Buffer.alloc(0);
  let transparency: Buffer = Buffer.alloc(0);
  for (let at = 8; at + 12 <= png.length; ) {
    const length = png.readUInt32BE(at);
    const type = png.toString("latin1", at + 4, at + 8);
    const body = png.subarray(at + 8, at + 8 + length);
    if (body.length !== length) throw new PdfError("pdf.image", "PNG is cut short");
    if (type === "IHDR") header = readHeader(body);
    else if (type === "PLTE") palette = body;
    else if (type === "tRNS") transparency = body;
    else if (type === "IDAT") data.push(body);
    else if (type === "IEND") break;
    at += length + 12;
  }
  if (header === undefined || data.length === 0)
    throw new PdfError("pdf.image", "PNG without header or data");
  return { header, data: Buffer.concat(data), palette, transparency };
}

function readHeader(body: Buffer): Header {
  if (body.length < 13) throw new PdfError("pdf.image", "PNG header is cut short");
  const header = {
    width: body.readUInt32BE(0),
    height: body.readUInt32BE(4),
    depth: body.readUInt8(8),
    colour: body.readUInt8(9),
  };
  if (body.readUInt8(12) !== 0) throw new PdfError("pdf.image", "Interlaced PNG");
  if (CHANNELS[header.colour] === undefined || ![1, 2, 4, 8, 16].includes(header.depth))
    throw new PdfError("pdf.image", "Unknown PNG colour type");
  const { width, height } = header;
  if (width < 1 || height < 1 || width > MAX_SIDE || height > MAX_SIDE || width * height > MAX_PIXELS)
    throw new PdfError("pdf.image", `PNG of ${width} x ${height} pixels`);
  return header;
}

/** Samples one per element, scaled to 8 bits except palette indexes. */
function readSamples(header: Header, data: Buffer): Uint8Array {
  const channels = CHANNELS[header.colour] ?? 1;
  const bits = channels * header.depth;
  const row = Math.ceil((header.width * bits) / 8);
  let raw: Buffer;
  try {
    raw = inflateSync(data, { maxOutputLength: (row + 1) * header.height + 1024 });
  } catch (error) {
    throw new PdfError("pdf.image", error instanceof Error ? error.message : "PNG data damaged");
  }
  const rows = unfilterRows(raw, row, Math.max(1, bits >> 3));
  if (rows.length < row * header.height) throw new PdfError("pdf.image", "PNG data is cut short");
  if (header.depth === 8) return rows;
  const perRow = header.width * channels;
  const out = new Uint8Array(perRow * header.height);
  const scale = header.colour === 3 ? 1 : 255 / (2 ** header.depth - 1);
  for (let y = 0; y < header.height; y += 1) {
    for (let x = 0; x < perRow; x += 1) {
      const at = y * perRow + x;
      if (header.depth === 16) out[at] = rows[y * row + x * 2] ?? 0;
      else {
        const bit = x * header.depth;
        const byte = rows[y * row + (bit >> 3)] ?? 0;
        const value = (byte >> (8 - header.depth - (bit & 7))) & (2 ** header.depth - 1);
        out[at] = Math.round(value * scale);
      }
    }
  }
  return out;
}

function toPicture(header: Header, samples: Uint8Array, palette: Buffer, transparency: Buffer): Picture {
  const { width, height, colour } = header;
  const channels = CHANNELS[colour] ?? 1;
  const pixels = width * height;
  const rgb = new Uint8Array(pixels * 3);
  const alpha = new Uint8Array(pixels).fill(255);
  const grey = channels <= 2;
  for (let i = 0; i < pixels; i += 1) {
    const first = samples[i * channels] ?? 0;
    if (colour === 3) {
      for (let c = 0; c < 3; c += 1) rgb[i * 3 + c] = palette[first * 3 + c] ?? 0;
      alpha[i] = transparency[first] ?? 255;
      continue;
    }
    for (let c = 0; c < 3; c += 1) rgb[i * 3 + c] = samples[i * channels + (grey ? 0 : c)] ?? 0;
    if (channels === 2 || channels === 4) alpha[i] = samples[i * channels + channels - 1] ?? 255;
  }
  return { width, height, rgb, alpha: alpha.every((value) => value === 255) ? undefined : alpha };
}
