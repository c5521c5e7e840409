import { StateChip } from "../chips.tsx";
import { formatDate } from "../format.ts";
import type { Words } from "../language.ts";
import type { Tone } from "../notice.tsx";
import { type Column, RegisterTable } from "../register-table.tsx";
import { type SampleDocument, sampleDocuments } from "./samples.ts";

const STATES: Readonly<Record<SampleDocument["state"], { tone: Tone; label: Words }>> = {
  new: { tone: "info", label: { vi: "đã đến", en: "arrived" } },
  handling: { tone: "progress", label: { vi: "đang xử lý", en: "in work" } },
  done: { tone: "good", label: { vi: "hoàn thành", en: "done" } },
  refused: { tone: "bad", label: { vi: "từ chối", en: "refused" } },
};

/** Columns of the register of incoming documents (NĐ 30/2020 PL IV), as a sample. */
export const sampleColumns: readonly Column<SampleDocument>[] = [
  {
    key: "arrivedOn",
    label: { vi: "Ngày đến", en: "Arrived" },
    kind: "date",
    sortable: true,
    cell: (row) => formatDate(row.arrivedOn),
    filter: { kind: "date" },
  },
  {
    key: "arrivalNumber",
    label: { vi: "Số đến", en: "Arrival number" },
    kind: "number",
    sortable: true,
    cell: (row) => row.arrivalNumber,
  },
  {
    key: "author",
    label: { vi: "Tác giả", en: "Author" },
    phone: "plain",
    cell: (row) => row.author,
    filter: { kind: "text" },
  },
  {
    key: "code",
    label: { vi: "Số, ký hiệu", en: "Number and notation" },
    phone: "plain",
    cell: (row) => row.code,
    filter: { kind: "text", value: "UBND" },
  },
  {
    key: "issuedOn",
    label: { vi: "Ngày văn bản", en: "Dated" },
    kind: "date",
    phone: "hide",
    cell: (row) => formatDate(row.issuedOn),
  },
  {
    key: "abstract",
    label: { vi: "Tên loại và trích yếu", en: "Type and abstract" },
    phone: "title",
    cell: (row) => row.abstract,
    filter: { kind: "text" },
  },
  { key: "unit", label: { vi: "Đơn vị nhận", en: "Receiving unit" }, cell: (row) => row.unit },
  {
    key: "state",
    label: { vi: "Tình trạng", en: "State" },
    phone: "plain",
    kind: "state",
    cell: (row) => <StateChip {...STATES[row.state]} />,
    filter: {
      kind: "choice",
      options: Object.entries(STATES).map(([value, { label }]) => ({ value, label })),
    },
  },
  { key: "note", label: { vi: "Ghi chú", en: "Note" }, phone: "hide", cell: () => "" },
];

/** A register of `count` rows with every tool. */
export function RegisterSample({ count, id }: { count: number; id: string }) {
  return (
    <RegisterTable
      id={id}
      caption={{ vi: "Sổ đăng ký văn bản đến năm 2022", en: "Register of incoming documents, 2022" }}
      columns={sampleColumns}
      shown={sampleColumns.map((column) => column.key).filter((key) => key !== "note")}
      rows={sampleDocuments(count)}
      rowKey={(row) => row.id}
      rowHref={(row) => `/incoming/${row.id}`}
      rowFresh={(row) => row.state === "new"}
      action="/ui"
      query={new URLSearchParams("code=UBND&sort=-arrivedOn")}
      sorting={{ key: "arrivedOn", descending: true }}
      pagination={{ next: "/ui?after=x", count, total: 3_264_993 }}
      exports={{ xlsx: "/ui.xlsx", pdf: "/ui.pdf" }}
      bulk={{
        action: "/ui",
        rowLabel: (row) => `${row.code} ${row.author}`,
        actions: [
          { value: "present", label: { vi: "Trình lãnh đạo", en: "Present to the leader" } },
          { value: "return", label: { vi: "Trả lại", en: "Return" }, danger: true },
        ],
      }}
      empty={{
        title: { vi: "Chưa có văn bản đến", en: "No incoming documents yet" },
        explanation: {
          vi: "Văn bản gửi qua trục liên thông tự hiện ở đây; văn bản giấy do văn thư đăng ký.",
          en: "Documents from the interchange axis appear here by themselves; paper ones are registered by the clerk.",
        },
      }}
    />
  );
}
