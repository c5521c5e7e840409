import { assertMay } from "../../../core/access/index.ts";
import { FormRefusal, type Sentence } from "../../../core/errors.ts";
import type { PersonActor, Transaction } from "../../../core/transaction/index.ts";
import { isTaxCode } from "../citizens/index.ts";
import { mayChangeAccount } from "./permissions.ts";

/** Where the money of a body goes and what its receipts say, as typed. */
export interface TypedAccount {
  readonly bankBin: string;
  readonly account: string;
  readonly holder: string;
  readonly taxCode: string;
  /** Mẫu số; empty: none. */
  readonly receiptForm: string;
  /** Ký hiệu; empty: none. */
  readonly receiptSymbol: string;
}

/** A leader says where the money of the body goes. @throws FormRefusal beside the fields, AccessDeniedError */
export async function changeAccount(tx: Transaction, actor: PersonActor, typed: TypedAccount): Promise<void> {
  assertMay(actor, mayChangeAccount, actor);
  const problems = problemsOf(typed);
  if (Object.keys(problems).length > 0) throw new FormRefusal(problems);
  const values = {
    bank_bin: typed.bankBin,
    account: typed.account,
    holder: typed.holder.trim(),
    tax_code: typed.taxCode.trim(),
    receipt_form: typed.receiptForm.trim(),
    receipt_symbol: typed.receiptSymbol.trim(),
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
    data: {
      bank: typed.bankBin,
      account: typed.account,
      holder: values.holder,
      taxCode: values.tax_code,
      form: values.receipt_form,
      symbol: values.receipt_symbol,
    },
  });
}

function problemsOf(typed: TypedAccount): Readonly<Record<string, Sentence>> {
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
  if (typed.taxCode.trim() !== "" && !isTaxCode(typed.taxCode.trim()))
    problems.taxCode = {
      vi: "Mã số thuế không đúng: 10 chữ số, chữ số cuối là số kiểm tra; đơn vị phụ thuộc thêm dấu gạch và 3 chữ số.",
      en: "This is no tax code: ten digits of which the last is a check digit; a branch adds a dash and three digits.",
    };
  for (const name of ["receiptForm", "receiptSymbol"] as const)
    if (typed[name].trim().length > 30)
      problems[name] = { vi: "Tối đa 30 ký tự.", en: "At most 30 characters." };
  return problems;
}
