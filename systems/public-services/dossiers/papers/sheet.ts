import { fileURLToPath } from "node:url";
import { encode } from "uqr";

const face = (name: string) =>
  fileURLToPath(new URL(`../../../../province/fonts/Tinos-${name}.ttf`, import.meta.url));
/** A4 in points; margins of NĐ 30/2020 PL I: 20 mm above and below, 30 mm left, 15 mm right. */
const PAGE = { width: 595.28, height: 841.89 };
const MARGIN = { top: 52, bottom: 44, left: 85, right: 42.5 };
export const WIDTH = PAGE.width - MARGIN.left - MARGIN.right;

type Doc = PDFKit.PDFDocument;

/** What stands above every form of TT 01/2018/TT-VPCP. */
export interface SheetHead {
  /** Above the body: the superior agency; empty: none. */
  readonly superior: string;
  readonly body: string;
  /** Code of the dossier, or the number of the paper. */
  readonly number: string;
  /** "Đăk Long, ngày 05 tháng 3 năm 2022". */
  readonly placeAndDate: string;
  readonly title: string;
  /** "Mẫu số 01". */
  readonly form: string;
  /** What the square code holds; absent: no code. */
  readonly square?: string;
}

export interface Signature {
  readonly role: string;
  readonly name: string;
}

/** Draws one form from top to bottom; each call goes on where the last one ended. */
export interface Sheet {
  /** "Họ tên: …"; an empty value leaves room to write. */
  line(label: string, value: string): void;
  text(text: string, style?: { readonly bold?: boolean; readonly italic?: boolean }): void;
  /** @param shares widths of the columns in proportion */
  table(heads: readonly string[], rows: readonly (readonly string[])[], shares: readonly number[]): void;
  signatures(left: Signature, right: Signature): void;
}

/**
 * Writes one paper as PDF/A-2b, A4 upright, fonts embedded.
 *
 * @param at what the file says of its making
 */
export async function writeSheet(head: SheetHead, at: Date, draw: (sheet: Sheet) => void): Promise<Buffer> {
  // Loaded only here: the library is large, and few requests need it.
  const { default: PDFDocument } = await import("pdfkit");
  const doc = new PDFDocument({
    size: "A4",
    margins: MARGIN,
    lang: "vi-VN",
    displayTitle: true,
    pdfVersion: "1.7",
    subset: "PDF/A-2b",
    // PDF/A wants every font embedded: the library would begin with one that is not.
    font: face("Regular"),
    info: { Title: `${head.title} ${head.number}`, Author: head.body, CreationDate: at },
  });
  const parts: Buffer[] = [];
  const whole = new Promise<Buffer>((resolve, reject) => {
    doc.on("data", (part: Buffer) => parts.push(part));
    doc.on("end", () => resolve(Buffer.concat(parts)));
    doc.on("error", reject);
  });
  for (const name of ["Regular", "Bold", "Italic"]) doc.registerFont(name, face(name));
  drawHead(doc, head);
  draw(sheetOn(doc));
  doc.end();
  return await whole;
}

/** Organisation at the left, Quốc hiệu and date at the right, the square code, the title. */
function drawHead(doc: Doc, head: SheetHead): void {
  const left = WIDTH * 0.42;
  const right = WIDTH - left;
  const x = MARGIN.left + left;
  const top = MARGIN.top;
  doc
    .font("Italic")
    .fontSize(10)
    .text(head.form, MARGIN.left, top - 20, { width: WIDTH, align: "right" });
  doc.font("Regular").fontSize(11.5);
  if (head.superior !== "")
    doc.text(upper(head.superior), MARGIN.left, top, { width: left - 10, align: "center" });
  else doc.y = top;
  doc.font("Bold").text(upper(head.body), MARGIN.left, doc.y, { width: left - 10, align: "center" });
  rule(doc, MARGIN.left + (left - 10) / 2 - 28, doc.y + 1, 56);
  doc
    .font("Regular")
    .fontSize(11)
    .text(head.number, MARGIN.left, doc.y + 6, { width: left - 10, align: "center" });
  const leftEnd = doc.y;
  doc
    .font("Bold")
    .fontSize(11.5)
    .text("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", x, top, { width: right, align: "center" });
  doc.fontSize(12.5).text("Độc lập - Tự do - Hạnh phúc", x, doc.y, { width: right, align: "center" });
  rule(doc, x + right / 2 - 78, doc.y + 1, 156);
  doc
    .font("Italic")
    .fontSize(12)
    .text(head.placeAndDate, x, doc.y + 6, { width: right, align: "center" });
  let y = Math.max(leftEnd, doc.y) + 10;
  if (head.square !== undefined) {
    drawSquare(doc, head.square, MARGIN.left, y, 76);
    doc
      .font("Bold")
      .fontSize(14)
      .text(upper(head.title), MARGIN.left + 84, y + 18, { width: WIDTH - 168, align: "center" });
    y += 84;
  } else {
    doc
      .font("Bold")
      .fontSize(14)
      .text(upper(head.title), MARGIN.left, y + 4, { width: WIDTH, align: "center" });
    y = doc.y + 8;
  }
  doc.x = MARGIN.left;
  doc.y = Math.max(y, doc.y + 6);
}

function drawSquare(doc: Doc, content: string, x: number, y: number, side: number): void {
  const { data, size } = encode(content, { border: 1, ecc: "M" });
  const cell = side / size;
  doc.save().fillColor("#000000");
  for (const [row, cells] of data.entries())
    for (const [column, dark] of cells.entries())
      if (dark) doc.rect(x + column * cell, y + row * cell, cell, cell);
  doc.fill().restore();
}

function sheetOn(doc: Doc): Sheet {
  const SIZE = 12;
  return {
    line(label, value) {
      const shown = drawable(value);
      doc.font("Regular").fontSize(SIZE);
      doc.text(`${label}: ${shown === "" ? ".".repeat(60) : shown}`, MARGIN.left, doc.y, {
        width: WIDTH,
        lineGap: 1.5,
        paragraphGap: 2,
      });
    },
    text(text, { bold = false, italic = false } = {}) {
      doc.font(bold ? "Bold" : italic ? "Italic" : "Regular").fontSize(italic ? SIZE - 1 : SIZE);
      doc.text(drawable(text), MARGIN.left, doc.y, { width: WIDTH, lineGap: 1.5, paragraphGap: 2 });
    },
    table(heads, rows, shares) {
      const total = shares.reduce((sum, share) => sum + share, 0);
      const widths = shares.map((share) => (WIDTH * share) / total);
      doc.y += 3;
      tableRow(doc, heads, widths, true);
      for (const row of rows) {
        if (!fits(doc, row, widths)) {
          doc.addPage();
          tableRow(doc, heads, widths, true);
        }
        tableRow(doc, row, widths, false);
      }
      doc.y += 5;
    },
    signatures(left, right) {
      if (doc.y > PAGE.height - MARGIN.bottom - 130) doc.addPage();
      const y = doc.y + 10;
      const half = WIDTH / 2;
      for (const [index, { role, name }] of [left, right].entries()) {
        const x = MARGIN.left + index * half;
        doc.font("Bold").fontSize(SIZE).text(upper(role), x, y, { width: half, align: "center" });
        doc
          .font("Italic")
          .fontSize(SIZE - 1)
          .text("(Ký và ghi rõ họ tên)", x, doc.y, { width: half, align: "center" });
        doc
          .font("Bold")
          .fontSize(SIZE)
          .text(drawable(name), x, y + 88, { width: half, align: "center" });
      }
      doc.x = MARGIN.left;
    },
  };
}

function heightOf(doc: Doc, cells: readonly string[], widths: readonly number[]): number {
  doc.fontSize(10.5);
  return (
    6 +
    Math.max(
      ...cells.map((cell, i) => doc.heightOfString(drawable(cell) || " ", { width: (widths[i] ?? 0) - 6 })),
    )
  );
}

function fits(doc: Doc, cells: readonly string[], widths: readonly number[]): boolean {
  doc.font("Regular");
  return doc.y + heightOf(doc, cells, widths) <= PAGE.height - MARGIN.bottom;
}

function tableRow(doc: Doc, cells: readonly string[], widths: readonly number[], isHead: boolean): void {
  doc.font(isHead ? "Bold" : "Regular");
  const height = heightOf(doc, cells, widths);
  const y = doc.y;
  let x = MARGIN.left;
  for (const [index, cell] of cells.entries()) {
    const width = widths[index] ?? 0;
    doc.rect(x, y, width, height).lineWidth(0.5).stroke("#000000");
    const centred = isHead || /^\d*$/.test(cell);
    if (cell !== "")
      doc.text(drawable(cell), x + 3, y + 3, { width: width - 6, align: centred ? "center" : "left" });
    x += width;
  }
  doc.x = MARGIN.left;
  doc.y = y + height;
}

function rule(doc: Doc, x: number, y: number, width: number): void {
  doc
    .moveTo(x, y)
    .lineTo(x + width, y)
    .lineWidth(0.7)
    .stroke("#000000");
}

function upper(text: string): string {
  return drawable(text).toLocaleUpperCase("vi");
}

/** Composed letters are what the font has; control characters are nothing to draw. */
function drawable(text: string): string {
  return text
    .normalize("NFC")
    .replace(/\p{Cc}/gu, " ")
    .toWellFormed();
}
