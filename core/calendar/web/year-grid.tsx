import { useText } from "../../ui/index.ts";
import type { CalendarYear } from "../calendar-year.ts";
import { dateOfDayNumber, dayNumber, type LocalDate, weekdayOf } from "../vietnam-time.ts";
import { EXCEPTION_WORDS } from "./words.tsx";

const HEADS: readonly { vi: string; en: string; full: { vi: string; en: string } }[] = [
  { vi: "T2", en: "Mo", full: { vi: "Thứ Hai", en: "Monday" } },
  { vi: "T3", en: "Tu", full: { vi: "Thứ Ba", en: "Tuesday" } },
  { vi: "T4", en: "We", full: { vi: "Thứ Tư", en: "Wednesday" } },
  { vi: "T5", en: "Th", full: { vi: "Thứ Năm", en: "Thursday" } },
  { vi: "T6", en: "Fr", full: { vi: "Thứ Sáu", en: "Friday" } },
  { vi: "T7", en: "Sa", full: { vi: "Thứ Bảy", en: "Saturday" } },
  { vi: "CN", en: "Su", full: { vi: "Chủ nhật", en: "Sunday" } },
];

/** Twelve months with days off and swapped days marked; the list beside it says the same in words. */
export function YearGrid({ year, today }: { year: CalendarYear; today: LocalDate }) {
  const text = useText();
  const marks = new Map(year.days.map((day) => [day.date, day]));
  return (
    <>
      <ul class="legend">
        <li>
          <span class="legend-mark off" aria-hidden="true">
            2
          </span>
          {text({ vi: "nghỉ lễ, nghỉ bù, nghỉ hoán đổi", en: "day off" })}
        </li>
        <li>
          <span class="legend-mark worked" aria-hidden="true">
            7
          </span>
          {text({ vi: "ngày nghỉ đổi thành ngày làm việc", en: "rest day that is worked" })}
        </li>
        <li>
          <span class="legend-mark rest" aria-hidden="true">
            9
          </span>
          {text({ vi: "thứ Bảy, Chủ nhật", en: "weekend" })}
        </li>
      </ul>
      <div class="year-grid">
        {Array.from({ length: 12 }, (_, month) => (
          <table key={month} class="month">
            <caption>{text({ vi: `Tháng ${month + 1}`, en: `Month ${month + 1}` })}</caption>
            <thead>
              <tr>
                {HEADS.map((head) => (
                  <th key={head.vi} scope="col" abbr={text(head.full)}>
                    {text(head)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {weeksOf(year.year, month).map((week) => (
                <tr key={week.find(Boolean)}>
                  {week.map((date, weekday) => {
                    if (date === undefined) return <td key={`none-${weekday}`} />;
                    const mark = marks.get(date);
                    const kind = mark
                      ? mark.kind === "swap_work"
                        ? "worked"
                        : "off"
                      : weekday > 4
                        ? "rest"
                        : "";
                    return (
                      <td
                        key={date}
                        class={[kind, date === today && "today"].filter(Boolean).join(" ") || undefined}
                        title={mark ? `${text(EXCEPTION_WORDS[mark.kind])}: ${mark.name}` : undefined}
                      >
                        {Number(date.slice(8))}
                        {mark && (
                          <span class="visually-hidden">{` ${text(EXCEPTION_WORDS[mark.kind])}`}</span>
                        )}
                      </td>
                    );
                  })}
                </tr>
              ))}
            </tbody>
          </table>
        ))}
      </div>
    </>
  );
}

/** The weeks of a month from Monday to Sunday; undefined where another month's day would stand. */
function weeksOf(year: number, month: number): (LocalDate | undefined)[][] {
  const name = `${year}-${String(month + 1).padStart(2, "0")}`;
  const first = dayNumber(`${name}-01`);
  const before = (weekdayOf(first) + 6) % 7;
  const weeks: (LocalDate | undefined)[][] = [];
  for (let day = first - before; day === first - before || dateOfDayNumber(day).startsWith(name); day += 7) {
    weeks.push(
      Array.from({ length: 7 }, (_, offset) => {
        const date = dateOfDayNumber(day + offset);
        return date.startsWith(name) ? date : undefined;
      }),
    );
  }
  return weeks;
}
