import { assertMay } from "../access/index.ts";
import { type PersonActor, transact } from "../transaction/index.ts";
import { confirmPassword } from "./confirm-password.ts";
import { tooManyAttempts, wrongCode } from "./errors.ts";
import type { IdentityHost } from "./host.ts";
import { manageOwnAccount } from "./permissions.ts";
import { replaceRecoveryCodes } from "./recovery-codes.ts";
import { openSecret } from "./secret-box.ts";
import { TOTP_PURPOSE } from "./spend-code.ts";
import { chargeAttempt, creditAttempt } from "./throttle.ts";
import { matchTotp } from "./totp.ts";

export interface ConfirmTotpInput {
  readonly actor: PersonActor;
  readonly accountId: string;
  /** This session then counts as proved with the second factor. */
  readonly sessionId: string;
  /** The account's password: a session left open must not be enough to lock its owner out. */
  readonly password: string;
  /** Six digits the app shows. */
  readonly code: string;
}

/**
 * Turns the second factor on once the app shows the right code.
 * @returns ten recovery codes, shown this once
 * @throws Refusal on `password` or `code`, or `identity.too-many-attempts`
 */
export async function confirmTotp(
  host: IdentityHost,
  input: ConfirmTotpInput,
  now: Date = new Date(),
): Promise<readonly string[]> {
  assertMay(input.actor, manageOwnAccount, undefined);
  await confirmPassword(host, input.actor, input.password, "password", now);
  const until = await chargeAttempt(host, "factor", input.accountId, now);
  if (until) throw tooManyAttempts(until, now);
  return await transact(host, { actor: input.actor, now }, async (tx) => {
    const pending = await tx.queries
      .selectFrom("identity.second_factor as f")
      .innerJoin("identity.account as a", "a.id", "f.account_id")
      .select("f.secret_box")
      .where("f.account_id", "=", input.accountId)
      .where("a.person_id", "=", input.actor.personId)
      .where("f.confirmed_at", "is", null)
      .forUpdate("f")
      .executeTakeFirst();
    if (!pending) throw wrongCode("code");
    const key = openSecret(host.config.secret, TOTP_PURPOSE, input.accountId, pending.secret_box);
    const step = matchTotp(key, input.code, now, 0);
    if (step === undefined) throw wrongCode("code");
    await tx.queries
      .updateTable("identity.second_factor")
      .set({ confirmed_at: now, last_step: step })
      .where("account_id", "=", input.accountId)
      .execute();
    await tx.queries
      .updateTable("identity.session")
      .set({ second_factor: true })
      .where("id", "=", input.sessionId)
      .where("account_id", "=", input.accountId)
      .execute();
    await creditAttempt(host, tx.queries, "factor", input.accountId);
    tx.record({ action: "identity.turn-on-second-factor", objectKind: "account", objectId: input.accountId });
    return await replaceRecoveryCodes(tx, host, input.accountId);
  });
}
