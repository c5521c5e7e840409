import type { Context } from "hono";
import {
  dayNumber,
  instantAt,
  type LocalDate,
  localDateOf,
  plusDays,
} from "../../../../core/calendar/index.ts";
import { findOrganisation } from "../../../../core/directory/index.ts";
import { type HttpEnv, queryText, requireSession } from "../../../../core/http/index.ts";
import { formatDate, parseDay } from "../../../../core/ui/index.ts";
import { seesWholeBody } from "../../schedule/permissions.ts";
import { eventsBetween, type ListedEvent } from "../../schedule/read-events.ts";
import { daysOfEvent, hoursOn } from "../../schedule/when-of-event.ts";
import { calendarOf } from "../shared/deadlines.ts";
import { answerTable } from "./answer-table.ts";
import { shownDays } from "./days.ts";
import { peopleOfEvent } from "./event-list.tsx";
import { weekdayWords } from "./weekdays.ts";

/**
 * GET /schedule/week.pdf?day=: the sheet of a week as offices hang it out: of the organisation for whoever looks over
 * it, of the unit with the organisation's events for everybody else. Whoever passes reads it: private events and what
 * was cancelled are not on it.
 */
export async function weekSheet(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  const { database } = c.var.house;
  const today = localDateOf(new Date());
  const { days, until } = shownDays("week", parseDay(queryText(c, "day", 10)) ?? today);
  const [first = today, last = today] = [days[0], days.at(-1)];
  const [events, calendar, unit] = await Promise.all([
    eventsBetween(database.queries, actor, instantAt(first), instantAt(until)),
    calendarOf(database, actor.organisationId),
    findOrganisation(database.queries, actor.unitId, today),
  ]);
  const whole = seesWholeBody(actor);
  const hung = events.filter(
    ({ scope, state }) => state === "planned" && (scope === "organisation" || (scope === "unit" && !whole)),
  );
  const whose = whole || !unit ? "" : `${unit.name}, `;
  return await answerTable(c, "pdf", {
    title: "Lịch công tác tuần",
    subtitle: `${whose}từ ngày ${formatDate(first)} đến ngày ${formatDate(last)}`,
    columns: [
      { key: "day", label: "Thứ, ngày", width: 14 },
      { key: "time", label: "Thời gian", width: 9, kind: "date" },
      { key: "what", label: "Nội dung", width: 30 },
      { key: "chair", label: "Chủ trì", width: 14 },
      { key: "people", label: "Thành phần", width: 22 },
      { key: "place", label: "Địa điểm", width: 14 },
    ],
    rows: days.flatMap((day) =>
      linesOf(
        day,
        hung.filter((event) => daysOfEvent(event, day, plusDays(day, 1)).length > 0),
        calendar.exceptionOn(dayNumber(day))?.name,
      ),
    ),
  });
}

/** A day without anything has a line too: the sheet shows that nothing was forgotten. */
function linesOf(
  day: LocalDate,
  events: readonly ListedEvent[],
  holiday: string | undefined,
): Readonly<Record<string, string>>[] {
  const name = `${weekdayWords(day).vi}, ${formatDate(day)}`;
  if (events.length === 0) return [{ day: name, what: holiday ?? "" }];
  return events.map((event, n) => ({
    day: n === 0 ? name : "",
    time: hoursOn(day, event),
    what: event.title,
    chair: event.chair_name,
    people: peopleOfEvent(event),
    place: event.place,
  }));
}
