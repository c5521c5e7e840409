import type { Transaction } from "../../../core/transaction/index.ts";
import type { DeadlineScope } from "./tables.ts";
import "./tables.ts";

/** Requests nobody decided before the task ended, or before the person changed, are no longer waited for. */
export async function lapseExtensions(
  tx: Transaction,
  assignments: readonly string[],
  scopes: readonly DeadlineScope[] = ["unit", "person"],
): Promise<void> {
  if (assignments.length === 0) return;
  await tx.queries
    .updateTable("documents.extension")
    .set({ state: "lapsed", decided_at: tx.now })
    .where("assignment_id", "in", [...assignments])
    .where("scope", "in", [...scopes])
    .where("state", "=", "asked")
    .execute();
}
