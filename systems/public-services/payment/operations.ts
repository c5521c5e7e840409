import { z } from "zod";
import { assertMay } from "../../../core/access/index.ts";
import { type Operation, operation } from "../../../core/http/index.ts";
import { listPayments, PAYMENT_SORTS, type PaymentLineItem } from "./list-payments.ts";
import { mayReadPayments, READ } from "./permissions.ts";
import { getPayment } from "./settle.ts";
import { PAYMENT_METHODS, PAYMENT_STATES } from "./tables.ts";

const TAG = "payments";

const line = z.object({
  id: z.uuid(),
  dossierId: z.uuid(),
  dossierCode: z.string(),
  procedureName: z.string(),
  /** Whole đồng. */
  amount: z.int(),
  state: z.enum(PAYMENT_STATES),
  method: z.enum(PAYMENT_METHODS).nullable(),
  createdAt: z.iso.datetime(),
  paidAt: z.iso.datetime().nullable(),
  receiptNumber: z.string().nullable(),
  transactionCode: z.string(),
});

const list = operation({
  id: "listPayments",
  method: "get",
  path: "/payments",
  summary: { vi: "Các khoản phí, lệ phí của cơ quan", en: "What the body collects" },
  tag: TAG,
  scope: READ,
  query: z.object({
    text: z.string().max(100).optional(),
    state: z.enum(PAYMENT_STATES).optional(),
    method: z.enum(PAYMENT_METHODS).optional(),
    paidOn: z.iso.date().optional(),
    sort: z.enum(PAYMENT_SORTS).default("created"),
    after: z.string().max(80).optional(),
    limit: z.coerce.number().int().min(1).max(500).default(50),
  }),
  answer: z.object({ payments: z.array(line), next: z.string().nullable() }),
  async run({ house, actor }, { query }) {
    assertMay(actor, mayReadPayments, actor);
    const { sort, after, limit, ...asked } = query;
    const filter = Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined));
    const page = await listPayments(
      house.database.queries,
      actor.organisationId,
      { filter, sort, descending: true },
      { limit, ...(after === undefined ? {} : { after }) },
    );
    return { payments: page.rows.map(lineOf), next: page.next ?? null };
  },
});

const get = operation({
  id: "getPayment",
  method: "get",
  path: "/payments/{id}",
  summary: { vi: "Một khoản phí, lệ phí", en: "One payment" },
  tag: TAG,
  scope: READ,
  parameters: z.object({ id: z.uuid() }),
  answer: line,
  async run({ house, actor }, { parameters }) {
    const row = await getPayment(house.database.queries, parameters.id);
    assertMay(actor, mayReadPayments, { organisationId: row.organisation_id });
    return lineOf(row);
  },
});

export const paymentOperations: readonly Operation[] = [list, get];

/** Nothing of the payer: a program that may know more asks for the dossier. */
function lineOf(row: Omit<PaymentLineItem, "payer">): z.input<typeof line> {
  return {
    id: row.id,
    dossierId: row.dossier_id,
    dossierCode: row.dossier_code,
    procedureName: row.procedure_name,
    amount: row.amount,
    state: row.state,
    method: row.method,
    createdAt: row.created_at.toISOString(),
    paidAt: row.paid_at?.toISOString() ?? null,
    receiptNumber: row.receipt_number,
    transactionCode: row.transaction_code,
  };
}
