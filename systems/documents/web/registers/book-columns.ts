import type { Sentence } from "../../../../core/errors.ts";
import { formatDate, formatDateTime } from "../../../../core/ui/index.ts";
import { INCOMING_STATE_WORDS } from "../../incoming/incoming-states.ts";
import type { IncomingBookRow, OutgoingBookRow } from "../../register-books.ts";
import { degreeWords } from "../../secrecy/secrecy.ts";
import { URGENCY_WORDS } from "../shared/words.ts";

/** A column of a legal register: the same text on the screen, in XLSX and in PDF. */
export interface BookColumn<Row> {
  readonly key: string;
  readonly label: Sentence;
  /** Share of the width of a printed page. */
  readonly width: number;
  readonly kind?: "text" | "number" | "date" | undefined;
  readonly cell: (row: Row, names: UnitNames) => string;
  readonly phone?: "title" | "plain" | "hide" | undefined;
  readonly sortable?: boolean;
}

/** Names of inner units by id. */
export type UnitNames = ReadonlyMap<string, string>;

/** The registers of secret documents have the columns of the common ones and, after the abstract, the degree of secrecy. */
export function withSecrecy<Row extends { readonly confidentiality: number }>(
  columns: readonly BookColumn<Row>[],
): readonly BookColumn<Row>[] {
  const after = columns.findIndex((column) => column.key === "abstract" || column.key === "document") + 1;
  return [
    ...columns.slice(0, after),
    { ...DEGREE, cell: (row) => degreeWords(row.confidentiality).vi },
    ...columns.slice(after),
  ];
}

const DEGREE = { key: "secrecy", label: { vi: "Mức độ mật", en: "Degree of secrecy" }, width: 6 } as const;

/** NĐ 30/2020/NĐ-CP Phụ lục IV: Sổ đăng ký văn bản đến, ten columns in the order of the form. */
export const INCOMING_BOOK: readonly BookColumn<IncomingBookRow>[] = [
  {
    key: "arrived",
    label: { vi: "Ngày đến", en: "Arrived" },
    width: 7,
    kind: "date",
    cell: (row) => formatDate(row.arrived_at),
  },
  {
    key: "number",
    label: { vi: "Số đến", en: "Arrival number" },
    width: 5,
    kind: "number",
    sortable: true,
    cell: (row) => String(row.number),
  },
  {
    key: "author",
    label: { vi: "Tác giả", en: "Author" },
    width: 14,
    phone: "plain",
    cell: (row) => row.from_name,
  },
  {
    key: "symbol",
    label: { vi: "Số, ký hiệu", en: "Number, notation" },
    width: 10,
    phone: "plain",
    cell: (row) => row.symbol,
  },
  {
    key: "date",
    label: { vi: "Ngày tháng", en: "Date" },
    width: 7,
    kind: "date",
    cell: (row) => formatDate(row.issued_date),
  },
  {
    key: "abstract",
    label: { vi: "Tên loại và trích yếu nội dung", en: "Type and abstract" },
    width: 22,
    phone: "title",
    cell: (row) => typed(row.type_name, row.abstract),
  },
  {
    key: "receiver",
    label: { vi: "Đơn vị hoặc người nhận", en: "Unit or person receiving" },
    width: 14,
    cell: receiverOf,
  },
  {
    key: "passed",
    label: { vi: "Ngày chuyển", en: "Passed on" },
    width: 7,
    kind: "date",
    cell: (row) => dayOf(row.directed_at ?? row.presented_at),
  },
  {
    key: "signed",
    label: { vi: "Ký nhận", en: "Received by" },
    width: 8,
    cell: (row) =>
      row.lead_person && row.lead_state !== "waiting" ? `${row.lead_person} (nhận trên hệ thống)` : "",
  },
  { key: "note", label: { vi: "Ghi chú", en: "Notes" }, width: 8, cell: noteOfIncoming },
];

/** NĐ 30/2020/NĐ-CP Phụ lục IV: Sổ đăng ký văn bản đi, ten columns in the order of the form. */
export const OUTGOING_BOOK: readonly BookColumn<OutgoingBookRow>[] = [
  {
    key: "symbol",
    label: { vi: "Số, ký hiệu văn bản", en: "Number, notation" },
    width: 10,
    phone: "plain",
    cell: (row) => row.symbol,
  },
  {
    key: "date",
    label: { vi: "Ngày tháng văn bản", en: "Date" },
    width: 8,
    kind: "date",
    sortable: true,
    cell: (row) => formatDate(row.issued_date),
  },
  {
    key: "abstract",
    label: { vi: "Tên loại và trích yếu nội dung văn bản", en: "Type and abstract" },
    width: 22,
    phone: "title",
    cell: (row) => typed(row.type_name, row.abstract),
  },
  { key: "signer", label: { vi: "Người ký", en: "Signed by" }, width: 9, cell: (row) => row.signer_name },
  {
    key: "recipients",
    label: { vi: "Nơi nhận văn bản", en: "Recipients" },
    width: 17,
    cell: (row) => row.recipients.join("; "),
  },
  {
    key: "kept",
    label: { vi: "Đơn vị, người nhận bản lưu", en: "Kept by" },
    width: 10,
    cell: (row, names) => ["Văn thư", names.get(row.unit_id)].filter(Boolean).join("; "),
  },
  {
    key: "copies",
    label: { vi: "Số lượng bản", en: "Copies" },
    width: 5,
    kind: "number",
    cell: (row) => String(row.recipients.length),
  },
  {
    key: "sent",
    label: { vi: "Ngày chuyển", en: "Sent on" },
    width: 7,
    kind: "date",
    cell: (row) => dayOf(row.issued_at),
  },
  {
    key: "received",
    label: { vi: "Ký nhận", en: "Received by" },
    width: 7,
    cell: (row) => (row.issued_at ? `${row.received}/${row.recipients.length} nơi đã tiếp nhận` : ""),
  },
  { key: "note", label: { vi: "Ghi chú", en: "Notes" }, width: 9, cell: noteOfOutgoing },
];

/** NĐ 30/2020/NĐ-CP Phụ lục IV: Sổ theo dõi giải quyết văn bản đến, seven columns in the order of the form. */
export const HANDLING_BOOK: readonly BookColumn<IncomingBookRow>[] = [
  {
    key: "number",
    label: { vi: "Số đến", en: "Arrival number" },
    width: 6,
    kind: "number",
    sortable: true,
    cell: (row) => String(row.number),
  },
  {
    key: "document",
    label: {
      vi: "Tên loại, số và ký hiệu, ngày tháng và tác giả văn bản",
      en: "Type, number, date and author",
    },
    width: 28,
    phone: "title",
    cell: (row) =>
      `${row.type_name ? `${row.type_name} ` : ""}số ${row.symbol} ngày ${formatDate(row.issued_date)} của ${row.from_name}`,
  },
  {
    key: "receiver",
    label: { vi: "Đơn vị hoặc người nhận", en: "Unit or person receiving" },
    width: 18,
    cell: receiverOf,
  },
  {
    key: "deadline",
    label: { vi: "Thời hạn giải quyết", en: "Deadline" },
    width: 11,
    cell: (row) =>
      row.deadline ? formatDateTime(row.deadline) : row.lead_unit ? "Theo quy chế làm việc" : "",
  },
  { key: "progress", label: { vi: "Tiến độ giải quyết", en: "Progress" }, width: 14, cell: progressOf },
  {
    key: "answer",
    label: { vi: "Số, ký hiệu văn bản trả lời", en: "Answered by" },
    width: 11,
    cell: (row) => row.answers.join("; "),
  },
  {
    key: "note",
    label: { vi: "Ghi chú", en: "Notes" },
    width: 12,
    cell: (row) => [noteOfIncoming(row), row.result ?? ""].filter(Boolean).join("; "),
  },
];

function typed(type: string, abstract: string): string {
  return type === "" ? abstract : `${type}: ${abstract}`;
}

function dayOf(at: Date | null): string {
  return at ? formatDate(at) : "";
}

function receiverOf(row: IncomingBookRow): string {
  if (!row.lead_unit) return row.presented_to_name ?? "";
  const lead = row.lead_person ? `${row.lead_unit} (${row.lead_person})` : row.lead_unit;
  return row.cooperating.length > 0 ? `${lead}; phối hợp: ${row.cooperating.join(", ")}` : lead;
}

function progressOf(row: IncomingBookRow): string {
  const words = INCOMING_STATE_WORDS[row.state].vi;
  if (!row.completed_at) return words;
  const late = row.deadline && row.completed_at > row.deadline ? ", trễ hạn" : "";
  return `${words} ${formatDate(row.completed_at)}${late}`;
}

function noteOfIncoming(row: IncomingBookRow): string {
  return [
    row.urgency > 0 ? (URGENCY_WORDS[row.urgency]?.vi ?? "") : "",
    row.source === "paper" ? "Văn bản giấy" : "",
    row.state === "recalled" ? "Nơi gửi đã thu hồi" : "",
    row.state === "replaced" ? `Được thay thế${row.replaced_by ? ` bằng ${row.replaced_by}` : ""}` : "",
  ]
    .filter(Boolean)
    .join("; ");
}

function noteOfOutgoing(row: OutgoingBookRow): string {
  return [
    row.urgency > 0 ? (URGENCY_WORDS[row.urgency]?.vi ?? "") : "",
    row.state === "cancelled" ? `Đã hủy: ${row.cancelled_reason ?? ""}` : "",
    row.refused > 0 ? `${row.refused} nơi từ chối` : "",
    row.recalled > 0 ? `${row.recalled} nơi đã trả lại theo yêu cầu thu hồi` : "",
  ]
    .filter(Boolean)
    .join("; ");
}
