/** The calendar in the database: what an administrator edits and what deadlines are counted with. */
import { sql } from "kysely";
import { PREPARE, type Queries } from "../database/index.ts";
import type { LocalDate } from "./vietnam-time.ts";
import {
  assertSessions,
  type CalendarException,
  type ExceptionKind,
  type Session,
  type Timetable,
  type WorkingCalendar,
  workingCalendar,
} from "./working-calendar.ts";

interface TimetableRow {
  readonly organisation_id: string | null;
  readonly valid_from: string;
  readonly session_starts: number[];
  readonly session_ends: number[];
}

interface StoredCalendar {
  readonly exceptions: readonly CalendarException[];
  readonly years: readonly number[];
  readonly timetables: readonly TimetableRow[];
}

/** Calendars by what they were built of: every deadline asks, an administrator changes one now and then. */
const built = new Map<string, WorkingCalendar>();
const MOST_BUILT = 300;

/**
 * The working calendar of an organisation as it stands in the database now.
 *
 * @param organisationId whose timetable counts; without it, or when the organisation has none, the province's
 */
export async function loadCalendar(queries: Queries, organisationId?: string): Promise<WorkingCalendar> {
  const { rows } = await sql<{ stored: string }>`${sql.raw(PREPARE)} select json_build_object(
    'exceptions', (select coalesce(json_agg(json_build_object('date', date, 'kind', kind, 'name', name, 'source', source)
                     order by date), '[]') from calendar.exception),
    'years', (select coalesce(json_agg(year order by year), '[]') from calendar.decided_year),
    'timetables', (select coalesce(json_agg(t order by t.organisation_id, t.valid_from), '[]') from calendar.timetable t
       where t.organisation_id is null or t.organisation_id = ${organisationId ?? null}::uuid))::text as stored`.execute(
    queries,
  );
  const stored = rows[0]?.stored;
  if (stored === undefined) throw new Error("the database gave no calendar");
  const known = built.get(stored);
  if (known) return known;
  const calendar = calendarOf(JSON.parse(stored));
  if (built.size >= MOST_BUILT) built.clear();
  built.set(stored, calendar);
  return calendar;
}

function calendarOf({ exceptions, years, timetables }: StoredCalendar): WorkingCalendar {
  const own = timetables.filter((row) => row.organisation_id !== null);
  return workingCalendar(exceptions, {
    decidedYears: years,
    timetables: (own.length > 0 ? own : timetables).map(timetableOf),
  });
}

/** The dated exceptions, in date order. */
export async function listExceptions(
  queries: Queries,
  range: { readonly from?: LocalDate; readonly to?: LocalDate } = {},
): Promise<readonly CalendarException[]> {
  const { rows } = await sql<{ date: string; kind: ExceptionKind; name: string; source: string }>`
    select date, kind, name, source from calendar.exception
     where date between coalesce(${range.from ?? null}::date, '-infinity') and coalesce(${range.to ?? null}::date, 'infinity')
     order by date`.execute(queries);
  return rows;
}

/** Adds or changes exceptions; a row of the same date is replaced. */
export async function putExceptions(
  queries: Queries,
  exceptions: readonly CalendarException[],
): Promise<void> {
  await sql`
    insert into calendar.exception (date, kind, name, source)
    select date, kind, name, source
      from jsonb_to_recordset(${JSON.stringify(exceptions)}::jsonb) as r(date date, kind text, name text, source text)
    on conflict (date) do update
      set kind = excluded.kind, name = excluded.name, source = excluded.source, updated_at = now()`.execute(
    queries,
  );
}

/** Removes the exception of a day. Returns false if there was none. */
export async function removeException(queries: Queries, date: LocalDate): Promise<boolean> {
  const result = await sql`delete from calendar.exception where date = ${date}::date`.execute(queries);
  return result.numAffectedRows === 1n;
}

/** Declares the list of a year complete, so that no computed holiday is added to it. */
export async function decideYear(queries: Queries, year: number, source: string): Promise<void> {
  await sql`insert into calendar.decided_year (year, source) values (${year}, ${source})
    on conflict (year) do update set source = excluded.source`.execute(queries);
}

/** Sets the timetable of an organisation (null: of the province) from a date on. Throws `InvalidTimetable`. */
export async function putTimetable(
  queries: Queries,
  organisationId: string | null,
  timetable: Timetable,
): Promise<void> {
  assertSessions(timetable.sessions);
  const starts = timetable.sessions.map((session) => session.from);
  const ends = timetable.sessions.map((session) => session.to);
  await sql`
    insert into calendar.timetable (organisation_id, valid_from, session_starts, session_ends)
    values (${organisationId}::uuid, ${timetable.validFrom}::date, ${starts}::int[], ${ends}::int[])
    on conflict (organisation_id, valid_from) do update
      set session_starts = excluded.session_starts, session_ends = excluded.session_ends`.execute(queries);
}

/**
 * Seeds an empty calendar: the dated table, its years as decided, and the default timetable. A calendar that holds
 * anything already is left as the administrator made it.
 */
export async function seedCalendar(
  queries: Queries,
  exceptions: readonly CalendarException[],
): Promise<void> {
  const { rows } = await sql`select 1 from calendar.exception limit 1`.execute(queries);
  if (rows.length > 0) return;
  await putExceptions(queries, exceptions);
  for (const year of new Set(exceptions.map((row) => Number(row.date.slice(0, 4)))))
    await decideYear(queries, year, "vn-holidays.tsv");
}

function timetableOf(row: TimetableRow): Timetable {
  const sessions: Session[] = [];
  for (const [index, from] of row.session_starts.entries()) {
    const to = row.session_ends[index];
    if (to !== undefined) sessions.push({ from, to });
  }
  return { validFrom: row.valid_from, sessions };
}
