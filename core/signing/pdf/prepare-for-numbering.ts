import { readPageText } from "./content-text.ts";
import { openPdf, type PdfView } from "./document.ts";
import { PdfError } from "./errors.ts";
import { listFields } from "./fields.ts";
import { appendAnnotations, appendFields } from "./form-update.ts";
import { IncrementalUpdate } from "./incremental-update.ts";
import { listPages, type PdfPage, pageBox, type Rect } from "./pages.ts";
import { formatNumber, serialise, textString } from "./serialise.ts";
import { type TextLine, toLines } from "./text-lines.ts";

/** The two cells a clerk fills after the person has signed (NĐ 30/2020 PL I, cells 3 and 4). */
export const NUMBER_FIELD = "van-ban-so";
export const DATE_FIELD = "van-ban-ngay";

/**
 * How a cell is filled, kept in the field's mapping name (/TM): `digits` only the number, because "Số:" and the
 * notation are in the text; `code` number and notation; `line` the whole line.
 */
export type CellMode = "digits" | "code" | "line";

export interface NumberingCells {
  readonly number: { readonly rect: Rect; readonly mode: CellMode };
  readonly date: { readonly rect: Rect; readonly mode: CellMode };
}

const CELL_HEIGHT = 1.35;
const BELOW_BASELINE = 0.3;
/** Half an inch: room for four digits at 13 pt. */
const SMALLEST_GAP = 14;

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
  if (
    fields.some((field) => field.name === NUMBER_FIELD) &&
    fields.some((field) => field.name === DATE_FIELD)
  )
    return pdf;
  if (fields.some((field) => field.type === "Sig" && view.dict(field.value) !== undefined))
    throw new PdfError("pdf.already-signed", "The cells must be added before the first signature");
  const [page] = listPages(view);
  if (page === undefined) throw new PdfError("pdf.page-missing", "The file has no page");
  const found = { ...findCells(view, page), ...cells };
  const update = new IncrementalUpdate(document);
  const refs = [
    update.add(fieldText(page, NUMBER_FIELD, "Số văn bản", found.number)),
    update.add(fieldText(page, DATE_FIELD, "Địa danh và ngày ban hành", found.date)),
  ];
  appendAnnotations(update, view, page, refs);
  appendFields(update, view, refs, { signed: false });
  return Buffer.concat([pdf, update.build().bytes]);
}

function fieldText(
  page: PdfPage,
  name: string,
  title: string,
  { rect, mode }: { readonly rect: Rect; readonly mode: CellMode },
): string {
  const corners = [rect.x, rect.y, rect.x + rect.width, rect.y + rect.height].map(formatNumber).join(" ");
  return (
    `<</Type/Annot/Subtype/Widget/FT/Tx/T ${textString(name)}/TU ${textString(title)}/TM ${textString(mode)}` +
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
    date: findDateCell(lines, box) ?? defaultDateCell(box),
  };
}

/** "Số:   /STTTT-CNTT": the gap before the slash; "Số:" alone: what follows it. */
function findNumberCell(lines: readonly TextLine[]): NumberingCells["number"] | undefined {
  for (const line of lines) {
    const label = /^\s*Số\s*:/.exec(line.text.normalize("NFC"));
    if (label === null) continue;
    const end = label[0].length;
    const start = line.positions[end] ?? line.x + line.width;
    const slash = line.text.indexOf("/", end);
    const stop = slash < 0 ? undefined : line.positions[slash];
    if (
      stop !== undefined &&
      line.text.slice(end, slash).trim().replace(/[.…_]/g, "") === "" &&
      stop - start >= SMALLEST_GAP
    )
      return { rect: cell(line, start + 1, stop - start - 2), mode: "digits" };
    if (slash < 0) return { rect: cell(line, start + 2, 110), mode: "code" };
  }
  return undefined;
}

/** The whole line from the place name on: it is rewritten when it is filled, over its own blanks. */
function findDateCell(lines: readonly TextLine[], box: Rect): NumberingCells["date"] | undefined {
  const line = lines.find(({ text }) => /ngày[\s.…_\d]*tháng[\s.…_\d]*năm/.test(text.normalize("NFC")));
  if (line === undefined) return undefined;
  const x = Math.max(box.x, line.x - 4);
  return { rect: cell(line, x, Math.min(line.width + 8, box.x + box.width - x)), mode: "line" };
}

function cell({ y, size }: TextLine, x: number, width: number): Rect {
  return { x, y: y - size * BELOW_BASELINE, width, height: size * CELL_HEIGHT };
}

/** Cell 3: under the organisation's name, left half of the head of the page. */
function defaultNumberCell(box: Rect): NumberingCells["number"] {
  return { rect: { x: box.x + 85, y: box.y + box.height - 120, width: 170, height: 18 }, mode: "line" };
}

/** Cell 4: under the national motto, right half. */
function defaultDateCell(box: Rect): NumberingCells["date"] {
  return { rect: { x: box.x + 300, y: box.y + box.height - 120, width: 240, height: 18 }, mode: "line" };
}
