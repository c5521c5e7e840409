import { createHash } from "node:crypto";
import { deflateSync } from "node:zlib";
import type { IncrementalUpdate } from "../pdf/incremental-update.ts";
import type { PdfRef } from "../pdf/objects.ts";
import { formatNumber } from "../pdf/serialise.ts";
import { type EmbeddedFont, fontFor } from "./embedded-font.ts";
import { decodePng } from "./png.ts";

/**
 * What a signature shows (NĐ 30/2020 PL I): `person` the blue picture of the handwritten signature, `organisation`
 * the red picture of the seal, `text` black upright lines for appendices and electronic copies.
 */
export interface AppearanceContent {
  readonly kind: "person" | "organisation" | "text";
  /** PNG, transparent. Without a picture the lines are shown instead. */
  readonly image?: Uint8Array;
  readonly lines?: readonly string[];
}

/** An appearance ready to be written into any file: everything slow is done and cached. */
export interface PreparedAppearance {
  /** Writes the form XObject with its resources and returns its reference. */
  write(update: IncrementalUpdate): PdfRef;
}

/** Times New Roman 10 (NĐ 30/2020 PL I, II.7 and 8). */
const TEXT_SIZE = 10;
const LEADING = 1.2;
const PADDING = 2;
const CACHE_SIZE = 256;
const cache = new Map<string, PreparedAppearance>();

/**
 * Prepares (or finds in the cache) the appearance for a box of the given size in points.
 * @throws PdfError pdf.image, pdf.text-not-in-font
 */
export function prepareAppearance(
  content: AppearanceContent,
  width: number,
  height: number,
): PreparedAppearance {
  const picture = content.kind === "text" ? undefined : content.image;
  const digest = picture === undefined ? "" : createHash("sha256").update(picture).digest("hex");
  const key = JSON.stringify([content.kind, digest, content.lines ?? [], width, height]);
  let prepared = cache.get(key);
  if (prepared === undefined) {
    prepared =
      picture === undefined
        ? textAppearance(content.lines ?? [], width, height)
        : pictureAppearance(picture, width, height);
    const oldest = cache.keys().next();
    if (cache.size >= CACHE_SIZE && !oldest.done) cache.delete(oldest.value);
    cache.set(key, prepared);
  }
  return prepared;
}

/** The time of signing as NĐ 30/2020 wants it: ISO 8601 with the zone of Viet Nam, `2026-03-05T08:15:30+07:00`. */
export function signingTimeLine(signedAt: Date): string {
  return `${new Date(signedAt.getTime() + 7 * 3_600_000).toISOString().slice(0, 19)}+07:00`;
}

function pictureAppearance(png: Uint8Array, width: number, height: number): PreparedAppearance {
  const picture = decodePng(png);
  const rgb = deflateSync(picture.rgb);
  const alpha = picture.alpha === undefined ? undefined : deflateSync(picture.alpha);
  const scale = Math.min(width / picture.width, height / picture.height);
  const [w, h] = [picture.width * scale, picture.height * scale];
  const matrix = [w, 0, 0, h, (width - w) / 2, (height - h) / 2].map(formatNumber).join(" ");
  const drawing = Buffer.from(`q ${matrix} cm /Picture Do Q`, "latin1");
  const size = `/Type/XObject/Subtype/Image/Width ${picture.width}/Height ${picture.height}/BitsPerComponent 8`;
  return {
    write(update) {
      const mask = alpha && update.addStream(`${size}/ColorSpace/DeviceGray/Filter/FlateDecode`, alpha);
      const image = update.addStream(
        `${size}/ColorSpace/DeviceRGB/Filter/FlateDecode${mask ? `/SMask ${mask.number} 0 R` : ""}`,
        rgb,
      );
      return writeForm(update, width, height, `/XObject<</Picture ${image.number} 0 R>>`, drawing);
    },
  };
}

function textAppearance(lines: readonly string[], width: number, height: number): PreparedAppearance {
  if (lines.length === 0) return { write: (update) => writeForm(update, width, height, "", Buffer.alloc(0)) };
  const font = fontFor(lines.join(""));
  const size = fittingSize(font, lines, width, height);
  const top = height - PADDING - font.ascent * size;
  const drawing = lines.map(
    (line, i) => `1 0 0 1 ${PADDING} ${formatNumber(top - i * size * LEADING)} Tm ${font.encode(line)} Tj\n`,
  );
  const content = Buffer.from(`BT 0 g /F1 ${formatNumber(size)} Tf\n${drawing.join("")}ET`, "latin1");
  return {
    write(update) {
      const ref = font.write(update);
      return writeForm(update, width, height, `/Font<</F1 ${ref.number} 0 R>>`, content);
    },
  };
}

/** The prescribed size, smaller only where the box does not hold the lines. */
function fittingSize(font: EmbeddedFont, lines: readonly string[], width: number, height: number): number {
  const widest = Math.max(...lines.map((line) => font.widthOf(line)), 0.01);
  const tall = (lines.length - 1) * LEADING + font.ascent - font.descent;
  return Math.min(TEXT_SIZE, (width - 2 * PADDING) / widest, (height - 2 * PADDING) / tall);
}

/** Writes a form XObject whose BBox is the size of its widget. */
export function writeForm(
  update: IncrementalUpdate,
  width: number,
  height: number,
  resources: string,
  content: Uint8Array,
): PdfRef {
  const box = `[0 0 ${formatNumber(width)} ${formatNumber(height)}]`;
  return update.addStream(`/Type/XObject/Subtype/Form/BBox${box}/Resources<<${resources}>>`, content);
}
