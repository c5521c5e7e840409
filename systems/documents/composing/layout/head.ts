import type { Canvas, Piece } from "../pdf/canvas.ts";
import { widthOf } from "../pdf/face.ts";
import { type Element, element } from "../pdf/structure.ts";
import type { ComposedDocument, RedMark } from "./composed.ts";
import { balancedLines, type Style, singleLine } from "./lines.ts";
import {
  DAY_GAP,
  HEAD_LEFT,
  MARK_HEIGHT,
  MM,
  NUMBER_GAP,
  type PageShape,
  SINGLE,
  SIZE,
  YEAR_GAP,
} from "./measures.ts";

export const COUNTRY = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM";
export const MOTTO = "Độc lập - Tự do - Hạnh phúc";

interface Column {
  readonly left: number;
  readonly right: number;
}

/**
 * Draws the head of page 1 (cells 1–4, 5b, 10, 11) and says where it ends. What is read first is drawn first: Quốc
 * hiệu, issuer, number, place and date.
 */
export function drawHead(
  canvas: Canvas,
  document: ComposedDocument,
  shape: PageShape,
  section: Element,
): number {
  const { left, right } = columnsOf(shape);
  drawCirculation(canvas, document.circulation, shape, section);
  const country = drawCountry(canvas, right, shape.top, section);
  const issuer = drawIssuers(canvas, left, shape.top, document, section);
  const number = Math.max(country, issuer) + 6;
  const baseline = number + SIZE.number * 0.92;
  drawNumber(canvas, left, baseline, document.notation, section);
  drawPlaceAndDate(canvas, right, baseline, document.place, section);
  let y = number + SIZE.number * SINGLE;
  if (document.form === "letter") {
    // 6 pt between number and abstract (PL I part II.5).
    y = drawCentred(canvas, `V/v ${withoutAbout(document.abstract)}`, left, y + 6, {
      size: SIZE.letterAbstract,
      owner: element("H1", section),
    });
  }
  for (const mark of document.marks) y = drawMark(canvas, mark, left, y + 6, section);
  return y;
}

/** Name of the organisation and of the country, as statutes put into force by a decision carry them (PL III 1.3). */
export function drawShortHead(
  canvas: Canvas,
  document: ComposedDocument,
  shape: PageShape,
  section: Element,
): number {
  const { left, right } = columnsOf(shape);
  const country = drawCountry(canvas, right, shape.top, section);
  return Math.max(country, drawIssuers(canvas, left, shape.top, document, section));
}

/** "V/v" is printed by the form. */
function withoutAbout(abstract: string): string {
  return abstract.replace(/^(?:v\/v|về việc)\s*:?\s*/iu, "");
}

function columnsOf(shape: PageShape): { readonly left: Column; readonly right: Column } {
  const width = shape.right - shape.left;
  const middle = shape.left + width * HEAD_LEFT;
  return { left: { left: shape.left, right: middle }, right: { left: middle, right: shape.right } };
}

function drawCountry(canvas: Canvas, column: Column, top: number, section: Element): number {
  const owner = element("P", section);
  const country = drawCentred(canvas, COUNTRY, column, top, { size: SIZE.country, bold: true, owner });
  const motto = drawCentred(canvas, MOTTO, column, country, { size: SIZE.motto, bold: true, owner });
  const line = widthOf("bold", MOTTO) * SIZE.motto;
  return drawRule(canvas, column, motto + 2, line);
}

function drawIssuers(
  canvas: Canvas,
  column: Column,
  top: number,
  { superior, issuers }: ComposedDocument,
  section: Element,
): number {
  const owner = element("P", section);
  const narrow = { left: column.left, right: column.right - 6 };
  let y = top;
  if (superior !== "") y = drawCentred(canvas, superior, narrow, y, { size: SIZE.issuer, owner });
  const own = issuers.join(" - ");
  const lines = linesOf(own, narrow, { size: SIZE.issuer, bold: true });
  y = drawCentred(canvas, own, narrow, y, { size: SIZE.issuer, bold: true, owner });
  // A line of a third to half the length of the words (part II.2).
  return drawRule(canvas, narrow, y + 2, Math.max(...lines.map((line) => line.width)) * 0.42);
}

function drawNumber(
  canvas: Canvas,
  column: Column,
  baseline: number,
  notation: string,
  section: Element,
): void {
  const size = SIZE.number;
  const label = "Số:";
  const code = `/${notation}`;
  const labelWidth = widthOf("regular", label) * size;
  const codeWidth = widthOf("regular", code) * size;
  const x = (column.left + column.right - 6 - labelWidth - NUMBER_GAP - codeWidth) / 2;
  canvas.tagged(element("P", section), () => {
    canvas.text([{ face: "regular", text: label }], { x, y: baseline, size });
    canvas.text([{ face: "regular", text: code }], { x: x + labelWidth + NUMBER_GAP, y: baseline, size });
  });
}

function drawPlaceAndDate(
  canvas: Canvas,
  column: Column,
  baseline: number,
  place: string,
  section: Element,
): void {
  const parts = [
    { text: `${place}, ngày`, gap: DAY_GAP },
    { text: "tháng", gap: DAY_GAP },
    { text: "năm", gap: YEAR_GAP },
  ];
  let size: number = SIZE.place;
  const widthAt = (at: number): number =>
    parts.reduce((sum, part) => sum + widthOf("italic", part.text) * at + part.gap, 0);
  const room = column.right - column.left;
  // A long name of a place is no reason to leave the page.
  while (widthAt(size) > room && size > 9) size -= 0.5;
  let x = column.left + Math.max(0, room - widthAt(size)) / 2;
  canvas.tagged(element("P", section), () => {
    for (const { text, gap } of parts) {
      const pieces: Piece[] = [{ face: "italic", text }];
      canvas.text(pieces, { x, y: baseline, size });
      x += widthOf("italic", text) * size + gap;
    }
  });
}

/** Red frames of prescribed size under the number (cells 10a, 10b). */
function drawMark(canvas: Canvas, mark: RedMark, column: Column, y: number, section: Element): number {
  const width = mark.width * MM;
  const x = (column.left + column.right - 6 - width) / 2;
  const style: Style = { size: SIZE.mark, bold: true };
  const line = singleLine(mark.text, style);
  const size = Math.min(SIZE.mark, (SIZE.mark * (width - 4)) / line.width);
  canvas.artifact(() => canvas.frame({ x, y, width, height: MARK_HEIGHT }, 0.9, "red"));
  canvas.tagged(element("P", section), () =>
    canvas.text(line.pieces, {
      x: x + (width - (line.width * size) / SIZE.mark) / 2,
      y: y + MARK_HEIGHT / 2 + size * 0.34,
      size,
      colour: "red",
    }),
  );
  return y + MARK_HEIGHT;
}

/** Cell 11: in the upper margin, above everything. */
function drawCirculation(canvas: Canvas, text: string, shape: PageShape, section: Element): void {
  if (text === "") return;
  const line = singleLine(text, { size: SIZE.mark, bold: true });
  const width = line.width + 16;
  const x = (shape.left + shape.right - width) / 2;
  const y = shape.top - MARK_HEIGHT - 6;
  canvas.artifact(() => canvas.frame({ x, y, width, height: MARK_HEIGHT }, 0.9, "black"));
  canvas.tagged(element("P", section), () =>
    canvas.text(line.pieces, { x: x + 8, y: y + MARK_HEIGHT / 2 + SIZE.mark * 0.34, size: SIZE.mark }),
  );
}

interface Centred extends Style {
  readonly owner: Element;
}

function linesOf(text: string, column: Column, style: Style) {
  return balancedLines([{ text }], style, column.right - column.left);
}

/** Lines in the middle of a column, single spaced; the lower edge comes back. */
export function drawCentred(
  canvas: Canvas,
  text: string,
  column: Column,
  top: number,
  look: Centred,
): number {
  const { size } = look;
  let y = top;
  for (const line of linesOf(text, column, look)) {
    const x = (column.left + column.right - line.width) / 2;
    canvas.tagged(look.owner, () => canvas.text(line.pieces, { x, y: y + size * 0.92, size }));
    y += size * SINGLE;
  }
  return y;
}

/** A full line in the middle of a column. */
export function drawRule(canvas: Canvas, column: Column, y: number, length: number): number {
  const middle = (column.left + column.right) / 2;
  canvas.artifact(() => canvas.line([middle - length / 2, y], [middle + length / 2, y], 0.75));
  return y + 2;
}
