import { deflateSync } from "node:zlib";
import type { Picture } from "./png.ts";

/** A picture as two image streams: source text of their dictionaries (without /Length) and their data. */
export interface PackedPicture {
  readonly width: number;
  readonly height: number;
  readonly colour: PackedStream;
  /** Opacity; absent when the picture is wholly opaque. */
  readonly mask: PackedStream | undefined;
}

export interface PackedStream {
  readonly dictionary: string;
  readonly data: Uint8Array;
}

/** Printers of offices resolve no more; a seal of 36 mm then has 425 pixels a side. */
const FINE = 300 / 72;
/** The resolution NĐ 30/2020 PL I asks of scanned documents. */
const ENOUGH = 200 / 72;
/** Above this many bytes a picture is made simpler, in steps nobody sees on paper. */
const BUDGET = 9000;

/**
 * Packs a picture for the size at which it will be seen (points): no finer than 300 dots per inch, colours as an index
 * into a palette where they are few, as they are in ink on a clear ground. Scanned noise is evened out (16 shades of
 * each colour and of opacity) and the resolution falls to 200 dots per inch in 8 shades, each only where the picture is
 * large without it: every signed document carries it for decades.
 */
export function packPicture(picture: Picture, width: number, height: number): PackedPicture {
  const longest = Math.max(width, height);
  const fine = reduce(picture, longest * FINE);
  const exact = pack(fine);
  if (sizeOf(exact) <= BUDGET) return exact;
  const even = pack(evenedOut(fine, 16));
  return sizeOf(even) <= BUDGET ? even : pack(evenedOut(reduce(fine, longest * ENOUGH), 8));
}

function pack(picture: Picture): PackedPicture {
  const { width, height, alpha } = picture;
  const size = `/Type/XObject/Subtype/Image/Width ${width}/Height ${height}`;
  return {
    width,
    height,
    colour: packColour(picture, size),
    mask: alpha && deflated(`${size}/ColorSpace/DeviceGray/BitsPerComponent 8`, alpha, width),
  };
}

function sizeOf({ colour, mask }: PackedPicture): number {
  return colour.data.length + (mask?.data.length ?? 0);
}

/** Colours by palette when there are at most 256. What nobody sees, under full transparency, repeats its neighbour. */
function packColour({ width, height, rgb, alpha }: Picture, size: string): PackedStream {
  const palette = new Map<number, number>();
  const indexes = new Uint8Array(width * height);
  const shown = new Uint8Array(width * height * 3);
  let last = 0;
  let known = false;
  for (let i = 0; i < indexes.length; i += 1) {
    if (alpha === undefined || alpha[i] !== 0) {
      last = ((rgb[i * 3] ?? 0) << 16) | ((rgb[i * 3 + 1] ?? 0) << 8) | (rgb[i * 3 + 2] ?? 0);
      known = true;
      if (!palette.has(last)) palette.set(last, palette.size);
    }
    indexes[i] = known ? (palette.get(last) ?? 0) : 0;
    shown.set([last >> 16, (last >> 8) & 255, last & 255], i * 3);
  }
  if (palette.size > 256)
    return deflated(`${size}/ColorSpace/DeviceRGB/BitsPerComponent 8`, shown, width * 3);
  const bits = palette.size <= 2 ? 1 : palette.size <= 4 ? 2 : palette.size <= 16 ? 4 : 8;
  const colours = palette.size === 0 ? [0] : [...palette.keys()];
  const table = colours.map((colour) => colour.toString(16).padStart(6, "0")).join("");
  const space = `/ColorSpace[/Indexed/DeviceRGB ${colours.length - 1}<${table}>]/BitsPerComponent ${bits}`;
  return deflated(`${size}${space}`, packBits(indexes, width, height, bits), Math.ceil((width * bits) / 8));
}

function packBits(indexes: Uint8Array, width: number, height: number, bits: number): Uint8Array {
  if (bits === 8) return indexes;
  const row = Math.ceil((width * bits) / 8);
  const out = new Uint8Array(row * height);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const at = y * row + ((x * bits) >> 3);
      out[at] = (out[at] ?? 0) | ((indexes[y * width + x] ?? 0) << (8 - bits - ((x * bits) & 7)));
    }
  }
  return out;
}

/** Flate over the samples themselves, or over the differences between rows (PNG filter Up), whichever is shorter. */
function deflated(dictionary: string, samples: Uint8Array, row: number): PackedStream {
  const plain = deflateSync(samples, { level: 9 });
  const up = deflateSync(differences(samples, row), { level: 9 });
  if (plain.length <= up.length) return { dictionary: `${dictionary}/Filter/FlateDecode`, data: plain };
  // One-byte samples, however many make a pixel: the filter Up looks at the byte above.
  const parameters = `/DecodeParms<</Predictor 15/Columns ${row}>>`;
  return { dictionary: `${dictionary}/Filter/FlateDecode${parameters}`, data: up };
}

function differences(samples: Uint8Array, row: number): Uint8Array {
  const rows = Math.ceil(samples.length / row);
  const out = new Uint8Array(rows * (row + 1));
  for (let y = 0; y < rows; y += 1) {
    out[y * (row + 1)] = 2;
    for (let x = 0; x < row; x += 1) {
      const above = y === 0 ? 0 : (samples[(y - 1) * row + x] ?? 0);
      out[y * (row + 1) + 1 + x] = (samples[y * row + x] ?? 0) - above;
    }
  }
  return out;
}

/** Averages blocks of pixels, weighted by their opacity, until the longer side has at most `longest` pixels. */
function reduce(picture: Picture, longest: number): Picture {
  const scale = longest / Math.max(picture.width, picture.height);
  if (scale >= 1) return picture;
  const width = Math.max(1, Math.round(picture.width * scale));
  const height = Math.max(1, Math.round(picture.height * scale));
  const rgb = new Uint8Array(width * height * 3);
  const alpha = new Uint8Array(width * height);
  for (let y = 0; y < height; y += 1) {
    const [top, bottom] = span(y, height, picture.height);
    for (let x = 0; x < width; x += 1) {
      const [left, right] = span(x, width, picture.width);
      let [red, green, blue, opacity, count] = [0, 0, 0, 0, 0];
      for (let v = top; v < bottom; v += 1) {
        for (let u = left; u < right; u += 1) {
          const at = v * picture.width + u;
          const weight = picture.alpha?.[at] ?? 255;
          red += (picture.rgb[at * 3] ?? 0) * weight;
          green += (picture.rgb[at * 3 + 1] ?? 0) * weight;
          blue += (picture.rgb[at * 3 + 2] ?? 0) * weight;
          opacity += weight;
          count += 1;
        }
      }
      const at = y * width + x;
      alpha[at] = Math.round(opacity / Math.max(1, count));
      const divisor = Math.max(1, opacity);
      rgb.set(
        [red, green, blue].map((sum) => Math.round(sum / divisor)),
        at * 3,
      );
    }
  }
  return { width, height, rgb, alpha: picture.alpha && alpha };
}

function span(index: number, count: number, total: number): readonly [from: number, to: number] {
  const from = Math.floor((index * total) / count);
  return [from, Math.max(from + 1, Math.floor(((index + 1) * total) / count))];
}

/** Few shades: 16 of each colour, and as many of opacity as asked for. */
function evenedOut(picture: Picture, shades: number): Picture {
  const nearest =
    (steps: number) =>
    (value: number): number =>
      Math.round((Math.round((value * (steps - 1)) / 255) * 255) / (steps - 1));
  return { ...picture, rgb: picture.rgb.map(nearest(16)), alpha: picture.alpha?.map(nearest(shades)) };
}
