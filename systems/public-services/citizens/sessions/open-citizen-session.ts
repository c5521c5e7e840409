import { clip, type Origin, randomToken, tokenHash } from "../../../../core/identity/index.ts";
import { type Transaction, uuidv7 } from "../../../../core/transaction/index.ts";
import type { ProviderName } from "../sign-in/rules.ts";

/** Without any request for this long a session ends: many sign in on a machine that others use too. */
export const CITIZEN_IDLE_MS = 60 * 60_000;
/** A session never lasts longer than this. */
export const CITIZEN_LONGEST_MS = 8 * 3_600_000;

/** A session just begun. The token goes into the cookie and is stored nowhere. */
export interface NewCitizenSession {
  readonly id: string;
  readonly citizenId: string;
  readonly token: string;
  readonly endsAt: Date;
}

/** Writes a session, inside the transaction of its proof. */
export async function openCitizenSession(
  tx: Transaction,
  start: { readonly citizenId: string; readonly provider: ProviderName; readonly origin: Origin },
): Promise<NewCitizenSession> {
  const token = randomToken();
  const id = uuidv7(tx.now);
  const endsAt = new Date(tx.now.getTime() + CITIZEN_LONGEST_MS);
  await tx.queries
    .insertInto("public_services.citizen_session")
    .values({
      id,
      token_hash: tokenHash(token),
      citizen_id: start.citizenId,
      provider: start.provider,
      address: clip(start.origin.address, 45),
      user_agent: clip(start.origin.userAgent, 300),
      created_at: tx.now,
      last_seen_at: tx.now,
      expires_at: new Date(tx.now.getTime() + CITIZEN_IDLE_MS),
      ends_at: endsAt,
    })
    .execute();
  return { id, citizenId: start.citizenId, token, endsAt };
}
