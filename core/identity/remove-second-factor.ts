import { assertMay } from "../access/index.ts";
import { Refusal } from "../errors.ts";
import { type PersonActor, type Transaction, transact } from "../transaction/index.ts";
import { requestOf } from "./change-password.ts";
import { confirmPassword } from "./confirm-password.ts";
import { tooManyAttempts, wrongCode } from "./errors.ts";
import type { IdentityHost } from "./host.ts";
import { manageAccounts, manageOwnAccount } from "./permissions.ts";
import { spendCode } from "./spend-code.ts";
import { chargeAttempt, creditAttempt } from "./throttle.ts";

export interface RemoveOwnFactorInput {
  readonly actor: PersonActor;
  readonly accountId: string;
  readonly password: string;
  /** A code of the app or a recovery code. */
  readonly code: string;
}

/**
 * Turns one's own second factor off (a new phone). In production the roles that need it rest until it is on again.
 * @throws Refusal on `password` or `code`
 */
export async function removeOwnSecondFactor(
  host: IdentityHost,
  input: RemoveOwnFactorInput,
  now: Date = new Date(),
): Promise<void> {
  assertMay(input.actor, manageOwnAccount, undefined);
  await confirmPassword(host, input.actor, input.password, "password", now);
  const until = await chargeAttempt(host, "factor", input.accountId, now);
  if (until) throw tooManyAttempts(until, now);
  await transact(host, { actor: input.actor, now }, async (tx) => {
    const own = await tx.queries
      .selectFrom("identity.account")
      .select("id")
      .where("id", "=", input.accountId)
      .where("person_id", "=", input.actor.personId)
      .executeTakeFirst();
    if (!own || !(await spendCode(tx, host, input.accountId, input.code))) throw wrongCode("code");
    await forgetFactor(tx, input.accountId);
    await creditAttempt(host, tx.queries, "factor", input.accountId);
    tx.record({
      action: "identity.turn-off-second-factor",
      objectKind: "account",
      objectId: input.accountId,
    });
  });
}

export interface RemoveFactorInput {
  readonly actor: PersonActor;
  readonly accountId: string;
  readonly requestId?: string;
}

/**
 * An administrator removes the second factor of somebody who lost phone and recovery codes; all their sessions end.
 * @throws AccessDeniedError, Refusal for one's own account
 */
export async function removeSecondFactor(
  host: IdentityHost,
  input: RemoveFactorInput,
  now: Date = new Date(),
): Promise<void> {
  assertMay(input.actor, manageAccounts, undefined);
  await transact(host, { actor: input.actor, now, ...requestOf(input) }, async (tx) => {
    const account = await tx.queries
      .updateTable("identity.account")
      .set((row) => ({ session_epoch: row("session_epoch", "+", 1) }))
      .where("id", "=", input.accountId)
      .returning("person_id")
      .executeTakeFirstOrThrow();
    if (account.person_id === input.actor.personId) {
      throw new Refusal("identity.own-account", 409, {
        vi: "Không thể tự gỡ xác thực hai lớp của mình ở đây. Hãy tắt trong trang Tài khoản bằng mã của ứng dụng.",
        en: "You cannot remove your own second factor here. Turn it off on the account page with a code of the app.",
      });
    }
    await forgetFactor(tx, input.accountId);
    tx.record({ action: "identity.remove-second-factor", objectKind: "account", objectId: input.accountId });
  });
}

async function forgetFactor(tx: Transaction, accountId: string): Promise<void> {
  await tx.queries.deleteFrom("identity.recovery_code").where("account_id", "=", accountId).execute();
  await tx.queries.deleteFrom("identity.second_factor").where("account_id", "=", accountId).execute();
  await tx.queries
    .updateTable("identity.session")
    .set({ second_factor: false })
    .where("account_id", "=", accountId)
    .execute();
}
