import { localDateOf } from "../../../core/calendar/index.ts";
import type { House, Loop } from "../../../core/system.ts";
import { transact } from "../../../core/transaction/index.ts";
import { moveTicket } from "./ticket.ts";

const AT_ONCE = 100;

/** Numbers of a day that is over are closed: who still waited has left, who was being served was served. */
export const closeDays: Loop = {
  name: "desk.close-days",
  everyMs: 30 * 60_000,
  async run(house) {
    return (await closeOver(house, new Date())) === AT_ONCE ? "again" : "rest";
  },
};

/** @returns how many tickets were closed */
export async function closeOver(house: House, now: Date): Promise<number> {
  return await transact(house, { actor: { kind: "system", name: "desk" }, now }, async (tx) => {
    const open = await tx.queries
      .selectFrom("public_services.desk_ticket")
      .selectAll()
      .where("day", "<", localDateOf(now))
      .where("state", "in", ["waiting", "called", "serving"])
      .orderBy("id")
      .limit(AT_ONCE)
      .forUpdate()
      .skipLocked()
      .execute();
    for (const ticket of open) await moveTicket(tx, ticket, "close", { role: "house" });
    return open.length;
  });
}
