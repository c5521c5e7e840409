import { Readable } from "node:stream";
import type { Context } from "hono";
import { assertMay } from "../../../../core/access/index.ts";
import { attachment, type HttpEnv, requireSession } from "../../../../core/http/index.ts";
import { transact } from "../../../../core/transaction/index.ts";
import { formatDate, formatDateTime, formatNumber } from "../../../../core/ui/index.ts";
import { answerTable } from "../../../documents/index.ts";
import { everyPayment, type PaymentLineItem } from "../list-payments.ts";
import { mayReadPayments } from "../permissions.ts";
import { METHOD_WORDS } from "../settle.ts";
import { writeCsv } from "../write-csv.ts";
import { askedPayments } from "./list-page.tsx";
import { STATE_LOOKS, TITLE } from "./words.ts";

const COLUMNS = [
  { key: "code", label: "Mã hồ sơ", width: 16 },
  { key: "payer", label: "Người nộp", width: 18 },
  { key: "procedure", label: "Thủ tục", width: 24 },
  { key: "amount", label: "Số tiền", width: 9, kind: "number" },
  { key: "state", label: "Trạng thái", width: 10 },
  { key: "method", label: "Hình thức", width: 8 },
  { key: "paid", label: "Nộp lúc", width: 10, kind: "date" },
  { key: "receipt", label: "Biên lai", width: 9 },
  { key: "transaction", label: "Mã giao dịch", width: 12 },
] as const;

/** GET /payments.xlsx, .docx, .pdf, .csv: everything as filtered and sorted, however much it is. */
export async function paymentsExport(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  assertMay(actor, mayReadPayments, actor);
  const { house } = c.var;
  const kind = (["docx", "pdf", "csv"] as const).find((each) => c.req.path.endsWith(`.${each}`)) ?? "xlsx";
  const asked = askedPayments(c);
  await transact(house, { actor }, async (tx) => {
    tx.record({
      action: "payments.export",
      objectKind: "payments",
      objectId: actor.organisationId,
      data: { kind, address: new URL(c.req.url).search.slice(0, 1_000) },
    });
  });
  const rows = everyPayment(house.database.queries, actor.organisationId, asked);
  if (kind === "csv") {
    const lines = Readable.from(writeCsv(COLUMNS, cells(rows, String)));
    return new Response(Readable.toWeb(lines) as ReadableStream, {
      headers: {
        "Content-Type": "text/csv; charset=utf-8",
        "Content-Disposition": attachment(`${TITLE.vi}.csv`),
      },
    });
  }
  return await answerTable(c, actor, kind, {
    title: TITLE.vi,
    subtitle: asked.filter.paidOn ? `Nộp ngày ${formatDate(asked.filter.paidOn)}` : "",
    columns: COLUMNS,
    // A sheet adds up numbers, not words like "5.000".
    rows: cells(rows, kind === "xlsx" ? String : formatNumber),
  });
}

async function* cells(
  rows: AsyncIterable<PaymentLineItem>,
  sum: (dong: number) => string,
): AsyncGenerator<Readonly<Record<(typeof COLUMNS)[number]["key"], string>>> {
  for await (const row of rows)
    yield {
      code: row.dossier_code,
      payer: row.payer,
      procedure: row.procedure_name,
      amount: sum(row.amount),
      state: STATE_LOOKS[row.state].label.vi,
      method: row.method ? METHOD_WORDS[row.method].vi : "",
      paid: row.paid_at ? formatDateTime(row.paid_at) : "",
      receipt: row.receipt_number ?? "",
      transaction: row.transaction_code,
    };
}
