import { transact } from "../transaction/index.ts";
import { clip, IDENTITY, type IdentityHost, type Origin } from "./host.ts";

/** Why a sign-in failed; only the log says so, never the answer. */
export type RefusalReason =
  | "unknown-name"
  | "password"
  | "locked"
  | "demo-account"
  | "no-position"
  | "second-factor"
  | "meanwhile-changed";

/** Logs a failed sign-in. The typed name is not kept: people type their password into the wrong box. */
export async function recordRefusal(
  host: IdentityHost,
  refusal: { accountId: string | undefined; reason: RefusalReason; origin: Origin; now: Date },
): Promise<void> {
  await transact(host, { actor: IDENTITY, now: refusal.now }, async (tx) => {
    tx.record({
      action: "identity.sign-in-refused",
      objectKind: "account",
      objectId: refusal.accountId ?? "unknown",
      data: { reason: refusal.reason, address: clip(refusal.origin.address, 45) },
    });
  });
}
