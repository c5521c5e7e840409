import { Refusal } from "../../../../core/errors.ts";
import type { House, Loop } from "../../../../core/system.ts";
import { transact } from "../../../../core/transaction/index.ts";
import { askPlatform, platformOf } from "./platform-client.ts";
import { momentOf } from "./platform-messages.ts";
import { type AttemptRow, noteFailure, takeMoney } from "./take-money.ts";

const MINUTE = 60_000;
const AT_ONCE = 50;
/** Two weeks of questions: the page of the platform is not paid on later. */
const MOST_QUERIES = 60;
/** A page that is loaded again and again asks the platform no oftener. */
const PAGE_PAUSE_MS = 5_000;
const PAYMENTS = { kind: "system", name: "payments" } as const;

/**
 * What became of a try to pay, as the platform says. `extra`: paid there, and not owed here; `differs`: another sum was
 * paid; `unknown`: it never heard of it; `away`: it does not answer.
 */
export type AttemptStanding = "paid" | "extra" | "failed" | "begun" | "differs" | "unknown" | "away";

/** Asks the platform about tries whose notice has not come. */
export const queryLoop: Loop = {
  name: "payments.ask-platform",
  everyMs: 10_000,
  async run(house) {
    return (await askAboutBegun(house, new Date())) >= AT_ONCE ? "again" : "rest";
  },
};

/**
 * Asks about every try that is due to be asked about, also when its payment was closed in another way meanwhile: money
 * that comes for it must be found.
 *
 * @returns how many were asked about; a platform that is away costs a later try and nothing else
 */
export async function askAboutBegun(house: House, now: Date): Promise<number> {
  if (!platformOf(house)) return 0;
  const due = await house.database.queries
    .selectFrom("public_services.payment_attempt")
    .selectAll()
    .where("next_query_at", "<=", now)
    .orderBy("next_query_at")
    .limit(AT_ONCE)
    .execute();
  let asked = 0;
  for (const attempt of due) {
    asked += 1;
    const standing = await askAboutAttempt(house, attempt, now);
    await askLater(house, attempt, standing, now);
    // One question costs its whole time when nobody answers: the others wait for the next run.
    if (standing === "away") break;
  }
  return asked;
}

/** Asks about one try, and does what the answer brings. It never fails because the platform does. */
export async function askAboutAttempt(
  house: House,
  attempt: AttemptRow,
  now: Date,
  waitMs?: number,
): Promise<AttemptStanding> {
  const platform = platformOf(house);
  if (!platform) return "away";
  try {
    const standing = await askPlatform(platform, attempt.reference, now, waitMs);
    if (!standing) return "unknown";
    const told = {
      transaction: standing.MaGiaoDich,
      amount: standing.SoTien,
      at: momentOf(standing.ThoiGianGD),
    };
    if (standing.TrangThai === "khoi-tao") return "begun";
    return await transact(house, { actor: PAYMENTS }, async (tx) => {
      if (standing.TrangThai === "that-bai") {
        await noteFailure(tx, attempt);
        return "failed";
      }
      const outcome = await takeMoney(tx, house, attempt, told);
      if (outcome === "wrong-amount") return "differs";
      return outcome === "extra" ? "extra" : "paid";
    });
  } catch (error) {
    if (!(error instanceof Refusal) || error.status !== 503) throw error;
    house.log.warn(
      { reference: attempt.reference, code: error.code },
      "the payment platform does not answer",
    );
    return "away";
  }
}

/**
 * The payer came back to our page before the notice did: asked at once, but no oftener than every few seconds, however
 * often the page is loaded.
 *
 * @returns undefined when nothing is to be asked now
 */
export async function askOnReturn(
  house: House,
  paymentId: string,
  now: Date,
): Promise<AttemptStanding | undefined> {
  const attempt = await house.database.queries
    .updateTable("public_services.payment_attempt")
    .set({ asked_at: now })
    .where("payment_id", "=", paymentId)
    .where("state", "=", "begun")
    .where("pay_url", "is not", null)
    .where((where) =>
      where.or([
        where("asked_at", "is", null),
        where("asked_at", "<=", new Date(now.getTime() - PAGE_PAUSE_MS)),
      ]),
    )
    .returningAll()
    .executeTakeFirst();
  return attempt && (await askAboutAttempt(house, attempt, now, PAGE_PAUSE_MS));
}

/** 30 seconds, one minute, two … up to six hours between two questions. Without effect once the try is decided. */
async function askLater(
  house: House,
  attempt: AttemptRow,
  standing: AttemptStanding,
  now: Date,
): Promise<void> {
  const wait = Math.min(30_000 * 2 ** Math.min(attempt.queries, 12), 360 * MINUTE);
  // Another sum than the one asked for is a person's matter; asked again it would be the same.
  const last = standing === "differs" || attempt.queries + 1 >= MOST_QUERIES;
  await house.database.queries
    .updateTable("public_services.payment_attempt")
    .set({
      asked_at: now,
      queries: attempt.queries + 1,
      next_query_at: last ? null : new Date(now.getTime() + wait),
    })
    .where("id", "=", attempt.id)
    .where("next_query_at", "is not", null)
    .execute();
}
