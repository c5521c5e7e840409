import { hash } from "node:crypto";
import { LimitedMap } from "../certificates/limited-map.ts";
import type { IncrementalUpdate } from "../pdf/incremental-update.ts";
import type { PdfRef } from "../pdf/objects.ts";
import type { Rotation } from "../pdf/page-frame.ts";
import { formatNumber } from "../pdf/serialise.ts";
import { type EmbeddedFont, fontFor } from "./embedded-font.ts";
import { packPicture } from "./pack-picture.ts";
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
export const TEXT_SIZE = 10;
export const LEADING = 1.2;
export const PADDING = 2;
/** Form matrices that stand a drawing upright on a page turned by so many degrees. */
const UPRIGHT: Readonly<Record<Rotation, string>> = {
  0: "",
  90: "/Matrix[0 1 -1 0 0 0]",
  180: "/Matrix[-1 0 0 -1 0 0]",
  270: "/Matrix[0 -1 1 0 0 0]",
};
/** Signers at work at the same time; a packed picture takes 2 to 20 KB, a text with its font 10 KB. */
const cache = new LimitedMap<string, PreparedAppearance>(256);

/**
 * Prepares (or finds in the cache) the appearance for a box of the given size in points, as it is seen.
 * @param rotation of the page it is for, degrees clockwise
 * @throws PdfError pdf.image, pdf.text-not-in-font
 */
export function prepareAppearance(
  content: AppearanceContent,
  width: number,
  height: number,
  rotation: Rotation = 0,
): PreparedAppearance {
  const picture = content.kind === "text" ? undefined : content.image;
  const digest = picture === undefined ? "" : hash("sha256", picture);
  const key = JSON.stringify([content.kind, digest, content.lines ?? [], width, height, rotation]);
  let prepared = cache.get(key);
  if (prepared === undefined) {
    const frame = { width, height, matrix: UPRIGHT[rotation] };
    prepared =
      picture === undefined ? textAppearance(content.lines ?? [], frame) : pictureAppearance(picture, frame);
    cache.set(key, prepared);
  }
  return prepared;
}

/** The time of signing as NĐ 30/2020 wants it: ISO 8601 with the zone of Viet Nam, `2026-03-05T08:15:30+07:00`. */
export function signingTimeLine(signedAt: Date): string {
  return `${new Date(signedAt.getTime() + 7 * 3_600_000).toISOString().slice(0, 19)}+07:00`;
}

interface Frame {
  readonly width: number;
  readonly height: number;
  readonly matrix: string;
}

function pictureAppearance(png: Uint8Array, frame: Frame): PreparedAppearance {
  const { width, height, matrix } = frame;
  const picture = decodePng(png);
  const scale = Math.min(width / picture.width, height / picture.height);
  const [w, h] = [picture.width * scale, picture.height * scale];
  const place = [w, 0, 0, h, (width - w) / 2, (height - h) / 2].map(formatNumber).join(" ");
  const drawing = Buffer.from(`q ${place} cm /Picture Do Q`, "latin1");
  const { colour, mask } = packPicture(picture, w, h);
  return {
    write(update) {
      const opacity = mask && update.addStream(mask.dictionary, mask.data);
      const image = update.addStream(
        `${colour.dictionary}${opacity ? `/SMask ${opacity.number} 0 R` : ""}`,
        colour.data,
      );
      return writeForm(update, width, height, `/XObject<</Picture ${image.number} 0 R>>`, drawing, matrix);
    },
  };
}

function textAppearance(lines: readonly string[], { width, height, matrix }: Frame): PreparedAppearance {
  if (lines.length === 0)
    return { write: (update) => writeForm(update, width, height, "", Buffer.alloc(0), matrix) };
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
      return writeForm(update, width, height, `/Font<</F1 ${ref.number} 0 R>>`, content, matrix);
    },
  };
}

/** The prescribed size, smaller only where the box does not hold the lines. */
function fittingSize(font: EmbeddedFont, lines: readonly string[], width: number, height: number): number {
  const widest = Math.max(...lines.map((line) => font.widthOf(line)), 0.01);
  const tall = (lines.length - 1) * LEADING + font.ascent - font.descent;
  return Math.min(TEXT_SIZE, (width - 2 * PADDING) / widest, (height - 2 * PADDING) / tall);
}

/** Writes a form XObject whose BBox is the size of its widget; `matrix` is source text, for turned pages. */
export function writeForm(
  update: IncrementalUpdate,
  width: number,
  height: number,
  resources: string,
  content: Uint8Array,
  matrix = "",
): PdfRef {
  const box = `[0 0 ${formatNumber(width)} ${formatNumber(height)}]`;
  return update.addStream(
    `/Type/XObject/Subtype/Form/BBox${box}${matrix}/Resources<<${resources}>>`,
    content,
  );
}
