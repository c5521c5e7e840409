import { assertMay } from "../../../core/access/index.ts";
import type { PersonActor, Transaction } from "../../../core/transaction/index.ts";
import { mayHandle } from "../permissions.ts";
import { type Incoming, lockIncoming, moveIncoming, subjectOfIncoming } from "./incoming.ts";

/** The officer in charge takes the work up; the sender sees 05. */
export async function startHandling(tx: Transaction, actor: PersonActor, id: string): Promise<Incoming> {
  const document = await lockIncoming(tx, id);
  assertMay(actor, mayHandle, await subjectOfIncoming(tx.queries, document));
  await tx.queries
    .updateTable("documents.assignment")
    .set({ state: "processing" })
    .where("incoming_id", "=", id)
    .where("role", "=", "lead")
    .execute();
  return await moveIncoming(
    tx,
    document,
    "start",
    {},
    {
      status: { code: "05", description: `${actor.fullName} (${actor.positionTitle}) đang xử lý` },
    },
  );
}
