import { assertMay } from "../../../core/access/index.ts";
import { changedMeanwhile, FormRefusal, notFound, Refusal } from "../../../core/errors.ts";
import type { PersonActor, Transaction } from "../../../core/transaction/index.ts";
import { isUuid } from "../outgoing/outgoing.ts";
import { assertFree } from "./conflicts.ts";
import { noteChange, putGuests } from "./enter-event.ts";
import { readEventFields, type TypedEvent } from "./event-fields.ts";
import { mayKeepEvent } from "./permissions.ts";
import { type EventGuest, type EventRow, guestsOf, subjectOfEvent } from "./read-events.ts";
import { tellOfEvent } from "./tell-event.ts";

/** Which weeks of a weekly event are meant. */
export type Weeks = "this" | "following";

const MOST_REASON = 300;

/**
 * Moves or changes an event, with those of the following weeks if wanted; those invited are told what it is now.
 *
 * @param version the one the person has seen
 * @throws FormRefusal, AccessDeniedError, Refusal not-found, conflict when somebody else changed it first
 */
export async function changeEvent(
  tx: Transaction,
  actor: PersonActor,
  id: string,
  typed: TypedEvent,
  {
    version,
    weeks,
    accepted,
  }: { readonly version: number; readonly weeks: Weeks; readonly accepted: boolean },
): Promise<void> {
  const events = await lockEvents(tx, actor, id, version, weeks);
  const [first] = events;
  const fields = await readEventFields(
    tx,
    actor,
    typed,
    first.document_id === null ? undefined : { id: first.document_id, symbol: first.document_symbol },
  );
  const unitId = fields.scope === "organisation" ? first.organisation_id : actor.unitId;
  // Whoever may keep it must also be allowed to keep what becomes of it.
  assertMay(actor, mayKeepEvent, {
    organisationId: first.organisation_id,
    unitId: fields.scope === first.scope ? first.unit_id : unitId,
    scope: fields.scope,
    enteredBy: first.entered_by,
    guests: [],
  });
  const shift = fields.starts.getTime() - first.starts_at.getTime();
  const length = fields.ends.getTime() - fields.starts.getTime();
  const spans = events.map((event) => {
    const starts = new Date(event.starts_at.getTime() + shift);
    return { starts, ends: new Date(starts.getTime() + length) };
  });
  const ids = events.map((event) => event.id);
  await assertFree(tx, actor, fields, spans, { except: ids, accepted });
  const invited = await guestsOf(tx.queries, ids);
  const before = invited.filter((guest) => guest.event_id === first.id).map((guest) => guest.appointment_id);
  const moved =
    shift !== 0 || spans[0]?.ends.getTime() !== first.ends_at.getTime() || fields.place !== first.place;
  for (const [n, event] of events.entries()) {
    const span = spans[n];
    if (!span) continue;
    await tx.queries
      .updateTable("documents.event")
      .set({
        unit_id: fields.scope === event.scope ? event.unit_id : unitId,
        scope: fields.scope,
        title: fields.title,
        place: fields.place,
        others: fields.others,
        note: fields.note,
        starts_at: span.starts,
        ends_at: span.ends,
        chair_appointment: fields.chair?.id ?? null,
        chair_name: fields.chair?.fullName ?? "",
        document_id: fields.document?.id ?? null,
        document_symbol: fields.document?.symbol ?? "",
        version: event.version + 1,
      })
      .where("id", "=", event.id)
      .execute();
  }
  await tx.queries.deleteFrom("documents.event_guest").where("event_id", "in", ids).execute();
  // At another time or place the answers mean nothing any more.
  await putGuests(tx, ids, fields, moved ? [] : invited.map(answerOf));
  await noteChange(
    tx,
    actor,
    events.map((event) => ({ eventId: event.id, was: event })),
    moved ? "moved" : "changed",
  );
  tx.record({
    action: "documents.change-event",
    objectKind: "event",
    objectId: id,
    data: { weeks, times: events.length, moved },
  });
  const now = fields.people.map((person) => person.id);
  await tellOfEvent(
    tx,
    actor,
    {
      ...first,
      title: fields.title,
      place: fields.place,
      starts_at: fields.starts,
      ends_at: fields.ends,
      version: first.version + 1,
    },
    {
      invited: now.filter((each) => !before.includes(each)),
      "left-out": before.filter((each) => !now.includes(each)),
      [moved ? "moved" : "changed"]: now.filter((each) => before.includes(each)),
    },
    events.length > 1 ? { vi: "và các tuần sau", en: "and the following weeks" } : undefined,
  );
}

function answerOf({ event_id, appointment_id, answer, answer_note, answered_at }: EventGuest) {
  return { event_id, appointment_id, answer, answer_note, answered_at };
}

/**
 * Cancels an event, with those of the following weeks if wanted. It stays in the calendar, struck out.
 * @throws FormRefusal on `reason`, AccessDeniedError, Refusal not-found, conflict
 */
export async function cancelEvent(
  tx: Transaction,
  actor: PersonActor,
  id: string,
  { version, weeks, reason }: { readonly version: number; readonly weeks: Weeks; readonly reason: string },
): Promise<void> {
  const events = await lockEvents(tx, actor, id, version, weeks);
  const why = reason.normalize("NFC").trim();
  if (why === "" || why.length > MOST_REASON)
    throw new FormRefusal({
      reason: {
        vi: `Ghi lý do hủy để người được mời biết, tối đa ${MOST_REASON} ký tự.`,
        en: `Say why, in at most ${MOST_REASON} characters: those invited read it.`,
      },
    });
  const [first] = events;
  const ids = events.map((event) => event.id);
  await tx.queries
    .updateTable("documents.event")
    .set(({ eb }) => ({ state: "cancelled" as const, version: eb("version", "+", 1) }))
    .where("id", "in", ids)
    .execute();
  await noteChange(
    tx,
    actor,
    events.map((event) => ({ eventId: event.id, was: event })),
    "cancelled",
    why,
  );
  tx.record({
    action: "documents.cancel-event",
    objectKind: "event",
    objectId: id,
    data: { weeks, times: events.length },
  });
  const guests = (await guestsOf(tx.queries, [first.id])).map((guest) => guest.appointment_id);
  await tellOfEvent(
    tx,
    actor,
    { ...first, version: first.version + 1 },
    { cancelled: guests },
    {
      vi: events.length > 1 ? `và các tuần sau; ${why}` : why,
      en: events.length > 1 ? `and the following weeks; ${why}` : why,
    },
  );
}

/** The event and, for the following weeks, those of its series that come after it; nobody else changes them meanwhile. */
async function lockEvents(
  tx: Transaction,
  actor: PersonActor,
  id: string,
  version: number,
  weeks: Weeks,
): Promise<readonly [EventRow, ...EventRow[]]> {
  if (!isUuid(id)) throw notFound();
  const event = await tx.queries
    .selectFrom("documents.event")
    .selectAll()
    .where("id", "=", id)
    .forUpdate()
    .executeTakeFirst();
  if (!event) throw notFound();
  assertMay(actor, mayKeepEvent, subjectOfEvent(event, []));
  if (event.state === "cancelled")
    throw new Refusal("documents.event-cancelled", 409, {
      vi: "Lịch này đã hủy, không sửa được nữa. Ghi một lịch mới nếu cần.",
      en: "This event was cancelled. Enter a new one if it is held after all.",
    });
  if (event.version !== version) throw changedMeanwhile();
  if (weeks === "this" || event.series_id === null) return [event];
  const later = await tx.queries
    .selectFrom("documents.event")
    .selectAll()
    .where("series_id", "=", event.series_id)
    .where("starts_at", ">", event.starts_at)
    .where("state", "=", "planned")
    .orderBy("starts_at")
    .forUpdate()
    .execute();
  return [event, ...later];
}
