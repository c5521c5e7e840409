import { assertMay } from "../../../core/access/index.ts";
import { FormRefusal } from "../../../core/errors.ts";
import type { House } from "../../../core/system.ts";
import type { PersonActor, Transaction } from "../../../core/transaction/index.ts";
import { mayCollect } from "./permissions.ts";
import { lockPayment, notOpen, settle } from "./settle.ts";

/** The desk took cash, or saw the transfer on the account. @throws FormRefusal, AccessDeniedError, Refusal 404 | 409 */
export async function collect(
  tx: Transaction,
  house: Pick<House, "services">,
  actor: PersonActor,
  input: { readonly id: string; readonly method: "cash" | "transfer"; readonly transaction: string },
): Promise<void> {
  const row = await lockPayment(tx, input.id);
  assertMay(actor, mayCollect, { organisationId: row.organisation_id });
  if (row.state !== "open") throw notOpen();
  const transaction = input.transaction.trim();
  if (input.method === "transfer" && transaction === "")
    throw new FormRefusal({
      transaction: { vi: "Ghi số bút toán của ngân hàng.", en: "Write the number of the bank's entry." },
    });
  await settle(tx, house, row, {
    method: input.method,
    transaction,
    at: tx.now,
    collector: actor.fullName,
  });
}
