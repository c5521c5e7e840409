import type { Context } from "hono";
import { Refusal, type Sentence } from "../../../../core/errors.ts";
import { answerPublicPage, clientAddress, type HttpEnv } from "../../../../core/http/index.ts";
import { paymentByToken } from "../ask-payment.ts";
import { bankName } from "../banks.ts";
import { askOnReturn } from "../online/ask-platform.ts";
import { payOnline } from "../online/pay-online.ts";
import type { PaymentRow } from "../settle.ts";
import { vietQr } from "../vietqr.ts";
import { transferPurpose, writeReceipt, writeSlip } from "../write-receipt.ts";
import { PayView, type TransferTo } from "./pay-view.tsx";
import { pdf } from "./payment-page.tsx";

/** GET /pay/:token — what is owed, for whoever has the link: no sign-in, no script, nothing personal. */
export async function payPage(c: Context<HttpEnv>): Promise<Response> {
  return await answerPay(c, undefined, 200);
}

/**
 * GET /pay/:token/online — on to the platform's page. A link, because our pages let no form lead to another site; asked for
 * twice it is the same payment there.
 */
export async function payOnlinePage(c: Context<HttpEnv>): Promise<Response> {
  const row = await paymentByToken(c.var.house.database.queries, c.req.param("token") ?? "");
  try {
    return c.redirect(await payOnline(c.var.house, row, clientAddress(c)), 303);
  } catch (error) {
    if (!(error instanceof Refusal) || (error.status !== 409 && error.status !== 503)) throw error;
    return await answerPay(c, error.sentence, error.status);
  }
}

async function answerPay(
  c: Context<HttpEnv>,
  problem: Sentence | undefined,
  status: 200 | 409 | 503,
): Promise<Response> {
  const { house } = c.var;
  const { queries } = house.database;
  let row = await paymentByToken(queries, c.req.param("token") ?? "");
  // Coming back from the platform, the payer should not wait for the notice.
  const standing =
    row.state === "open" && problem === undefined ? await askOnReturn(house, row.id, new Date()) : undefined;
  // The notice may have come while we asked, or just before: what is shown is what stands now.
  if (row.state === "open") row = await paymentByToken(queries, row.token);
  c.header("Referrer-Policy", "no-referrer");
  return await answerPublicPage(
    c,
    {
      title: { vi: "Nộp phí, lệ phí", en: "Pay fees" },
      lead: { vi: `Hồ sơ ${row.dossier_code}`, en: `Dossier ${row.dossier_code}` },
      children: <PayView row={row} to={await transferTo(c, row)} problem={problem ?? said(standing)} />,
    },
    status,
  );
}

/** What the payer has to know of the platform's answer. */
function said(standing: Awaited<ReturnType<typeof askOnReturn>>): Sentence | undefined {
  switch (standing) {
    case "away":
      return {
        vi: "Nền tảng thanh toán chưa trả lời nên chưa biết khoản này đã nộp hay chưa. Nếu bạn đã nộp, không nộp lại: hệ thống tự hỏi tiếp và ghi nhận.",
        en: "The payment platform does not answer, so it is not known yet whether this is paid. If you have paid, do not pay again: we go on asking and record it.",
      };
    case "failed":
      return {
        vi: "Lần thanh toán vừa rồi không thành công. Bạn có thể thanh toán lại hoặc chọn cách khác.",
        en: "The last payment did not succeed. You can pay again or choose another way.",
      };
    case "differs":
      return {
        vi: "Số tiền đã nộp khác số phải nộp; cơ quan thu đã được báo để xử lý. Không nộp lại.",
        en: "Another sum was paid than is owed; the body has been told. Do not pay again.",
      };
    default:
      return undefined;
  }
}

/** Where a transfer goes; undefined when the body takes none. */
async function transferTo(c: Context<HttpEnv>, row: PaymentRow): Promise<TransferTo | undefined> {
  const account = await c.var.house.database.queries
    .selectFrom("public_services.payment_account")
    .selectAll()
    .where("organisation_id", "=", row.organisation_id)
    .executeTakeFirst();
  if (!account || row.state !== "open") return undefined;
  return {
    square: vietQr({ bankBin: account.bank_bin, account: account.account }, row.amount, transferPurpose(row)),
    bank: bankName(account.bank_bin),
    account: account.account,
    holder: account.holder,
    purpose: transferPurpose(row),
  };
}

/** GET /pay/:token/slip.pdf — what is owed on paper, with the square code. */
export async function paySlip(c: Context<HttpEnv>): Promise<Response> {
  const { house } = c.var;
  const row = await paymentByToken(house.database.queries, c.req.param("token") ?? "");
  if (row.state !== "open") return await c.notFound();
  const page = `${house.config.baseUrl}/pay/${row.token}`;
  return pdf(await writeSlip(row, await transferTo(c, row), page), `Giấy báo nộp tiền ${row.dossier_code}`);
}

/** GET /pay/:token/receipt.pdf */
export async function payReceipt(c: Context<HttpEnv>): Promise<Response> {
  const row = await paymentByToken(c.var.house.database.queries, c.req.param("token") ?? "");
  if (row.paid_at === null) return await c.notFound();
  return pdf(await writeReceipt(row), `Biên lai ${row.receipt_number ?? ""}`);
}
