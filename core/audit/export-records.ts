import { assertMay } from "../access/index.ts";
import type { House } from "../system.ts";
import { type Actor, transact } from "../transaction/index.ts";
import { formatDateTime } from "../ui/index.ts";
import { wordsOfAction } from "./action-words.ts";
import { mayReadAudit } from "./permissions.ts";
import { type AuditRecord, type RecordFilter, searchRecords } from "./records.ts";

/** One file holds at most this many records; a narrower filter gives the rest. */
export const MOST_EXPORTED = 50_000;
const PAGE = 2_000;
const HEAD = [
  "Lúc",
  "Việc",
  "Mã việc",
  "Loại đối tượng",
  "Mã đối tượng",
  "Người làm",
  "Chức vụ",
  "Nội dung",
  "Số niêm phong",
  "Mã bản ghi",
];

/**
 * The filtered log as a spreadsheet, newest first. That it was taken out is itself a record.
 *
 * @returns an XLSX file
 * @throws AccessDeniedError
 */
export async function exportRecords(
  house: House,
  actor: Actor,
  filter: RecordFilter,
): Promise<Uint8Array<ArrayBuffer>> {
  assertMay(actor, mayReadAudit, undefined);
  const rows = await takeRecords(house, filter);
  await transact(house, { actor }, async (tx) => {
    tx.record({
      action: "audit.export",
      objectKind: "audit-log",
      objectId: "all",
      data: { filter, records: rows.length },
    });
  });
  // Loaded only here: the library is large and exports are rare.
  const { default: excel } = await import("exceljs");
  const book = new excel.Workbook();
  const sheet = book.addWorksheet("Nhật ký kiểm tra", { views: [{ state: "frozen", ySplit: 1 }] });
  sheet.addRow(HEAD).font = { bold: true };
  for (const row of rows) sheet.addRow(cellsOf(row));
  sheet.columns.forEach((column, index) => {
    column.width = [18, 40, 26, 18, 38, 24, 24, 60, 14, 38][index] ?? 20;
  });
  return new Uint8Array(await book.xlsx.writeBuffer());
}

async function takeRecords(house: House, filter: RecordFilter): Promise<AuditRecord[]> {
  const rows: AuditRecord[] = [];
  for (;;) {
    const limit = Math.min(PAGE, MOST_EXPORTED - rows.length);
    const page = await searchRecords(house.database.queries, filter, { after: rows.at(-1)?.id, limit });
    rows.push(...page);
    if (page.length < limit || rows.length >= MOST_EXPORTED) return rows;
  }
}

function cellsOf(row: AuditRecord): (string | number)[] {
  return [
    formatDateTime(row.at),
    wordsOfAction(row.action).vi,
    row.action,
    row.objectKind,
    row.objectId,
    row.actor.name ?? "",
    row.actor.position ?? "",
    JSON.stringify(row.data).slice(0, 32_000),
    row.seal.state === "waiting" ? "" : row.seal.index,
    row.id,
  ];
}
