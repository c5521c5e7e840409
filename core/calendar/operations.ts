import { z } from "zod";
import { assertMay } from "../access/index.ts";
import { operation } from "../http/index.ts";
import { loadCalendar } from "./calendar-store.ts";
import { FIRST_YEAR, LAST_YEAR, loadCalendarYear } from "./calendar-year.ts";
import { changeDay, withdrawDay } from "./change-day.ts";
import { addWorkingDays, addWorkingHours } from "./deadline.ts";
import { CALENDAR_READ, CALENDAR_WRITE, mayChangeCalendar, mayReadCalendar } from "./permissions.ts";
import { settleYear } from "./settle-year.ts";
import { EXCEPTION_KINDS } from "./working-calendar.ts";

const year = z.coerce.number().int().min(FIRST_YEAR).max(LAST_YEAR);
const done = z.object({ done: z.literal(true) });

/** GET /calendar/{year}: the days off and swapped days deadlines are counted with. */
export const readCalendarYear = operation({
  id: "getCalendarYear",
  method: "get",
  path: "/calendar/{year}",
  summary: { vi: "Ngày nghỉ và ngày làm bù của một năm", en: "Days off and swapped days of a year" },
  tag: "calendar",
  scope: CALENDAR_READ.name,
  parameters: z.object({ year }),
  answer: z.object({
    year: z.int(),
    decidedBy: z.string().nullable().describe("The yearly decision; null while days are computed"),
    days: z.array(
      z.object({
        date: z.iso.date(),
        kind: z.enum(EXCEPTION_KINDS),
        name: z.string(),
        source: z.string(),
        entered: z.boolean(),
        verified: z.boolean(),
      }),
    ),
  }),
  async run({ house, actor }, { parameters }) {
    assertMay(actor, mayReadCalendar, undefined);
    const found = await loadCalendarYear(house.database.queries, parameters.year);
    return { year: found.year, decidedBy: found.decidedBy ?? null, days: [...found.days] };
  },
});

/** GET /deadline: when working days or hours from an instant end. */
export const countDeadline = operation({
  id: "getDeadline",
  method: "get",
  path: "/deadline",
  summary: {
    vi: "Tính thời hạn theo ngày hoặc giờ làm việc của cơ quan mình",
    en: "A deadline in working days or hours of one's own organisation",
  },
  tag: "calendar",
  scope: CALENDAR_READ.name,
  query: z
    .object({
      from: z.iso.datetime({ offset: true }),
      workingDays: z.coerce.number().int().min(1).max(1000).optional(),
      workingHours: z.coerce.number().int().min(1).max(8000).optional(),
    })
    .refine((typed) => (typed.workingDays === undefined) !== (typed.workingHours === undefined), {
      message: "either workingDays or workingHours",
      path: ["workingDays"],
    }),
  answer: z.object({ due: z.iso.datetime() }),
  async run({ house, actor }, { query }) {
    assertMay(actor, mayReadCalendar, undefined);
    const calendar = await loadCalendar(house.database.queries, actor.organisationId);
    const from = new Date(query.from);
    const due =
      query.workingDays === undefined
        ? addWorkingHours(from, query.workingHours ?? 1, calendar)
        : addWorkingDays(from, query.workingDays, calendar);
    return { due: due.toISOString() };
  },
});

/** PUT /calendar/days/{date}: enters or changes a day. */
export const putCalendarDay = operation({
  id: "putCalendarDay",
  method: "put",
  path: "/calendar/days/{date}",
  summary: { vi: "Ghi một ngày nghỉ hoặc ngày làm bù", en: "Enter or change a day" },
  tag: "calendar",
  scope: CALENDAR_WRITE.name,
  parameters: z.object({ date: z.iso.date() }),
  body: z.object({
    kind: z.enum(EXCEPTION_KINDS),
    name: z.string().min(2).max(200),
    source: z.string().min(2).max(200),
  }),
  answer: done,
  async run({ house, actor, requestId }, { parameters, body }) {
    assertMay(actor, mayChangeCalendar, undefined);
    const day = { date: parameters.date, ...body };
    await changeDay(house, { day, actor, ...(requestId === undefined ? {} : { requestId }) });
    return { done: true as const };
  },
});

/** DELETE /calendar/days/{date}: takes a day out of the list. */
export const deleteCalendarDay = operation({
  id: "deleteCalendarDay",
  method: "delete",
  path: "/calendar/days/{date}",
  summary: { vi: "Bỏ một ngày khỏi lịch", en: "Remove a day" },
  tag: "calendar",
  scope: CALENDAR_WRITE.name,
  parameters: z.object({ date: z.iso.date() }),
  answer: done,
  async run({ house, actor, requestId }, { parameters }) {
    await withdrawDay(house, {
      date: parameters.date,
      actor,
      ...(requestId === undefined ? {} : { requestId }),
    });
    return { done: true as const };
  },
});

/** POST /calendar/{year}/settlement: declares the list of a year complete. */
export const settleCalendarYear = operation({
  id: "settleCalendarYear",
  method: "post",
  path: "/calendar/{year}/settlement",
  summary: { vi: "Chốt lịch nghỉ của một năm", en: "Settle the calendar of a year" },
  tag: "calendar",
  scope: CALENDAR_WRITE.name,
  parameters: z.object({ year }),
  body: z.object({ basis: z.string().min(2).max(200) }),
  answer: done,
  async run({ house, actor, requestId }, { parameters, body }) {
    await settleYear(house, {
      year: parameters.year,
      basis: body.basis,
      actor,
      ...(requestId === undefined ? {} : { requestId }),
    });
    return { done: true as const };
  },
});
