import {
  addWorkingDays,
  addWorkingHours,
  endOfWorkingDay,
  instantAt,
  loadCalendar,
  localDateOf,
  type WorkingCalendar,
  workingDaysBetween,
  workingTimeBetween,
} from "../../../../core/calendar/index.ts";
import type { Database } from "../../../../core/database/index.ts";
import { FormRefusal, type Sentence } from "../../../../core/errors.ts";
import { type Form, value } from "../../../../core/http/index.ts";
import type { House } from "../../../../core/system.ts";
import type { PersonActor } from "../../../../core/transaction/index.ts";
import { type DeadlineStanding, formatDateTime, parseDay } from "../../../../core/ui/index.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Calendars change a few times a year; lists are drawn hundreds of times a second. */
const KEEP_MS = 30_000;

interface Kept {
  readonly calendar: Promise<WorkingCalendar>;
  readonly until: number;
}
const kept = new WeakMap<Database, Map<string, Kept>>();

/** The working calendar of an organisation, at most half a minute old. */
export function calendarOf(database: Database, organisationId: string): Promise<WorkingCalendar> {
  const known = kept.get(database) ?? new Map<string, Kept>();
  kept.set(database, known);
  const now = Date.now();
  const found = known.get(organisationId);
  if (found && found.until > now) return found.calendar;
  const calendar = loadCalendar(database.queries, organisationId);
  known.set(organisationId, { calendar, until: now + KEEP_MS });
  // A failed load is not kept: the next page asks again.
  calendar.catch(() => known.delete(organisationId));
  return calendar;
}

/** Where an open deadline stands: working time left, or elapsed time since it ran out. */
export function standingOf(due: Date, now: Date, calendar: WorkingCalendar): DeadlineStanding {
  if (now > due) {
    const over = now.getTime() - due.getTime();
    return {
      state: "overdue",
      over:
        over >= DAY
          ? { amount: Math.floor(over / DAY), unit: "days" }
          : over >= HOUR
            ? { amount: Math.floor(over / HOUR), unit: "hours" }
            : { amount: Math.max(1, Math.floor(over / MINUTE)), unit: "minutes" },
    };
  }
  const days = workingDaysBetween(now, due, calendar);
  if (days > 0) {
    return { state: days > 1 ? "open" : "soon", left: { amount: days, unit: "working-days" } };
  }
  const left = workingTimeBetween(now, due, calendar);
  return {
    state: "soon",
    left:
      left >= HOUR
        ? { amount: Math.floor(left / HOUR), unit: "working-hours" }
        : { amount: Math.floor(left / MINUTE), unit: "working-minutes" },
  };
}

/** Where the deadline of finished work stands. */
export function settledStanding(due: Date, completedAt: Date): DeadlineStanding {
  return { state: completedAt <= due ? "met" : "missed" };
}

/** A deadline to choose, with the moment it means from now. */
export interface DeadlineChoice {
  readonly value: string;
  readonly label: Sentence;
}

const WEEKDAYS = ["Chủ nhật", "thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy"];
const WEEKDAYS_EN = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const DAYS = [1, 2, 3, 5, 7, 10, 15, 20, 30];
const HOURS = [2, 4];

/** Hours and days of working time from now, each with the moment computed by the calendar. */
export function deadlineChoices(now: Date, calendar: WorkingCalendar): DeadlineChoice[] {
  return [
    ...HOURS.map((hours) => {
      const due = addWorkingHours(now, hours, calendar);
      return {
        value: `h${hours}`,
        label: {
          vi: `${hours} giờ làm việc — ${sayMoment(due).vi}`,
          en: `${hours} working hours — ${sayMoment(due).en}`,
        },
      };
    }),
    ...DAYS.map((days) => {
      const due = addWorkingDays(now, days, calendar);
      return {
        value: `d${days}`,
        label: {
          vi: `${days} ngày làm việc — ${sayMoment(due).vi}`,
          en: `${days} working ${days === 1 ? "day" : "days"} — ${sayMoment(due).en}`,
        },
      };
    }),
  ];
}

/** "16:45 thứ Sáu 11/03/2022". */
export function sayMoment(at: Date): Sentence {
  const weekday = new Date(at.getTime() + 7 * HOUR).getUTCDay();
  const [time = "", date = ""] = formatDateTime(at).split(" ");
  return {
    vi: `${time} ${WEEKDAYS[weekday]} ${date}`,
    en: `${time} ${WEEKDAYS_EN[weekday]} ${date}`,
  };
}

/**
 * Reads a typed deadline: `h2`, `d5` (working time from now), any other number of working days from `days`, or a day,
 * which means the end of office hours of that day.
 *
 * @returns null when none is set; a sentence beside its field when it cannot be meant
 */
export function readDeadline(
  typed: { readonly choice: string; readonly date: string },
  now: Date,
  calendar: WorkingCalendar,
):
  | { readonly due: Date | null }
  | { readonly field: "deadline" | "deadlineDate"; readonly problem: Sentence } {
  if (typed.date.trim() !== "") return readDay(typed.date, now, calendar);
  if (typed.choice === "") return { due: null };
  const match = /^([dh])(\d{1,3})$/.exec(typed.choice);
  const amount = Number(match?.[2]);
  if (!match || amount < 1) {
    return {
      field: "deadline",
      problem: { vi: "Chọn một hạn trong danh sách.", en: "Choose a deadline from the list." },
    };
  }
  return {
    due: match[1] === "d" ? addWorkingDays(now, amount, calendar) : addWorkingHours(now, amount, calendar),
  };
}

function readDay(typed: string, now: Date, calendar: WorkingCalendar): ReturnType<typeof readDeadline> {
  const day = parseDay(typed);
  if (day === undefined) {
    return {
      field: "deadlineDate",
      problem: {
        vi: "Nhập ngày theo dạng ngày/tháng/năm, ví dụ 04/03/2022.",
        en: "Enter day/month/year, such as 04/03/2022.",
      },
    };
  }
  const due = endOfWorkingDay(instantAt(day), calendar);
  const landed = localDateOf(due);
  if (landed !== day) {
    const [year = "", month = "", date = ""] = landed.split("-");
    return {
      field: "deadlineDate",
      problem: {
        vi: `Ngày này là ngày nghỉ. Ngày làm việc kế tiếp là ${date}/${month}/${year}.`,
        en: `This is a day off. The next working day is ${date}/${month}/${year}.`,
      },
    };
  }
  if (due <= now) {
    return {
      field: "deadlineDate",
      problem: { vi: "Hạn xử lý phải sau thời điểm này.", en: "The deadline must lie in the future." },
    };
  }
  return { due };
}

/**
 * Reads a day typed in a field of a form: the end of its office hours, null when empty.
 * @throws FormRefusal on that field
 */
export async function dayOf(
  house: House,
  actor: PersonActor,
  form: Form,
  field: string,
  now: Date,
): Promise<Date | null> {
  const calendar = await calendarOf(house.database, actor.organisationId);
  const read = readDeadline({ choice: "", date: value(form, field) }, now, calendar);
  if ("problem" in read) throw new FormRefusal({ [field]: read.problem });
  return read.due;
}
