import { getOrganisation } from "../../../core/directory/index.ts";
import { Refusal } from "../../../core/errors.ts";
import type { House } from "../../../core/system.ts";
import { beginAtPlatform, platformOf } from "./platform/client.ts";
import { notOpen, type PaymentRow } from "./settle.ts";

/** A payment that was begun is asked about after this time, then less and less often. */
const FIRST_QUERY_MS = 15_000;

/**
 * Begins a payment at the platform and gives the page to pay on. The reference is the payment's own: pressed twice, it is
 * the same payment there. From then on the platform is asked about it until it is decided, should the notice be lost.
 *
 * @throws Refusal 409 when it is not open, 503 when the platform is away or none is configured
 */
export async function payOnline(house: House, row: PaymentRow, address: string): Promise<string> {
  if (row.state !== "open") throw notOpen();
  const platform = platformOf(house);
  const { queries } = house.database;
  const account = await queries
    .selectFrom("public_services.payment_account")
    .selectAll()
    .where("organisation_id", "=", row.organisation_id)
    .executeTakeFirst();
  if (!platform || !account) throw notOffered();
  const now = new Date();
  const body = await getOrganisation(queries, row.organisation_id, now);
  // Asked about from before it is begun: killed in between, the payment is still found there.
  await queries
    .updateTable("public_services.payment")
    .set({ next_query_at: new Date(now.getTime() + FIRST_QUERY_MS), queries: 0 })
    .where("id", "=", row.id)
    .where("state", "=", "open")
    .execute();
  const url = await beginAtPlatform(
    platform,
    {
      reference: row.reference,
      amount: Number(row.amount),
      dossierCode: row.dossier_code,
      returnTo: `${house.config.baseUrl}/pay/${row.token}`,
      address: address === "" ? "127.0.0.1" : address,
      procedure: { code: row.procedure_code, name: row.procedure_name },
      body: { code: body.code ?? body.code102 ?? "", name: body.name },
      account: { bankBin: account.bank_bin, account: account.account, holder: account.holder },
      payer: row.payer,
      lines: row.lines.filter(({ amount }) => amount > 0),
    },
    now,
  );
  await queries
    .updateTable("public_services.payment")
    .set({ pay_url: url })
    .where("id", "=", row.id)
    .execute();
  return url;
}

function notOffered(): Refusal {
  return new Refusal("payments.not-online", 503, {
    vi: "Cơ quan này chưa mở thanh toán trực tuyến. Hãy nộp tại bộ phận một cửa.",
    en: "This body does not take payments online yet. Pay at the one-stop desk.",
  });
}
