import { sql } from "kysely";
import type pg from "pg";
import { localDateOf } from "../calendar/index.ts";
import type { Database } from "../database/index.ts";
import { type IdentityHost, tokenHash } from "./host.ts";
import { secondFactorRequired } from "./second-factor-policy.ts";
import { SESSION_IDLE_MS, SESSION_TOUCH_MS, type Session } from "./session.ts";
import { actorOf, appointmentsSql, type HeldAppointment, parseAppointments } from "./standing.ts";

interface Row {
  id: string;
  account_id: string;
  person_id: string;
  appointment_id: string;
  second_factor: boolean;
  last_seen_at: Date;
  expires_at: Date;
  ends_at: Date;
  language: "vi" | "en";
  full_name: string;
  appointments: unknown;
  snapshot: string;
}

/**
 * Prepared once a connection: session, account and today's appointments in one round trip. Every page of every
 * official runs it, so the planner must not.
 */
const QUERY = {
  name: "identity.resolve-session",
  text: `
    select s.id, s.account_id, a.person_id, s.appointment_id, s.second_factor, s.last_seen_at, s.expires_at, s.ends_at,
           a.language, n.full_name, ${appointmentsSql("a.person_id", "$3::date")} as appointments, pg_current_snapshot()::text as snapshot
      from identity.session s
      join identity.account a on a.id = s.account_id
      join directory.person n on n.id = a.person_id
     where s.token_hash = $1 and s.expires_at > $2 and s.epoch = a.session_epoch and a.status = 'active'
       and not (a.demo and $4)`,
} satisfies pg.QueryConfig;

/**
 * The session of a cookie, if it is still good: not ended, not expired, account neither locked nor reset since.
 *
 * The appointments are read anew each time, so a post taken away is gone with the next request. If the acting post
 * ended, the person acts in the primary one.
 *
 * @param cookieToken as the browser sent it
 */
export async function resolveSession(
  host: Pick<IdentityHost, "config" | "database">,
  cookieToken: string,
  address: string,
  now: Date = new Date(),
): Promise<Session | null> {
  if (!/^[\w-]{43}$/.test(cookieToken)) return null;
  const mode = host.config.mode;
  const found = await host.database.pool.query<Row>({
    ...QUERY,
    values: [tokenHash(cookieToken), now, localDateOf(now), mode === "production"],
  });
  const row = found.rows[0];
  if (!row) return null;
  const appointments = parseAppointments(row.appointments);
  const held = appointments.find((each) => each.id === row.appointment_id) ?? appointments[0];
  if (!held) return null;
  const touched = now.getTime() - row.last_seen_at.getTime() >= SESSION_TOUCH_MS;
  return {
    id: row.id,
    personId: row.person_id,
    accountId: row.account_id,
    actor: actorOf(row.person_id, row.full_name, held, { secondFactor: row.second_factor, mode, address }),
    language: row.language,
    appointments,
    secondFactor: row.second_factor,
    secondFactorMissing: !row.second_factor && needsFactor(appointments, mode),
    snapshot: row.snapshot,
    expiresAt: touched ? await touch(host.database, row, now) : row.expires_at,
  };
}

function needsFactor(appointments: readonly HeldAppointment[], mode: "demo" | "production"): boolean {
  return appointments.some((each) => secondFactorRequired(each.roles, mode));
}

/** Moves the end of the session on; a twin request that did it first wins. */
async function touch(database: Database, row: Row, now: Date): Promise<Date> {
  const expires = new Date(Math.min(now.getTime() + SESSION_IDLE_MS, row.ends_at.getTime()));
  await sql`update identity.session set last_seen_at = ${now}, expires_at = ${expires}
    where id = ${row.id} and last_seen_at < ${now}`.execute(database.queries);
  return expires;
}
