import type { Selectable } from "kysely";
import type { Queries, Tables } from "../../../core/database/index.ts";
import { notFound, Refusal } from "../../../core/errors.ts";
import { nextNumber } from "../../../core/numbering/index.ts";
import type { House } from "../../../core/system.ts";
import type { Transaction } from "../../../core/transaction/index.ts";
import { formatNumber } from "../../../core/ui/format.ts";
import { duesOf, isPaidUp } from "./dues.ts";
import "./events.ts";
import type { PaymentMethod, ReceiptWords } from "./tables.ts";

export type PaymentRow = Selectable<Tables["public_services.payment"]>;

export const METHOD_WORDS: Readonly<Record<PaymentMethod, { readonly vi: string; readonly en: string }>> = {
  online: { vi: "Trực tuyến", en: "Online" },
  cash: { vi: "Tiền mặt", en: "Cash" },
  transfer: { vi: "Chuyển khoản", en: "Transfer" },
};

/** One payment. @throws Refusal 404 */
export async function getPayment(queries: Queries, id: string): Promise<PaymentRow> {
  const row = /^[0-9a-f-]{36}$/.test(id)
    ? await queries.selectFrom("public_services.payment").selectAll().where("id", "=", id).executeTakeFirst()
    : undefined;
  if (!row) throw notFound();
  return row;
}

/** The payment, locked until the transaction ends. @throws Refusal 404 */
export async function lockPayment(tx: Transaction, id: string): Promise<PaymentRow> {
  const row = await tx.queries
    .selectFrom("public_services.payment")
    .selectAll()
    .where("id", "=", id)
    .forUpdate()
    .executeTakeFirst();
  if (!row) throw notFound();
  return row;
}

/**
 * The money is there: the payment gets its receipt, and a dossier that waited for it goes on. Whatever comes twice, or
 * after it was paid in another way, changes nothing.
 *
 * @param row locked
 * @param how.collector who took it at the counter; absent: it came online
 * @returns whether it was this call that settled it
 */
export async function settle(
  tx: Transaction,
  house: Pick<House, "services">,
  row: PaymentRow,
  how: {
    readonly method: PaymentMethod;
    readonly transaction: string;
    readonly at: Date;
    readonly collector?: string;
  },
): Promise<boolean> {
  if (row.state !== "open") return false;
  const { organisation_id: organisationId, amount } = row;
  const words = await receiptWords(tx.queries, organisationId, how.collector ?? "");
  const { number, year } = await nextNumber(tx.queries, { organisationId, series: RECEIPTS, at: tx.now });
  const receipt = `${String(number).padStart(7, "0")}/${year}`;
  await tx.queries
    .updateTable("public_services.payment")
    .set({
      state: "paid",
      method: how.method,
      transaction_code: how.transaction,
      paid_at: how.at,
      receipt_number: receipt,
      receipt: JSON.stringify(words),
      version: row.version + 1,
    })
    .where("id", "=", row.id)
    .execute();
  tx.record({
    action: "payments.settle",
    objectKind: "payment",
    objectId: row.id,
    data: { dossier: row.dossier_code, amount, method: how.method, transaction: how.transaction, receipt },
  });
  tx.emit({
    type: "payments.settled",
    subjectId: row.dossier_id,
    organisations: [organisationId],
    data: { payment: row.id, code: row.dossier_code, amount, method: how.method },
  });
  const method = METHOD_WORDS[how.method].vi.toLocaleLowerCase("vi");
  await releaseDossier(
    tx,
    house,
    row.dossier_id,
    `Đã nộp ${formatNumber(amount)} đồng, ${method}, biên lai ${receipt}`,
  );
  return true;
}

/** Receipts of a body are counted through the year without a gap. */
const RECEIPTS = "payment-receipt";

/** Mẫu số and ký hiệu of today's receipts of a body: what was given keeps those of its day. */
async function receiptWords(
  queries: Queries,
  organisationId: string,
  collector: string,
): Promise<ReceiptWords> {
  const account = await queries
    .selectFrom("public_services.payment_account")
    .select(["tax_code", "receipt_form", "receipt_symbol"])
    .where("organisation_id", "=", organisationId)
    .executeTakeFirst();
  return {
    form: account?.receipt_form ?? "",
    symbol: account?.receipt_symbol ?? "",
    taxCode: account?.tax_code ?? "",
    collector,
  };
}

/**
 * A dossier that waited for money goes on, once nothing of it is owed any more; otherwise nothing happens.
 *
 * @param note what the citizen reads in the story of the dossier
 */
export async function releaseDossier(
  tx: Transaction,
  house: Pick<House, "services">,
  dossierId: string,
  note: string,
): Promise<void> {
  const { dossiers } = house.services;
  const dossier = await dossiers?.facts(tx.queries, dossierId);
  if (!dossiers || !dossier) return;
  const open = await tx.queries
    .selectFrom("public_services.payment")
    .select("id")
    .where("dossier_id", "=", dossierId)
    .where("state", "=", "open")
    .executeTakeFirst();
  if (!open && isPaidUp(await duesOf(tx.queries, dossier))) await dossiers.settlePayment(tx, dossierId, note);
}

export function notOpen(): Refusal {
  return new Refusal("payments.not-open", 409, {
    vi: "Khoản này đã được nộp hoặc đã hủy; không cần nộp lại. Hãy tải lại trang.",
    en: "This is paid or cancelled already; there is nothing more to pay. Reload the page.",
  });
}
