import {
  type Column,
  EmptyState,
  formatDateTime,
  formatNumber,
  isoDateTime,
  RegisterTable,
  useText,
} from "../../ui/index.ts";
import type { DeadLetter } from "../index.ts";
import type { KindStanding } from "../queue-standing.ts";

/** What failed for good, newest first. */
export function DeadLetterList({ letters, path }: { letters: readonly DeadLetter[]; path: string }) {
  const text = useText();
  if (letters.length === 0) {
    return (
      <EmptyState
        icon="check-circle"
        title={{ vi: "Không có việc nào hỏng", en: "Nothing has failed" }}
        explanation={{
          vi: "Việc thử lại nhiều lần vẫn hỏng sẽ hiện ở đây cùng lý do, để chạy lại hoặc bỏ qua.",
          en: "Work that fails after all its attempts appears here with the reason, to run again or dismiss.",
        }}
      />
    );
  }
  const columns: Column<DeadLetter>[] = [
    { key: "name", label: { vi: "Việc", en: "Work" }, phone: "title", cell: (row) => row.name },
    {
      key: "failed",
      label: { vi: "Hỏng lúc", en: "Failed at" },
      kind: "date",
      cell: (row) => <time dateTime={isoDateTime(row.failed_at)}>{formatDateTime(row.failed_at)}</time>,
    },
    {
      key: "attempts",
      label: { vi: "Số lần thử", en: "Attempts" },
      kind: "number",
      cell: (row) => String(row.attempts),
    },
    { key: "error", label: { vi: "Lý do", en: "Reason" }, cell: (row) => <Reason letter={row} /> },
    {
      key: "do",
      label: { vi: "Quyết định", en: "Decide" },
      cell: (row) => (
        <span class="actions">
          <a href={`${path}/${row.id}/rerun`}>
            {text({ vi: "Chạy lại", en: "Run again" })}
            <span class="visually-hidden"> {`${row.name} ${row.id}`}</span>
          </a>{" "}
          <a href={`${path}/${row.id}/dismiss`}>
            {text({ vi: "Bỏ qua", en: "Dismiss" })}
            <span class="visually-hidden"> {`${row.name} ${row.id}`}</span>
          </a>
        </span>
      ),
    },
  ];
  return (
    <RegisterTable
      id="dead-letters"
      caption={{ vi: "Việc hỏng, mới nhất trước", en: "Failed work, newest first" }}
      columns={columns}
      rows={letters}
      rowKey={(row) => String(row.id)}
      action={path}
      empty={{ title: { vi: "Không có việc nào hỏng", en: "Nothing has failed" }, explanation: "" }}
    />
  );
}

function Reason({ letter }: { letter: DeadLetter }) {
  const text = useText();
  return (
    <details>
      <summary>{(letter.last_error ?? "").split("\n")[0]?.slice(0, 160)}</summary>
      <p>{letter.last_error}</p>
      <p>{text({ vi: "Dữ liệu của việc:", en: "Payload:" })}</p>
      <pre>{JSON.stringify(letter.payload, null, 2)}</pre>
    </details>
  );
}

/** What is in the queue now. */
export function QueueTable({ kinds }: { kinds: readonly KindStanding[] }) {
  const columns: Column<KindStanding>[] = [
    { key: "name", label: { vi: "Loại việc", en: "Kind" }, phone: "title", cell: (row) => row.name },
    {
      key: "waiting",
      label: { vi: "Đang chờ", en: "Waiting" },
      kind: "number",
      cell: (row) => formatNumber(row.waiting),
    },
    {
      key: "running",
      label: { vi: "Đang chạy", en: "Running" },
      kind: "number",
      cell: (row) => formatNumber(row.running),
    },
    {
      key: "scheduled",
      label: { vi: "Hẹn giờ", en: "Scheduled" },
      kind: "number",
      cell: (row) => formatNumber(row.scheduled),
    },
    {
      key: "retrying",
      label: { vi: "Chờ thử lại", en: "To retry" },
      kind: "number",
      cell: (row) => formatNumber(row.retrying),
    },
  ];
  return (
    <RegisterTable
      id="queue"
      caption={{ vi: "Việc trong hàng chờ", en: "Work in the queue" }}
      columns={columns}
      rows={kinds}
      rowKey={(row) => row.name}
      action="/administration/jobs"
      empty={{
        icon: "check-circle",
        title: { vi: "Hàng chờ trống", en: "The queue is empty" },
        explanation: { vi: "Mọi việc nền đã làm xong.", en: "All background work is done." },
      }}
    />
  );
}
