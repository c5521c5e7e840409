import type { Queries } from "../database/index.ts";

/** Which of these sessions are over: ended, expired, or of an account that was locked or reset since. */
export async function endedSessions(
  queries: Queries,
  ids: readonly string[],
  now: Date,
): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set();
  const good = await queries
    .selectFrom("identity.session as s")
    .innerJoin("identity.account as a", "a.id", "s.account_id")
    .select("s.id")
    .where("s.id", "in", [...ids])
    .where("s.expires_at", ">", now)
    .whereRef("s.epoch", "=", "a.session_epoch")
    .where("a.status", "=", "active")
    .execute();
  const alive = new Set(good.map(({ id }) => id));
  return new Set(ids.filter((id) => !alive.has(id)));
}
