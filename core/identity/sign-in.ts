import { sql } from "kysely";
import { transact } from "../transaction/index.ts";
import { IDENTITY, type IdentityHost, type Origin, randomToken, tokenHash } from "./host.ts";
import { type NewSession, openSession, type SessionStart, startingActor } from "./open-session.ts";
import { passwordMatches } from "./password.ts";
import { type RefusalReason, recordRefusal } from "./record-refusal.ts";
import { type Standing, standingOf } from "./standing.ts";
import { chargeAttempt, creditAttempt } from "./throttle.ts";
import { foldUsername } from "./username.ts";

export interface SignInInput extends Origin {
  readonly username: string;
  readonly password: string;
}

/** What came of a sign-in. `refused` is one answer for every wrong name, password or account. */
export type SignInResult =
  | { readonly kind: "signed-in"; readonly session: NewSession }
  | { readonly kind: "second-factor-required"; readonly challenge: string; readonly expiresAt: Date }
  | { readonly kind: "throttled"; readonly until: Date }
  | { readonly kind: "refused" }
  /** Name and password are right, but the person holds no position today. */
  | { readonly kind: "no-position" };

/** Time to type the second factor. */
const CHALLENGE_MS = 5 * 60_000;

/**
 * Signs a person in by name and password.
 *
 * Guesses are slowed by account and by address; time and text of a refusal are the same whether the account exists,
 * is locked or has no password yet. Every outcome but a slowed one is in the audit log.
 */
export async function signIn(
  host: IdentityHost,
  input: SignInInput,
  now: Date = new Date(),
): Promise<SignInResult> {
  const name = foldUsername(input.username);
  const until =
    (await chargeAttempt(host, "address", input.address, now)) ??
    (await chargeAttempt(host, "account", name, now));
  if (until) return { kind: "throttled", until };
  const account = await findAccount(host, name);
  const matches = await passwordMatches(account?.password_hash, input.password);
  const reason = refusalReason(host, account, matches);
  if (!account || reason) {
    await recordRefusal(host, {
      accountId: account?.id,
      reason: reason ?? "unknown-name",
      origin: input,
      now,
    });
    return { kind: "refused" };
  }
  const standing = await standingOf(host.database.queries, account.person_id, now);
  if (!standing || standing.appointments.length === 0) {
    await recordRefusal(host, { accountId: account.id, reason: "no-position", origin: input, now });
    return { kind: "no-position" };
  }
  return account.has_factor
    ? await challengeSecondFactor(host, account, name, input, now)
    : await beginSession(host, account, standing, name, input, now);
}

interface FoundAccount {
  id: string;
  person_id: string;
  password_hash: string | null;
  status: "active" | "locked";
  demo: boolean;
  session_epoch: number;
  last_appointment_id: string | null;
  has_factor: boolean;
}

async function findAccount(host: IdentityHost, name: string): Promise<FoundAccount | undefined> {
  const found = await sql<FoundAccount>`
    select a.id, a.person_id, a.password_hash, a.status, a.demo, a.session_epoch, a.last_appointment_id,
           exists (select 1 from identity.second_factor f
                    where f.account_id = a.id and f.confirmed_at is not null) as has_factor
      from identity.account a where a.username_folded = ${name}`.execute(host.database.queries);
  return found.rows[0];
}

function refusalReason(
  host: IdentityHost,
  account: FoundAccount | undefined,
  matches: boolean,
): RefusalReason | undefined {
  if (!account) return "unknown-name";
  if (!matches) return "password";
  if (account.demo && host.config.mode === "production") return "demo-account";
  return account.status === "locked" ? "locked" : undefined;
}

async function challengeSecondFactor(
  host: IdentityHost,
  account: FoundAccount,
  name: string,
  input: SignInInput,
  now: Date,
): Promise<SignInResult> {
  const challenge = randomToken();
  const expiresAt = new Date(now.getTime() + CHALLENGE_MS);
  await transact(host, { actor: IDENTITY, now }, async (tx) => {
    await tx.queries
      .insertInto("identity.challenge")
      .values({
        token_hash: tokenHash(challenge),
        account_id: account.id,
        epoch: account.session_epoch,
        created_at: now,
        expires_at: expiresAt,
      })
      .execute();
    tx.record({
      action: "identity.second-factor-asked",
      objectKind: "account",
      objectId: account.id,
      data: { address: input.address },
    });
    await creditAttempt(host, tx.queries, "account", name);
    await creditAttempt(host, tx.queries, "address", input.address);
  });
  return { kind: "second-factor-required", challenge, expiresAt };
}

async function beginSession(
  host: IdentityHost,
  account: FoundAccount,
  standing: Standing,
  name: string,
  input: SignInInput,
  now: Date,
): Promise<SignInResult> {
  const start: SessionStart = {
    accountId: account.id,
    personId: account.person_id,
    epoch: account.session_epoch,
    standing,
    preferredAppointmentId: account.last_appointment_id,
    secondFactor: false,
    how: "password",
    origin: input,
  };
  const session = await transact(host, { actor: startingActor(start, host) ?? IDENTITY, now }, async (tx) => {
    await creditAttempt(host, tx.queries, "account", name);
    await creditAttempt(host, tx.queries, "address", input.address);
    return await openSession(tx, start);
  });
  if (session) return { kind: "signed-in", session };
  await recordRefusal(host, { accountId: account.id, reason: "meanwhile-changed", origin: input, now });
  return { kind: "refused" };
}
