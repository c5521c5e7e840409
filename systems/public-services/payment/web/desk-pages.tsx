import { randomUUID } from "node:crypto";
import type { Context } from "hono";
import { assertMay, may } from "../../../../core/access/index.ts";
import { localDateOf } from "../../../../core/calendar/index.ts";
import { FormRefusal, notFound, Refusal } from "../../../../core/errors.ts";
import {
  answerPage,
  attachment,
  type HttpEnv,
  type Form as PostedForm,
  queryText,
  readForm,
  redirectTo,
  requireSession,
  value,
} from "../../../../core/http/index.ts";
import { type PersonActor, type Transaction, transact } from "../../../../core/transaction/index.ts";
import {
  type FieldErrors,
  formatDateTime,
  formatMoney,
  formatNumber,
  parseDay,
} from "../../../../core/ui/index.ts";
import { answerTable, type TableKind } from "../../../documents/index.ts";
import { askPayment, cancelPayment } from "../ask-payment.ts";
import { changeAccount } from "../change-account.ts";
import { askRefund, collect, decideRefund } from "../collect.ts";
import { compareDay, settleDifference } from "../compare-day.ts";
import { everyPayment, listPayments, type PaymentFilter } from "../list-payments.ts";
import {
  mayChangeAccount,
  mayCollect,
  mayDecideRefund,
  mayReadPayments,
  maySettleDifference,
} from "../permissions.ts";
import { getPayment, METHOD_WORDS } from "../settle.ts";
import { AccountView, CompareView, PaymentListView, PaymentView } from "./desk-views.tsx";
import { STATE_LOOKS } from "./words.ts";

const HERE = "/payments";
const PAGE = 50;
const TITLE = { vi: "Thu phí, lệ phí", en: "Payments" };
const CRUMBS = [{ href: HERE, label: TITLE }];
const STATES = ["open", "paid", "cancelled", "refund-asked", "refunded"] as const;
const METHODS = ["online", "cash", "transfer"] as const;

function ask(c: Context<HttpEnv>): PaymentFilter {
  const text = queryText(c, "code", 100);
  const state = STATES.find((each) => each === queryText(c, "state", 20));
  const method = METHODS.find((each) => each === queryText(c, "method", 20));
  return { ...(text === "" ? {} : { text }), ...(state ? { state } : {}), ...(method ? { method } : {}) };
}

/** GET /payments */
export async function paymentsPage(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  assertMay(actor, mayReadPayments, actor);
  const after = queryText(c, "after", 36);
  const filter = ask(c);
  const rows = await listPayments(c.var.house.database.queries, actor.organisationId, filter, {
    limit: PAGE + 1,
    ...(/^[0-9a-f-]{36}$/.test(after) ? { after } : {}),
  });
  return await answerPage(c, {
    title: TITLE,
    children: (
      <PaymentListView
        rows={rows.slice(0, PAGE)}
        more={rows.length > PAGE}
        filter={filter}
        query={new URL(c.req.url).searchParams}
        mayCompare={may(actor, maySettleDifference, actor)}
        mayChange={may(actor, mayChangeAccount, actor)}
      />
    ),
  });
}

/** GET /payments.xlsx, .docx, .pdf */
export async function paymentsExport(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  assertMay(actor, mayReadPayments, actor);
  const { house } = c.var;
  const extension = c.req.path.split(".").at(-1);
  const kind: TableKind = extension === "pdf" || extension === "docx" ? extension : "xlsx";
  await transact(house, { actor }, async (tx) => {
    tx.record({
      action: "payments.export",
      objectKind: "payments",
      objectId: actor.organisationId,
      data: { kind },
    });
  });
  const filter = ask(c);
  return await answerTable(c, actor, kind, {
    title: TITLE.vi,
    subtitle: "",
    columns: [
      { key: "code", label: "Mã hồ sơ", width: 16 },
      { key: "payer", label: "Người nộp", width: 18 },
      { key: "procedure", label: "Thủ tục", width: 26 },
      { key: "amount", label: "Số tiền", width: 9, kind: "number" },
      { key: "state", label: "Trạng thái", width: 10 },
      { key: "method", label: "Hình thức", width: 9 },
      { key: "paid", label: "Nộp lúc", width: 10, kind: "date" },
      { key: "receipt", label: "Biên lai", width: 9 },
    ],
    rows: cells(house.database.queries, actor, filter),
  });
}

async function* cells(
  queries: Parameters<typeof everyPayment>[0],
  actor: PersonActor,
  filter: PaymentFilter,
) {
  for await (const row of everyPayment(queries, actor.organisationId, filter))
    yield {
      code: row.dossier_code,
      payer: row.payer,
      procedure: row.procedure_name,
      amount: formatNumber(Number(row.amount)),
      state: STATE_LOOKS[row.state].label.vi,
      method: row.method ? METHOD_WORDS[row.method].vi : "",
      paid: row.paid_at ? formatDateTime(row.paid_at) : "",
      receipt: row.receipt_number ?? "",
    };
}

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
  const row = await getPayment(queries, c.req.param("id") ?? "");
  const subject = { organisationId: row.organisation_id };
  assertMay(actor, mayReadPayments, subject);
  const refund = await queries
    .selectFrom("public_services.payment_refund")
    .selectAll()
    .where("payment_id", "=", row.id)
    .executeTakeFirst();
  return await answerPage(
    c,
    {
      title: { vi: `Khoản thu hồ sơ ${row.dossier_code}`, en: `Payment of ${row.dossier_code}` },
      crumbs: CRUMBS,
      width: "narrow",
      children: (
        <PaymentView
          row={row}
          refund={refund}
          mayCollect={may(actor, mayCollect, subject)}
          mayDecide={may(actor, mayDecideRefund, subject) && refund?.asked_person !== actor.personId}
          errors={errors}
          typed={(name) => form?.fields.get(name)?.[0]}
          transactionId={randomUUID()}
        />
      ),
    },
    status,
  );
}

type Work = (tx: Transaction, actor: PersonActor, form: PostedForm) => Promise<unknown>;

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
  };
  const found = Object.entries(work).find(([name]) => name === c.req.param("action"))?.[1];
  if (!found) return await c.notFound();
  await getPayment(house.database.queries, id);
  return await act(c, actor, found, `${HERE}/${id}`, (errors, form, status) =>
    answerPayment(c, errors, form, status),
  );
}

/** POST /payments/ask — from the page of a dossier. */
export async function askPost(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  const { house } = c.var;
  const form = await readForm(c);
  const dossier = await house.services.dossiers?.facts(house.database.queries, value(form, "dossier"));
  if (!dossier) throw notFound();
  const requestId = value(form, "transactionId");
  try {
    await transact(house, { actor, ...(requestId.length >= 8 ? { requestId } : {}) }, async (tx) => {
      const lines = dossier.fees.map((_, index) => ({
        amount: value(form, `amount-${index}`),
        waived: value(form, `waived-${index}`),
      }));
      await askPayment(tx, actor, dossier, lines);
      return true;
    });
  } catch (error) {
    if (!(error instanceof FormRefusal) && !(error instanceof Refusal && error.status === 409)) throw error;
    // The form stands among others on the page of the dossier: the sentence is said there, the sums are the usual ones.
    const message =
      error instanceof FormRefusal ? (Object.values(error.problems)[0] ?? error.sentence) : error.sentence;
    return redirectTo(c, `/dossiers/${dossier.id}`, { tone: "bad", message });
  }
  return redirectTo(c, `/dossiers/${dossier.id}`, {
    tone: "good",
    message: {
      vi: "Đã lập khoản phải nộp; người dân thấy ở trang hồ sơ của họ.",
      en: "Set; the citizen sees it on their page.",
    },
  });
}

/** GET and POST /payments/compare */
export async function comparePage(c: Context<HttpEnv>): Promise<Response> {
  return await answerCompare(c, queryText(c, "day", 12), {}, 200);
}

async function answerCompare(
  c: Context<HttpEnv>,
  typed: string,
  errors: FieldErrors,
  status: 200 | 409 | 422,
): Promise<Response> {
  const { actor } = requireSession(c);
  assertMay(actor, maySettleDifference, actor);
  const rows = await c.var.house.database.queries
    .selectFrom("public_services.payment_difference")
    .selectAll()
    .where("organisation_id", "=", actor.organisationId)
    .orderBy("settled_at", (order) => order.desc().nullsFirst())
    .orderBy("id", "desc")
    .limit(200)
    .execute();
  return await answerPage(
    c,
    {
      title: { vi: "Đối soát thanh toán", en: "Compare with the platform" },
      crumbs: CRUMBS,
      children: <CompareView rows={rows} day={typed} errors={errors} transactionId={randomUUID()} />,
    },
    status,
  );
}

export async function comparePost(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  const form = await readForm(c);
  const typed = value(form, "day");
  const day = parseDay(typed);
  if (day === undefined || day > localDateOf(new Date()))
    return await answerCompare(
      c,
      typed,
      { day: { vi: "Nhập một ngày đã qua, ví dụ 04/03/2022.", en: "Enter a past day, such as 04/03/2022." } },
      422,
    );
  const { compared, settled, differences } = await compareDay(c.var.house, actor, day);
  return redirectTo(c, `${HERE}/compare?day=${day}`, {
    tone: differences > 0 ? "attention" : "good",
    message: {
      vi: `Đã đối soát ${compared} khoản: ghi nhận thêm ${settled}, ${differences} chênh lệch cần xử lý.`,
      en: `${compared} compared: ${settled} settled, ${differences} to look at.`,
    },
  });
}

/** POST /payments/differences/:id */
export async function differencePost(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  return await act(
    c,
    actor,
    (tx, who, form) => settleDifference(tx, who, c.req.param("id") ?? "", value(form, "note")),
    `${HERE}/compare`,
    (errors, _, status) => answerCompare(c, "", errors, status),
  );
}

/** GET and POST /payments/account */
export async function accountPage(c: Context<HttpEnv>): Promise<Response> {
  return await answerAccount(c, {}, undefined, 200);
}

async function answerAccount(
  c: Context<HttpEnv>,
  errors: FieldErrors,
  form: PostedForm | undefined,
  status: 200 | 409 | 422,
): Promise<Response> {
  const { actor } = requireSession(c);
  assertMay(actor, mayChangeAccount, actor);
  const account = await c.var.house.database.queries
    .selectFrom("public_services.payment_account")
    .selectAll()
    .where("organisation_id", "=", actor.organisationId)
    .executeTakeFirst();
  return await answerPage(
    c,
    {
      title: { vi: "Tài khoản nhận phí, lệ phí", en: "Account for fees" },
      crumbs: CRUMBS,
      width: "narrow",
      children: (
        <AccountView
          account={account}
          errors={errors}
          typed={(name) => form?.fields.get(name)?.[0]}
          transactionId={randomUUID()}
        />
      ),
    },
    status,
  );
}

export async function accountPost(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  return await act(
    c,
    actor,
    (tx, who, form) =>
      changeAccount(tx, who, {
        bankBin: value(form, "bankBin"),
        account: value(form, "account"),
        holder: value(form, "holder"),
      }),
    HERE,
    (errors, form, status) => answerAccount(c, errors, form, status),
  );
}

async function act(
  c: Context<HttpEnv>,
  actor: PersonActor,
  work: Work,
  back: string,
  again: (errors: FieldErrors, form: PostedForm, status: 409 | 422) => Promise<Response>,
): Promise<Response> {
  const form = await readForm(c);
  const requestId = value(form, "transactionId");
  try {
    await transact(c.var.house, { actor, ...(requestId.length >= 8 ? { requestId } : {}) }, async (tx) => {
      await work(tx, actor, form);
      return true;
    });
  } catch (error) {
    if (error instanceof FormRefusal) return await again(error.problems, form, 422);
    if (error instanceof Refusal && error.status === 409)
      return await again({ "": error.sentence }, form, 409);
    throw error;
  }
  return redirectTo(c, back, { tone: "good", message: { vi: "Đã ghi nhận.", en: "Recorded." } });
}

/** GET /payments/:id/receipt.pdf */
export async function receiptFile(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  const row = await getPayment(c.var.house.database.queries, c.req.param("id") ?? "");
  assertMay(actor, mayReadPayments, { organisationId: row.organisation_id });
  if (row.paid_at === null) throw notFound();
  const { writeReceipt } = await import("../write-receipt.ts");
  const bytes = await writeReceipt(row, "Kon Tum");
  return new Response(Uint8Array.from(bytes), {
    headers: {
      "Content-Type": "application/pdf",
      "Content-Disposition": attachment(`Biên lai ${formatMoney(Number(row.amount))}.pdf`, "inline"),
    },
  });
}
