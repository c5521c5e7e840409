import { PassThrough, type Readable } from "node:stream";
import type exceljs from "exceljs";
import type { TableExport } from "./table-export.ts";

const FONT = "Times New Roman";
/** Let other requests through after so many rows. */
const BREATHE = 50;

/**
 * Writes a table as XLSX while it is read: a row that is written is forgotten.
 *
 * Every cell is text or a number, never a formula, whatever a sender wrote into an abstract: formulas are only written
 * for formula objects, and text cells carry the text format, so that editing one does not make it a formula either.
 *
 * @returns a stream that fails when the rows fail
 */
export function writeXlsx(table: TableExport): Readable {
  const out = new PassThrough({ highWaterMark: 256 * 1024 });
  write(table, out).catch((error: unknown) =>
    out.destroy(error instanceof Error ? error : new Error(String(error))),
  );
  return out;
}

async function write(table: TableExport, out: PassThrough): Promise<void> {
  // Loaded only here: the library is large, and few requests need it.
  const { default: excel } = await import("exceljs");
  const book = new excel.stream.xlsx.WorkbookWriter({
    stream: out,
    useStyles: true,
    useSharedStrings: false,
  });
  const sheet = book.addWorksheet("Sổ", {
    pageSetup: { paperSize: 9, orientation: "landscape", fitToPage: true, fitToWidth: 1, fitToHeight: 0 },
    views: [{ state: "frozen", ySplit: 5 }],
    headerFooter: { oddFooter: "&C&P/&N" },
  });
  sheet.columns = table.columns.map(({ key, width }) => ({ key, width: Math.max(8, width * 1.6) }));
  const last = table.columns.length;
  for (const [text, bold] of [
    [table.organisation, true],
    [table.title, true],
    [table.subtitle, false],
  ] as const) {
    const row = sheet.addRow([quoted(text)]);
    row.font = { name: FONT, size: 13, bold };
    row.alignment = { horizontal: "center" };
    sheet.mergeCells(row.number, 1, row.number, last);
    row.commit();
  }
  sheet.addRow([]).commit();
  const head = sheet.addRow(table.columns.map((column) => column.label));
  head.font = { name: FONT, size: 12, bold: true };
  head.eachCell((cell) => {
    cell.alignment = { horizontal: "center", vertical: "middle", wrapText: true };
    cell.border = BORDER;
  });
  head.commit();
  let written = 0;
  for await (const cells of table.rows) {
    const row = sheet.addRow(table.columns.map(({ key, kind }) => cellValue(cells[key] ?? "", kind)));
    row.eachCell({ includeEmpty: true }, (cell) => {
      cell.style = typeof cell.value === "number" ? NUMBER : TEXT;
    });
    row.commit();
    written += 1;
    if (written % BREATHE === 0) await breathe(out);
  }
  sheet.commit();
  await book.commit();
}

const LINE = { style: "thin" } as const;
const BORDER = { top: LINE, left: LINE, bottom: LINE, right: LINE };
/** Two objects for all cells: exceljs knows a style again by the object and need not work it out anew. */
const NUMBER: Partial<exceljs.Style> = {
  font: { name: FONT, size: 12 },
  alignment: { vertical: "top", horizontal: "center", wrapText: true },
  border: BORDER,
};
const TEXT: Partial<exceljs.Style> = {
  ...NUMBER,
  alignment: { vertical: "top", wrapText: true },
  // Text format: a text that looks like a formula stays text when somebody edits the cell.
  numFmt: "@",
};

/** Numbers as numbers, so that they sort and add up; everything else as the text it is. */
function cellValue(text: string, kind: string | undefined): string | number {
  return kind === "number" && /^\d{1,15}$/.test(text) ? Number(text) : quoted(text);
}

/** XML cannot carry most control characters. */
function quoted(text: string): string {
  return text.replace(/(?![\n\t])\p{Cc}/gu, "").toWellFormed();
}

/** Waits until the reader has taken what is written, and lets other requests through. */
async function breathe(out: PassThrough): Promise<void> {
  if (out.destroyed) throw new Error("the reader went away");
  if (out.writableNeedDrain) {
    await new Promise<void>((resolve, reject) => {
      const done = (): void => {
        out.off("drain", done).off("close", gone);
        resolve();
      };
      const gone = (): void => {
        out.off("drain", done).off("close", gone);
        reject(new Error("the reader went away"));
      };
      out.on("drain", done).on("close", gone);
    });
  }
  await new Promise((resolve) => setImmediate(resolve));
}
