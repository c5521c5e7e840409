import type { Queries } from "../database/index.ts";

/** A running session as its owner sees it. */
export interface ListedSession {
  readonly id: string;
  readonly address: string;
  readonly userAgent: string;
  readonly createdAt: Date;
  readonly lastSeenAt: Date;
  readonly secondFactor: boolean;
}

/** The sessions of an account that are good now, the most recently used first. */
export async function listSessions(queries: Queries, accountId: string, now: Date): Promise<ListedSession[]> {
  const rows = await queries
    .selectFrom("identity.session as s")
    .innerJoin("identity.account as a", "a.id", "s.account_id")
    .select(["s.id", "s.address", "s.user_agent", "s.created_at", "s.last_seen_at", "s.second_factor"])
    .where("s.account_id", "=", accountId)
    .where("s.expires_at", ">", now)
    .whereRef("s.epoch", "=", "a.session_epoch")
    .orderBy("s.last_seen_at", "desc")
    .orderBy("s.id", "desc")
    .execute();
  return rows.map((row) => ({
    id: row.id,
    address: row.address,
    userAgent: row.user_agent,
    createdAt: row.created_at,
    lastSeenAt: row.last_seen_at,
    secondFactor: row.second_factor,
  }));
}
