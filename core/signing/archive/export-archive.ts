import type { House } from "../../system.ts";
import { type PersonActor, transact } from "../../transaction/index.ts";
import { formatDate, formatDateTime } from "../../ui/index.ts";
import { type ArchiveFilter, listArchivedFiles } from "./list-archived-files.ts";

/** One sheet holds at most this many files; a narrower filter gives the rest. */
const MOST_EXPORTED = 50_000;
const HEAD = [
  "Tệp hiện hành (SHA-256)",
  "Tệp ban đầu (SHA-256)",
  "Tình trạng",
  "Mức",
  "Hạn gia hạn",
  "Bằng chứng đến",
  "Đưa vào lúc",
  "Lưu trữ lần cuối",
  "Vướng mắc",
];
const STATES = { waiting: "Đang chờ lưu trữ", archived: "Đã lưu trữ", failed: "Không thành công" } as const;

/** The filtered register of the archive as a spreadsheet. That it was taken out is itself a record. @throws AccessDeniedError */
export async function exportArchive(
  house: House,
  actor: PersonActor,
  filter: ArchiveFilter,
): Promise<Uint8Array<ArrayBuffer>> {
  const all = { ...filter, offset: 0, limit: MOST_EXPORTED };
  const rows = await listArchivedFiles(house.database.queries, actor, all);
  await transact(house, { actor }, async (tx) => {
    const data = { files: rows.length };
    tx.record({ action: "signing.export-archive", objectKind: "archive", objectId: "all", data });
  });
  // Loaded only here: the library is large and exports are rare.
  const { default: excel } = await import("exceljs");
  const book = new excel.Workbook();
  const sheet = book.addWorksheet("Lưu trữ chữ ký", { views: [{ state: "frozen", ySplit: 1 }] });
  sheet.addRow(HEAD).font = { bold: true };
  for (const row of rows) {
    sheet.addRow([
      row.current_sha256,
      row.contents[0] ?? "",
      STATES[row.state],
      row.level ?? "",
      row.due_at === null ? "" : formatDate(row.due_at),
      row.archived_until === null ? "" : formatDate(row.archived_until),
      formatDateTime(row.asked_at),
      row.archived_at === null ? "" : formatDateTime(row.archived_at),
      row.problem ?? "",
    ]);
  }
  sheet.columns.forEach((column, index) => {
    column.width = index < 2 ? 68 : 20;
  });
  return new Uint8Array(await book.xlsx.writeBuffer());
}
