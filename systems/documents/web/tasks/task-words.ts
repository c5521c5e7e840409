import { formatDate, type Tone, type Words } from "../../../../core/ui/index.ts";
import type { TaskRow } from "../../tasks/list-tasks.ts";
import type { ReminderKind } from "../../tasks/tables.ts";
import type { TaskState } from "../../tasks/task-states.ts";

/** How the states of a unit's part look everywhere. */
export const TASK_STATE_LOOKS: Readonly<Record<TaskState, { readonly tone: Tone; readonly label: Words }>> = {
  waiting: { tone: "neutral", label: { vi: "Chưa bắt đầu", en: "Not started" } },
  processing: { tone: "progress", label: { vi: "Đang xử lý", en: "In progress" } },
  completed: { tone: "good", label: { vi: "Đã xong", en: "Done" } },
  closed: { tone: "attention", label: { vi: "Kết thúc, chưa báo kết quả", en: "Ended without a report" } },
};

export const REMINDER_WORDS: Readonly<Record<ReminderKind, Words>> = {
  before: { vi: "Nhắc trước hạn", en: "Before the deadline" },
  "on-day": { vi: "Nhắc đúng ngày", en: "On the day" },
  overdue: { vi: "Nhắc quá hạn", en: "Overdue" },
  "escalated-unit": { vi: "Báo trưởng đơn vị", en: "Head of unit told" },
  "escalated-leader": { vi: "Báo lãnh đạo", en: "Leader told" },
  urged: { vi: "Đôn đốc", en: "Urged" },
};

export const ROLE_WORDS: Readonly<Record<TaskRow["role"], Words>> = {
  lead: { vi: "chủ trì", en: "lead" },
  "co-operating": { vi: "phối hợp", en: "co-operating" },
};

/** The superior's directive a task comes from: its number, date and term. */
export function sayDirective(
  row: Pick<TaskRow, "directive_symbol" | "directive_date" | "directive_due">,
): Words {
  const symbol = row.directive_symbol ?? "";
  const date = row.directive_date ? formatDate(row.directive_date) : "";
  const due = row.directive_due ? formatDate(row.directive_due) : "";
  return {
    vi: `${symbol}${date ? ` ngày ${date}` : ""}${due ? `, hạn ${due}` : ""}`,
    en: `${symbol}${date ? ` of ${date}` : ""}${due ? `, due ${due}` : ""}`,
  };
}
