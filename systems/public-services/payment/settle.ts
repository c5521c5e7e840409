import { type Selectable, sql } from "kysely";
import { localYearOf } from "../../../core/calendar/index.ts";
import type { Queries, Tables } from "../../../core/database/index.ts";
import { notFound, Refusal } from "../../../core/errors.ts";
import type { House } from "../../../core/system.ts";
import type { Transaction } from "../../../core/transaction/index.ts";
import { formatNumber } from "../../../core/ui/format.ts";
import "./events.ts";
import type { PaymentMethod } from "./tables.ts";

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
 * The money is there: the payment gets its receipt number, and a dossier that waited for it goes on. Whatever comes twice,
 * or after it was paid in another way, changes nothing.
 *
 * @returns whether it was this call that settled it
 */
export async function settle(
  tx: Transaction,
  house: Pick<House, "services">,
  row: PaymentRow,
  how: { readonly method: PaymentMethod; readonly transaction: string; readonly at: Date },
): Promise<boolean> {
  if (row.state !== "open") return false;
  const receipt = await nextReceipt(tx, row.organisation_id);
  await tx.queries
    .updateTable("public_services.payment")
    .set({
      state: "paid",
      method: how.method,
      transaction_code: how.transaction,
      paid_at: how.at,
      receipt_number: receipt,
      next_query_at: null,
      version: row.version + 1,
    })
    .where("id", "=", row.id)
    .execute();
  tx.record({
    action: "payments.settle",
    objectKind: "payment",
    objectId: row.id,
    data: {
      dossier: row.dossier_code,
      amount: row.amount,
      method: how.method,
      transaction: how.transaction,
      receipt,
    },
  });
  tx.emit({
    type: "payments.settled",
    subjectId: row.dossier_id,
    organisations: [row.organisation_id],
    data: { payment: row.id, code: row.dossier_code, amount: Number(row.amount) },
  });
  await house.services.dossiers?.settlePayment(
    tx,
    row.dossier_id,
    `Đã nộp ${formatNumber(Number(row.amount))} đồng, ${METHOD_WORDS[how.method].vi.toLocaleLowerCase("vi")}, biên lai ${receipt}`,
  );
  return true;
}

/** Receipts of a body are counted through the year without a gap. */
async function nextReceipt(tx: Transaction, organisationId: string): Promise<string> {
  const year = localYearOf(tx.now);
  const { rows } = await sql<{ last: number }>`
    insert into public_services.payment_receipt_counter as c (organisation_id, year, last)
    values (${organisationId}::uuid, ${year}, 1)
    on conflict (organisation_id, year) do update set last = c.last + 1 returning last`.execute(tx.queries);
  return `${String(rows[0]?.last ?? 0).padStart(7, "0")}/${year}`;
}

export function notOpen(): Refusal {
  return new Refusal("payments.not-open", 409, {
    vi: "Khoản này đã được nộp hoặc đã hủy; không cần nộp lại. Hãy tải lại trang.",
    en: "This is paid or cancelled already; there is nothing more to pay. Reload the page.",
  });
}
