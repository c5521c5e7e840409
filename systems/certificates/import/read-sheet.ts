import type exceljs from "exceljs";
import { instantAt } from "../../../core/calendar/index.ts";
import { Refusal, type Sentence } from "../../../core/errors.ts";
import { foldVietnamese, parseDay } from "../../../core/ui/index.ts";
import { normaliseIssuer, normaliseSerial } from "../certificate.ts";
import type { Candidate } from "./candidate.ts";
import { SHEET_COLUMNS, SHEET_DEVICES, SHEET_KINDS, SHEET_STATES, type SheetKey } from "./sheet-columns.ts";

const MAX_ROWS = 20_000;
const DAY = 86_400_000;

/**
 * Reads the sheet of an import. The row that holds the column names may stand anywhere in the first ten rows.
 *
 * @param bytes an XLSX file
 * @throws Refusal certificates.not-a-sheet | certificates.missing-columns | certificates.too-many-rows (field `files`)
 */
export async function readSheet(bytes: Uint8Array): Promise<readonly Candidate[]> {
  // Loaded only here: the library is large, and few requests need it.
  const { default: excel } = await import("exceljs");
  const book = new excel.Workbook();
  try {
    const copy = new ArrayBuffer(bytes.byteLength);
    new Uint8Array(copy).set(bytes);
    await book.xlsx.load(copy);
  } catch {
    throw refusal("certificates.not-a-sheet", {
      vi: "Tệp này không phải bảng tính XLSX đọc được. Tải biểu mẫu về, điền rồi lưu dạng .xlsx.",
      en: "This is not a readable XLSX sheet. Download the template, fill it in and save it as .xlsx.",
    });
  }
  const sheet = book.worksheets[0];
  if (!sheet) throw missing(SHEET_COLUMNS.map((column) => column.label));
  if (sheet.rowCount > MAX_ROWS + 10) {
    throw refusal("certificates.too-many-rows", {
      vi: `Bảng có hơn ${MAX_ROWS} dòng. Hãy chia thành nhiều tệp.`,
      en: `The sheet has more than ${MAX_ROWS} rows. Split it.`,
    });
  }
  const head = findHead(sheet);
  const candidates: Candidate[] = [];
  for (let n = head.row + 1; n <= sheet.rowCount; n++) {
    const row = sheet.getRow(n);
    const cell = (key: SheetKey): exceljs.CellValue => {
      const column = head.columns.get(key);
      return column === undefined ? null : row.getCell(column).value;
    };
    if (SHEET_COLUMNS.every(({ key }) => textOf(cell(key)) === "")) continue;
    candidates.push(candidateOf(`dòng ${n}`, cell));
  }
  return candidates;
}

function findHead(sheet: exceljs.Worksheet): { row: number; columns: ReadonlyMap<SheetKey, number> } {
  for (let n = 1; n <= Math.min(10, sheet.rowCount); n++) {
    const columns = new Map<SheetKey, number>();
    sheet.getRow(n).eachCell((cell, at) => {
      const label = foldVietnamese(textOf(cell.value));
      const known = SHEET_COLUMNS.find((column) => foldVietnamese(column.label) === label);
      if (known && !columns.has(known.key)) columns.set(known.key, at);
    });
    if (columns.size < 3) continue;
    const absent = SHEET_COLUMNS.filter((column) => column.required && !columns.has(column.key));
    if (absent.length > 0) throw missing(absent.map((column) => column.label));
    return { row: n, columns };
  }
  throw missing(SHEET_COLUMNS.filter((column) => column.required).map((column) => column.label));
}

function candidateOf(place: string, cell: (key: SheetKey) => exceljs.CellValue): Candidate {
  const text = (key: SheetKey): string => textOf(cell(key));
  const problems: Sentence[] = [];
  const need = <Value>(value: Value | undefined, problem: Sentence): Value | undefined => {
    if (value === undefined) problems.push(problem);
    return value;
  };
  const oneOf = <Value>(key: SheetKey, words: Readonly<Record<string, Value>>): Value | undefined =>
    need(meaningOf(text(key), words), {
      vi: `"${labelOf(key)}" phải là một trong: ${Object.keys(words).join(", ")}`,
      en: `"${labelOf(key)}" must be one of: ${Object.keys(words).join(", ")}`,
    });
  const day = (key: "from" | "to"): string | undefined =>
    need(dayOf(cell(key)), {
      vi: `"${labelOf(key)}" phải là ngày, ví dụ 31/12/2026`,
      en: `"${labelOf(key)}" must be a day, for example 31/12/2026`,
    });
  const from = day("from");
  const to = day("to");
  if (from !== undefined && to !== undefined && to < from) {
    problems.push({ vi: "Hiệu lực đến trước hiệu lực từ", en: "It ends before it begins" });
  }
  const issuer = normaliseIssuer(text("issuer"));
  if (issuer === "") problems.push({ vi: "Thiếu tổ chức cấp", en: "The issuer is missing" });
  if (text("holder") === "")
    problems.push({ vi: "Thiếu tên người hoặc cơ quan giữ", en: "The holder is missing" });
  return {
    place,
    kind: oneOf("kind", SHEET_KINDS),
    holderName: text("holder"),
    email: text("email").toLowerCase(),
    organisationCode: text("organisation"),
    unitName: text("unit"),
    serial: need(normaliseSerial(text("serial")), {
      vi: "Số serial phải là số hệ 16 (0-9, a-f). Nếu Excel đã đổi thành dạng 5,4E+30, hãy đặt ô là kiểu văn bản rồi nhập lại",
      en: "The serial number must be hexadecimal. If Excel turned it into 5.4E+30, make the cell text and type it again",
    }),
    issuer,
    subject: text("subject"),
    // A certificate counts from the first instant of the first day to the last of the last, by Vietnam's clock.
    notBefore: from === undefined ? undefined : instantAt(from),
    notAfter: to === undefined ? undefined : new Date(instantAt(to).getTime() + DAY - 1000),
    device: oneOf("device", SHEET_DEVICES),
    deviceSerial: text("deviceSerial"),
    thumbprint: null,
    state: text("state") === "" ? "in-use" : (oneOf("state", SHEET_STATES) ?? "in-use"),
    problems,
  };
}

function meaningOf<Value>(typed: string, words: Readonly<Record<string, Value>>): Value | undefined {
  const folded = foldVietnamese(typed);
  return Object.entries(words).find(([word]) => foldVietnamese(word) === folded)?.[1];
}

function labelOf(key: SheetKey): string {
  return SHEET_COLUMNS.find((column) => column.key === key)?.label ?? key;
}

/** What a cell shows. A number is never a serial: Excel has already rounded a long one. */
function textOf(value: exceljs.CellValue): string {
  if (value === null || value === undefined) return "";
  if (value instanceof Date) return value.toISOString().slice(0, 10);
  if (typeof value === "number") return Number.isSafeInteger(value) ? String(value) : `${value}!`;
  if (typeof value !== "object") return clean(String(value));
  if ("richText" in value) return clean(value.richText.map((part) => part.text).join(""));
  if ("text" in value) return clean(typeof value.text === "string" ? value.text : "");
  if ("result" in value) return textOf(value.result ?? null);
  return "";
}

function clean(text: string): string {
  return text
    .toWellFormed()
    .normalize("NFC")
    .replace(/\p{Cc}+/gu, " ")
    .trim()
    .slice(0, 500);
}

function dayOf(value: exceljs.CellValue): string | undefined {
  return value instanceof Date ? parseDay(value.toISOString().slice(0, 10)) : parseDay(textOf(value));
}

function missing(labels: readonly string[]): Refusal {
  return refusal("certificates.missing-columns", {
    vi: `Không thấy các cột: ${labels.join(", ")}. Hãy dùng đúng biểu mẫu tải về.`,
    en: `These columns are missing: ${labels.join(", ")}. Use the template.`,
  });
}

function refusal(code: string, sentence: Sentence): Refusal {
  return new Refusal(code, 422, sentence, "files");
}
