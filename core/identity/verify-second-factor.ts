import { sql } from "kysely";
import { type Transaction, transact } from "../transaction/index.ts";
import { IDENTITY, type IdentityHost, type Origin, tokenHash } from "./host.ts";
import { type NewSession, openSession, type SessionStart, startingActor } from "./open-session.ts";
import { recordRefusal } from "./record-refusal.ts";
import { spendCode } from "./spend-code.ts";
import { type Standing, standingOf } from "./standing.ts";
import { chargeAttempt, creditAttempt } from "./throttle.ts";

export interface SecondFactorInput extends Origin {
  /** What `signIn` returned. */
  readonly challenge: string;
  /** Six digits of the app, or a recovery code. */
  readonly code: string;
}

export type SecondFactorResult =
  | { readonly kind: "signed-in"; readonly session: NewSession }
  | { readonly kind: "throttled"; readonly until: Date }
  | { readonly kind: "refused" }
  /** Too late, used, or the account changed: begin again with name and password. */
  | { readonly kind: "expired" };

interface Challenged {
  account_id: string;
  person_id: string;
  epoch: number;
  last_appointment_id: string | null;
}

/** Finishes a sign-in with the second factor. A code works once; a challenge opens one session. */
export async function verifySecondFactor(
  host: IdentityHost,
  input: SecondFactorInput,
  now: Date = new Date(),
): Promise<SecondFactorResult> {
  const challenged = await findChallenge(host, input.challenge, now);
  const standing = challenged && (await standingOf(host.database.queries, challenged.person_id, now));
  if (!challenged || !standing) return { kind: "expired" };
  const until =
    (await chargeAttempt(host, "address", input.address, now)) ??
    (await chargeAttempt(host, "factor", challenged.account_id, now));
  if (until) return { kind: "throttled", until };
  const start = startOf(challenged, standing, input);
  const outcome = await transact(host, { actor: startingActor(start, host) ?? IDENTITY, now }, (tx) =>
    finish(tx, host, start, input),
  );
  if (outcome.kind === "refused") {
    await recordRefusal(host, {
      accountId: challenged.account_id,
      reason: "second-factor",
      origin: input,
      now,
    });
  }
  return outcome;
}

async function findChallenge(
  host: IdentityHost,
  challenge: string,
  now: Date,
): Promise<Challenged | undefined> {
  const found = await sql<Challenged>`
    select c.account_id, a.person_id, c.epoch, a.last_appointment_id
      from identity.challenge c join identity.account a on a.id = c.account_id
     where c.token_hash = ${tokenHash(challenge)} and c.expires_at > ${now}
       and a.status = 'active' and a.session_epoch = c.epoch
       and not (a.demo and ${host.config.mode === "production"})`.execute(host.database.queries);
  return found.rows[0];
}

function startOf(challenged: Challenged, standing: Standing, origin: Origin): SessionStart {
  return {
    accountId: challenged.account_id,
    personId: challenged.person_id,
    epoch: challenged.epoch,
    standing,
    preferredAppointmentId: challenged.last_appointment_id,
    secondFactor: true,
    how: "second-factor",
    origin,
  };
}

async function finish(
  tx: Transaction,
  host: IdentityHost,
  start: SessionStart,
  input: SecondFactorInput,
): Promise<SecondFactorResult> {
  const spent = await spendCode(tx, host, start.accountId, input.code);
  if (!spent) return { kind: "refused" };
  const taken =
    await sql`delete from identity.challenge where token_hash = ${tokenHash(input.challenge)}`.execute(
      tx.queries,
    );
  if (Number(taken.numAffectedRows ?? 0n) === 0) return { kind: "expired" };
  await creditAttempt(host, tx.queries, "factor", start.accountId);
  await creditAttempt(host, tx.queries, "address", input.address);
  const session = await openSession(tx, {
    ...start,
    how: spent === "app" ? "second-factor" : "recovery-code",
  });
  return session ? { kind: "signed-in", session } : { kind: "expired" };
}
