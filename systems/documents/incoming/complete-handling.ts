import { assertMay } from "../../../core/access/index.ts";
import { FormRefusal } from "../../../core/errors.ts";
import type { PersonActor, Transaction } from "../../../core/transaction/index.ts";
import { mayHandle } from "../permissions.ts";
import { lapseExtensions } from "../tasks/lapse-extensions.ts";
import { type Incoming, lockIncoming, moveIncoming, subjectOfIncoming } from "./incoming.ts";

/** The officer in charge reports the work done, with its result; the sender sees 06. @throws FormRefusal on `result` */
export async function completeHandling(
  tx: Transaction,
  actor: PersonActor,
  id: string,
  result: string,
): Promise<Incoming> {
  const document = await lockIncoming(tx, id);
  assertMay(actor, mayHandle, await subjectOfIncoming(tx.queries, document));
  const note = result.normalize("NFC").trim();
  if (note.length === 0 || note.length > 500) {
    throw new FormRefusal({
      result: { vi: "Ghi kết quả xử lý, tối đa 500 ký tự.", en: "Enter the result, at most 500 characters." },
    });
  }
  await tx.queries
    .updateTable("documents.assignment")
    .set({ state: "completed", note, percent: 100, completed_at: tx.now })
    .where("incoming_id", "=", id)
    .where("role", "=", "lead")
    .execute();
  // What a co-operating unit has not reported by now is no longer waited for, and does not count as done.
  await tx.queries
    .updateTable("documents.assignment")
    .set({ state: "closed", completed_at: tx.now })
    .where("incoming_id", "=", id)
    .where("role", "=", "co-operating")
    .where("state", "in", ["waiting", "processing"])
    .execute();
  const tasks = await tx.queries
    .selectFrom("documents.assignment")
    .select("id")
    .where("incoming_id", "=", id)
    .execute();
  await lapseExtensions(
    tx,
    tasks.map((task) => task.id),
  );
  return await moveIncoming(
    tx,
    document,
    "complete",
    { completed_at: tx.now },
    {
      note,
      status: { code: "06", description: note },
    },
  );
}
