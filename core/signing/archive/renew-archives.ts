import type { House, Loop } from "../../system.ts";
import { transact } from "../../transaction/index.ts";
import { enqueueArchive } from "./request-archive.ts";
import "./tables.ts";

const AT_A_TIME = 200;

/** Every hour: files whose newest document timestamp is near its end are queued for renewal, the most urgent first. */
export const renewArchives: Loop = {
  name: "signing.renew-archives",
  everyMs: 3_600_000,
  async run(house) {
    return (await queueDueArchives(house, new Date())) === AT_A_TIME ? "again" : "rest";
  },
};

/** Queues what is due at `now`, at most a batch. @returns how many */
export async function queueDueArchives(house: House, now: Date): Promise<number> {
  return await transact(house, { actor: { kind: "system", name: "signing" }, now }, async (tx) => {
    const due = await tx.queries
      .selectFrom("signing.archived_file")
      .select("id")
      .where("state", "=", "archived")
      .where("due_at", "<=", now)
      .orderBy("due_at")
      .limit(AT_A_TIME)
      .forUpdate()
      .skipLocked()
      .execute();
    if (due.length === 0) return 0;
    const ids = due.map((row) => row.id);
    await tx.queries
      .updateTable("signing.archived_file")
      .set({ state: "waiting", attempts: 0 })
      .where("id", "in", ids)
      .execute();
    for (const id of ids) enqueueArchive(tx, id);
    return ids.length;
  });
}
