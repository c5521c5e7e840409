import { z } from "zod";
import { Refusal } from "../../../core/errors.ts";
import { type PublicOperation, readText } from "../../../core/http/index.ts";
import type { House } from "../../../core/system.ts";
import { transact, uuidv7 } from "../../../core/transaction/index.ts";
import { platformOf } from "./platform/client.ts";
import { confirmation, isAuthentic } from "./platform/messages.ts";
import { settle } from "./settle.ts";
import type { NoticeOutcome } from "./tables.ts";

const MOST_BYTES = 64 * 1024;
const record = z.record(z.string(), z.unknown());

/**
 * Takes a CONFIRM of the platform. Every one is kept as it came, with what was made of it; only one whose code is right
 * and whose sum is the sum that is owed has an effect, and that once, in whatever order and however often they come.
 *
 * @returns what became of it
 * @throws Refusal 422 when it is no such message
 */
export async function takeNotice(house: House, raw: unknown): Promise<NoticeOutcome> {
  const parsed = confirmation.safeParse(raw);
  const whole = record.safeParse(raw);
  if (!parsed.success || !whole.success) throw unreadable();
  const notice = parsed.data;
  const platform = platformOf(house);
  return await transact(house, { actor: { kind: "system", name: "payments" } }, async (tx) => {
    const keep = async (outcome: NoticeOutcome): Promise<NoticeOutcome> => {
      await tx.queries
        .insertInto("public_services.payment_notice")
        .values({
          id: uuidv7(tx.now),
          at: tx.now,
          reference: notice.MaThamChieu,
          body: JSON.stringify(raw),
          outcome,
        })
        .execute();
      return outcome;
    };
    if (
      !platform ||
      notice.MaDoiTac !== platform.partner ||
      !isAuthentic("CONFIRM", whole.data, platform.secret)
    )
      return await keep("wrong-code");
    const row = await tx.queries
      .selectFrom("public_services.payment")
      .selectAll()
      .where("reference", "=", notice.MaThamChieu)
      .forUpdate()
      .executeTakeFirst();
    if (!row) return await keep("unknown");
    if (Number(row.amount) !== notice.SoTien) return await keep("wrong-amount");
    // It failed there: the payer may try again until the desk cancels it.
    if (notice.MaLoi !== "00") return await keep("failed");
    const first = await settle(tx, house, row, {
      method: "online",
      transaction: notice.MaGiaoDich,
      at: tx.now,
    });
    return await keep(first ? "taken" : "repeated");
  });
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
    const text = await readText(c, MOST_BYTES);
    let raw: unknown;
    try {
      raw = JSON.parse(text);
    } catch {
      throw unreadable();
    }
    const outcome = await takeNotice(c.var.house, raw);
    // Acknowledged even when a person has to look at it: sent again it would be the same.
    return outcome === "wrong-code"
      ? { error_code: "03", message: "MaXacThuc không đúng" }
      : { error_code: "00", message: outcome };
  },
};

function unreadable(): Refusal {
  return new Refusal("payments.unreadable", 422, {
    vi: "Bản tin không đúng mẫu CONFIRM 1.0.6.",
    en: "This is no CONFIRM message of protocol 1.0.6.",
  });
}
