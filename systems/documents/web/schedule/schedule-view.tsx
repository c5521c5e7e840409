import { type LocalDate, localDateOf } from "../../../../core/calendar/index.ts";
import { formatDate, formatDateTime, useText } from "../../../../core/ui/index.ts";
import { daysOf, type Schedule } from "../../schedule/read-schedule.ts";
import { daysOfEvent, hoursOn } from "../../schedule/when-of-event.ts";
import type { ShownDays } from "./days.ts";
import { weekdayWords } from "./weekdays.ts";
import type { Whose } from "./whose.ts";

/** One line of a day. */
export interface DayEntry {
  readonly key: string;
  /** Empty for an absence, which has no page. */
  readonly href: string;
  /** "16:00", empty for a whole day. */
  readonly time: string;
  readonly words: string;
  readonly detail: string;
  readonly kind: "event" | "cancelled" | "deadline" | "absence";
}

/** What stands on each day: absences first, then events, then deadlines by the hour. */
export function entriesByDay(
  schedule: Schedule,
  from: LocalDate,
  until: LocalDate,
): ReadonlyMap<LocalDate, readonly DayEntry[]> {
  const days = new Map<LocalDate, DayEntry[]>();
  const put = (day: LocalDate, entry: DayEntry): void => {
    const entries = days.get(day) ?? [];
    days.set(day, entries);
    entries.push(entry);
  };
  for (const absence of schedule.absences)
    for (const day of daysOf(absence, from, until))
      put(day, {
        key: absence.id,
        href: "",
        time: "",
        words: absence.person_name,
        detail: absence.reason,
        kind: "absence",
      });
  for (const event of schedule.events)
    for (const day of daysOfEvent(event, from, until))
      put(day, {
        key: event.id,
        href: `/schedule/events/${event.id}`,
        time: hoursOn(day, event),
        words: event.title,
        detail: [event.place, event.chair_name].filter(Boolean).join("; "),
        kind: event.state === "cancelled" ? "cancelled" : "event",
      });
  for (const deadline of schedule.deadlines)
    put(localDateOf(deadline.due), {
      key: deadline.id,
      href: `/incoming/${deadline.incoming_id}`,
      time: formatDateTime(deadline.due).slice(0, 5),
      words: deadline.symbol,
      detail: [deadline.who, deadline.abstract].filter(Boolean).join(": "),
      kind: "deadline",
    });
  return days;
}

/** A month shows so many lines a day; the week shows all. */
const PER_DAY = 5;

interface DayListProps {
  readonly shown: ShownDays;
  readonly today: LocalDate;
  /** Kept by the links into a week. */
  readonly whose: Whose;
  readonly entries: ReadonlyMap<LocalDate, readonly DayEntry[]>;
  isWorkingDay(day: LocalDate): boolean;
  holidayOf(day: LocalDate): string | undefined;
}

/** Seven columns where there is room, one list where there is not (there, days without anything are left out). */
export function DayList({ shown, today, whose, entries, isWorkingDay, holidayOf }: DayListProps) {
  const text = useText();
  const [year = "", month = ""] = shown.month.split("-");
  const [first = today, last = today] = [shown.days[0], shown.days.at(-1)];
  const title =
    shown.span === "month"
      ? { vi: `Tháng ${Number(month)} năm ${year}`, en: `${month}/${year}` }
      : shown.span === "day"
        ? { vi: `Ngày ${formatDate(first)}`, en: formatDate(first) }
        : {
            vi: `Tuần từ ${formatDate(first)} đến ${formatDate(last)}`,
            en: `Week from ${formatDate(first)} to ${formatDate(last)}`,
          };
  return (
    <section class="schedule" aria-labelledby="schedule-title">
      <h2 id="schedule-title">{text(title)}</h2>
      {entries.size === 0 && (
        <p class="schedule-nothing">
          {text({ vi: "Không có lịch, hạn hay ngày vắng nào.", en: "No events, deadlines or absences." })}
        </p>
      )}
      <ol class={`schedule-days schedule-of-${shown.span}`}>
        {shown.days.map((day) => {
          const all = entries.get(day) ?? [];
          const some = shown.span === "month" ? all.slice(0, PER_DAY) : all;
          const outside = shown.span === "month" && !day.startsWith(shown.month);
          return (
            <li
              key={day}
              class={[
                "schedule-day",
                all.length === 0 && "schedule-empty",
                outside && "schedule-outside",
                !isWorkingDay(day) && "schedule-off",
                day === today && "schedule-today",
              ]
                .filter(Boolean)
                .join(" ")}
            >
              <h3>
                <span class="schedule-weekday">{text(weekdayWords(day))}</span>{" "}
                <time dateTime={day}>
                  {day.slice(8)}/{day.slice(5, 7)}
                </time>
                {day === today && <span class="schedule-now"> {text({ vi: "hôm nay", en: "today" })}</span>}
              </h3>
              {holidayOf(day) && <p class="schedule-holiday">{holidayOf(day)}</p>}
              {some.length > 0 && (
                <ul>
                  {some.map((entry) => (
                    <Line key={entry.key} entry={entry} short={shown.span === "month"} />
                  ))}
                </ul>
              )}
              {all.length > some.length && (
                <a href={`/schedule?view=week&day=${day}${whose === "all" ? "" : `&whose=${whose}`}`}>
                  {text({
                    vi: `và ${all.length - some.length} mục nữa`,
                    en: `and ${all.length - some.length} more`,
                  })}
                </a>
              )}
            </li>
          );
        })}
      </ol>
    </section>
  );
}

function Line({ entry, short }: { entry: DayEntry; short: boolean }) {
  const text = useText();
  if (entry.kind === "absence")
    return (
      <li class="schedule-absence">
        {text({ vi: "Vắng: ", en: "Away: " })}
        {entry.words}
        {!short && entry.detail && <span class="story-aside">{entry.detail}</span>}
      </li>
    );
  if (entry.kind === "cancelled")
    return (
      <li class="schedule-event">
        {text({ vi: "Đã hủy: ", en: "Cancelled: " })}
        <s>
          {entry.time} <a href={entry.href}>{entry.words}</a>
        </s>
      </li>
    );
  return (
    <li class={`schedule-${entry.kind}`}>
      {entry.kind === "deadline" && text({ vi: "Hạn ", en: "Due " })}
      {entry.time}{" "}
      <a href={entry.href} title={entry.detail}>
        {entry.words}
      </a>
      {!short && <span class="story-aside">{entry.detail}</span>}
    </li>
  );
}
