import { sql } from "kysely";
import type pg from "pg";
import { localDateOf } from "../calendar/index.ts";
import { TOKEN_PREFIX } from "./access-tokens.ts";
import { clip, type IdentityHost, tokenHash } from "./host.ts";
import { secondFactorRequired } from "./second-factor-policy.ts";
import { SESSION_TOUCH_MS, type Session } from "./session.ts";
import { actorOf, appointmentsSql, parseAppointments } from "./standing.ts";

interface Row {
  id: string;
  account_id: string;
  person_id: string;
  appointment_id: string;
  scopes: string[];
  expires_at: Date;
  last_used_at: Date | null;
  language: "vi" | "en";
  full_name: string;
  has_factor: boolean;
  appointments: unknown;
}

const QUERY = {
  name: "identity.resolve-access-token",
  text: `
    select t.id, t.account_id, a.person_id, t.appointment_id, t.scopes, t.expires_at, t.last_used_at, a.language,
           n.full_name,
           exists (select 1 from identity.second_factor f
                    where f.account_id = a.id and f.confirmed_at is not null) as has_factor,
           ${appointmentsSql("a.person_id", "$3::date")} as appointments
      from identity.access_token t
      join identity.account a on a.id = t.account_id
      join directory.person n on n.id = a.person_id
     where t.token_hash = $1 and t.revoked_at is null and t.expires_at > $2 and a.status = 'active'
       and not (a.demo and $4)`,
} satisfies pg.QueryConfig;

/**
 * The person behind an access token, acting in the token's appointment with its scopes.
 *
 * @returns null when the token is unknown, revoked, expired, its owner is locked or no longer holds the appointment
 */
export async function resolveAccessToken(
  host: IdentityHost,
  token: string,
  address: string,
  now: Date = new Date(),
): Promise<Session | null> {
  if (!token.startsWith(TOKEN_PREFIX)) return null;
  const mode = host.config.mode;
  const found = await host.database.pool.query<Row>({
    ...QUERY,
    values: [tokenHash(token), now, localDateOf(now), mode === "production"],
  });
  const row = found.rows[0];
  if (!row) return null;
  const appointments = parseAppointments(row.appointments);
  const held = appointments.find((each) => each.id === row.appointment_id);
  if (!held) return null;
  if (!row.last_used_at || now.getTime() - row.last_used_at.getTime() >= SESSION_TOUCH_MS) {
    await sql`update identity.access_token set last_used_at = ${now}, last_used_address = ${clip(address, 45)}
      where id = ${row.id}`.execute(host.database.queries);
  }
  return {
    id: row.id,
    personId: row.person_id,
    accountId: row.account_id,
    actor: actorOf(row.person_id, row.full_name, held, {
      secondFactor: row.has_factor,
      mode,
      address,
      scopes: row.scopes,
    }),
    language: row.language,
    appointments,
    secondFactor: row.has_factor,
    secondFactorMissing: !row.has_factor && secondFactorRequired(held.roles, mode),
    expiresAt: row.expires_at,
  };
}
