import { sql } from "kysely";
import { localDateOf } from "../calendar/index.ts";
import type { Queries } from "../database/index.ts";
import type { Sentence } from "../errors.ts";
import { appointmentsSql, parseAppointments } from "./standing.ts";

/** A demo person offered on the start page, with the words of the button. */
export interface DemoSignIn {
  readonly username: string;
  readonly vi: string;
  readonly en: string;
}

/** The same with who it is. */
export interface DemoPerson {
  readonly username: string;
  readonly label: Sentence;
  readonly fullName: string;
  /** Name of the organisation, without the inner unit. */
  readonly organisation: string;
}

/** The demo people that exist, in the order offered. */
export async function demoPeople(
  queries: Queries,
  offered: readonly DemoSignIn[],
  now: Date,
): Promise<DemoPerson[]> {
  const found = await sql<{ username: string; full_name: string; appointments: unknown }>`
    select a.username, n.full_name, ${sql.raw(appointmentsSql("a.person_id", "t.day"))} as appointments
      from identity.account a join directory.person n on n.id = a.person_id
      cross join (select ${localDateOf(now)}::date as day) t
     where a.username_folded = any(${offered.map((each) => each.username)}) and a.demo and a.status = 'active'`.execute(
    queries,
  );
  const byName = new Map(found.rows.map((row) => [row.username, row]));
  return offered.flatMap(({ username, vi, en }) => {
    const row = byName.get(username);
    const held = row && parseAppointments(row.appointments)[0];
    if (!row || !held) return [];
    return [{ username, label: { vi, en }, fullName: row.full_name, organisation: held.body }];
  });
}
