import {
  type Column,
  DeadlineChip,
  formatDate,
  formatDateTime,
  RegisterTable,
  StateChip,
  useText,
} from "../../../../core/ui/index.ts";
import type { TaskRow } from "../../tasks/list-tasks.ts";
import { TASK_STATES } from "../../tasks/task-states.ts";
import { type calendarOf, standingOf } from "../shared/deadlines.ts";
import { isFiltered, ListFilterBar } from "../shared/list-filter.tsx";
import { shownColumns } from "../shared/shown-columns.ts";
import { type AskedTasks, TASK_VIEW_WORDS } from "./asked-tasks.ts";
import { ROLE_WORDS, sayDirective, TASK_STATE_LOOKS } from "./task-words.ts";

const ACTION = "/tasks";
/** Parameters of the address that the filter form does not hold itself. */
const KEPT = ["view", "cols", "sort"];

interface TaskTableProps {
  readonly asked: AskedTasks;
  readonly page: { readonly rows: readonly TaskRow[]; readonly next?: string };
  readonly now: Date;
  readonly calendar: Awaited<ReturnType<typeof calendarOf>>;
  readonly query: URLSearchParams;
}

/** The tasks of one view as a register: filter, sorting, columns, pages and export. */
export function TaskTable({ asked, page, now, calendar, query }: TaskTableProps) {
  const text = useText();
  const { view, typed, filter, order } = asked;
  const columns = columnsOf(now, calendar, text);
  const rest = new URLSearchParams([...query].filter(([name]) => name !== "after"));
  rest.set("view", view);
  const kept = KEPT.flatMap((name) =>
    (name === "view" ? [view] : query.getAll(name)).map((value): [string, string] => [name, value]),
  );
  const filtered = isFiltered(typed) || filter.fromDirective === true;
  const openOnly = view === "overdue" || view === "today";
  return (
    <div class="dense">
      <ListFilterBar
        action={ACTION}
        filter={typed}
        kept={kept}
        hint={{ vi: "Số ký hiệu, trích yếu, nơi gửi, người…", en: "Number, abstract, sender, person…" }}
        states={TASK_STATES.filter((each) => !openOnly || each === "waiting" || each === "processing").map(
          (value) => ({ value, label: TASK_STATE_LOOKS[value].label }),
        )}
        days={{ from: { vi: "Hạn từ ngày", en: "Due from" }, to: { vi: "Hạn đến ngày", en: "Due until" } }}
        filtered={filtered}
      >
        <label class="list-filter-tick">
          <input type="checkbox" name="directive" value="1" checked={filter.fromDirective === true} />
          {text({ vi: "Chỉ nhiệm vụ theo chỉ đạo của cấp trên", en: "Only from a superior's directive" })}
        </label>
      </ListFilterBar>
      <RegisterTable<TaskRow>
        id="tasks"
        caption={TASK_VIEW_WORDS[view]}
        columns={columns}
        shown={shownColumns(query, columns)}
        rows={page.rows}
        rowKey={(row) => row.id}
        rowHref={(row) => `/incoming/${row.incoming_id}`}
        action={ACTION}
        query={rest}
        sorting={{ key: order.sort, descending: order.descending }}
        pagination={{
          count: page.rows.length,
          next: page.next && `${ACTION}?${new URLSearchParams([...rest, ["after", page.next]])}`,
          previous: query.has("after") ? `${ACTION}?${rest}` : undefined,
        }}
        exports={{
          xlsx: `/tasks.xlsx?${rest}`,
          docx: `/tasks.docx?${rest}`,
          pdf: `/tasks.pdf?${rest}`,
        }}
        empty={
          filtered
            ? {
                icon: "search",
                title: { vi: "Không có nhiệm vụ nào khớp", en: "No task matches" },
                explanation: { vi: "Bỏ bớt điều kiện lọc để xem thêm.", en: "Remove a filter to see more." },
              }
            : {
                icon: "check-circle",
                title: { vi: "Không có nhiệm vụ nào ở mục này", en: "No task here" },
                explanation: {
                  vi: "Phần việc của đơn vị, cá nhân được giao từ văn bản đến hiện ở đây, gấp nhất ở trên.",
                  en: "Parts of incoming documents assigned to units and people appear here, the most pressing first.",
                },
              }
        }
      />
    </div>
  );
}

function columnsOf(
  now: Date,
  calendar: TaskTableProps["calendar"],
  text: ReturnType<typeof useText>,
): readonly Column<TaskRow>[] {
  return [
    {
      key: "symbol",
      label: { vi: "Số, ký hiệu", en: "Number, notation" },
      phone: "plain",
      cell: (row) => row.symbol,
    },
    {
      key: "abstract",
      label: { vi: "Trích yếu", en: "Abstract" },
      phone: "title",
      cell: (row) => row.abstract,
    },
    { key: "from", label: { vi: "Nơi gửi", en: "Sender" }, phone: "hide", cell: (row) => row.from_name },
    {
      key: "unit",
      label: { vi: "Đơn vị", en: "Unit" },
      cell: (row) => `${row.unit_name} (${text(ROLE_WORDS[row.role])})`,
    },
    {
      key: "person",
      label: { vi: "Người xử lý", en: "Person" },
      cell: (row) => row.person_name ?? text({ vi: "Chưa phân công", en: "Nobody yet" }),
    },
    {
      key: "given",
      label: { vi: "Giao lúc", en: "Given" },
      kind: "date",
      sortable: true,
      phone: "hide",
      cell: (row) => formatDateTime(row.assigned_at),
    },
    {
      key: "due",
      label: { vi: "Hạn xử lý", en: "Deadline" },
      kind: "state",
      sortable: true,
      cell: (row) => <Due row={row} now={now} calendar={calendar} />,
    },
    {
      key: "state",
      label: { vi: "Tình trạng", en: "State" },
      kind: "state",
      phone: "plain",
      cell: (row) => <StateChip {...TASK_STATE_LOOKS[row.state]} />,
    },
    {
      key: "percent",
      label: { vi: "Tiến độ", en: "Progress" },
      kind: "number",
      cell: (row) => `${row.percent} %`,
    },
    {
      key: "reminders",
      label: { vi: "Đã nhắc", en: "Reminded" },
      kind: "number",
      cell: (row) => row.reminders,
    },
    {
      key: "directive",
      label: { vi: "Theo chỉ đạo", en: "Directive" },
      phone: "hide",
      cell: (row) =>
        row.directive_id && row.directive_symbol ? (
          <a href={`/tasks/origins/${row.directive_id}`}>{text(sayDirective(row))}</a>
        ) : (
          ""
        ),
    },
  ];
}

function Due({ row, now, calendar }: { row: TaskRow } & Pick<TaskTableProps, "now" | "calendar">) {
  if (!row.due) return null;
  const open = row.state === "waiting" || row.state === "processing";
  if (!open) return <span>{formatDate(row.due)}</span>;
  return <DeadlineChip at={row.due} standing={standingOf(row.due, now, calendar)} />;
}
