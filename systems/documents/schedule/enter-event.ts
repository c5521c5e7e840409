import { assertMay } from "../../../core/access/index.ts";
import { nameActions } from "../../../core/audit/index.ts";
import { dayNumberOf, type LocalDate, loadCalendar, localDateOf } from "../../../core/calendar/index.ts";
import { FormRefusal } from "../../../core/errors.ts";
import { type PersonActor, type Transaction, uuidv7 } from "../../../core/transaction/index.ts";
import { formatDate } from "../../../core/ui/index.ts";
import { assertFree, type Span } from "./conflicts.ts";
import { type EventFields, readEventFields, type TypedEvent } from "./event-fields.ts";
import { mayKeepEvent } from "./permissions.ts";
import type { EventGuest, EventRow } from "./read-events.ts";
import { tellOfEvent } from "./tell-event.ts";

const WEEK_MS = 7 * 86_400_000;
const MOST_WEEKS = 53;

nameActions({
  "documents.enter-event": { vi: "Ghi lịch công tác", en: "Entered an event" },
  "documents.change-event": { vi: "Dời, sửa lịch công tác", en: "Moved or changed an event" },
  "documents.cancel-event": { vi: "Hủy lịch công tác", en: "Cancelled an event" },
});

/**
 * Puts an event into the calendar of the acting person's unit or organisation, once or every week; those invited are
 * told. A week whose day is no working day is left out.
 *
 * @param repeatUntil last day of a weekly event; undefined = once
 * @param accepted conflicts were read and are wanted
 * @returns id of the (first) event
 * @throws FormRefusal, AccessDeniedError
 */
export async function enterEvent(
  tx: Transaction,
  actor: PersonActor,
  typed: TypedEvent,
  { repeatUntil, accepted }: { readonly repeatUntil: LocalDate | undefined; readonly accepted: boolean },
): Promise<string> {
  const fields = await readEventFields(tx, actor, typed);
  const unitId = fields.scope === "organisation" ? actor.organisationId : actor.unitId;
  assertMay(actor, mayKeepEvent, {
    organisationId: actor.organisationId,
    unitId,
    scope: fields.scope,
    enteredBy: actor.appointmentId,
    guests: [],
  });
  const spans = await spansOf(tx, actor, fields, repeatUntil);
  await assertFree(tx, actor, fields, spans, { except: [], accepted });
  const seriesId = spans.length > 1 ? uuidv7(tx.now) : null;
  const rows: EventRow[] = spans.map(({ starts, ends }) => ({
    id: uuidv7(tx.now),
    organisation_id: actor.organisationId,
    unit_id: unitId,
    scope: fields.scope,
    title: fields.title,
    place: fields.place,
    others: fields.others,
    note: fields.note,
    starts_at: starts,
    ends_at: ends,
    chair_appointment: fields.chair?.id ?? null,
    chair_name: fields.chair?.fullName ?? "",
    document_id: fields.document?.id ?? null,
    document_symbol: fields.document?.symbol ?? "",
    series_id: seriesId,
    state: "planned",
    version: 1,
    entered_by: actor.appointmentId,
    entered_by_name: actor.fullName,
    entered_at: tx.now,
  }));
  const [first] = rows;
  if (!first) throw new Error("a weekly event has at least its first day");
  await tx.queries.insertInto("documents.event").values(rows).execute();
  await putGuests(
    tx,
    rows.map(({ id }) => id),
    fields,
  );
  await noteChange(
    tx,
    actor,
    rows.map(({ id }) => ({ eventId: id })),
    "entered",
  );
  tx.record({
    action: "documents.enter-event",
    objectKind: "event",
    objectId: first.id,
    data: { scope: fields.scope, times: rows.length },
  });
  await tellOfEvent(
    tx,
    actor,
    first,
    { invited: fields.people.map(({ id }) => id) },
    repeatUntil === undefined || rows.length === 1
      ? undefined
      : { vi: `hằng tuần đến ${formatDate(repeatUntil)}`, en: `weekly until ${formatDate(repeatUntil)}` },
  );
  return first.id;
}

async function spansOf(
  tx: Transaction,
  actor: PersonActor,
  { starts, ends }: EventFields,
  repeatUntil: LocalDate | undefined,
): Promise<readonly Span[]> {
  if (repeatUntil === undefined) return [{ starts, ends }];
  if (ends.getTime() - starts.getTime() >= WEEK_MS)
    throw new FormRefusal({
      repeatUntil: {
        vi: "Lịch dài từ một tuần trở lên không lặp hằng tuần.",
        en: "An event of a week or longer does not repeat every week.",
      },
    });
  const spans: Span[] = [];
  const calendar = await loadCalendar(tx.queries, actor.organisationId);
  for (let week = 0; ; week += 1) {
    const at = new Date(starts.getTime() + week * WEEK_MS);
    if (localDateOf(at) > repeatUntil) break;
    if (week >= MOST_WEEKS)
      throw new FormRefusal({
        repeatUntil: { vi: "Lặp lại tối đa một năm.", en: "It may repeat for a year at most." },
      });
    // The day chosen itself is meant, even when it is a Sunday.
    if (week === 0 || calendar.isWorkingDay(dayNumberOf(at)))
      spans.push({ starts: at, ends: new Date(ends.getTime() + week * WEEK_MS) });
  }
  if (spans.length === 0)
    throw new FormRefusal({
      repeatUntil: { vi: "Ngày lặp cuối phải sau ngày đầu.", en: "The last day must follow the first." },
    });
  return spans;
}

/**
 * Writes who is invited to each of the events.
 * @param answers what was answered before and still holds
 */
export async function putGuests(
  tx: Transaction,
  eventIds: readonly string[],
  { people }: Pick<EventFields, "people">,
  answers?: readonly Pick<
    EventGuest,
    "event_id" | "appointment_id" | "answer" | "answer_note" | "answered_at"
  >[],
): Promise<void> {
  const values = eventIds.flatMap((event_id) =>
    people.map((person) => ({
      event_id,
      ...answers?.find((each) => each.event_id === event_id && each.appointment_id === person.id),
      appointment_id: person.id,
      person_id: person.personId,
      person_name: person.fullName,
    })),
  );
  if (values.length > 0) await tx.queries.insertInto("documents.event_guest").values(values).execute();
}

/** Writes down what was done to events, and how they stood before. */
export async function noteChange(
  tx: Transaction,
  actor: PersonActor,
  events: readonly { readonly eventId: string; readonly was?: EventRow }[],
  step: "entered" | "moved" | "changed" | "cancelled",
  reason = "",
): Promise<void> {
  await tx.queries
    .insertInto("documents.event_change")
    .values(
      events.map(({ eventId, was }) => ({
        id: uuidv7(tx.now),
        event_id: eventId,
        at: tx.now,
        by_name: actor.fullName,
        by_title: actor.positionTitle,
        step,
        was_starts_at: was?.starts_at ?? null,
        was_ends_at: was?.ends_at ?? null,
        was_place: was?.place ?? null,
        reason,
      })),
    )
    .execute();
}
