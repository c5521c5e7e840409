import { type Transaction, uuidv7 } from "../../core/transaction/index.ts";

/** Adds one line to the document card. */
export async function tell(tx: Transaction, documentId: string, action: string, note = ""): Promise<void> {
  await tellAll(tx, [documentId], action, note);
}

/** Adds the same line to several document cards. */
export async function tellAll(
  tx: Transaction,
  documentIds: readonly string[],
  action: string,
  note = "",
): Promise<void> {
  if (documentIds.length === 0) return;
  const { actor } = tx;
  await tx.queries
    .insertInto("documents.history")
    .values(
      documentIds.map((documentId) => ({
        id: uuidv7(tx.now),
        document_id: documentId,
        at: tx.now,
        by_name: actor.kind === "person" ? actor.fullName : "Hệ thống",
        by_position: actor.kind === "person" ? actor.positionTitle : "",
        action,
        note,
      })),
    )
    .execute();
}
