import { randomBytes } from "node:crypto";
import type { Transaction } from "../transaction/index.ts";
import type { IdentityHost } from "./host.ts";
import { keyedHash } from "./secret-box.ts";
import { base32 } from "./totp.ts";

const COUNT = 10;

/** Replaces all recovery codes of an account. @returns the codes, shown once, never stored. */
export async function replaceRecoveryCodes(
  tx: Transaction,
  host: IdentityHost,
  accountId: string,
): Promise<string[]> {
  const codes = Array.from({ length: COUNT }, newCode);
  await tx.queries.deleteFrom("identity.recovery_code").where("account_id", "=", accountId).execute();
  await tx.queries
    .insertInto("identity.recovery_code")
    .values(
      codes.map((code) => ({
        account_id: accountId,
        code_hash: recoveryCodeHash(host.config.secret, accountId, code),
        used_at: null,
      })),
    )
    .execute();
  return codes;
}

/** What is stored of a recovery code; hyphens, spaces and case do not matter. */
export function recoveryCodeHash(secret: Uint8Array, accountId: string, typed: string): Buffer {
  const code = typed.toUpperCase().replace(/[^A-Z2-7]+/g, "");
  return keyedHash(secret, "identity.recovery-code", `${accountId}:${code}`);
}

/** 80 random bits as `ABCD-EFGH-IJKL-MNOP`. */
function newCode(): string {
  return (base32(randomBytes(10)).match(/.{4}/g) ?? []).join("-");
}
