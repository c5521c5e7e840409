import { formatDate } from "../../../../core/ui/index.ts";
import type { CopyBookRow } from "../../copies/copy-book.ts";
import { COPY_FORM_RULES } from "../../copies/copy-forms.ts";
import { pagesText } from "../copies/words.ts";
import type { BookColumn } from "./book-columns.ts";

/** The register of copies: what NĐ 30/2020 Art. 25–27 and PL I say of a copy, in the manner of the registers of PL IV. */
export const COPY_BOOK: readonly BookColumn<CopyBookRow>[] = [
  {
    key: "number",
    label: { vi: "Số, ký hiệu bản sao", en: "Number of the copy" },
    width: 9,
    phone: "plain",
    sortable: true,
    cell: (row) => row.symbol,
  },
  {
    key: "made",
    label: { vi: "Ngày sao", en: "Copied on" },
    width: 8,
    kind: "date",
    cell: (row) => formatDate(row.made_at),
  },
  {
    key: "form",
    label: { vi: "Hình thức sao", en: "Form" },
    width: 8,
    phone: "plain",
    cell: (row) => COPY_FORM_RULES[row.form].name.vi,
  },
  {
    key: "source",
    label: { vi: "Số, ký hiệu, ngày văn bản được sao", en: "Document copied" },
    width: 12,
    cell: (row) => `${row.source_symbol} ngày ${formatDate(row.source_date)}`,
  },
  {
    key: "issuer",
    label: { vi: "Cơ quan ban hành", en: "Issued by" },
    width: 13,
    cell: (row) => row.source_issuer,
  },
  {
    key: "abstract",
    label: { vi: "Tên loại và trích yếu nội dung", en: "Type and abstract" },
    width: 20,
    phone: "title",
    cell: (row) => [row.source_type, row.source_abstract].filter(Boolean).join(": "),
  },
  {
    key: "pages",
    label: { vi: "Trang", en: "Pages" },
    width: 6,
    cell: (row) => pagesText(row).vi,
  },
  {
    key: "decided",
    label: { vi: "Người quyết định", en: "Decided by" },
    width: 9,
    cell: (row) => row.decided_by_name,
  },
  {
    key: "recipients",
    label: { vi: "Nơi nhận bản sao", en: "Recipients" },
    width: 9,
    cell: (row) => row.recipients.join("; "),
  },
  {
    key: "note",
    label: { vi: "Ghi chú", en: "Notes" },
    width: 6,
    cell: (row) =>
      [row.note, row.withdrawn_at ? "Đã hủy theo thu hồi của nơi gửi" : ""].filter(Boolean).join("; "),
  },
];
