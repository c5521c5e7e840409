/** Events of the calendar for programs: the same use cases and rights as the pages. */
import { z } from "zod";
import { instantAt, plusDays } from "../../core/calendar/index.ts";
import { type Operation, operation } from "../../core/http/index.ts";
import { transact } from "../../core/transaction/index.ts";
import { READ, WRITE } from "./permissions.ts";
import { answerEvent } from "./schedule/answer-event.ts";
import { cancelEvent, changeEvent } from "./schedule/change-event.ts";
import { enterEvent } from "./schedule/enter-event.ts";
import type { TypedEvent } from "./schedule/event-fields.ts";
import { eventsBetween } from "./schedule/read-events.ts";
import { EVENT_ANSWERS, EVENT_SCOPES } from "./schedule/tables.ts";

const TAG = "schedule";
const instant = z.iso.datetime({ offset: true });
const time = z.string().max(10).describe('Hour in Vietnam, "08:00"');
const weeks = z.enum(["this", "following"]).default("this").describe("Of a weekly event");
const version = z.int().min(1).describe("As last read; another one is refused");

const fields = z.object({
  title: z.string().max(200),
  day: z.iso.date(),
  lastDay: z.iso.date().optional().describe("When it lasts several days, at most 31"),
  from: time,
  to: time,
  place: z.string().max(200).default(""),
  chair: z.uuid().optional().describe("Appointment"),
  guests: z.array(z.uuid()).max(500).default([]).describe("Appointments of the organisation"),
  others: z.string().max(500).default(""),
  note: z.string().max(2_000).default(""),
  scope: z.enum(EVENT_SCOPES).describe("Who sees it"),
  document: z.string().max(100).default("").describe("Number and notation; a secret document is refused"),
  acceptConflicts: z.boolean().default(false),
});

/** A body as the use cases take it. */
function typedOf({ chair, lastDay, ...body }: z.output<typeof fields>): TypedEvent {
  return { ...body, chair: chair ?? "", ...(lastDay === undefined ? {} : { lastDay }) };
}

const list = operation({
  id: "listEvents",
  method: "get",
  path: "/schedule/events",
  summary: { vi: "Lịch công tác từ ngày đến ngày", en: "Events of the calendar between two days" },
  tag: TAG,
  scope: READ,
  query: z.object({ from: z.iso.date(), to: z.iso.date().describe("Last day") }),
  answer: z.object({
    events: z.array(
      z.object({
        id: z.uuid(),
        title: z.string(),
        place: z.string(),
        starts: instant,
        ends: instant,
        chair: z.string(),
        guests: z.string().describe("Names"),
        others: z.string(),
        scope: z.enum(EVENT_SCOPES),
        state: z.enum(["planned", "cancelled"]),
        version: z.int(),
      }),
    ),
  }),
  async run({ house, actor }, { query }) {
    const events = await eventsBetween(
      house.database.queries,
      actor,
      instantAt(query.from),
      instantAt(plusDays(query.to, 1)),
    );
    return {
      events: events.map((event) => ({
        id: event.id,
        title: event.title,
        place: event.place,
        starts: event.starts_at.toISOString(),
        ends: event.ends_at.toISOString(),
        chair: event.chair_name,
        guests: event.guests,
        others: event.others,
        scope: event.scope,
        state: event.state,
        version: event.version,
      })),
    };
  },
});

const enter = operation({
  id: "enterEvent",
  method: "post",
  path: "/schedule/events",
  summary: { vi: "Ghi lịch công tác, một lần hoặc hằng tuần", en: "Enter an event, once or weekly" },
  tag: TAG,
  scope: WRITE,
  body: fields.extend({ repeatUntil: z.iso.date().optional() }),
  answer: z.object({ id: z.uuid() }),
  async run({ house, actor, requestId }, { body }) {
    return await transact(house, { actor, ...(requestId ? { requestId } : {}) }, async (tx) => ({
      id: await enterEvent(tx, actor, typedOf(body), {
        repeatUntil: body.repeatUntil,
        accepted: body.acceptConflicts,
      }),
    }));
  },
});

const change = operation({
  id: "changeEvent",
  method: "post",
  path: "/schedule/events/{id}",
  summary: { vi: "Dời, sửa lịch công tác", en: "Move or change an event" },
  tag: TAG,
  scope: WRITE,
  parameters: z.object({ id: z.uuid() }),
  body: fields.extend({ version, weeks }),
  answer: z.object({ id: z.uuid() }),
  async run({ house, actor, requestId }, { parameters, body }) {
    await transact(house, { actor, ...(requestId ? { requestId } : {}) }, (tx) =>
      changeEvent(tx, actor, parameters.id, typedOf(body), {
        version: body.version,
        weeks: body.weeks,
        accepted: body.acceptConflicts,
      }),
    );
    return { id: parameters.id };
  },
});

const cancel = operation({
  id: "cancelEvent",
  method: "post",
  path: "/schedule/events/{id}/cancel",
  summary: { vi: "Hủy lịch công tác", en: "Cancel an event" },
  tag: TAG,
  scope: WRITE,
  parameters: z.object({ id: z.uuid() }),
  body: z.object({ reason: z.string().max(300), version, weeks }),
  answer: z.object({ id: z.uuid() }),
  async run({ house, actor, requestId }, { parameters, body }) {
    await transact(house, { actor, ...(requestId ? { requestId } : {}) }, (tx) =>
      cancelEvent(tx, actor, parameters.id, body),
    );
    return { id: parameters.id };
  },
});

const answer = operation({
  id: "answerEvent",
  method: "post",
  path: "/schedule/events/{id}/answer",
  summary: { vi: "Trả lời lời mời lịch công tác", en: "Answer an invitation" },
  tag: TAG,
  scope: WRITE,
  parameters: z.object({ id: z.uuid() }),
  body: z.object({ answer: z.enum(EVENT_ANSWERS), note: z.string().max(300).default(""), weeks }),
  answer: z.object({ id: z.uuid() }),
  async run({ house, actor, requestId }, { parameters, body }) {
    await transact(house, { actor, ...(requestId ? { requestId } : {}) }, (tx) =>
      answerEvent(tx, actor, parameters.id, body),
    );
    return { id: parameters.id };
  },
});

export const scheduleOperations: readonly Operation[] = [list, enter, change, cancel, answer];
