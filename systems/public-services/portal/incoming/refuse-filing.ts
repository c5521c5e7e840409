import type { Sentence } from "../../../../core/errors.ts";
import { notify } from "../../../../core/notify/index.ts";
import type { House } from "../../../../core/system.ts";
import { transact } from "../../../../core/transaction/index.ts";
import type { Filing } from "./filing.ts";
import "../tables.ts";

const PORTAL = { kind: "system", name: "portal.incoming" } as const;

/**
 * Keeps why a dossier of the portal did not come in, and tells the desk: the portal hears it in the answer, people here must too.
 *
 * @returns false when it has come in meanwhile
 */
export async function refuseFiling(
  house: House,
  filing: Filing,
  { vi, en }: Sentence,
  organisationId: string | null,
): Promise<boolean> {
  return await transact(house, { actor: PORTAL }, async (tx) => {
    const row = await tx.queries
      .insertInto("public_services.portal_incoming")
      .values({
        code: filing.MaHoSo,
        standing: "refused",
        organisation_id: organisationId,
        procedure_code: filing.MaTTHC,
        tech_id: filing.TechID,
        tax_code: filing.MaSoThue,
        files: filing.TaiLieuNop.length,
        problem: vi,
        first_at: tx.now,
        last_at: tx.now,
      })
      .onConflict((conflict) =>
        conflict
          .column("code")
          .doUpdateSet((update) => ({
            problem: vi,
            organisation_id: organisationId,
            procedure_code: filing.MaTTHC,
            times: update("public_services.portal_incoming.times", "+", 1),
            last_at: tx.now,
          }))
          .where("public_services.portal_incoming.standing", "=", "refused"),
      )
      .returning("times")
      .executeTakeFirst();
    if (!row) return false;
    tx.record({
      action: "portal.refuse-filing",
      objectKind: "portal-filing",
      objectId: filing.MaHoSo,
      data: { procedure: filing.MaTTHC, times: row.times },
      personal: { reason: vi },
    });
    if (row.times === 1 && organisationId !== null)
      await notify(tx, {
        to: { organisations: [organisationId], roles: ["clerk"] },
        kind: "portal.filing-refused",
        title: {
          vi: `Chưa nhận được hồ sơ ${filing.MaHoSo} nộp tại Cổng Dịch vụ công quốc gia: ${vi}`,
          en: `Dossier ${filing.MaHoSo} filed at the national portal could not be taken in: ${en}`,
        },
        href: "/portal/incoming",
        urgency: "urgent",
        dedupeKey: `portal.filing-refused:${filing.MaHoSo}`,
      });
    return true;
  });
}
