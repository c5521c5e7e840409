import { z } from "zod";
import { Refusal } from "../../../../core/errors.ts";
import { type PublicOperation, readText } from "../../../../core/http/index.ts";
import type { House } from "../../../../core/system.ts";
import { type Transaction, transact, uuidv7 } from "../../../../core/transaction/index.ts";
import { noteDifference, provinceOf } from "../comparison/note-difference.ts";
import type { NoticeOutcome } from "../tables.ts";
import { type PlatformAccount, platformOf } from "./platform-client.ts";
import { confirmation, isAuthentic, momentOf } from "./platform-messages.ts";
import { noteFailure, takeMoney } from "./take-money.ts";

const MOST_BYTES = 64 * 1024;
/** Anybody can send a message whose code is wrong: so many of a reference are kept, the others only logged. */
const MOST_FORGED = 20;
const record = z.record(z.string(), z.unknown());

/**
 * Takes a CONFIRM of the platform. It is kept letter by letter with what was made of it; only one whose code is right and
 * whose sum is the sum that is owed has an effect, and that once, in whatever order and however often they come. A right
 * code over what is unknown here or over another sum waits for a person.
 *
 * @param raw the body as it came
 * @returns what became of it
 * @throws Refusal 422 when it is no such message
 */
export async function takeNotice(house: House, raw: string): Promise<NoticeOutcome> {
  const body = jsonOf(raw);
  const parsed = confirmation.safeParse(body);
  const fields = record.safeParse(body);
  if (!parsed.success || !fields.success) throw unreadable();
  const notice = parsed.data;
  const platform = platformOf(house);
  const outcome = await transact(house, { actor: { kind: "system", name: "payments" } }, async (tx) => {
    const made = isFromPlatform(platform, notice.MaDoiTac, fields.data)
      ? await makeOf(tx, house, notice)
      : ("wrong-code" as const);
    if (made !== "wrong-code" || (await mayKeepForged(tx, notice.MaThamChieu)))
      await tx.queries
        .insertInto("public_services.payment_notice")
        .values({
          id: uuidv7(tx.now),
          at: tx.now,
          reference: notice.MaThamChieu,
          body: JSON.stringify(body),
          raw,
          outcome: made,
        })
        .execute();
    return made;
  });
  if (outcome === "wrong-code")
    house.log.warn({ reference: notice.MaThamChieu }, "a payment notice with a wrong code");
  return outcome;
}

function isFromPlatform(
  platform: PlatformAccount | undefined,
  partner: string,
  fields: Readonly<Record<string, unknown>>,
): boolean {
  return platform?.partner === partner && isAuthentic("CONFIRM", fields, platform.secret);
}

async function makeOf(
  tx: Transaction,
  house: House,
  notice: z.output<typeof confirmation>,
): Promise<NoticeOutcome> {
  const { MaThamChieu: reference, MaGiaoDich: transaction, SoTien: amount } = notice;
  const attempt = await tx.queries
    .selectFrom("public_services.payment_attempt")
    .select(["id", "payment_id"])
    .where("reference", "=", reference)
    .executeTakeFirst();
  if (!attempt) {
    // A reference nobody here gave out belongs to no body: whoever holds the account at the platform looks into it.
    if (notice.MaLoi === "00")
      await noteDifference(tx, {
        kind: "unknown-here",
        organisationId: await provinceOf(tx),
        paymentId: null,
        reference,
        transaction,
        detail: `${amount} đồng`,
      });
    return "unknown";
  }
  if (notice.MaLoi !== "00") {
    await noteFailure(tx, attempt);
    return "failed";
  }
  return await takeMoney(tx, house, attempt, { transaction, amount, at: momentOf(notice.ThoiGianGD) });
}

/** Forged messages about what exists here are worth a look, some of them; about what does not, none. */
async function mayKeepForged(tx: Transaction, reference: string): Promise<boolean> {
  const known = await tx.queries
    .selectFrom("public_services.payment_attempt")
    .select("id")
    .where("reference", "=", reference)
    .executeTakeFirst();
  if (!known) return false;
  const { kept } = await tx.queries
    .selectFrom("public_services.payment_notice")
    .select((row) => row.fn.countAll<number>().as("kept"))
    .where("reference", "=", reference)
    .where("outcome", "=", "wrong-code")
    .executeTakeFirstOrThrow();
  return kept < MOST_FORGED;
}

/** POST /api/v1/payments/confirm, called by the platform without a token: the code under the message is its signature. */
export const confirmOperation: PublicOperation = {
  id: "confirmPayment",
  path: "/payments/confirm",
  summary: {
    vi: "Nền tảng thanh toán quốc gia báo kết quả thanh toán (CONFIRM)",
    en: "The national payment platform tells the outcome of a payment (CONFIRM)",
  },
  tag: "payments",
  types: ["application/json"],
  answer: z.object({ error_code: z.string(), message: z.string() }),
  async run(c) {
    const outcome = await takeNotice(c.var.house, await readText(c, MOST_BYTES));
    // Acknowledged even when a person has to look at it: sent again it would be the same.
    return outcome === "wrong-code"
      ? { error_code: "03", message: "MaXacThuc không đúng" }
      : { error_code: "00", message: outcome };
  },
};

/** @throws Refusal 422 */
function jsonOf(raw: string): unknown {
  try {
    return JSON.parse(raw);
  } catch {
    throw unreadable();
  }
}

function unreadable(): Refusal {
  return new Refusal("payments.unreadable", 422, {
    vi: "Bản tin không đúng mẫu CONFIRM 1.0.6.",
    en: "This is no CONFIRM message of protocol 1.0.6.",
  });
}
