import type { WorkingCalendar } from "../../../../core/calendar/index.ts";
import { type Column, DeadlineChip, formatDate, formatTime, StateChip } from "../../../../core/ui/index.ts";
import type { IncomingRow } from "../../registers.ts";
import { DocumentMarks } from "../shared/chips.tsx";
import { settledStanding, standingOf } from "../shared/deadlines.ts";
import { incomingLook, verdictLook } from "../shared/words.ts";

/** Columns of the work list. Kept light: fifty rows of them are drawn hundreds of times a second. */
export function incomingColumns(now: Date, calendar: WorkingCalendar): Column<IncomingRow>[] {
  return [
    {
      key: "arrived",
      label: { vi: "Đến lúc", en: "Arrived" },
      kind: "date",
      cell: (row) => `${formatTime(row.arrived_at)} ${formatDate(row.arrived_at)}`,
    },
    {
      key: "number",
      label: { vi: "Số đến", en: "Arrival no." },
      kind: "number",
      cell: (row) => row.arrival_number ?? "–",
    },
    {
      key: "from",
      label: { vi: "Nơi gửi", en: "Sender" },
      phone: "plain",
      cell: (row) => row.from_name,
    },
    {
      key: "symbol",
      label: { vi: "Số, ký hiệu", en: "Number, notation" },
      phone: "plain",
      cell: (row) => row.symbol,
    },
    {
      key: "abstract",
      label: { vi: "Loại và trích yếu", en: "Type and abstract" },
      phone: "title",
      cell: (row) => (row.type_name ? `${row.type_name}: ${row.abstract}` : row.abstract),
    },
    {
      key: "marks",
      label: { vi: "Lưu ý", en: "Note" },
      phone: "plain",
      cell: (row) => <Marks row={row} />,
    },
    {
      key: "state",
      label: { vi: "Tình trạng", en: "State" },
      kind: "state",
      phone: "plain",
      cell: (row) => <StateChip {...incomingLook(row.state)} />,
    },
    {
      key: "deadline",
      label: { vi: "Hạn xử lý", en: "Deadline" },
      phone: "plain",
      cell: (row) => <Deadline row={row} now={now} calendar={calendar} />,
    },
    {
      key: "handled",
      label: { vi: "Đang ở", en: "With" },
      phone: "plain",
      cell: (row) => row.handled_by ?? (row.state === "presented" ? row.presented_to_name : ""),
    },
  ];
}

function Marks({ row }: { row: IncomingRow }) {
  return (
    <>
      {(row.urgency > 0 || row.confidentiality > 0) && (
        <DocumentMarks urgency={row.urgency} confidentiality={row.confidentiality} />
      )}
      {row.request && (
        <StateChip
          tone="attention"
          icon="recall"
          label={
            row.request === "recall"
              ? { vi: "Nơi gửi xin thu hồi", en: "Recall asked" }
              : { vi: "Nơi gửi xin cập nhật", en: "Update asked" }
          }
        />
      )}
      {row.duplicate_of && row.state === "arrived" && (
        <StateChip tone="attention" label={{ vi: "Có thể trùng", en: "Possible duplicate" }} />
      )}
      {row.verdict && row.verdict !== "valid-both" && <StateChip {...verdictLook(row.verdict)} />}
    </>
  );
}

function Deadline({ row, now, calendar }: { row: IncomingRow; now: Date; calendar: WorkingCalendar }) {
  if (!row.deadline) return null;
  const standing = row.completed_at
    ? settledStanding(row.deadline, row.completed_at)
    : standingOf(row.deadline, now, calendar);
  return <DeadlineChip at={row.deadline} standing={standing} />;
}
