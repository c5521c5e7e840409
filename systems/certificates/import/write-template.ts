import { SHEET_COLUMNS, SHEET_DEVICES, SHEET_KINDS, SHEET_STATES } from "./sheet-columns.ts";

const ROWS = 2_000;

/** An empty sheet to fill in: text cells, choices as lists, one sentence of guidance. */
export async function writeTemplate(): Promise<Uint8Array> {
  // Loaded only here: the library is large, and few requests need it.
  const { default: exceljs } = await import("exceljs");
  const book = new exceljs.Workbook();
  const sheet = book.addWorksheet("Chứng thư số", { views: [{ state: "frozen", ySplit: 2 }] });
  sheet.addRow([
    "Mỗi chứng thư một dòng. Số serial nhập dạng văn bản. Ngày ghi 31/12/2026. Cột có dấu * là bắt buộc trong phần ghi chú.",
  ]);
  const head = sheet.addRow(SHEET_COLUMNS.map((column) => column.label));
  head.font = { bold: true };
  for (const [index, { key, width, required }] of SHEET_COLUMNS.entries()) {
    const column = sheet.getColumn(index + 1);
    column.width = width;
    // Text: otherwise a long serial becomes 5,4E+30.
    column.numFmt = "@";
    if (required) head.getCell(index + 1).note = "* Bắt buộc";
    const words = { kind: SHEET_KINDS, device: SHEET_DEVICES, state: SHEET_STATES };
    const choices = key === "kind" || key === "device" || key === "state" ? Object.keys(words[key]) : [];
    if (choices.length === 0) continue;
    for (let n = 3; n < ROWS; n++) {
      sheet.getCell(n, index + 1).dataValidation = {
        type: "list",
        allowBlank: true,
        formulae: [`"${choices.join(",")}"`],
      };
    }
  }
  return new Uint8Array(await book.xlsx.writeBuffer());
}
