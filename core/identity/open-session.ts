import { sql } from "kysely";
import { type PersonActor, type Transaction, uuidv7 } from "../transaction/index.ts";
import { clip, type IdentityHost, type Origin, randomToken, tokenHash } from "./host.ts";
import { SESSION_IDLE_MS, SESSION_LONGEST_MS } from "./session.ts";
import { actorOf, type HeldAppointment, type Standing } from "./standing.ts";

/** A session just begun. The token goes into the cookie and is stored nowhere. */
export interface NewSession {
  readonly id: string;
  readonly token: string;
  readonly personId: string;
  /** The cookie lives as long as the session can at most. */
  readonly endsAt: Date;
}

/** Everything a session begins with. */
export interface SessionStart {
  readonly accountId: string;
  readonly personId: string;
  /** Epoch of the account when the proof was given; a lock or a reset in between refuses the session. */
  readonly epoch: number;
  readonly standing: Standing;
  readonly preferredAppointmentId: string | null;
  readonly secondFactor: boolean;
  readonly how: "password" | "second-factor" | "recovery-code" | "demo" | "first-administrator";
  readonly origin: Origin;
}

/** The appointment a new session acts in: the last one used if still held, else the primary one. */
export function startingAppointment(
  standing: Standing,
  preferredId: string | null,
): HeldAppointment | undefined {
  return standing.appointments.find((held) => held.id === preferredId) ?? standing.appointments[0];
}

/** Who begins the session. */
export function startingActor(start: SessionStart, host: IdentityHost): PersonActor | undefined {
  const held = startingAppointment(start.standing, start.preferredAppointmentId);
  if (!held) return undefined;
  return actorOf(start.personId, start.standing.fullName, held, {
    secondFactor: start.secondFactor,
    mode: host.config.mode,
    address: start.origin.address,
  });
}

/**
 * Writes the session, inside the transaction of its proof.
 * @returns undefined when the account was locked or reset since the proof was given
 */
export async function openSession(tx: Transaction, start: SessionStart): Promise<NewSession | undefined> {
  const held = startingAppointment(start.standing, start.preferredAppointmentId);
  if (!held) return undefined;
  const current = await sql`update identity.account
    set last_sign_in_at = ${tx.now}, last_appointment_id = ${held.id}
    where id = ${start.accountId} and status = 'active' and session_epoch = ${start.epoch}`.execute(
    tx.queries,
  );
  if (Number(current.numAffectedRows ?? 0n) === 0) return undefined;
  const token = randomToken();
  const id = uuidv7(tx.now);
  const endsAt = new Date(tx.now.getTime() + SESSION_LONGEST_MS);
  await tx.queries
    .insertInto("identity.session")
    .values({
      id,
      token_hash: tokenHash(token),
      account_id: start.accountId,
      epoch: start.epoch,
      appointment_id: held.id,
      second_factor: start.secondFactor,
      address: clip(start.origin.address, 45),
      user_agent: clip(start.origin.userAgent, 300),
      created_at: tx.now,
      last_seen_at: tx.now,
      expires_at: new Date(tx.now.getTime() + SESSION_IDLE_MS),
      ends_at: endsAt,
    })
    .execute();
  tx.record({
    action: "identity.sign-in",
    objectKind: "account",
    objectId: start.accountId,
    data: { how: start.how, session: id, address: clip(start.origin.address, 45) },
  });
  return { id, token, personId: start.personId, endsAt };
}
