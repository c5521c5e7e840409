import { randomBytes } from "node:crypto";
import { getOrganisation } from "../../../../core/directory/index.ts";
import { Refusal } from "../../../../core/errors.ts";
import type { House } from "../../../../core/system.ts";
import { type Transaction, transact, uuidv7 } from "../../../../core/transaction/index.ts";
import { lockPayment, notOpen, type PaymentRow } from "../settle.ts";
import { beginAtPlatform, type PlatformAccount, platformOf } from "./platform-client.ts";
import { platformTime } from "./platform-messages.ts";
import type { AttemptRow } from "./take-money.ts";

/** A try that was begun is asked about after this time, then less and less often. */
const FIRST_QUERY_MS = 15_000;
const PAYMENTS = { kind: "system", name: "payments" } as const;

/**
 * Begins to pay at the platform and gives the page to pay on. Pressed twice, it is the same try, and so the same payment
 * there; after a failed one it is another. The try is written down, with the time it will be asked about, before the
 * platform hears of it: a process killed in between loses nothing.
 *
 * @param address of the payer's machine (Ip)
 * @throws Refusal 409 when it is not open, 503 when the platform is away or none is configured
 */
export async function payOnline(
  house: House,
  { id }: Pick<PaymentRow, "id">,
  address: string,
): Promise<string> {
  const platform = platformOf(house);
  const { payment, attempt, account } = await transact(house, { actor: PAYMENTS }, async (tx) => {
    const row = await lockPayment(tx, id);
    if (row.state !== "open") throw notOpen();
    const found = await tx.queries
      .selectFrom("public_services.payment_account")
      .selectAll()
      .where("organisation_id", "=", row.organisation_id)
      .executeTakeFirst();
    if (!platform || !found) throw notOffered();
    return { payment: row, attempt: await openAttempt(tx, row), account: found };
  });
  if (!platform) throw notOffered();
  if (attempt.pay_url !== null) return attempt.pay_url;
  const url = await begin(house, platform, payment, attempt, account, address);
  await transact(house, { actor: PAYMENTS }, async (tx) => {
    await tx.queries
      .updateTable("public_services.payment_attempt")
      .set({ pay_url: url })
      .where("id", "=", attempt.id)
      .execute();
  });
  return url;
}

/** The try that is under way, or a new one. */
async function openAttempt(tx: Transaction, payment: PaymentRow): Promise<AttemptRow> {
  const next = { next_query_at: new Date(tx.now.getTime() + FIRST_QUERY_MS), queries: 0 };
  const begun = await tx.queries
    .updateTable("public_services.payment_attempt")
    .set(next)
    .where("payment_id", "=", payment.id)
    .where("state", "=", "begun")
    .returningAll()
    .executeTakeFirst();
  if (begun) return begun;
  const code = payment.dossier_code.replace(/[^0-9A-Z]/g, "");
  const attempt = await tx.queries
    .insertInto("public_services.payment_attempt")
    .values({
      id: uuidv7(tx.now),
      payment_id: payment.id,
      reference: `nl${code}${platformTime(tx.now)}${randomBytes(3).toString("hex")}`,
      state: "begun",
      begun_at: tx.now,
      ...next,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  tx.record({
    action: "payments.begin",
    objectKind: "payment",
    objectId: payment.id,
    data: { dossier: payment.dossier_code, reference: attempt.reference, amount: payment.amount },
  });
  return attempt;
}

async function begin(
  house: House,
  platform: PlatformAccount,
  payment: PaymentRow,
  { reference }: AttemptRow,
  account: { readonly bank_bin: string; readonly account: string; readonly holder: string },
  address: string,
): Promise<string> {
  const now = new Date();
  const body = await getOrganisation(house.database.queries, payment.organisation_id, now);
  return await beginAtPlatform(
    platform,
    {
      reference,
      amount: payment.amount,
      dossierCode: payment.dossier_code,
      returnTo: `${house.config.baseUrl}/pay/${payment.token}`,
      address: address === "" ? "127.0.0.1" : address,
      procedure: { code: payment.procedure_code, name: payment.procedure_name },
      body: { code: body.code ?? body.code102 ?? "", name: body.name },
      account: { bankBin: account.bank_bin, account: account.account, holder: account.holder },
      payer: payment.payer,
      lines: payment.lines.filter(({ amount }) => amount > 0),
    },
    now,
  );
}

function notOffered(): Refusal {
  return new Refusal("payments.not-online", 503, {
    vi: "Cơ quan này chưa mở thanh toán trực tuyến. Hãy nộp tại bộ phận một cửa.",
    en: "This body does not take payments online yet. Pay at the one-stop desk.",
  });
}
