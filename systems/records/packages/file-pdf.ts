import { Readable } from "node:stream";
import { formatDate } from "../../../core/ui/index.ts";
import { writePdf } from "../../documents/index.ts";
import type { PackageDescription, PackagedDocument } from "./description.ts";

/** The list of documents of a file as it is printed (mục lục văn bản, tài liệu: NĐ 30/2020 PL V). */
export function writeFilePdf({
  file,
  documents,
  madeAt,
}: Pick<PackageDescription, "file" | "documents" | "madeAt">): Readable {
  const [year, month, day] = madeAt.slice(0, 10).split("-");
  return writePdf({
    title: "Mục lục văn bản, tài liệu",
    subtitle: `Hồ sơ ${file.fileNotation} năm ${file.fileCatalog}: ${file.title}. Thời hạn lưu trữ: ${file.maintenance}`,
    organisation: file.organName,
    placeAndDate: `Ngày ${day} tháng ${month} năm ${year}`,
    empty: "(Hồ sơ chưa có văn bản, tài liệu)",
    columns: [
      { key: "order", label: "Số TT", width: 5, kind: "number" },
      { key: "symbol", label: "Số, ký hiệu văn bản", width: 14 },
      { key: "date", label: "Ngày tháng văn bản", width: 10, kind: "date" },
      { key: "subject", label: "Tên loại và trích yếu nội dung văn bản", width: 40 },
      { key: "author", label: "Tác giả văn bản", width: 20 },
      { key: "pages", label: "Số trang", width: 6, kind: "number" },
      { key: "note", label: "Ghi chú", width: 16 },
    ],
    rows: Readable.from(documents.map(rowOf)),
  });
}

function rowOf(document: PackagedDocument): Readonly<Record<string, string>> {
  return {
    order: String(document.order),
    symbol: [document.codeNumber, document.codeNotation].filter(Boolean).join("/"),
    date: document.issuedDate ? formatDate(document.issuedDate) : "",
    subject: [document.typeName, document.subject].filter(Boolean).join(": "),
    author: document.organName,
    pages: document.pageAmount === null ? "" : String(document.pageAmount),
    note: document.withheld || (document.reliability === "Bản giấy" ? "Bản giấy" : ""),
  };
}
