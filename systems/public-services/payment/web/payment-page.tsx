import { randomUUID } from "node:crypto";
import type { Context } from "hono";
import { assertMay, may } from "../../../../core/access/index.ts";
import { notFound } from "../../../../core/errors.ts";
import {
  answerPage,
  attachment,
  type HttpEnv,
  type Form as PostedForm,
  queryText,
  requireSession,
  value,
} from "../../../../core/http/index.ts";
import type { FieldErrors } from "../../../../core/ui/index.ts";
import { cancelPayment } from "../ask-payment.ts";
import { collect } from "../collect.ts";
import { billOfPlatform, platformOf } from "../online/platform-client.ts";
import { mayCollect, mayDecideRefund, mayReadPayments } from "../permissions.ts";
import { askRefund, decideRefund, payOutRefund, refundsOf } from "../refunds.ts";
import { getPayment, type PaymentRow } from "../settle.ts";
import { COPIES, type Copy, writeReceipt } from "../write-receipt.ts";
import { act, type Work } from "./act.ts";
import { PaymentView } from "./payment-view.tsx";
import { CRUMBS, HERE } from "./words.ts";

/** GET /payments/:id */
export async function paymentPage(c: Context<HttpEnv>): Promise<Response> {
  return await answerPayment(c, {}, undefined, 200);
}

async function answerPayment(
  c: Context<HttpEnv>,
  errors: FieldErrors,
  form: PostedForm | undefined,
  status: 200 | 409 | 422,
): Promise<Response> {
  const { actor } = requireSession(c);
  const { queries } = c.var.house.database;
  const row = await readable(c);
  const subject = { organisationId: row.organisation_id };
  const [refunds, attempts] = await Promise.all([
    refundsOf(queries, row.id),
    queries
      .selectFrom("public_services.payment_attempt")
      .selectAll()
      .where("payment_id", "=", row.id)
      .orderBy("id")
      .execute(),
  ]);
  const asker = refunds.find(({ decided_at: at }) => at === null)?.asked_person;
  return await answerPage(
    c,
    {
      title: { vi: `Khoản thu hồ sơ ${row.dossier_code}`, en: `Payment of ${row.dossier_code}` },
      crumbs: CRUMBS,
      width: "narrow",
      children: (
        <PaymentView
          row={row}
          refunds={refunds}
          attempts={attempts}
          mayCollect={may(actor, mayCollect, subject)}
          mayDecide={may(actor, mayDecideRefund, subject) && asker !== actor.personId}
          errors={errors}
          typed={(name) => form?.fields.get(name)?.[0]}
          transactionId={randomUUID()}
        />
      ),
    },
    status,
  );
}

/** @throws AccessDeniedError, Refusal 404 */
async function readable(c: Context<HttpEnv>): Promise<PaymentRow> {
  const { actor } = requireSession(c);
  const row = await getPayment(c.var.house.database.queries, c.req.param("id") ?? "");
  assertMay(actor, mayReadPayments, { organisationId: row.organisation_id });
  return row;
}

/** POST /payments/:id/:action */
export async function paymentAction(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  const { house } = c.var;
  const id = c.req.param("id") ?? "";
  const work: Readonly<Record<string, Work>> = {
    cash: (tx, who) => collect(tx, house, who, { id, method: "cash", transaction: "" }),
    transfer: (tx, who, form) =>
      collect(tx, house, who, { id, method: "transfer", transaction: value(form, "transaction") }),
    cancel: (tx, who, form) => cancelPayment(tx, who, id, value(form, "reason")),
    refund: (tx, who, form) => askRefund(tx, who, id, value(form, "reason")),
    decide: (tx, who, form) =>
      decideRefund(tx, who, { id, approved: value(form, "do") === "approve", note: value(form, "note") }),
    "pay-out": (tx, who, form) => payOutRefund(tx, who, id, value(form, "transfer")),
  };
  const found = Object.entries(work).find(([name]) => name === c.req.param("action"))?.[1];
  if (!found) return await c.notFound();
  await getPayment(house.database.queries, id);
  return await act(c, {
    actor,
    work: found,
    back: `${HERE}/${id}`,
    again: (errors, form, status) => answerPayment(c, errors, form, status),
  });
}

/** GET /payments/:id/receipt.pdf?copy=1|2|3 */
export async function receiptFile(c: Context<HttpEnv>): Promise<Response> {
  const row = await readable(c);
  if (row.paid_at === null) throw notFound();
  const copies: readonly Copy[] = [1, 2, 3];
  const copy = copies.find((each) => String(each) === queryText(c, "copy", 1));
  const name = copy ? `Biên lai ${row.receipt_number} ${COPIES[copy]}` : `Biên lai ${row.receipt_number}`;
  return pdf(await writeReceipt(row, copy), name);
}

/** GET /payments/:id/bill.pdf — the receipt of the platform itself (GET_BILL), for what was paid there. */
export async function billFile(c: Context<HttpEnv>): Promise<Response> {
  const row = await readable(c);
  const { house } = c.var;
  const platform = platformOf(house);
  const paid = await house.database.queries
    .selectFrom("public_services.payment_attempt")
    .select("reference")
    .where("payment_id", "=", row.id)
    .where("state", "=", "paid")
    .orderBy("id")
    .executeTakeFirst();
  const bill = platform && paid && (await billOfPlatform(platform, paid.reference, new Date()));
  if (!bill) throw notFound();
  return pdf(bill, `Biên lai của nền tảng thanh toán ${paid.reference}`);
}

/** A file of a payment: shown, not stored on the way. */
export function pdf(bytes: Buffer, name: string): Response {
  return new Response(Uint8Array.from(bytes), {
    headers: {
      "Content-Type": "application/pdf",
      "Content-Disposition": attachment(`${name.replaceAll("/", "-")}.pdf`, "inline"),
      "Cache-Control": "private, no-store",
    },
  });
}
