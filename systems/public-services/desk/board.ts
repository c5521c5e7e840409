import { sql } from "kysely";
import type { Queries } from "../../../core/database/index.ts";
import type { TicketState } from "./states.ts";
import type { Ticket } from "./ticket.ts";

/** A number on the screen. */
export interface CalledTicket {
  readonly id: string;
  readonly label: string;
  readonly counter: string;
  readonly state: TicketState;
  readonly calls: number;
  readonly calledAt: Date;
}

/** What everybody in the waiting room sees; nothing of a person. */
export interface Board {
  /** The latest call first. */
  readonly called: readonly CalledTicket[];
  readonly waiting: readonly { readonly kind: string; readonly name: string; readonly count: number }[];
}

const SHOWN = 7;

/** The screen of a body on a day. */
export async function boardOf(queries: Queries, organisationId: string, day: string): Promise<Board> {
  const [called, waiting] = await Promise.all([
    sql<CalledTicket>`
      select id, label, coalesce(counter, '') as counter, state, calls, last_called_at as "calledAt"
        from public_services.desk_ticket
       where organisation_id = ${organisationId}::uuid and day = ${day}::date and last_called_at is not null
         and state in ('called', 'serving', 'done')
       order by last_called_at desc, id desc limit ${SHOWN}`.execute(queries),
    sql<{ kind: string; name: string; count: number }>`
      select kind, min(kind_name) as name, count(*)::int as count from public_services.desk_ticket
       where organisation_id = ${organisationId}::uuid and day = ${day}::date and state = 'waiting'
       group by kind order by kind`.execute(queries),
  ]);
  return { called: called.rows, waiting: waiting.rows };
}

/** What an official has before them. */
export interface DeskList {
  /** Called or being served by oneself. */
  readonly inHand: readonly Ticket[];
  /** In the order in which they will be called. */
  readonly waiting: readonly Ticket[];
  /** Not there when called: they may come back. */
  readonly absent: readonly Ticket[];
}

const LISTED = 100;

/** The tickets of a body today as the calling page shows them. */
export async function deskListOf(
  queries: Queries,
  { organisationId, personId }: { readonly organisationId: string; readonly personId: string },
  day: string,
): Promise<DeskList> {
  const rows = await queries
    .selectFrom("public_services.desk_ticket")
    .selectAll()
    .where("organisation_id", "=", organisationId)
    .where("day", "=", day)
    .where((where) =>
      where.or([
        where("state", "in", ["waiting", "absent"]),
        where.and([where("state", "in", ["called", "serving"]), where("person_id", "=", personId)]),
      ]),
    )
    .orderBy("rank", "desc")
    .orderBy("drawn_at")
    .orderBy("id")
    .limit(LISTED * 3)
    .execute();
  return {
    inHand: rows.filter(({ state }) => state === "called" || state === "serving"),
    waiting: rows.filter(({ state }) => state === "waiting").slice(0, LISTED),
    absent: rows.filter(({ state }) => state === "absent").slice(-LISTED),
  };
}

/** How long it may still take. */
export interface Outlook {
  /** People who will be called before this ticket. */
  readonly ahead: number;
  /** Minutes, from how quickly numbers of its kind were called lately; undefined: too few were. */
  readonly minutes: number | undefined;
}

/** Where a waiting ticket stands. */
export async function outlookOf(queries: Queries, ticket: Ticket, now: Date): Promise<Outlook> {
  const { rows } = await sql<{ ahead: number; pace: number | null; calls: number }>`
    select (select count(*)::int from public_services.desk_ticket t
             where t.organisation_id = ${ticket.organisation_id}::uuid and t.day = ${ticket.day}::date
               and t.kind = ${ticket.kind} and t.state = 'waiting'
               and (-t.rank, t.drawn_at, t.id) < (-${ticket.rank}::int, ${ticket.drawn_at}::timestamptz, ${ticket.id}::uuid)) as ahead,
           recent.pace, recent.calls
      from (select extract(epoch from (${now}::timestamptz - min(called_at)))::float8 / 60 / nullif(count(*), 0) as pace,
                   count(*)::int as calls
              from (select called_at from public_services.desk_ticket
                     where organisation_id = ${ticket.organisation_id}::uuid and day = ${ticket.day}::date
                       and kind = ${ticket.kind} and called_at is not null
                     order by called_at desc limit 10) lately) recent`.execute(queries);
  const [found] = rows;
  const ahead = found?.ahead ?? 0;
  const enough = found?.pace != null && found.calls >= 3;
  return { ahead, minutes: enough ? Math.ceil((ahead + 1) * (found.pace ?? 0)) : undefined };
}
