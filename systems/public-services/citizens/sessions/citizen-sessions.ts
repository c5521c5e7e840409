import type { Queries } from "../../../../core/database/index.ts";
import { tokenHash } from "../../../../core/identity/index.ts";
import { type CitizenActor, type TransactionHost, transact } from "../../../../core/transaction/index.ts";
import { asCitizen, type Citizen, citizenActor, openCitizens } from "../citizen.ts";
import type { ProviderName } from "../sign-in/rules.ts";
import { CITIZEN_IDLE_MS } from "./open-citizen-session.ts";

/** Who is signed in, and what they act as. */
export interface CitizenSession {
  readonly id: string;
  readonly citizen: Citizen;
  readonly actor: CitizenActor;
}

/** A running session as its owner sees it. */
export interface ListedCitizenSession {
  readonly id: string;
  readonly provider: ProviderName;
  readonly address: string;
  readonly userAgent: string;
  readonly createdAt: Date;
  readonly lastSeenAt: Date;
}

/** The time of the last request is written at most this often, so that reading a page writes nothing. */
const TOUCH_MS = 60_000;

/** The session of a cookie, if it is still good and the account open. @param token as the browser sent it */
export async function resolveCitizenSession(
  queries: Queries,
  token: string,
  address: string,
  now: Date = new Date(),
): Promise<CitizenSession | undefined> {
  if (!/^[\w-]{43}$/.test(token)) return undefined;
  const row = await openCitizens(queries)
    .innerJoin("public_services.citizen_session as s", "s.citizen_id", "c.id")
    .select(["s.id as session_id", "s.last_seen_at", "s.ends_at"])
    .where("s.token_hash", "=", tokenHash(token))
    .where("s.expires_at", ">", now)
    .executeTakeFirst();
  if (!row) return undefined;
  if (now.getTime() - row.last_seen_at.getTime() >= TOUCH_MS) {
    await queries
      .updateTable("public_services.citizen_session")
      .set({
        last_seen_at: now,
        expires_at: new Date(Math.min(now.getTime() + CITIZEN_IDLE_MS, row.ends_at.getTime())),
      })
      .where("id", "=", row.session_id)
      .where("last_seen_at", "<", now)
      .execute();
  }
  const citizen = asCitizen(row);
  return { id: row.session_id, citizen, actor: citizenActor(citizen, address) };
}

/** The sessions of a citizen that are good now, the most recently used first. */
export async function citizenSessions(
  queries: Queries,
  citizenId: string,
  now: Date = new Date(),
): Promise<ListedCitizenSession[]> {
  const rows = await queries
    .selectFrom("public_services.citizen_session")
    .select(["id", "provider", "address", "user_agent", "created_at", "last_seen_at"])
    .where("citizen_id", "=", citizenId)
    .where("expires_at", ">", now)
    .orderBy("last_seen_at", "desc")
    .orderBy("id", "desc")
    .execute();
  return rows.map((row) => ({
    id: row.id,
    provider: row.provider,
    address: row.address,
    userAgent: row.user_agent,
    createdAt: row.created_at,
    lastSeenAt: row.last_seen_at,
  }));
}

/**
 * Ends sessions of one's own: one of them, or every other one. Somebody else's is left alone.
 * @returns how many ended
 */
export async function endCitizenSessions(
  host: TransactionHost,
  actor: CitizenActor,
  which: { readonly only: string } | { readonly allBut: string },
): Promise<number> {
  return await transact(host, { actor }, async (tx) => {
    const ended = await tx.queries
      .deleteFrom("public_services.citizen_session")
      .where("citizen_id", "=", actor.citizenId)
      .where((where) => ("only" in which ? where("id", "=", which.only) : where("id", "!=", which.allBut)))
      .returning("id")
      .execute();
    for (const { id } of ended) {
      tx.record({
        action: "citizens.sign-out",
        objectKind: "citizen",
        objectId: actor.citizenId,
        data: { session: id },
      });
    }
    return ended.length;
  });
}

/** Removes sessions that are over. */
export async function sweepCitizenSessions(queries: Queries, now: Date = new Date()): Promise<void> {
  await queries.deleteFrom("public_services.citizen_session").where("expires_at", "<", now).execute();
}
