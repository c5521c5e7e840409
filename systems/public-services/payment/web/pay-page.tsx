import type { Context } from "hono";
import { Refusal } from "../../../../core/errors.ts";
import { answerPublicPage, attachment, clientAddress, type HttpEnv } from "../../../../core/http/index.ts";
import {
  Card,
  Facts,
  formatDateTime,
  formatMoney,
  Notice,
  SquareCode,
  StateChip,
  useText,
} from "../../../../core/ui/index.ts";
import { paymentByToken } from "../ask-payment.ts";
import { askAboutOne } from "../ask-platform.ts";
import { payOnline } from "../pay-online.ts";
import { METHOD_WORDS, type PaymentRow } from "../settle.ts";
import { vietQr } from "../vietqr.ts";
import { writeReceipt } from "../write-receipt.ts";
import { STATE_LOOKS } from "./words.ts";

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
  problem: { readonly vi: string; readonly en: string } | undefined,
  status: 200 | 409 | 503,
): Promise<Response> {
  const { house } = c.var;
  const { queries } = house.database;
  let row = await paymentByToken(house.database.queries, c.req.param("token") ?? "");
  // Coming back from the platform, the payer should not wait for the notice.
  if (row.state === "open" && row.pay_url !== null && problem === undefined) {
    await askAboutOne(house, row, new Date());
    row = await paymentByToken(house.database.queries, row.token);
  }
  const account = await queries
    .selectFrom("public_services.payment_account")
    .selectAll()
    .where("organisation_id", "=", row.organisation_id)
    .executeTakeFirst();
  c.header("Referrer-Policy", "no-referrer");
  return await answerPublicPage(
    c,
    {
      title: { vi: "Nộp phí, lệ phí", en: "Pay fees" },
      lead: { vi: `Hồ sơ ${row.dossier_code}`, en: `Dossier ${row.dossier_code}` },
      children: <PayView row={row} account={account} problem={problem} />,
    },
    status,
  );
}

interface Account {
  readonly bank_bin: string;
  readonly account: string;
  readonly holder: string;
}

function PayView({
  row,
  account,
  problem,
}: {
  readonly row: PaymentRow;
  readonly account: Account | undefined;
  readonly problem: { vi: string; en: string } | undefined;
}) {
  const text = useText();
  const amount = Number(row.amount);
  return (
    <>
      {problem && (
        <Notice tone="bad" announce>
          {text(problem)}
        </Notice>
      )}
      <p class="chips">
        <StateChip {...STATE_LOOKS[row.state]} />
      </p>
      <Facts
        facts={[
          { term: { vi: "Thủ tục", en: "Procedure" }, value: row.procedure_name },
          { term: { vi: "Cơ quan thu", en: "Body" }, value: row.organisation_name },
          ...row.lines.map((line) => ({
            term: line.name,
            value: line.waived
              ? text({ vi: `Miễn: ${line.waived}`, en: `Waived: ${line.waived}` })
              : formatMoney(line.amount),
          })),
          { term: { vi: "Tổng số tiền", en: "Sum" }, value: <strong>{formatMoney(amount)}</strong> },
          ...(row.paid_at && row.method
            ? [
                {
                  term: { vi: "Đã nộp", en: "Paid" },
                  value: `${formatDateTime(row.paid_at)}, ${text(METHOD_WORDS[row.method])}`,
                },
                { term: { vi: "Biên lai số", en: "Receipt" }, value: row.receipt_number },
              ]
            : []),
        ]}
      />
      {row.state === "paid" && (
        <p>
          <a class="button button-primary" href={`/pay/${row.token}/receipt.pdf`} data-turbo="false">
            {text({ vi: "Xem biên lai", en: "Receipt" })}
          </a>
        </p>
      )}
      {row.state === "open" && (
        <>
          <p>
            <a class="button button-primary" href={`/pay/${row.token}/online`} data-turbo="false">
              {text({ vi: "Thanh toán trực tuyến", en: "Pay online" })}
            </a>
          </p>
          {account && (
            <Card title={{ vi: "Chuyển khoản bằng mã QR", en: "Transfer by QR code" }}>
              <p>
                <SquareCode
                  side={220}
                  content={vietQr(
                    { bankBin: account.bank_bin, account: account.account },
                    amount,
                    `HS ${row.dossier_code}`,
                  )}
                  label={{
                    vi: `Mã VietQR: ${formatMoney(amount)}`,
                    en: `VietQR code: ${formatMoney(amount)}`,
                  }}
                />
              </p>
              <Facts
                facts={[
                  { term: { vi: "Số tài khoản", en: "Account" }, value: account.account },
                  { term: { vi: "Chủ tài khoản", en: "Holder" }, value: account.holder },
                  { term: { vi: "Nội dung", en: "Purpose" }, value: `HS ${row.dossier_code}` },
                ]}
              />
              <p>
                {text({
                  vi: "Tiền chuyển khoản được bộ phận một cửa xác nhận trong giờ làm việc.",
                  en: "Transfers are confirmed by the desk in office hours.",
                })}
              </p>
            </Card>
          )}
          <p>
            {text({
              vi: "Bạn cũng nộp được bằng tiền mặt tại bộ phận một cửa.",
              en: "You can also pay cash at the desk.",
            })}
          </p>
        </>
      )}
    </>
  );
}

/** GET /pay/:token/receipt.pdf */
export async function payReceipt(c: Context<HttpEnv>): Promise<Response> {
  const row = await paymentByToken(c.var.house.database.queries, c.req.param("token") ?? "");
  if (row.paid_at === null) return await c.notFound();
  const bytes = await writeReceipt(row, placeOf(row.organisation_name));
  return new Response(Uint8Array.from(bytes), {
    headers: {
      "Content-Type": "application/pdf",
      "Content-Disposition": attachment(`Biên lai ${row.receipt_number ?? ""}.pdf`, "inline"),
      "Cache-Control": "private, no-store",
    },
  });
}

/** "UBND xã Đăk Long" → "Đăk Long". */
function placeOf(name: string): string {
  return name.replace(/^(?:UBND|Ủy ban nhân dân)\s+(?:xã|phường|thị trấn|huyện|thành phố|tỉnh)\s+/iu, "");
}
