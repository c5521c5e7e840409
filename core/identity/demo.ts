import { sql } from "kysely";
import { Refusal } from "../errors.ts";
import { transact, uuidv7 } from "../transaction/index.ts";
import { IDENTITY, type IdentityHost, type Origin } from "./host.ts";
import { type NewSession, openSession, type SessionStart, startingActor } from "./open-session.ts";
import { DEMO_PASSWORD, hashPassword } from "./password.ts";
import { standingOf } from "./standing.ts";
import { foldUsername } from "./username.ts";

/** Demo accounts and demo sign-ins exist in demo mode only. */
export class DemoRefusedError extends Refusal {
  constructor() {
    super("identity.demo-refused", 404, {
      vi: "Hệ thống chính thức không có tài khoản trình diễn. Hãy đăng nhập bằng tài khoản của bạn.",
      en: "There are no demo accounts in production. Sign in with your own account.",
    });
    this.name = "DemoRefusedError";
  }
}

/**
 * Gives demo people accounts that all have the public demo password. Idempotent; the hash is computed once, because
 * thousands of different ones would cost minutes and protect nothing: the password is printed on the start page.
 *
 * @returns how many accounts are new
 * @throws DemoRefusedError outside demo mode
 */
export async function seedDemoAccounts(
  host: IdentityHost,
  people: readonly { readonly personId: string; readonly username: string }[],
  now: Date = new Date(),
): Promise<number> {
  if (host.config.mode !== "demo") throw new DemoRefusedError();
  const hash = await hashPassword(DEMO_PASSWORD);
  return await transact(host, { actor: IDENTITY, now }, async (tx) => {
    const rows = people.map(({ personId, username }) => ({
      id: uuidv7(now),
      person_id: personId,
      username,
      folded: foldUsername(username),
    }));
    const made = await sql`
      insert into identity.account (id, person_id, username, username_folded, password_hash, demo, created_at)
      select id, person_id, username, folded, ${hash}, true, ${now}::timestamptz
        from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
          as r(id uuid, person_id uuid, username text, folded text)
      on conflict do nothing`.execute(tx.queries);
    const count = Number(made.numAffectedRows ?? 0n);
    if (count > 0) {
      tx.record({ action: "identity.seed-demo", objectKind: "installation", objectId: "1", data: { count } });
      await sql`analyze identity.account`.execute(tx.queries);
    }
    return count;
  });
}

/**
 * Signs in as a demo person at the press of a button, without password and second factor.
 *
 * @returns undefined when there is no such demo person or they are locked
 * @throws DemoRefusedError outside demo mode
 */
export async function demoSignIn(
  host: IdentityHost,
  input: Origin & { readonly username: string },
  now: Date = new Date(),
): Promise<NewSession | undefined> {
  if (host.config.mode !== "demo") throw new DemoRefusedError();
  const account = await host.database.queries
    .selectFrom("identity.account")
    .select(["id", "person_id", "session_epoch", "last_appointment_id"])
    .where("username_folded", "=", foldUsername(input.username))
    .where("demo", "=", true)
    .where("status", "=", "active")
    .executeTakeFirst();
  const standing = account && (await standingOf(host.database.queries, account.person_id, now));
  if (!account || !standing) return undefined;
  const start: SessionStart = {
    accountId: account.id,
    personId: account.person_id,
    epoch: account.session_epoch,
    standing,
    preferredAppointmentId: account.last_appointment_id,
    secondFactor: false,
    how: "demo",
    origin: input,
  };
  return await transact(host, { actor: startingActor(start, host) ?? IDENTITY, now }, (tx) =>
    openSession(tx, start),
  );
}
