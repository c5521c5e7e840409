import type { House, Loop } from "../../../core/system.ts";
import { transact } from "../../../core/transaction/index.ts";
import { askPlatform, platformOf } from "./platform/client.ts";
import { lockPayment, type PaymentRow, settle } from "./settle.ts";

const MINUTE = 60_000;
const AT_ONCE = 50;
/** Nobody pays on a page that is a week old. */
const MOST_QUERIES = 60;

/** Asks the platform about payments whose notice has not come. */
export const queryLoop: Loop = {
  name: "payments.ask-platform",
  everyMs: 10_000,
  async run(house) {
    return (await askAboutOpen(house, new Date())) >= AT_ONCE ? "again" : "rest";
  },
};

/**
 * Asks about every payment that is due to be asked about.
 * @returns how many there were; a platform that is away costs each a later try and nothing else
 */
export async function askAboutOpen(house: House, now: Date): Promise<number> {
  const platform = platformOf(house);
  if (!platform) return 0;
  const { queries } = house.database;
  const due = await queries
    .selectFrom("public_services.payment")
    .selectAll()
    .where("next_query_at", "<=", now)
    .where("state", "=", "open")
    .orderBy("next_query_at")
    .limit(AT_ONCE)
    .execute();
  for (const row of due) if (!(await askAboutOne(house, row, now))) await askLater(house, row, now);
  return due.length;
}

/**
 * Asks the platform about one payment and settles it when it is paid there with the sum that is owed.
 * @returns whether it is paid there
 */
export async function askAboutOne(house: House, row: PaymentRow, now: Date): Promise<boolean> {
  const platform = platformOf(house);
  const standing = platform && (await askPlatform(platform, row.reference, now).catch(() => undefined));
  if (standing?.TrangThai !== "thanh-cong" || standing.SoTien !== Number(row.amount)) return false;
  await transact(house, { actor: { kind: "system", name: "payments" } }, async (tx) => {
    await settle(tx, house, await lockPayment(tx, row.id), {
      method: "online",
      transaction: standing.MaGiaoDich,
      at: tx.now,
    });
  });
  return true;
}

/** 30 seconds, one minute, two … up to six hours between two questions. */
async function askLater(house: House, row: PaymentRow, now: Date): Promise<void> {
  const wait = Math.min(30_000 * 2 ** Math.min(row.queries, 12), 360 * MINUTE);
  await house.database.queries
    .updateTable("public_services.payment")
    .set({
      queries: row.queries + 1,
      next_query_at: row.queries + 1 >= MOST_QUERIES ? null : new Date(now.getTime() + wait),
    })
    .where("id", "=", row.id)
    .where("state", "=", "open")
    .execute();
}
