import { HIGHEST_CLEARANCE } from "../../../core/access/index.ts";
import { localDateOf } from "../../../core/calendar/index.ts";
import { findOrganisation } from "../../../core/directory/index.ts";
import { type House, job } from "../../../core/system.ts";
import { transact } from "../../../core/transaction/index.ts";
import type { TableExport } from "../export/table-export.ts";
import { writePdf } from "../export/write-pdf.ts";
import { writeXlsx } from "../export/write-xlsx.ts";
import { allLines, type BookLine, bookOf } from "../web/registers/books.ts";
import { type BookExtent, type Closing, extentOf } from "./closings.ts";
import "./tables.ts";

/**
 * Prints a register that the clerk closed, as PDF with cover, page numbers, totals and places for signatures, and as
 * XLSX; both are kept under their hash. Repeating it makes nothing twice.
 */
export const printBook = job("documents.print-book", async (house, { closingId }) => {
  const closing = await house.database.queries
    .selectFrom("documents.book_closing")
    .selectAll()
    .where("id", "=", closingId)
    .where("state", "=", "asked")
    .where("pdf_sha256", "is", null)
    .executeTakeFirst();
  if (!closing) return;
  const extent = await extentOf(house.database.queries, {
    organisationId: closing.organisation_id,
    ...closing,
  });
  const pdf = await house.files.put(writePdf(await tableOf(house, closing, extent)));
  const xlsx = await house.files.put(writeXlsx(await tableOf(house, closing, extent)));
  await transact(house, { actor: { kind: "system", name: "documents.print-book" } }, async (tx) => {
    await tx.queries
      .updateTable("documents.book_closing")
      .set({
        entries: extent.entries,
        first_number: extent.first,
        last_number: extent.last,
        pdf_sha256: pdf.sha256,
        pdf_size: pdf.size,
        xlsx_sha256: xlsx.sha256,
        xlsx_size: xlsx.size,
        printed_at: tx.now,
      })
      .where("id", "=", closing.id)
      .where("state", "=", "asked")
      .where("pdf_sha256", "is", null)
      .execute();
  });
});

async function tableOf(house: House, closing: Closing, extent: BookExtent): Promise<TableExport> {
  const { queries } = house.database;
  const { organisation_id: organisationId, secret, year } = closing;
  const book = bookOf(closing.book, secret);
  // As the organisation was called when the book ended.
  const organisation = await findOrganisation(queries, organisationId, `${year}-12-31`);
  const today = await findOrganisation(queries, organisationId, localDateOf(closing.asked_at));
  const filter = { organisationId, secret, clearance: HIGHEST_CLEARANCE, year };
  const [dayYear, month, day] = localDateOf(closing.asked_at).split("-");
  return {
    title: book.title.vi,
    subtitle: `Năm ${year}`,
    organisation: (organisation ?? today)?.name ?? "",
    placeAndDate: `Ngày ${day} tháng ${month} năm ${dayYear}`,
    columns: book.columns.map(({ key, label, width, kind }) => ({ key, label: label.vi, width, kind })),
    rows: cellsOf(allLines(queries, book, filter)),
    cover: [
      `Năm ${year}`,
      `Từ số ${extent.first ?? "–"} đến số ${extent.last ?? "–"}`,
      `Từ ngày 01/01/${year} đến ngày 31/12/${year}`,
      ...(secret ? ["VĂN BẢN MẬT"] : []),
    ],
    ending: ({ rows, pages }) => ({
      lines: [
        `Sổ này có ${rows.toLocaleString("vi-VN")} văn bản, từ số ${extent.first ?? "–"} đến số ${extent.last ?? "–"}, in thành ${pages.toLocaleString("vi-VN")} trang, không kể bìa.`,
        `Khóa sổ ngày ${day} tháng ${month} năm ${dayYear}. Từ ngày này sổ không ghi thêm; sai sót được đính chính bằng ghi chú kèm theo.`,
      ],
      signers: [
        { title: "VĂN THƯ", name: closing.asked_by_name },
        { title: "LÃNH ĐẠO CƠ QUAN", name: "" },
      ],
    }),
  };
}

async function* cellsOf(lines: AsyncIterable<BookLine>): AsyncGenerator<BookLine["cells"]> {
  for await (const line of lines) yield line.cells;
}

declare module "../../../core/transaction/transact.ts" {
  interface JobTypes {
    "documents.print-book": { readonly closingId: string };
  }
}
