import type { Tone, Words } from "../../../../core/ui/index.ts";
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
