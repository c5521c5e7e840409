import { assertMay } from "../access/index.ts";
import { FormRefusal, notFound, type Sentence } from "../errors.ts";
import { type Actor, type TransactionHost, transact } from "../transaction/index.ts";
import { listExceptions, putExceptions, removeException } from "./calendar-store.ts";
import { FIRST_YEAR, LAST_YEAR } from "./calendar-year.ts";
import { computedHolidays } from "./computed-holidays.ts";
import { mayChangeCalendar } from "./permissions.ts";
import { dayNumber, type LocalDate, weekdayOf } from "./vietnam-time.ts";
import { type CalendarException, EXCEPTION_KINDS } from "./working-calendar.ts";

interface Change {
  readonly actor: Actor;
  readonly requestId?: string;
}

/** A day as it was typed; `kind` may be anything. */
export interface TypedDay {
  readonly date: LocalDate | undefined;
  readonly kind: string;
  readonly name: string;
  readonly source: string;
}

/**
 * Enters or changes a day off or a swapped working day. Stored deadlines do not move: each was promised to somebody.
 *
 * @param day `source` is the decision it rests on
 * @throws FormRefusal on `date`, `kind`, `name`, `source`; AccessDeniedError
 */
export async function changeDay(
  host: TransactionHost,
  { day: typed, actor, ...request }: Change & { readonly day: TypedDay },
): Promise<void> {
  assertMay(actor, mayChangeCalendar, undefined);
  const day = checkDay(typed);
  await transact(host, { actor, ...request }, async (tx) => {
    const [before] = await listExceptions(tx.queries, { from: day.date, to: day.date });
    await putExceptions(tx.queries, [day]);
    tx.record({
      action: "calendar.change-day",
      objectKind: "calendar-day",
      objectId: day.date,
      data: { before: before ?? null, after: day },
    });
  });
}

/**
 * Takes a day out of the list.
 * @throws Refusal 404 when it is not there; AccessDeniedError
 */
export async function withdrawDay(
  host: TransactionHost,
  { date, actor, ...request }: Change & { readonly date: LocalDate },
): Promise<void> {
  assertMay(actor, mayChangeCalendar, undefined);
  await transact(host, { actor, ...request }, async (tx) => {
    const [before] = await listExceptions(tx.queries, { from: date, to: date });
    if (!before || !(await removeException(tx.queries, date))) throw notFound();
    tx.record({
      action: "calendar.withdraw-day",
      objectKind: "calendar-day",
      objectId: date,
      data: { before },
    });
  });
}

function checkDay(typed: TypedDay): CalendarException {
  const problems: Record<string, Sentence> = {};
  const kind = EXCEPTION_KINDS.find((each) => each === typed.kind);
  const name = typed.name.normalize("NFC").trim();
  const source = typed.source.normalize("NFC").trim();
  const year = Number(typed.date?.slice(0, 4));
  if (typed.date === undefined || !(year >= FIRST_YEAR && year <= LAST_YEAR)) {
    problems.date = {
      vi: `Nhập một ngày có thật từ năm ${FIRST_YEAR} đến ${LAST_YEAR}, ví dụ 24/04/2026.`,
      en: `Enter a real day of the years ${FIRST_YEAR} to ${LAST_YEAR}, for example 24/04/2026.`,
    };
  }
  if (!kind) problems.kind = { vi: "Chọn loại ngày.", en: "Choose what kind of day it is." };
  if (kind && typed.date !== undefined && !problems.date) {
    const rest = [0, 6].includes(weekdayOf(dayNumber(typed.date)));
    if (rest && kind !== "swap_work") {
      problems.date = {
        vi: "Ngày này là thứ Bảy hoặc Chủ nhật, vốn đã nghỉ. Nếu được nghỉ bù, hãy nhập ngày nghỉ bù vào ngày làm việc kế tiếp.",
        en: "This is a Saturday or Sunday, which is free anyway. If a day is given in compensation, enter that working day.",
      };
    }
    const free = computedHolidays(year).some(({ date }) => date === typed.date);
    if (!rest && !free && kind === "swap_work") {
      problems.date = {
        vi: "Ngày này vốn là ngày làm việc. Ngày làm bù phải là thứ Bảy, Chủ nhật hoặc ngày lễ rơi vào đó.",
        en: "This is a working day anyway. A swapped working day is a Saturday or Sunday.",
      };
    }
  }
  if (name.length < 2 || name.length > 200) {
    problems.name = {
      vi: "Nhập tên ngày, ví dụ “Nghỉ hoán đổi dịp 30/4” (2 đến 200 ký tự).",
      en: "Name the day (2 to 200 characters).",
    };
  }
  if (source.length < 2 || source.length > 200) {
    problems.source = {
      vi: "Nêu căn cứ: số, ký hiệu và cơ quan ban hành quyết định hoặc thông báo (2 đến 200 ký tự).",
      en: "Say what it rests on: number and issuer of the decision (2 to 200 characters).",
    };
  }
  if (typed.date === undefined || !kind || Object.keys(problems).length > 0) throw new FormRefusal(problems);
  return { date: typed.date, kind, name, source };
}
