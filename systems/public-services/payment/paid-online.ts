import type { Queries } from "../../../core/database/index.ts";

/**
 * How the fees of a dossier were paid, as the national records say it (DuocThanhToanTrucTuyen): 1 on the national
 * platform, 2 by transfer to the body, 3 not online or not yet.
 */
export async function paidOnline(queries: Queries, dossierId: string): Promise<1 | 2 | 3> {
  const rows = await queries
    .selectFrom("public_services.payment")
    .select("method")
    .where("dossier_id", "=", dossierId)
    .where("state", "in", ["paid", "refund-asked", "refund-approved"])
    .execute();
  if (rows.some(({ method }) => method === "online")) return 1;
  return rows.some(({ method }) => method === "transfer") ? 2 : 3;
}
