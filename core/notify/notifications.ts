import { sql } from "kysely";
import type { Queries } from "../database/index.ts";
import type { Sentence } from "../errors.ts";

export interface Notification {
  readonly id: string;
  readonly kind: string;
  readonly title: Sentence;
  readonly href: string;
  readonly urgency: "normal" | "urgent";
  readonly at: Date;
  readonly readAt: Date | null;
}

export interface NotificationFilter {
  /** Only those not read yet. */
  readonly unread?: boolean;
  /** Words of the title, with or without diacritics. */
  readonly words?: string;
  /** Continue after this notification (older ones). */
  readonly after?: string;
}

/** How many notifications a person has not read. An index-only count: it stands on every page. */
export async function unreadCount(queries: Queries, personId: string): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from notify.notification
    where person_id = ${personId} and read_at is null`.execute(queries);
  return rows[0]?.n ?? 0;
}

/** A person's notifications, newest first, at most `limit`. */
export async function listNotifications(
  queries: Queries,
  personId: string,
  filter: NotificationFilter = {},
  limit = 50,
): Promise<Notification[]> {
  const words = (filter.words ?? "").trim();
  const { rows } = await sql<Row>`
    select id, kind, title_vi, title_en, href, urgency, at, read_at from notify.notification
     where person_id = ${personId}
       ${filter.unread ? sql`and read_at is null` : sql``}
       ${words === "" ? sql`` : sql`and search.fold(title_vi || ' ' || title_en) like '%' || ${escaped(words)} || '%'`}
       ${filter.after === undefined ? sql`` : sql`and id < ${filter.after}::uuid`}
     order by id desc limit ${limit}`.execute(queries);
  return rows.map(({ title_vi, title_en, read_at, ...rest }) => ({
    ...rest,
    title: { vi: title_vi, en: title_en },
    readAt: read_at,
  }));
}

interface Row {
  readonly id: string;
  readonly kind: string;
  readonly title_vi: string;
  readonly title_en: string;
  readonly href: string;
  readonly urgency: "normal" | "urgent";
  readonly at: Date;
  readonly read_at: Date | null;
}

/** One notification of a person; undefined when it is not theirs. */
export async function findNotification(
  queries: Queries,
  personId: string,
  id: string,
): Promise<{ href: string } | undefined> {
  const { rows } = await sql<{ href: string }>`select href from notify.notification
    where id = ${id}::uuid and person_id = ${personId}`.execute(queries);
  return rows[0];
}

/**
 * Marks a person's notifications read.
 *
 * @param ids which; all when absent
 * @returns how many were unread until now
 */
export async function markRead(queries: Queries, personId: string, ids?: readonly string[]): Promise<number> {
  const marked = await sql`update notify.notification set read_at = now()
    where person_id = ${personId} and read_at is null
      ${ids === undefined ? sql`` : sql`and id = any(${ids}::uuid[])`}`.execute(queries);
  return Number(marked.numAffectedRows ?? 0n);
}

/**
 * Marks read whatever a person was told of these pages.
 *
 * @returns how many were unread until now
 */
export async function markReadAt(
  queries: Queries,
  personId: string,
  hrefs: readonly string[],
): Promise<number> {
  const marked = await sql`update notify.notification set read_at = now()
    where person_id = ${personId} and read_at is null and href = any(${[...hrefs]}::text[])`.execute(queries);
  return Number(marked.numAffectedRows ?? 0n);
}

function escaped(words: string): ReturnType<typeof sql> {
  return sql`search.fold(${words.replace(/[\\%_]/g, "\\$&")})`;
}
