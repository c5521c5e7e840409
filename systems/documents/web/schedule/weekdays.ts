import { dayNumber, type LocalDate, weekdayOf } from "../../../../core/calendar/index.ts";
import type { Words } from "../../../../core/ui/index.ts";

const WEEKDAYS: readonly Words[] = [
  { vi: "Chủ nhật", en: "Sunday" },
  { vi: "Thứ Hai", en: "Monday" },
  { vi: "Thứ Ba", en: "Tuesday" },
  { vi: "Thứ Tư", en: "Wednesday" },
  { vi: "Thứ Năm", en: "Thursday" },
  { vi: "Thứ Sáu", en: "Friday" },
  { vi: "Thứ Bảy", en: "Saturday" },
];

/** "Thứ Hai". */
export function weekdayWords(day: LocalDate): Words {
  return WEEKDAYS[weekdayOf(dayNumber(day))] ?? { vi: "", en: "" };
}
