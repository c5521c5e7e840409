import type { Context } from "hono";
import { type HttpEnv, requireSession } from "../../../../core/http/index.ts";
import { transact } from "../../../../core/transaction/index.ts";
import { formatDate, formatDateTime, say } from "../../../../core/ui/index.ts";
import type { TableExport } from "../../export/table-export.ts";
import { everyTask, type TaskRow } from "../../tasks/list-tasks.ts";
import { answerTable, type TableKind } from "../shared/answer-table.ts";
import { type AskedTasks, askedTasks, TASK_VIEW_WORDS } from "./asked-tasks.ts";
import { ROLE_WORDS, sayDirective, TASK_STATE_LOOKS } from "./task-words.ts";

const COLUMNS: TableExport["columns"] = [
  { key: "symbol", label: "Số, ký hiệu", width: 10 },
  { key: "abstract", label: "Trích yếu", width: 26 },
  { key: "from", label: "Nơi gửi", width: 14 },
  { key: "unit", label: "Đơn vị", width: 14 },
  { key: "person", label: "Người xử lý", width: 12 },
  { key: "given", label: "Giao lúc", width: 9, kind: "date" },
  { key: "due", label: "Hạn xử lý", width: 9, kind: "date" },
  { key: "state", label: "Tình trạng", width: 10 },
  { key: "percent", label: "Tiến độ (%)", width: 6, kind: "number" },
  { key: "reminders", label: "Đã nhắc", width: 6, kind: "number" },
  { key: "directive", label: "Theo chỉ đạo", width: 14 },
];

/** GET /tasks.xlsx, .docx, .pdf: every task of the view as filtered and sorted, without those of secret documents. */
export async function taskExport(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  const { house } = c.var;
  const asked = askedTasks(c, actor);
  const extension = c.req.path.split(".").at(-1);
  const kind: TableKind = extension === "pdf" || extension === "docx" ? extension : "xlsx";
  await transact(house, { actor }, async (tx) => {
    tx.record({
      action: "documents.export",
      objectKind: "tasks",
      objectId: actor.organisationId,
      data: { kind, address: new URL(c.req.url).search.slice(0, 1_000) },
    });
  });
  const rows = everyTask(house.database.queries, actor, asked.view, new Date(), {
    ...asked.order,
    filter: { ...asked.filter, openOnly: true },
  });
  return await answerTable(c, actor, kind, {
    title: `Nhiệm vụ: ${say("vi", TASK_VIEW_WORDS[asked.view])}`,
    subtitle: sayFilter(asked),
    columns: COLUMNS,
    rows: cellsOf(rows),
  });
}

function sayFilter({ typed, filter }: AskedTasks): string {
  return [
    filter.state ? say("vi", TASK_STATE_LOOKS[filter.state].label) : "",
    typed.from ? `hạn từ ngày ${formatDate(typed.from)}` : "",
    typed.to ? `hạn đến ngày ${formatDate(typed.to)}` : "",
    typed.text ? `có từ "${typed.text}"` : "",
    filter.fromDirective ? "theo chỉ đạo của cấp trên" : "",
    "không kể văn bản mật",
  ]
    .filter(Boolean)
    .join(", ");
}

async function* cellsOf(rows: AsyncIterable<TaskRow>): AsyncGenerator<Readonly<Record<string, string>>> {
  for await (const row of rows)
    yield {
      symbol: row.symbol,
      abstract: row.abstract,
      from: row.from_name,
      unit: `${row.unit_name} (${say("vi", ROLE_WORDS[row.role])})`,
      person: row.person_name ?? "",
      given: formatDateTime(row.assigned_at),
      due: row.due ? formatDateTime(row.due) : "",
      state: say("vi", TASK_STATE_LOOKS[row.state].label),
      percent: String(row.percent),
      reminders: String(row.reminders),
      directive: row.directive_symbol ? say("vi", sayDirective(row)) : "",
    };
}
