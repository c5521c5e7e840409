import { type CitizenActor, type TransactionHost, transact } from "../../../../core/transaction/index.ts";

/**
 * Closes one's own account: every session ends, contact data and the names at the providers are forgotten, what was
 * authorised ends. Dossiers stay with the bodies that received them, as archives law asks; signing in again opens a
 * new, empty account.
 */
export async function closeAccount(host: TransactionHost, actor: CitizenActor): Promise<void> {
  await transact(host, { actor }, async (tx) => {
    const closed = await tx.queries
      .updateTable("public_services.citizen")
      .set({
        closed_at: tx.now,
        phone: null,
        email: null,
        ethnicity: null,
        permanent_address: null,
        current_address: null,
        notify_sms: false,
        notify_zalo: false,
        notify_email: false,
      })
      .where("id", "=", actor.citizenId)
      .where("closed_at", "is", null)
      .returning("id")
      .executeTakeFirst();
    if (!closed) return;
    for (const table of ["public_services.citizen_session", "public_services.citizen_provider"] as const) {
      await tx.queries.deleteFrom(table).where("citizen_id", "=", actor.citizenId).execute();
    }
    await tx.queries
      .updateTable("public_services.authorisation")
      .set({ state: "ended", ended_at: tx.now })
      .where((where) =>
        where.or([where("giver_id", "=", actor.citizenId), where("taker_id", "=", actor.citizenId)]),
      )
      .where("state", "in", ["offered", "accepted"])
      .execute();
    await tx.queries
      .updateTable("public_services.child")
      .set({ removed_at: tx.now })
      .where("parent_id", "=", actor.citizenId)
      .where("removed_at", "is", null)
      .execute();
    tx.record({ action: "citizens.close", objectKind: "citizen", objectId: actor.citizenId });
  });
}
