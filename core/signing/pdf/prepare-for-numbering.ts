import { readPageText } from "./content-text.ts";
import { openPdf, type PdfView } from "./document.ts";
import { PdfError } from "./errors.ts";
import { listFields } from "./fields.ts";
import { appendAnnotations, appendFields } from "./form-update.ts";
import { IncrementalUpdate } from "./incremental-update.ts";
import type { PdfRef } from "./objects.ts";
import { listPages, type PdfPage, pageBox, type Rect } from "./pages.ts";
import { formatNumber, serialise, textString } from "./serialise.ts";
import { type TextLine, toLines } from "./text-lines.ts";

/** The two cells a clerk fills after the person has signed (NĐ 30/2020 PL I, cells 3 and 4). */
export const NUMBER_FIELD = "van-ban-so";
export const DATE_FIELD = "van-ban-ngay";

/**
 * How a cell is filled, kept in the field's mapping name (/TM): `digits` only the number (day, month, year), because
 * the words around it are printed already; `code` number and notation; `line` the whole line.
 */
export type CellMode = "digits" | "code" | "line";

export interface Cell {
  readonly rect: Rect;
  readonly mode: CellMode;
  /** Dots stand where the text is to go: the ground is painted white first. */
  readonly opaque: boolean;
}

/** Date as one line, or as the gaps between the printed words. */
export type DateCells =
  | { readonly line: Cell }
  | { readonly day: Cell; readonly month: Cell; readonly year: Cell | undefined };

export interface NumberingCells {
  readonly number: Cell;
  readonly date: DateCells;
}

/** True for the date's field, or for one of the parts it is made of. */
export function isDateField({ name }: { readonly name: string }): boolean {
  return name === DATE_FIELD || name.startsWith(`${DATE_FIELD}.`);
}

const CELL_HEIGHT = 1.35;
const BELOW_BASELINE = 0.3;
/** Room for two digits at 12 pt. */
const SMALLEST_GAP = 12;

/**
 * Adds two empty form fields, for number and date, to the first page, as one appended revision and before anybody
 * signs. Found by "Số:" and "ngày … tháng … năm" in the text; else at the cells of NĐ 30/2020.
 *
 * @returns the new file; the same file when the fields are there already
 * @throws PdfError pdf.already-signed, pdf.not-incremental, pdf.page-missing
 */
export function prepareForNumbering(pdf: Uint8Array, cells?: Partial<NumberingCells>): Uint8Array {
  const document = openPdf(pdf);
  const view = document.latest;
  const fields = listFields(view);
  if (fields.some((field) => field.name === NUMBER_FIELD) && fields.some(isDateField)) return pdf;
  if (fields.some((field) => field.type === "Sig" && view.dict(field.value) !== undefined))
    throw new PdfError("pdf.already-signed", "The cells must be added before the first signature");
  const [page] = listPages(view);
  if (page === undefined) throw new PdfError("pdf.page-missing", "The file has no page");
  const found = { ...findCells(view, page), ...cells };
  const update = new IncrementalUpdate(document);
  const number = update.add(fieldText(page, NUMBER_FIELD, "Số văn bản", found.number));
  const date = addDateFields(update, page, found.date);
  appendAnnotations(update, view, page, [number, ...date.widgets]);
  appendFields(update, view, [number, date.field], { signed: false });
  return Buffer.concat([pdf, update.build().bytes]);
}

/** One field, or a parent with a field for each gap, so that one name locks them all. */
function addDateFields(
  update: IncrementalUpdate,
  page: PdfPage,
  cells: DateCells,
): { readonly field: PdfRef; readonly widgets: readonly PdfRef[] } {
  if ("line" in cells) {
    const field = update.add(fieldText(page, DATE_FIELD, "Địa danh và ngày ban hành", cells.line));
    return { field, widgets: [field] };
  }
  const parent = update.reserve();
  const parts = [
    ["ngay", "Ngày", cells.day],
    ["thang", "Tháng", cells.month],
    ["nam", "Năm", cells.year],
  ] as const;
  const widgets = parts.flatMap(([name, title, cell]) =>
    cell === undefined ? [] : [update.add(fieldText(page, name, title, cell, parent))],
  );
  update.set(parent, `<</FT/Tx/T ${textString(DATE_FIELD)}/Ff 1/Kids[${widgets.map(serialise).join(" ")}]>>`);
  return { field: parent, widgets };
}

function fieldText(page: PdfPage, name: string, title: string, cell: Cell, parent?: PdfRef): string {
  const { rect, mode, opaque } = cell;
  const corners = [rect.x, rect.y, rect.x + rect.width, rect.y + rect.height].map(formatNumber).join(" ");
  const ground = opaque ? "/MK<</BG[1]>>" : "";
  return (
    `<</Type/Annot/Subtype/Widget/FT/Tx/T ${textString(name)}/TU ${textString(title)}/TM ${textString(mode)}` +
    `${parent === undefined ? "" : `/Parent ${serialise(parent)}`}${ground}` +
    `/Ff 1/F 132/P ${serialise(page.ref)}/Rect[${corners}]/DA(/Helv 0 Tf 0 g)>>`
  );
}

function findCells(view: PdfView, page: PdfPage): NumberingCells {
  const box = pageBox(view, page);
  let lines: TextLine[] = [];
  try {
    lines = toLines(readPageText(view, page)).filter((line) => line.y > box.y + box.height / 2);
  } catch (error) {
    if (!(error instanceof PdfError) || error.code === "pdf.limit") throw error;
  }
  return {
    number: findNumberCell(lines) ?? defaultNumberCell(box),
    date: findDateCells(lines, box) ?? { line: defaultDateCell(box) },
  };
}

const BLANK = /^[\s.…_]*$/;

/** "Số:   /STTTT-CNTT": the gap before the slash; "Số:" alone: what follows it. */
function findNumberCell(lines: readonly TextLine[]): Cell | undefined {
  for (const line of lines) {
    const label = /^\s*Số\s*:/.exec(line.text.normalize("NFC"));
    if (label === null) continue;
    const end = label[0].length;
    const slash = line.text.indexOf("/", end);
    if (slash < 0) {
      const x = line.x + line.width + 3;
      const opaque = /[.…_]/.test(line.text.slice(end));
      const start = opaque ? (line.positions[end] ?? x) : x;
      return { rect: cell(line, start, 110), mode: "code", opaque };
    }
    const gap = gapBetween(line, end, slash);
    if (gap !== undefined) return gap;
  }
  return undefined;
}

const DATE_LINE = /ngày([\s.…_]*)tháng([\s.…_]*)năm([\s.…_]*)(\d{4})?/;

/** The gaps between the printed words, where they are wide enough; else the whole line is rewritten over itself. */
function findDateCells(lines: readonly TextLine[], box: Rect): DateCells | undefined {
  for (const line of lines) {
    const text = line.text.normalize("NFC");
    const match = text.length === line.text.length ? DATE_LINE.exec(text) : null;
    if (match === null) {
      if (!/ngày[\s.…_\d]*tháng[\s.…_\d]*năm/.test(text)) continue;
      return { line: wholeLine(line, box) };
    }
    const dayAt = match.index + 4;
    const monthWord = dayAt + (match[1]?.length ?? 0);
    const monthAt = monthWord + 5;
    const yearWord = monthAt + (match[2]?.length ?? 0);
    const day = gapBetween(line, dayAt, monthWord);
    const month = gapBetween(line, monthAt, yearWord);
    const yearPrinted = match[4] !== undefined;
    const year = yearPrinted ? undefined : yearCell(line, yearWord + 3);
    return day === undefined || month === undefined ? { line: wholeLine(line, box) } : { day, month, year };
  }
  return undefined;
}

function gapBetween(line: TextLine, from: number, to: number): Cell | undefined {
  const [start, stop] = [line.positions[from], line.positions[to]];
  const between = line.text.slice(from, to);
  if (start === undefined || stop === undefined || !BLANK.test(between) || stop - start < SMALLEST_GAP)
    return undefined;
  return { rect: cell(line, start + 1, stop - start - 2), mode: "digits", opaque: /[.…_]/.test(between) };
}

function yearCell(line: TextLine, from: number): Cell {
  const start = line.positions[from] ?? line.x + line.width;
  const opaque = /[.…_]/.test(line.text.slice(from));
  return { rect: cell(line, start + 2, Math.max(32, line.x + line.width - start)), mode: "digits", opaque };
}

function wholeLine(line: TextLine, box: Rect): Cell {
  const x = Math.max(box.x, line.x - 4);
  const width = Math.min(line.width + 8, box.x + box.width - x);
  return { rect: cell(line, x, width), mode: "line", opaque: true };
}

function cell({ y, size }: TextLine, x: number, width: number): Rect {
  return { x, y: y - size * BELOW_BASELINE, width, height: size * CELL_HEIGHT };
}

/** Cell 3: under the organisation's name, left half of the head of the page. */
function defaultNumberCell(box: Rect): Cell {
  return {
    rect: { x: box.x + 85, y: box.y + box.height - 120, width: 170, height: 18 },
    mode: "line",
    opaque: false,
  };
}

/** Cell 4: under the national motto, right half. */
function defaultDateCell(box: Rect): Cell {
  return {
    rect: { x: box.x + 300, y: box.y + box.height - 120, width: 240, height: 18 },
    mode: "line",
    opaque: false,
  };
}
