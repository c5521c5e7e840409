import { assertMay } from "../../../core/access/index.ts";
import { FormRefusal, type Sentence } from "../../../core/errors.ts";
import type { PersonActor, Transaction } from "../../../core/transaction/index.ts";
import { mayChangeAccount } from "./permissions.ts";

/** A leader says where the money of the body goes. @throws FormRefusal beside the fields, AccessDeniedError */
export async function changeAccount(
  tx: Transaction,
  actor: PersonActor,
  typed: { readonly bankBin: string; readonly account: string; readonly holder: string },
): Promise<void> {
  assertMay(actor, mayChangeAccount, actor);
  const problems: Record<string, Sentence> = {};
  if (!/^\d{6}$/.test(typed.bankBin))
    problems.bankBin = {
      vi: "Mã ngân hàng (BIN) có 6 chữ số, ví dụ 970405.",
      en: "A bank code has six digits, such as 970405.",
    };
  if (!/^[0-9A-Za-z]{4,19}$/.test(typed.account))
    problems.account = { vi: "Số tài khoản có 4 đến 19 chữ số.", en: "An account has 4 to 19 digits." };
  if (typed.holder.trim().length < 3)
    problems.holder = { vi: "Nhập tên chủ tài khoản.", en: "Enter the holder." };
  if (Object.keys(problems).length > 0) throw new FormRefusal(problems);
  const values = {
    bank_bin: typed.bankBin,
    account: typed.account,
    holder: typed.holder.trim(),
    changed_at: tx.now,
    changed_by: actor.fullName,
  };
  await tx.queries
    .insertInto("public_services.payment_account")
    .values({ organisation_id: actor.organisationId, ...values })
    .onConflict((conflict) => conflict.column("organisation_id").doUpdateSet(values))
    .execute();
  tx.record({
    action: "payments.change-account",
    objectKind: "payment-account",
    objectId: actor.organisationId,
    data: { bank: typed.bankBin, account: typed.account, holder: typed.holder.trim() },
  });
}
