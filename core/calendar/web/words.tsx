import { formatDate, StateChip, useText, type Words } from "../../ui/index.ts";
import { type CalendarDay, FIRST_YEAR, LAST_YEAR } from "../calendar-year.ts";
import { clock } from "../change-timetable.ts";
import { dayNumber, type LocalDate, weekdayOf } from "../vietnam-time.ts";
import type { ExceptionKind, Session } from "../working-calendar.ts";

export const EXCEPTION_WORDS: Readonly<Record<ExceptionKind, Words>> = {
  holiday: { vi: "Nghỉ lễ", en: "Public holiday" },
  compensated: { vi: "Nghỉ bù", en: "Day off in compensation" },
  swap_off: { vi: "Nghỉ hoán đổi", en: "Day off by swap" },
  swap_work: { vi: "Làm bù", en: "Working day by swap" },
};

const WEEKDAYS: readonly Words[] = [
  { vi: "Chủ nhật", en: "Sunday" },
  { vi: "Thứ Hai", en: "Monday" },
  { vi: "Thứ Ba", en: "Tuesday" },
  { vi: "Thứ Tư", en: "Wednesday" },
  { vi: "Thứ Năm", en: "Thursday" },
  { vi: "Thứ Sáu", en: "Friday" },
  { vi: "Thứ Bảy", en: "Saturday" },
];

/** The weekday of a date in words. */
export function weekdayWords(date: LocalDate): Words {
  return WEEKDAYS[weekdayOf(dayNumber(date))] ?? { vi: "", en: "" };
}

/** "thứ Hai 02/05/2022". */
export function DayName({ date }: { date: LocalDate }) {
  const text = useText();
  return (
    <>
      {text(weekdayWords(date))} <time dateTime={date}>{formatDate(date)}</time>
    </>
  );
}

/** Whether the source of a day has been confirmed. */
export function SourceMark({ day }: { day: CalendarDay }) {
  const text = useText();
  if (!day.entered) {
    return (
      <StateChip
        tone="attention"
        label={{ vi: "tự tính, chưa có quyết định", en: "computed, not decided" }}
      />
    );
  }
  if (!day.verified)
    return <StateChip tone="attention" label={{ vi: "chưa xác minh", en: "not verified" }} />;
  return <>{text(sourceWords(day.source))}</>;
}

/** Sources as the table that comes with the house writes them, in words people use. */
export function sourceWords(source: string): Words | string {
  switch (source) {
    case "verified":
      return { vi: "đã xác minh theo thông báo của năm", en: "verified with the yearly notice" };
    case "verified+computed":
      return { vi: "đã xác minh, khớp với lịch âm", en: "verified, agrees with the lunar calendar" };
    case "verified (official proposal)":
      return { vi: "đã xác minh theo đề xuất chính thức", en: "verified with the official proposal" };
    case "vn-holidays.tsv":
      return { vi: "bảng ngày nghỉ đi kèm hệ thống", en: "the table that comes with the system" };
    default:
      return source
        .replace(/^BLLĐ( 2019)?/, "Bộ luật Lao động 2019")
        .replace(/Đ(\d+)/, "Điều $1")
        .replace(/k(\d)$/, " khoản $1");
  }
}

/** A year from an address; the present one when it is none. */
export function yearOf(typed: string | undefined, present: number): number {
  const year = /^\d{4}$/.test(typed ?? "") ? Number(typed) : present;
  return year >= FIRST_YEAR && year <= LAST_YEAR ? year : present;
}

/** "07:30–11:30, 13:30–17:00". */
export function sessionWords(sessions: readonly Session[]): string {
  return sessions.map(({ from, to }) => `${clock(from)}–${clock(to)}`).join(", ");
}
