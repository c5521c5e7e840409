import { type RawBuilder, sql } from "kysely";
import { clearanceOf } from "../../../core/access/index.ts";
import { instantAt, localDateOf, plusDays } from "../../../core/calendar/index.ts";
import type { Queries } from "../../../core/database/index.ts";
import type { PersonActor } from "../../../core/transaction/index.ts";
import { isUuid } from "../outgoing/outgoing.ts";
import { likePattern } from "../registers.ts";
import { listedAbstract } from "../secrecy/secrecy.ts";
import type { TaskState } from "./task-states.ts";

/** One unit's part of a document, in a list. */
export interface TaskRow {
  readonly id: string;
  readonly incoming_id: string;
  readonly symbol: string;
  readonly from_name: string;
  readonly abstract: string;
  /** Degree of secrecy, 0 = none. */
  readonly confidentiality: number;
  readonly role: "lead" | "co-operating";
  readonly unit_name: string;
  readonly person_name: string | null;
  readonly due: Date | null;
  readonly assigned_at: Date;
  readonly state: TaskState;
  readonly percent: number;
  /** Reminders of every kind given so far. */
  readonly reminders: number;
  /** The superior's directive the task comes from: number and notation, its date (`yyyy-MM-dd`), its term. */
  readonly directive_id: string | null;
  readonly directive_symbol: string | null;
  readonly directive_date: string | null;
  readonly directive_due: Date | null;
}

/** A request for a later deadline that waits for one person. */
export interface WaitingExtension {
  readonly id: string;
  readonly incoming_id: string;
  readonly symbol: string;
  readonly abstract: string;
  readonly unit_name: string;
  readonly asked_by_name: string;
  readonly asked_at: Date;
  readonly old_deadline: Date;
  readonly wanted_deadline: Date;
  readonly reason: string;
}

/**
 * - `mine`: assigned to the person, or to the unit they head;
 * - `directed`: parts of documents the person directed;
 * - `overdue`: of both, what is overdue;
 * - `today`: of both, what runs out before this day ends.
 */
export const TASK_VIEWS = ["mine", "directed", "overdue", "today"] as const;
export type TaskView = (typeof TASK_VIEWS)[number];

/** What the list of tasks can be narrowed by. All conditions hold together. */
export interface TaskFilter {
  /** Words of number, notation, abstract, sender, unit or person, with or without diacritics. */
  readonly text?: string;
  /** Absent: what is still open. `completed` and `closed` show what has ended; not where a view is about open work. */
  readonly state?: TaskState;
  /** First and last day of the deadline, `yyyy-MM-dd`, both included. */
  readonly from?: string;
  readonly to?: string;
  /** Only parts that come from a superior's directive (the Government, the province). */
  readonly fromDirective?: boolean;
  /** Only documents that are not secret: what leaves the house as a file leaves every right behind. */
  readonly openOnly?: boolean;
}

export const TASK_SORTS = ["due", "given"] as const;
export type TaskSort = (typeof TASK_SORTS)[number];

/** A page by key: `after` is the cursor of the last row seen. */
export interface TaskPage {
  readonly limit: number;
  readonly after?: string;
  readonly filter?: TaskFilter;
  /** `due` (what has no deadline comes last) unless said otherwise. */
  readonly sort?: TaskSort;
  readonly descending?: boolean;
}

/** Tasks of one view, the most pressing first unless sorted otherwise. */
export async function listTasks(
  queries: Queries,
  actor: PersonActor,
  view: TaskView,
  now: Date,
  { limit, after, filter = {}, sort = "due", descending = false }: TaskPage,
): Promise<{ readonly rows: readonly TaskRow[]; readonly next?: string }> {
  const key = SORT_KEYS[sort];
  const cursor = readCursor(after);
  const beyond = cursor
    ? sql`and (${key}, a.id) ${descending ? sql`<` : sql`>`} (${cursor.key}::numeric, ${cursor.id}::uuid)`
    : sql``;
  const clearance = clearanceOf(actor);
  const { rows } = await sql<TaskRow & { sort_key: string }>`
    select a.id, a.incoming_id, i.symbol, i.from_name, ${listedAbstract("i")} as abstract, i.confidentiality, a.role, a.unit_name, a.person_name,
           coalesce(a.person_deadline, a.deadline) as due, a.assigned_at, a.state, a.percent,
           (select count(*)::int from documents.reminder r where r.assignment_id = a.id) as reminders,
           g.id as directive_id, g.symbol as directive_symbol, g.issued_date as directive_date, g.deadline as directive_due,
           (${key})::text as sort_key
      from documents.assignment a join documents.incoming i on i.id = a.incoming_id
      left join documents.origin_link l on l.incoming_id = i.id
      left join documents.incoming g on g.id = l.origin_id and g.confidentiality <= ${filter.openOnly ? 0 : clearance}
     where ${conditions(actor, view, now, filter)} ${beyond}
     order by ${key} ${descending ? sql`desc` : sql`asc`}, a.id ${descending ? sql`desc` : sql`asc`}
     limit ${limit + 1}`.execute(queries);
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return { rows: shown, ...(rows.length > limit && last ? { next: `${last.sort_key}_${last.id}` } : {}) };
}

/** Every task of a view as filtered, page by page: an export of any length costs the same memory. */
export async function* everyTask(
  queries: Queries,
  actor: PersonActor,
  view: TaskView,
  now: Date,
  asked: Omit<TaskPage, "limit" | "after">,
  atOnce = 500,
): AsyncGenerator<TaskRow> {
  let after: string | undefined;
  do {
    const page = await listTasks(queries, actor, view, now, {
      ...asked,
      limit: atOnce,
      ...(after === undefined ? {} : { after }),
    });
    yield* page.rows;
    after = page.next;
  } while (after !== undefined);
}

/** How many open tasks a view holds, counted up to `cap`. */
export async function countTasks(
  queries: Queries,
  actor: PersonActor,
  view: TaskView,
  now: Date,
  cap = 1000,
): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from (
      select 1 from documents.assignment a join documents.incoming i on i.id = a.incoming_id
       where ${conditions(actor, view, now, {})} limit ${cap}) counted`.execute(queries);
  return rows[0]?.n ?? 0;
}

/** Requests that this person decides, the oldest first. */
export async function listWaitingExtensions(
  queries: Queries,
  actor: PersonActor,
): Promise<readonly WaitingExtension[]> {
  return await queries
    .selectFrom("documents.extension as e")
    .innerJoin("documents.assignment as a", "a.id", "e.assignment_id")
    .innerJoin("documents.incoming as i", "i.id", "a.incoming_id")
    .select(["e.id", "i.id as incoming_id", "i.symbol", "a.unit_name", "e.asked_by_name"])
    .select(listedAbstract("i").as("abstract"))
    .select(["e.asked_at", "e.old_deadline", "e.wanted_deadline", "e.reason"])
    .where("e.decider", "=", actor.appointmentId)
    .where("e.state", "=", "asked")
    .where("i.state", "in", ["assigned", "processing"])
    .where("i.confidentiality", "<=", clearanceOf(actor))
    .orderBy("e.asked_at")
    .limit(200)
    .execute();
}

/** Seconds since 1970 as numeric: exact to the microsecond, so that a cursor loses no row. */
const SORT_KEYS: Readonly<Record<TaskSort, RawBuilder<unknown>>> = {
  due: sql`extract(epoch from coalesce(a.person_deadline, a.deadline, '9999-12-31Z'::timestamptz))`,
  given: sql`extract(epoch from a.assigned_at)`,
};

/** An unreadable cursor (an old or edited link) is the first page. */
function readCursor(after = ""): { readonly key: string; readonly id: string } | undefined {
  const [, key, id = ""] = /^(-?\d{1,15}(?:\.\d{1,9})?)_([0-9a-f-]{36})$/.exec(after) ?? [];
  return key !== undefined && isUuid(id) ? { key, id } : undefined;
}

function conditions(actor: PersonActor, view: TaskView, now: Date, filter: TaskFilter): RawBuilder<unknown> {
  const head = actor.roles.includes("head-of-unit");
  const mine = head
    ? sql`(a.appointment_id = ${actor.appointmentId}::uuid or a.unit_id = ${actor.unitId}::uuid)`
    : sql`a.appointment_id = ${actor.appointmentId}::uuid`;
  const directed = sql`i.presented_to = ${actor.appointmentId}::uuid`;
  // Only a leader directs: for everybody else the index on the assignments answers alone.
  const both = actor.roles.includes("leader") ? sql`(${mine} or ${directed})` : mine;
  const due = sql`coalesce(a.person_deadline, a.deadline)`;
  const whose = {
    mine,
    directed,
    overdue: sql`${both} and ${due} < ${now}`,
    today: sql`${both} and ${due} >= ${now} and ${due} < ${endOfDay(now)}`,
  }[view];
  const clearance = filter.openOnly ? 0 : clearanceOf(actor);
  return sql`i.organisation_id = ${actor.organisationId}::uuid and i.confidentiality <= ${clearance} and ${whose}
       and ${inState(view, filter.state)} ${narrowed(filter)}`;
}

/** Work is open while its document is; what has ended is shown only where somebody asks for it. */
function inState(view: TaskView, state: TaskState | undefined): RawBuilder<unknown> {
  if (state === "completed" || state === "closed")
    return view === "mine" || view === "directed" ? sql`a.state = ${state}` : sql`false`;
  const states = state === undefined ? sql`a.state in ('waiting', 'processing')` : sql`a.state = ${state}`;
  return sql`${states} and i.state in ('assigned', 'processing')`;
}

function narrowed(filter: TaskFilter): RawBuilder<unknown> {
  const parts: RawBuilder<unknown>[] = [sql``];
  const due = sql`coalesce(a.person_deadline, a.deadline)`;
  if (filter.from) parts.push(sql`and ${due} >= ${instantAt(filter.from)}`);
  if (filter.to) parts.push(sql`and ${due} < ${instantAt(plusDays(filter.to, 1))}`);
  if (filter.fromDirective)
    parts.push(sql`and exists (select 1 from documents.origin_link l where l.incoming_id = i.id)`);
  // Searched as it is listed: words of a secret abstract find nothing.
  if (filter.text)
    parts.push(sql`and search.fold(i.symbol || ' ' || ${listedAbstract("i")} || ' ' || i.from_name || ' '
      || a.unit_name || ' ' || coalesce(a.person_name, '')) like ${likePattern(filter.text)}`);
  return sql.join(parts, sql` `);
}

/** Midnight in Vietnam at the end of the day that `now` lies in: what `today` means in every list and figure. */
export function endOfDay(now: Date): Date {
  return instantAt(plusDays(localDateOf(now), 1));
}
