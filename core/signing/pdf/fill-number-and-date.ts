import { writeForm } from "../appearance/appearance.ts";
import { fontFor } from "../appearance/embedded-font.ts";
import { openPdf, type PdfView } from "./document.ts";
import { PdfError } from "./errors.ts";
import { type FormField, listFields } from "./fields.ts";
import { IncrementalUpdate } from "./incremental-update.ts";
import { PdfRef, PdfString } from "./objects.ts";
import { rectOf } from "./pages.ts";
import { assertMayFill } from "./permissions.ts";
import { DATE_FIELD, isDateField, NUMBER_FIELD } from "./prepare-for-numbering.ts";
import { formatNumber, serialise, serialiseDict, textString } from "./serialise.ts";

export interface FillNumberAndDateInput {
  /** The number as it is written, e.g. `05`. */
  readonly number: string;
  /** e.g. `STTTT-CNTT`; used where the text of the file does not print it already. */
  readonly notation?: string;
  /** The day of issue on the calendar of Viet Nam, `YYYY-MM-DD`. */
  readonly date: string;
  /** Place name before the date, e.g. `Kon Tum`. */
  readonly place: string;
}

/** Body size of NĐ 30/2020 PL I for number and date. */
const TEXT_SIZE = 13;
/** Slant that stands for italics: NĐ 30/2020 PL I II.4 wants place and date in italics. */
const SLANT = 0.21;

/**
 * Fills the cells of number and date as an appended revision that is form filling and nothing more, so that the
 * person's signature stays valid (ISO 32000-2 section 12.7, DocMDP P = 2).
 *
 * @throws PdfError pdf.field-missing when the cells were not prepared, pdf.field-locked when a seal froze them,
 *   pdf.certified-no-changes; RangeError for a date that is none
 */
export function fillNumberAndDate(pdf: Uint8Array, input: FillNumberAndDateInput): Uint8Array {
  const document = openPdf(pdf);
  const view = document.latest;
  const fields = listFields(view).filter((field) => field.type === "Tx");
  const number = fields.find((field) => field.name === NUMBER_FIELD);
  const date = fields.filter(isDateField);
  if (number === undefined || date.length === 0)
    throw new PdfError("pdf.field-missing", `No field ${number === undefined ? NUMBER_FIELD : DATE_FIELD}`);
  const update = new IncrementalUpdate(document);
  fill(update, view, number, formatNumberText(input, cellMode(view, number)), 0);
  const line = formatDateLine(input.place, input.date);
  const [, day = "", month = "", year = ""] = /ngày (\S+) tháng (\S+) năm (\S+)/.exec(line) ?? [];
  const texts: Readonly<Record<string, string>> = {
    [DATE_FIELD]: line,
    [`${DATE_FIELD}.ngay`]: day,
    [`${DATE_FIELD}.thang`]: month,
    [`${DATE_FIELD}.nam`]: year,
  };
  for (const field of date) fill(update, view, field, texts[field.name] ?? "", SLANT);
  return Buffer.concat([pdf, update.build().bytes]);
}

function cellMode(view: PdfView, field: FormField): string {
  const value = view.resolve(field.dict.get("TM"));
  return value instanceof PdfString ? value.text : "line";
}

/** What stands in the cell of the number: the text around it decides how much of the code is missing. */
export function formatNumberText(
  { number, notation }: Pick<FillNumberAndDateInput, "number" | "notation">,
  mode: string,
): string {
  if (mode === "digits") return number;
  const code = notation === undefined ? number : `${number}/${notation}`;
  return mode === "code" ? code : `Số: ${code}`;
}

/**
 * `Kon Tum, ngày 05 tháng 02 năm 2026`: days below 10 and the months 1 and 2 get a leading zero (NĐ 30/2020 PL I II.4).
 * @param date `YYYY-MM-DD`
 * @throws RangeError when it is not a date
 */
export function formatDateLine(place: string, date: string): string {
  const match = /^(\d{4})-(\d\d)-(\d\d)$/.exec(date);
  const instant = new Date(`${date}T00:00:00Z`);
  if (match === null || Number.isNaN(instant.getTime()) || instant.toISOString().slice(0, 10) !== date)
    throw new RangeError(`Not a date: ${date}`);
  const month = instant.getUTCMonth() + 1;
  const monthText = month <= 2 ? `0${month}` : String(month);
  return `${place}, ngày ${match[3]} tháng ${monthText} năm ${match[1]}`;
}

function fill(update: IncrementalUpdate, view: PdfView, field: FormField, text: string, slant: number): void {
  assertMayFill(view, field.name);
  const rect = rectOf(view, field.dict.get("Rect"));
  if (!(field.ref instanceof PdfRef) || rect === undefined)
    throw new PdfError("pdf.field-missing", `Field ${field.name} has no place`);
  const font = fontFor(text);
  const size = Math.min(TEXT_SIZE, rect.width / Math.max(0.1, font.widthOf(text)), rect.height / 1.3);
  const x = (rect.width - font.widthOf(text) * size) / 2;
  const y = rect.height * 0.23;
  const matrix = [1, 0, slant, 1, Math.max(0, x), y].map(formatNumber).join(" ");
  const opaque = view.dict(field.dict.get("MK"))?.has("BG") === true;
  const ground = opaque ? `1 g 0 0 ${formatNumber(rect.width)} ${formatNumber(rect.height)} re f ` : "";
  const content = `/Tx BMC q ${ground}BT 0 g /F1 ${formatNumber(size)} Tf ${matrix} Tm ${font.encode(text)} Tj ET Q EMC`;
  const fontRef = font.write(update);
  const form = writeForm(
    update,
    rect.width,
    rect.height,
    `/Font<</F1 ${serialise(fontRef)}>>`,
    Buffer.from(content, "latin1"),
  );
  update.set(field.ref, serialiseDict(field.dict, { V: textString(text), AP: `<</N ${serialise(form)}>>` }));
}
