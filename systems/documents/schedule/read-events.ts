import { type Selectable, sql } from "kysely";
import { assertMay } from "../../../core/access/index.ts";
import { instantAt, localDateOf, plusDays } from "../../../core/calendar/index.ts";
import type { Queries } from "../../../core/database/index.ts";
import { notFound } from "../../../core/errors.ts";
import type { PersonActor } from "../../../core/transaction/index.ts";
import { isUuid } from "../outgoing/outgoing.ts";
import { type EventSubject, mayReadEvent, seesWholeBody } from "./permissions.ts";
import type { EventChangeTable, EventGuestTable, EventTable } from "./tables.ts";

export type EventRow = Selectable<EventTable>;
export type EventGuest = Selectable<EventGuestTable>;

/** An event as calendars list it. */
export type ListedEvent = Pick<
  EventRow,
  "id" | "title" | "place" | "others" | "starts_at" | "ends_at" | "chair_name" | "scope" | "state" | "version"
> & {
  /** Names of those invited, the chair left out. */
  readonly guests: string;
  /** The acting post entered it or is invited. */
  readonly mine: boolean;
};

/** No event is longer (migration 116): the index on its beginning finds those that still go on. */
export const LONGEST_DAYS = 31;

/** What happened to an event, oldest first. */
export type EventChange = Selectable<EventChangeTable>;

/** More than this in the days shown is no calendar any more. */
const MOST = 2_000;

/**
 * The events a person finds in their calendar, by the hour; the same rule as `mayReadEvent`, in the query.
 *
 * @param from first moment, `until` the moment after the last; what began before and goes on is among them
 */
export async function eventsBetween(
  queries: Queries,
  actor: PersonActor,
  from: Date,
  until: Date,
): Promise<readonly ListedEvent[]> {
  const { rows } = await sql<ListedEvent>`
    select e.id, e.title, e.place, e.others, e.starts_at, e.ends_at, e.chair_name, e.scope, e.state, e.version,
           coalesce((select string_agg(g.person_name, ', ' order by g.person_name) from documents.event_guest g
                      where g.event_id = e.id and g.appointment_id is distinct from e.chair_appointment), '') as guests,
           e.entered_by = ${actor.appointmentId}::uuid
             or exists (select 1 from documents.event_guest g
                         where g.event_id = e.id and g.appointment_id = ${actor.appointmentId}::uuid) as mine
      from documents.event e
     where e.organisation_id = ${actor.organisationId}::uuid
       and e.starts_at >= ${from}::timestamptz - make_interval(days => ${LONGEST_DAYS}) and e.starts_at < ${until}
       and e.ends_at > ${from}
       and (e.scope = 'organisation'
            or (e.scope = 'unit' and (e.unit_id = ${actor.unitId}::uuid or ${seesWholeBody(actor)}))
            or e.entered_by = ${actor.appointmentId}::uuid
            or exists (select 1 from documents.event_guest g
                        where g.event_id = e.id and g.appointment_id = ${actor.appointmentId}::uuid))
     order by e.starts_at, e.id limit ${MOST}`.execute(queries);
  return rows;
}

/** What is held on the day of a moment and was not cancelled. */
export async function eventsOfDay(
  queries: Queries,
  actor: PersonActor,
  now: Date,
): Promise<readonly ListedEvent[]> {
  const today = localDateOf(now);
  const events = await eventsBetween(queries, actor, instantAt(today), instantAt(plusDays(today, 1)));
  return events.filter(({ state }) => state === "planned");
}

/** An event with everything about it. */
export interface EventStory {
  readonly event: EventRow;
  readonly guests: readonly EventGuest[];
  readonly changes: readonly EventChange[];
}

/** @throws Refusal not-found, AccessDeniedError */
export async function getEvent(queries: Queries, actor: PersonActor, id: string): Promise<EventStory> {
  if (!isUuid(id)) throw notFound();
  const event = await queries
    .selectFrom("documents.event")
    .selectAll()
    .where("id", "=", id)
    .executeTakeFirst();
  if (!event) throw notFound();
  const guests = await guestsOf(queries, [id]);
  assertMay(actor, mayReadEvent, subjectOfEvent(event, guests));
  const changes = await queries
    .selectFrom("documents.event_change")
    .selectAll()
    .where("event_id", "=", id)
    .orderBy("at")
    .orderBy("id")
    .execute();
  return { event, guests, changes };
}

export async function guestsOf(
  queries: Queries,
  eventIds: readonly string[],
): Promise<readonly EventGuest[]> {
  return await queries
    .selectFrom("documents.event_guest")
    .selectAll()
    .where("event_id", "in", [...eventIds])
    .orderBy("person_name")
    .execute();
}

export function subjectOfEvent(event: EventRow, guests: readonly EventGuest[]): EventSubject {
  return {
    organisationId: event.organisation_id,
    unitId: event.unit_id,
    scope: event.scope,
    enteredBy: event.entered_by,
    guests: guests.filter(({ event_id }) => event_id === event.id).map((guest) => guest.appointment_id),
  };
}
