import { sql } from "kysely";
import type { IdentityHost } from "./host.ts";

/** Removes what has no use any more: ended sessions, old challenges, spent links, forgotten failures. */
export async function sweepIdentity(
  host: Pick<IdentityHost, "database">,
  now: Date = new Date(),
): Promise<void> {
  const { queries } = host.database;
  await sql`delete from identity.session where expires_at < ${now}`.execute(queries);
  await sql`delete from identity.challenge where expires_at < ${now}`.execute(queries);
  await sql`delete from identity.one_time_link
    where expires_at < ${now}::timestamptz - interval '30 days'`.execute(queries);
  await sql`delete from identity.throttle
    where last_at < ${now}::timestamptz - interval '2 days'`.execute(queries);
}
