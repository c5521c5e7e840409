import { notFound } from "../../../../core/errors.ts";
import type { House } from "../../../../core/system.ts";
import type { Filer } from "./filer.ts";

/**
 * Gives a draft to another browser, whose owner holds its link.
 *
 * @throws Refusal 404 when it has been sent, has expired, or belongs to another citizen
 */
export async function takeDraft(
  house: House,
  filer: Filer,
  id: string,
): Promise<{ readonly procedureCode: string }> {
  const taken = await house.database.queries
    .updateTable("public_services.form_draft")
    .set({ holder: filer.holder })
    .where("id", "=", id)
    .where("state", "=", "open")
    .where("version_id", "is not", null)
    .where("expires_at", ">", new Date())
    .where((where) =>
      filer.citizen === undefined
        ? where("citizen_id", "is", null)
        : where.or([where("citizen_id", "is", null), where("citizen_id", "=", filer.citizen.id)]),
    )
    .returning("procedure_code")
    .executeTakeFirst();
  if (!taken) throw notFound();
  return { procedureCode: taken.procedure_code };
}
