import type exceljs from "exceljs";
import { Refusal, type Sentence } from "../../../core/errors.ts";
import { foldVietnamese } from "../../../core/ui/index.ts";
import { SHEET_COLUMNS, type SheetKey } from "./sheet-columns.ts";

const MOST_ROWS = 1_000;
const FIELD = "files";

/** A row as it stands in the sheet; a row without a notation is a heading. */
export interface SheetRow extends Readonly<Record<SheetKey, string>> {
  readonly row: number;
}

/**
 * Reads the rows of a list of files. The names of the columns may stand in any of the first ten rows.
 *
 * @param bytes an XLSX file
 * @throws Refusal records.not-a-sheet, records.missing-columns, records.too-many-rows (field `files`)
 */
export async function readCatalogueSheet(bytes: Uint8Array): Promise<readonly SheetRow[]> {
  const sheet = await openSheet(bytes);
  if (sheet.rowCount > MOST_ROWS) {
    throw refusal("records.too-many-rows", {
      vi: `Bảng có hơn ${MOST_ROWS} dòng.`,
      en: `The sheet has more than ${MOST_ROWS} rows.`,
    });
  }
  const head = findHead(sheet);
  const rows: SheetRow[] = [];
  for (let n = head.row + 1; n <= sheet.rowCount; n++) {
    const row = sheet.getRow(n);
    const cell = (key: SheetKey): string => {
      const column = head.columns.get(key);
      return column === undefined ? "" : plainText(row.getCell(column));
    };
    const read: SheetRow = {
      row: n,
      notation: cell("notation"),
      title: cell("title"),
      retention: cell("retention"),
      keeper: cell("keeper"),
      unit: cell("unit"),
      note: cell("note"),
    };
    if (read.notation !== "" || read.title !== "") rows.push(read);
  }
  return rows;
}

async function openSheet(bytes: Uint8Array): Promise<exceljs.Worksheet> {
  // Loaded only here: the library is large, and few requests need it.
  const { default: excel } = await import("exceljs");
  const book = new excel.Workbook();
  try {
    await book.xlsx.load(new Uint8Array(bytes).buffer);
  } catch {
    throw refusal("records.not-a-sheet", {
      vi: "Tệp này không phải bảng tính XLSX đọc được. Tải biểu mẫu về, điền rồi lưu dạng .xlsx.",
      en: "This is not a readable XLSX sheet. Download the template, fill it in and save it as .xlsx.",
    });
  }
  const [sheet] = book.worksheets;
  if (!sheet) throw missing();
  return sheet;
}

function findHead(sheet: exceljs.Worksheet): {
  readonly row: number;
  readonly columns: ReadonlyMap<SheetKey, number>;
} {
  const keys = new Map(SHEET_COLUMNS.map(({ key, label }) => [foldVietnamese(label), key]));
  for (let n = 1; n <= Math.min(10, sheet.rowCount); n++) {
    const columns = new Map<SheetKey, number>();
    sheet.getRow(n).eachCell((cell, at) => {
      const key = keys.get(foldVietnamese(plainText(cell)));
      if (key && !columns.has(key)) columns.set(key, at);
    });
    if (SHEET_COLUMNS.every(({ key, required }) => !required || columns.has(key))) return { row: n, columns };
  }
  throw missing();
}

function plainText(cell: exceljs.Cell): string {
  return cell.text.normalize("NFC").replace(/\s+/g, " ").trim();
}

function missing(): Refusal {
  const names = SHEET_COLUMNS.filter((column) => column.required).map((column) => column.label);
  return refusal("records.missing-columns", {
    vi: `Bảng cần có các cột: ${names.join("; ")}. Hãy dùng biểu mẫu.`,
    en: `The sheet needs the columns: ${names.join("; ")}. Use the template.`,
  });
}

function refusal(code: string, sentence: Sentence): Refusal {
  return new Refusal(code, 422, sentence, FIELD);
}
