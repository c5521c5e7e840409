import { sql } from "kysely";
import type { Sentence } from "../errors.ts";
import type { Transaction } from "../transaction/index.ts";

export interface NewNotification {
  /** Who: persons by id, and holders of roles in organisations (bodies or inner units) today. Each person once. */
  readonly to: Recipients;
  /** `room.what`, e.g. `documents.arrived`: for filtering. */
  readonly kind: string;
  /** One sentence: what happened, to what. At most 500 characters are kept. */
  readonly title: Sentence;
  /** Path of the page where the person acts on it. */
  readonly href: string;
  readonly urgency?: "normal" | "urgent";
  /** The same key tells a person only once, however often the work is repeated. */
  readonly dedupeKey?: string;
}

export interface Recipients {
  readonly people?: readonly string[];
  readonly organisations?: readonly string[];
  /** Roles of the directory; needed with `organisations`. */
  readonly roles?: readonly string[];
}

/**
 * Tells people, in the transaction of what they are told about. One statement for any number of people: a circular
 * to 134 units tells their clerks in some milliseconds.
 *
 * @returns how many persons were told
 */
export async function notify(tx: Transaction, notification: NewNotification): Promise<number> {
  const { to, kind, title, href } = notification;
  const day = localDay(tx.now);
  const written = await sql<{ told: number }>`
    with recipient as (
      select distinct on (person_id) person_id, organisation_id
        from (
          select a.person_id, p.body_id as organisation_id
            from directory.position p
            join directory.appointment a on a.position_id = p.id and a.valid @> ${day}::date
           where p.valid @> ${day}::date and p.roles && ${to.roles ?? []}::text[]
             and (p.body_id = any(${to.organisations ?? []}::uuid[]) or p.unit_id = any(${to.organisations ?? []}::uuid[]))
          union all
          select unnest(${to.people ?? []}::uuid[]), null
        ) found
       order by person_id, organisation_id nulls last
    ), told as (
      insert into notify.notification
        (person_id, organisation_id, kind, title_vi, title_en, href, urgency, at, dedupe_key)
      select person_id, organisation_id, ${kind}, ${clip(title.vi)}, ${clip(title.en)}, ${href},
             ${notification.urgency ?? "normal"}, ${tx.now}, ${notification.dedupeKey ?? null}
        from recipient
      on conflict (person_id, dedupe_key) where dedupe_key is not null do nothing
      returning 1
    )
    select count(*)::int as told from told`.execute(tx.queries);
  return written.rows[0]?.told ?? 0;
}

/** Calendar day in Vietnam (UTC+7, no summer time), for the validity of posts. */
function localDay(at: Date): string {
  return new Date(at.getTime() + 7 * 3_600_000).toISOString().slice(0, 10);
}

function clip(text: string): string {
  return text.length > 500 ? `${text.slice(0, 499)}…` : text;
}
