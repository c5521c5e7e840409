import { sql } from "kysely";
import type { Transaction } from "../transaction/index.ts";
import type { IdentityHost } from "./host.ts";
import { recoveryCodeHash } from "./recovery-codes.ts";
import { openSecret } from "./secret-box.ts";
import { matchTotp } from "./totp.ts";

/** Purpose of the key under which TOTP secrets are sealed. */
export const TOTP_PURPOSE = "identity.totp";

/**
 * Checks a code of the app or a recovery code and uses it up, under a lock on the account's factor so that the same
 * code sent twice at once works once.
 *
 * @returns which of the two it was, or undefined when it is neither
 */
export async function spendCode(
  tx: Transaction,
  host: IdentityHost,
  accountId: string,
  typed: string,
): Promise<"app" | "recovery" | undefined> {
  const factor = await tx.queries
    .selectFrom("identity.second_factor")
    .select(["secret_box", "last_step"])
    .where("account_id", "=", accountId)
    .where("confirmed_at", "is not", null)
    .forUpdate()
    .executeTakeFirst();
  if (!factor) return undefined;
  const key = openSecret(host.config.secret, TOTP_PURPOSE, accountId, factor.secret_box);
  const step = matchTotp(key, typed, tx.now, factor.last_step);
  if (step !== undefined) {
    await tx.queries
      .updateTable("identity.second_factor")
      .set({ last_step: step })
      .where("account_id", "=", accountId)
      .execute();
    return "app";
  }
  const used = await sql`update identity.recovery_code set used_at = ${tx.now}
    where account_id = ${accountId} and used_at is null
      and code_hash = ${recoveryCodeHash(host.config.secret, accountId, typed)}`.execute(tx.queries);
  return Number(used.numAffectedRows ?? 0n) === 1 ? "recovery" : undefined;
}
