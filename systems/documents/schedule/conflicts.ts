import { sql } from "kysely";
import { may } from "../../../core/access/index.ts";
import { localDateOf, plusDays } from "../../../core/calendar/index.ts";
import { FormRefusal, type Sentence } from "../../../core/errors.ts";
import type { PersonActor, Transaction } from "../../../core/transaction/index.ts";
import { formatDate } from "../../../core/ui/index.ts";
import type { EventFields } from "./event-fields.ts";
import { mayReadEvent } from "./permissions.ts";
import { type EventRow, guestsOf, LONGEST_DAYS, subjectOfEvent } from "./read-events.ts";
import { daysOfEvent, whenOfEvent } from "./when-of-event.ts";

/** From when to when. */
export interface Span {
  readonly starts: Date;
  readonly ends: Date;
}

/** So many are said; more would not be read. */
const MOST_SAID = 5;

/**
 * Looks whether a person or the place is taken, with entries of the organisation held back until this one is kept, so
 * that two who book one room at the same moment do not both find it free.
 *
 * @param except events that are moved themselves
 * @param accepted the person has read of the conflicts and wants it all the same
 * @throws FormRefusal on `accept`, naming each conflict; of what the person may not read only that there is something
 */
export async function assertFree(
  tx: Transaction,
  actor: PersonActor,
  fields: Pick<EventFields, "people" | "place">,
  spans: readonly Span[],
  { except, accepted }: { readonly except: readonly string[]; readonly accepted: boolean },
): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`documents.event:${actor.organisationId}`}, 0))`.execute(
    tx.queries,
  );
  if (accepted) return;
  const said = [...(await takenBy(tx, actor, fields, spans, except)), ...(await away(tx, fields, spans))];
  if (said.length === 0) return;
  const more = said.length - MOST_SAID;
  const list = (language: "vi" | "en"): string =>
    said
      .slice(0, MOST_SAID)
      .map((each) => each[language])
      .join("; ");
  throw new FormRefusal({
    accept: {
      vi: `Trùng lịch: ${list("vi")}${more > 0 ? `; và ${more} chỗ nữa` : ""}. Đổi giờ, địa điểm hoặc thành phần; nếu vẫn muốn ghi thì đánh dấu ô này rồi gửi lại.`,
      en: `Taken: ${list("en")}${more > 0 ? `; and ${more} more` : ""}. Change time, place or people, or tick this and send again.`,
    },
  });
}

async function takenBy(
  tx: Transaction,
  actor: PersonActor,
  { people, place }: Pick<EventFields, "people" | "place">,
  spans: readonly Span[],
  except: readonly string[],
): Promise<Sentence[]> {
  const { rows } = await sql<EventRow & { busy: string | null; same_place: boolean }>`
    select distinct on (e.starts_at, e.id) e.*, g.busy,
           e.organisation_id = ${actor.organisationId}::uuid and ${place} <> ''
             and search.fold(e.place) = search.fold(${place}) as same_place
      from unnest(${spans.map(({ starts }) => starts.toISOString())}::timestamptz[],
                  ${spans.map(({ ends }) => ends.toISOString())}::timestamptz[]) as s (begins, ends)
      join documents.event e on e.starts_at < s.ends and e.ends_at > s.begins
                            and e.starts_at > s.begins - make_interval(days => ${LONGEST_DAYS})
      left join lateral (
        select string_agg(g.person_name, ', ' order by g.person_name) as busy from documents.event_guest g
         where g.event_id = e.id and g.answer is distinct from 'declined'
           and g.person_id = any (${people.map(({ personId }) => personId)}::uuid[])) g on true
     where e.state = 'planned' and e.id <> all (${[...except]}::uuid[])
       and (g.busy is not null
            or (e.organisation_id = ${actor.organisationId}::uuid and ${place} <> ''
                and search.fold(e.place) = search.fold(${place})))
     order by e.starts_at, e.id`.execute(tx.queries);
  if (rows.length === 0) return [];
  const guests = await guestsOf(
    tx.queries,
    rows.map(({ id }) => id),
  );
  return rows.map((row) => {
    const when = whenOfEvent(row);
    const what = may(actor, mayReadEvent, subjectOfEvent(row, guests)) ? ` (${row.title})` : "";
    const who = [...(row.busy ? [row.busy] : []), ...(row.same_place ? [row.place] : [])].join(", ");
    return { vi: `${who} đã có lịch ${when}${what}`, en: `${who} is taken ${when}${what}` };
  });
}

async function away(
  tx: Transaction,
  { people }: Pick<EventFields, "people">,
  spans: readonly Span[],
): Promise<Sentence[]> {
  const days = spans.flatMap(({ starts, ends }) =>
    daysOfEvent({ starts_at: starts, ends_at: ends }, localDateOf(starts), plusDays(localDateOf(ends), 1)),
  );
  const { rows } = await sql<{ person_name: string; day: string }>`
    select a.person_name, d.day::text as day
      from unnest(${days}::date[]) as d (day)
      join documents.absence a on d.day between a.from_day and a.to_day
     where a.removed_at is null and a.appointment_id = any (${people.map(({ id }) => id)}::uuid[])
     order by d.day, a.person_name`.execute(tx.queries);
  return rows.map(({ person_name, day }) => ({
    vi: `${person_name} vắng ngày ${formatDate(day)}`,
    en: `${person_name} is away on ${formatDate(day)}`,
  }));
}
