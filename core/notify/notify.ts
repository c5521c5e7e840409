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
  /** Whoever holds these appointments today. */
  readonly appointments?: readonly string[];
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
  return await notifyAll(tx, [notification]);
}

/**
 * Tells many things at once, each to its own people, in one statement.
 *
 * @returns how many notifications were written
 */
export async function notifyAll(tx: Transaction, notifications: readonly NewNotification[]): Promise<number> {
  if (notifications.length === 0) return 0;
  const day = localDay(tx.now);
  const rows = notifications.map(({ to, kind, title, href, urgency, dedupeKey }, n) => ({
    n,
    people: to.people ?? [],
    appointments: to.appointments ?? [],
    organisations: to.organisations ?? [],
    roles: to.roles ?? [],
    kind,
    title_vi: clip(title.vi),
    title_en: clip(title.en),
    href,
    urgency: urgency ?? "normal",
    dedupe_key: dedupeKey ?? null,
  }));
  const written = await sql<{ told: number }>`
    with note as materialized (
      select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(
        n integer, people uuid[], appointments uuid[], organisations uuid[], roles text[], kind text, title_vi text,
        title_en text, href text, urgency text, dedupe_key text)
    ), wanted as materialized (
      select n, unnest(organisations) as organisation_id, roles from note
    ), found as (
      select w.n, a.person_id, p.body_id as organisation_id
        from wanted w
        join directory.position p on p.body_id = w.organisation_id and p.valid @> ${day}::date and p.roles && w.roles
        join directory.appointment a on a.position_id = p.id and a.valid @> ${day}::date
      union all
      select w.n, a.person_id, p.body_id
        from wanted w
        join directory.position p on p.unit_id = w.organisation_id and p.valid @> ${day}::date and p.roles && w.roles
        join directory.appointment a on a.position_id = p.id and a.valid @> ${day}::date
      union all
      select t.n, a.person_id, p.body_id
        from (select n, unnest(appointments) as id from note) t
        join directory.appointment a on a.id = t.id and a.valid @> ${day}::date
        join directory.position p on p.id = a.position_id and p.valid @> ${day}::date
      union all
      select n, unnest(people), null from note
    ), recipient as (
      select distinct on (n, person_id) n, person_id, organisation_id
        from found order by n, person_id, organisation_id nulls last
    ), told as (
      insert into notify.notification
        (person_id, organisation_id, kind, title_vi, title_en, href, urgency, at, dedupe_key)
      select r.person_id, r.organisation_id, note.kind, note.title_vi, note.title_en, note.href, note.urgency, ${tx.now}, note.dedupe_key
        from recipient r join note using (n) order by note.n
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
