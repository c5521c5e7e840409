import { PassThrough, type Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import type { TableEnding, TableExport } from "./table-export.ts";

const FONT = fileURLToPath(new URL("../../../province/fonts/Tinos-Regular.ttf", import.meta.url));

/** A4 landscape in points, margins 20 mm at the left (binding) and 12 mm elsewhere. */
const PAGE = { width: 841.89, height: 595.28 };
const MARGIN = { left: 56.7, right: 34, top: 34, bottom: 40 };
const SIZE = 9.5;
const LEADING = 11.8;
const PAD = 3;
/** Let other requests through after so many rows: about 10 ms of drawing. */
const BREATHE = 20;

type Doc = PDFKit.PDFDocument;

interface Box {
  readonly key: string;
  readonly label: string;
  readonly x: number;
  readonly width: number;
  readonly centred: boolean;
}

/**
 * Draws a table as PDF while it is read: header of the organisation and the Quốc hiệu on the first page, the head of
 * the table on every page, page numbers below. Pages that are full are written and forgotten.
 *
 * @returns a stream that fails when the rows fail
 */
export function writePdf(table: TableExport): Readable {
  const out = new PassThrough({ highWaterMark: 256 * 1024 });
  write(table, out).catch((error: unknown) =>
    out.destroy(error instanceof Error ? error : new Error(String(error))),
  );
  return out;
}

async function write(table: TableExport, out: PassThrough): Promise<void> {
  // Loaded only here: the library is large, and few requests need it.
  const { default: PDFDocument } = await import("pdfkit");
  const doc = new PDFDocument({
    size: "A4",
    layout: "landscape",
    margin: 0,
    autoFirstPage: false,
    lang: "vi-VN",
    displayTitle: true,
    info: { Title: table.title, Author: table.organisation },
  });
  doc.on("error", (error: Error) => out.destroy(error));
  doc.pipe(out);
  doc.registerFont("Tinos", FONT);
  const boxes = boxesOf(table);
  const widths = new Map<string, number>();
  let page = 0;
  let y = 0;
  const turn = (): void => {
    doc.addPage();
    doc.font("Tinos");
    page += 1;
    y = MARGIN.top;
    if (page === 1) y = heading(doc, table, y);
    y = tableHead(doc, boxes, y, widths);
    line(doc, `Trang ${page}`, MARGIN.left, PAGE.height - 26, inner(), { centred: true, size: 9 });
  };
  if (table.cover) cover(doc, table, table.cover);
  turn();
  let rows = 0;
  for await (const cells of table.rows) {
    const wrapped = boxes.map((box) => wrap(doc, cells[box.key] ?? "", box.width - 2 * PAD, widths));
    // A cell that is longer than a page goes on on the next one.
    for (let from = 0, left = Math.max(1, ...wrapped.map((lines) => lines.length)); left > 0; ) {
      const room = Math.floor((PAGE.height - MARGIN.bottom - y - 2 * PAD) / LEADING);
      const whole = Math.floor((PAGE.height - MARGIN.bottom - MARGIN.top) / LEADING) - 4;
      if (room < Math.min(left, whole)) {
        turn();
        continue;
      }
      const taken = Math.min(left, room);
      y = drawRow(
        doc,
        boxes,
        wrapped.map((lines) => lines.slice(from, from + taken)),
        y,
        taken,
      );
      from += taken;
      left -= taken;
    }
    rows += 1;
    if (rows % BREATHE === 0) await breathe(out);
  }
  if (table.ending) {
    if (y + ENDING > PAGE.height - MARGIN.bottom) turn();
    end(doc, table.ending({ rows, pages: page }), y);
  }
  if (rows === 0) {
    const nothing = table.empty ?? "(Không có văn bản nào trong phạm vi đã chọn)";
    line(doc, nothing, MARGIN.left, y + 8, inner(), { centred: true });
  }
  doc.end();
}

/** Height in points that the last lines and the places for two signatures take. */
const ENDING = 170;

/** Bìa sổ: organisation, title, what the book spans. */
function cover(doc: Doc, table: TableExport, lines: readonly string[]): void {
  doc.addPage();
  doc.font("Tinos");
  const centred = { centred: true, bold: true };
  wrap(doc, table.organisation.toLocaleUpperCase("vi"), inner() - 80, new Map(), 16).forEach(
    (text, index) => {
      line(doc, text, MARGIN.left, 90 + index * 20, inner(), { ...centred, size: 16 });
    },
  );
  wrap(doc, table.title.toLocaleUpperCase("vi"), inner() - 80, new Map(), 26).forEach((text, index) => {
    line(doc, text, MARGIN.left, 230 + index * 32, inner(), { ...centred, size: 26 });
  });
  lines.forEach((text, index) => {
    line(doc, text, MARGIN.left, 320 + index * 24, inner(), { centred: true, size: 16 });
  });
}

function end(doc: Doc, ending: TableEnding, top: number): void {
  let y = top + 16;
  for (const text of ending.lines) {
    for (const part of wrap(doc, text, inner(), new Map(), 12)) {
      line(doc, part, MARGIN.left, y, inner(), { size: 12 });
      y += 16;
    }
  }
  const width = inner() / Math.max(1, ending.signers.length);
  ending.signers.forEach(({ title, name }, index) => {
    const x = MARGIN.left + index * width;
    line(doc, title, x, y + 14, width, { centred: true, bold: true, size: 12 });
    line(doc, "(Ký, ghi rõ họ tên)", x, y + 30, width, { centred: true, size: 11 });
    line(doc, name, x, y + 96, width, { centred: true, bold: true, size: 12 });
  });
}

function boxesOf({ columns }: TableExport): Box[] {
  const total = columns.reduce((sum, column) => sum + column.width, 0);
  let x = MARGIN.left;
  return columns.map(({ key, label, width, kind }) => {
    const box = {
      key,
      label,
      x,
      width: (inner() * width) / total,
      centred: kind === "date" || kind === "number",
    };
    x += box.width;
    return box;
  });
}

function inner(): number {
  return PAGE.width - MARGIN.left - MARGIN.right;
}

/** Organisation at the left, Quốc hiệu and Tiêu ngữ at the right, title below (NĐ 30/2020 PL I). */
function heading(doc: Doc, table: TableExport, top: number): number {
  const half = inner() / 2;
  const right = MARGIN.left + half;
  const bold = { centred: true, size: 12, bold: true };
  const owner = wrap(doc, table.organisation.toLocaleUpperCase("vi"), half - 40, new Map(), 12);
  owner.forEach((text, index) => {
    line(doc, text, MARGIN.left, top + index * 15, half, bold);
  });
  const below = top + owner.length * 15 + 2;
  rule(doc, MARGIN.left + half / 2 - 40, below, 80);
  line(doc, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", right, top, half, bold);
  line(doc, "Độc lập - Tự do - Hạnh phúc", right, top + 15, half, { ...bold, size: 13 });
  rule(doc, right + half / 2 - 80, top + 33, 160);
  const place = Math.max(below, top + 38) + 6;
  line(doc, table.placeAndDate, right, place, half, { centred: true, size: 11 });
  const title = place + 26;
  line(doc, table.title.toLocaleUpperCase("vi"), MARGIN.left, title, inner(), { ...bold, size: 15 });
  line(doc, table.subtitle, MARGIN.left, title + 20, inner(), { centred: true, size: 11 });
  return title + 42;
}

function tableHead(doc: Doc, boxes: readonly Box[], y: number, widths: Map<string, number>): number {
  const wrapped = boxes.map((box) => wrap(doc, box.label, box.width - 2 * PAD - 1, widths));
  const lines = Math.max(...wrapped.map((each) => each.length));
  const height = lines * LEADING + 2 * PAD;
  boxes.forEach((box, index) => {
    doc.rect(box.x, y, box.width, height).lineWidth(0.5).stroke("#000000");
    const own = wrapped[index] ?? [];
    const first = y + PAD + ((lines - own.length) * LEADING) / 2;
    own.forEach((text, at) => {
      line(doc, text, box.x, first + at * LEADING, box.width, { centred: true, bold: true });
    });
  });
  return y + height;
}

function drawRow(
  doc: Doc,
  boxes: readonly Box[],
  wrapped: readonly (readonly string[])[],
  y: number,
  lines: number,
): number {
  const height = lines * LEADING + 2 * PAD;
  boxes.forEach((box, index) => {
    doc.rect(box.x, y, box.width, height);
    (wrapped[index] ?? []).forEach((text, at) => {
      line(doc, text, box.x + PAD, y + PAD + at * LEADING, box.width - 2 * PAD, { centred: box.centred });
    });
  });
  doc.lineWidth(0.4).stroke("#000000");
  return y + height;
}

interface Look {
  readonly centred?: boolean;
  readonly bold?: boolean;
  readonly size?: number;
}

function line(doc: Doc, text: string, x: number, y: number, width: number, look: Look): void {
  if (text === "") return;
  doc.fontSize(look.size ?? SIZE);
  const shift = look.centred ? Math.max(0, (width - doc.widthOfString(text)) / 2) : 0;
  doc.fillColor("#000000");
  if (look.bold) doc.lineWidth(0.35).strokeColor("#000000");
  // One regular face is enough: bold is drawn by its outline.
  doc.text(text, x + shift, y, { lineBreak: false, ...(look.bold ? { stroke: true, fill: true } : {}) });
}

function rule(doc: Doc, x: number, y: number, width: number): void {
  doc
    .moveTo(x, y)
    .lineTo(x + width, y)
    .lineWidth(0.7)
    .stroke("#000000");
}

/** Breaks a text into lines that fit; a word that is wider than the column is broken inside. */
function wrap(doc: Doc, text: string, width: number, widths: Map<string, number>, size = SIZE): string[] {
  doc.fontSize(size);
  const measure = (word: string): number => {
    const known = widths.get(word);
    if (known !== undefined) return known;
    const measured = doc.widthOfString(word);
    // Registers repeat their words; a bound keeps a strange one from filling the memory.
    if (widths.size < 50_000) widths.set(word, measured);
    return measured;
  };
  const space = measure(" ");
  const lines: string[] = [];
  let current = "";
  let used = 0;
  for (const word of drawable(text).split(/\s+/)) {
    if (word === "") continue;
    const wide = measure(word);
    if (current !== "" && used + space + wide <= width) {
      current += ` ${word}`;
      used += space + wide;
      continue;
    }
    if (current !== "") lines.push(current);
    if (wide <= width) {
      current = word;
      used = wide;
      continue;
    }
    const pieces = breakWord(word, width, measure);
    lines.push(...pieces.slice(0, -1));
    current = pieces.at(-1) ?? "";
    used = measure(current);
  }
  if (current !== "") lines.push(current);
  return lines;
}

function breakWord(word: string, width: number, measure: (text: string) => number): string[] {
  const pieces: string[] = [];
  let piece = "";
  for (const character of word) {
    if (piece !== "" && measure(piece + character) > width) {
      pieces.push(piece);
      piece = "";
    }
    piece += character;
  }
  return [...pieces, piece];
}

/** Composed letters are what the font has; control characters are nothing to draw. */
function drawable(text: string): string {
  return text
    .normalize("NFC")
    .replace(/\p{Cc}/gu, " ")
    .toWellFormed();
}

/** Waits until the reader has taken what is drawn, and lets other requests through. */
async function breathe(out: PassThrough): Promise<void> {
  do {
    if (out.destroyed) throw new Error("the reader went away");
    await new Promise((resolve) => setImmediate(resolve));
    // The document does not wait for its reader by itself.
    if (out.writableLength > 1024 * 1024) await new Promise((resolve) => setTimeout(resolve, 20));
  } while (out.writableLength > 1024 * 1024);
}
