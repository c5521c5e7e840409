import type { Context } from "hono";
import { may } from "../../../../core/access/index.ts";
import { localDateOf } from "../../../../core/calendar/index.ts";
import { FormRefusal } from "../../../../core/errors.ts";
import {
  answerPage,
  type HttpEnv,
  queryText,
  readForm,
  redirectTo,
  requireSession,
  type Form as SentForm,
  value,
  values,
} from "../../../../core/http/index.ts";
import { transact } from "../../../../core/transaction/index.ts";
import { type FieldErrors, formatTime, parseDay } from "../../../../core/ui/index.ts";
import { describeDocuments } from "../../filing/describe-documents.ts";
import { isUuid } from "../../outgoing/outgoing.ts";
import { answerEvent as answerInvitation } from "../../schedule/answer-event.ts";
import { cancelEvent, changeEvent, type Weeks } from "../../schedule/change-event.ts";
import { enterEvent } from "../../schedule/enter-event.ts";
import { mayAnswerEvent, mayKeepEvent } from "../../schedule/permissions.ts";
import { type EventStory, getEvent, subjectOfEvent } from "../../schedule/read-events.ts";
import { whenOfEvent } from "../../schedule/when-of-event.ts";
import { refusedForm, requestIdOf } from "../shared/refused-form.ts";
import { EventForm, eventChoices, typedEvent } from "./event-form.tsx";
import { EventView } from "./event-view.tsx";

const CRUMBS = [{ href: "/schedule", label: { vi: "Lịch đơn vị", en: "Calendar of the unit" } }];
type Status = 200 | 409 | 422 | 423 | 503;

/** GET /schedule/events/new; `day` and a document (`about`: its id, `document`: number and notation) may be given. */
export async function newEventPage(c: Context<HttpEnv>): Promise<Response> {
  const day = parseDay(queryText(c, "day", 10)) ?? localDateOf(new Date());
  const begun: Readonly<Record<string, string>> = {
    day,
    from: "08:00",
    to: "09:00",
    scope: "invited",
    ...(await aboutDocument(c)),
  };
  return await answerNew(c, (field) => begun[field] ?? "", [], {}, 200);
}

/** What the fields begin with when somebody comes from a document they may read; a secret one stays out of calendars. */
async function aboutDocument(c: Context<HttpEnv>): Promise<Readonly<Record<string, string>>> {
  const { actor } = requireSession(c);
  const id = queryText(c, "about", 36);
  const found = isUuid(id)
    ? (await describeDocuments(c.var.house.database.queries, [id])).get(id)
    : undefined;
  if (!found?.readable(actor) || found.confidentiality > 0)
    return { document: queryText(c, "document", 100) };
  return { document: found.symbol, title: found.abstract.slice(0, 200) };
}

/** POST /schedule/events */
export async function enterEventAction(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  const form = await readForm(c);
  try {
    const repeat = value(form, "repeatUntil").trim();
    const repeatUntil = parseDay(repeat);
    if (repeat !== "" && repeatUntil === undefined)
      throw new FormRefusal({
        repeatUntil: {
          vi: "Nhập ngày theo dạng ngày/tháng/năm, hoặc bỏ trống.",
          en: "Enter day/month/year, or leave it empty.",
        },
      });
    const { id } = await transact(c.var.house, { actor, ...requestIdOf(form) }, async (tx) => ({
      id: await enterEvent(tx, actor, typedEvent(form), { repeatUntil, accepted: accepted(form) }),
    }));
    return redirectTo(c, `/schedule/events/${id}`, {
      tone: "good",
      message: {
        vi: "Đã ghi vào lịch; người được mời đã được báo.",
        en: "It is in the calendar; those invited have been told.",
      },
    });
  } catch (error) {
    const { errors, status } = refusedForm(error);
    return await answerNew(c, (field) => value(form, field), values(form, "guests"), errors, status);
  }
}

const accepted = (form: SentForm): boolean => value(form, "accept") === "1";
const weeksOf = (form: SentForm): Weeks => (value(form, "weeks") === "following" ? "following" : "this");

async function answerNew(
  c: Context<HttpEnv>,
  typed: (field: string) => string,
  guests: readonly string[],
  errors: FieldErrors,
  status: Status,
): Promise<Response> {
  const { actor } = requireSession(c);
  const choices = await eventChoices(c.var.house.database.queries, actor);
  return await answerPage(
    c,
    {
      title: { vi: "Ghi lịch công tác", en: "Enter an event" },
      crumbs: CRUMBS,
      width: "narrow",
      children: (
        <EventForm
          action="/schedule/events"
          choices={choices}
          typed={typed}
          guests={guests}
          errors={errors}
        />
      ),
    },
    status,
  );
}

/** GET /schedule/events/:id: what, where, who, and everything that was changed. */
export async function eventPage(c: Context<HttpEnv>): Promise<Response> {
  return await answerEvent(c, {}, () => "", 200);
}

async function answerEvent(
  c: Context<HttpEnv>,
  errors: FieldErrors,
  typed: (field: string) => string,
  status: Status,
): Promise<Response> {
  const { actor } = requireSession(c);
  const { queries } = c.var.house.database;
  const story = await getEvent(queries, actor, c.req.param("id") ?? "");
  const { event, guests } = story;
  const document = event.document_id
    ? (await describeDocuments(queries, [event.document_id])).get(event.document_id)
    : undefined;
  return await answerPage(
    c,
    {
      title: event.title,
      crumbs: CRUMBS,
      width: "narrow",
      children: (
        <EventView
          story={story}
          // Only whoever may read the document is led to it.
          documentHref={document?.readable(actor) ? document.href : undefined}
          mayKeep={event.state === "planned" && may(actor, mayKeepEvent, subjectOfEvent(event, guests))}
          mayAnswer={event.state === "planned" && may(actor, mayAnswerEvent, subjectOfEvent(event, guests))}
          actor={actor}
          errors={errors}
          typed={typed}
        />
      ),
    },
    status,
  );
}

/** POST /schedule/events/:id/answer */
export async function answerEventAction(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  const form = await readForm(c);
  const id = c.req.param("id") ?? "";
  try {
    await transact(c.var.house, { actor, ...requestIdOf(form) }, async (tx) => {
      await answerInvitation(tx, actor, id, {
        answer: value(form, "answer"),
        note: value(form, "note"),
        weeks: weeksOf(form),
      });
      return id;
    });
  } catch (error) {
    const { errors, status } = refusedForm(error);
    return await answerEvent(c, errors, (field) => value(form, field), status);
  }
  return redirectTo(c, `/schedule/events/${id}`, {
    tone: "good",
    message: { vi: "Đã trả lời; người mời đã được báo.", en: "Answered; whoever invited you has been told." },
  });
}

/** GET /schedule/events/:id/edit */
export async function changeEventPage(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  const story = await getEvent(c.var.house.database.queries, actor, c.req.param("id") ?? "");
  const { event } = story;
  const kept: Readonly<Record<string, string>> = {
    title: event.title,
    day: localDateOf(event.starts_at),
    from: formatTime(event.starts_at),
    to: formatTime(event.ends_at),
    lastDay: localDateOf(event.ends_at) === localDateOf(event.starts_at) ? "" : localDateOf(event.ends_at),
    place: event.place,
    chair: event.chair_appointment ?? "",
    others: event.others,
    note: event.note,
    scope: event.scope,
    document: event.document_symbol,
  };
  const guests = story.guests
    .map((guest) => guest.appointment_id)
    .filter((id) => id !== event.chair_appointment);
  return await answerChange(c, story, (field) => kept[field] ?? "", guests, {}, 200);
}

async function answerChange(
  c: Context<HttpEnv>,
  { event }: EventStory,
  typed: (field: string) => string,
  guests: readonly string[],
  errors: FieldErrors,
  status: Status,
): Promise<Response> {
  const { actor } = requireSession(c);
  const choices = await eventChoices(c.var.house.database.queries, actor, event.entered_by);
  return await answerPage(
    c,
    {
      title: { vi: "Dời, sửa lịch", en: "Move or change" },
      lead: `${event.title}, ${whenOfEvent(event)}`,
      crumbs: [...CRUMBS, { href: `/schedule/events/${event.id}`, label: event.title }],
      width: "narrow",
      children: (
        <EventForm
          action={`/schedule/events/${event.id}`}
          choices={choices}
          typed={typed}
          guests={guests}
          errors={errors}
          version={String(event.version)}
          series={event.series_id !== null}
        />
      ),
    },
    status,
  );
}

/** POST /schedule/events/:id */
export async function changeEventAction(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  const form = await readForm(c);
  const id = c.req.param("id") ?? "";
  try {
    await transact(c.var.house, { actor, ...requestIdOf(form) }, (tx) =>
      changeEvent(tx, actor, id, typedEvent(form), {
        version: Number(value(form, "version")),
        weeks: weeksOf(form),
        accepted: accepted(form),
      }),
    );
  } catch (error) {
    const { errors, status } = refusedForm(error);
    const story = await getEvent(c.var.house.database.queries, actor, id);
    return await answerChange(
      c,
      story,
      (field) => value(form, field),
      values(form, "guests"),
      errors,
      status,
    );
  }
  return redirectTo(c, `/schedule/events/${id}`, {
    tone: "good",
    message: {
      vi: "Đã đổi lịch; người được mời đã được báo.",
      en: "It is changed; those invited have been told.",
    },
  });
}

/** POST /schedule/events/:id/cancel */
export async function cancelEventAction(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  const form = await readForm(c);
  const id = c.req.param("id") ?? "";
  try {
    await transact(c.var.house, { actor, ...requestIdOf(form) }, (tx) =>
      cancelEvent(tx, actor, id, {
        version: Number(value(form, "version")),
        weeks: weeksOf(form),
        reason: value(form, "reason"),
      }),
    );
  } catch (error) {
    const { errors, status } = refusedForm(error);
    return await answerEvent(c, errors, (field) => value(form, field), status);
  }
  return redirectTo(c, `/schedule/events/${id}`, {
    tone: "good",
    message: { vi: "Đã hủy lịch; người được mời đã được báo.", en: "It is cancelled; those invited know." },
  });
}
