import { sql } from "kysely";
import { localDateOf } from "../../../core/calendar/index.ts";
import { findAppointment } from "../../../core/directory/index.ts";
import { FormRefusal } from "../../../core/errors.ts";
import type { PersonActor, Transaction } from "../../../core/transaction/index.ts";
import { checkRetention } from "../retention.ts";
import { accessAlert } from "./access-alert.ts";
import { type FileFields, NOTATION_TAKEN } from "./create-work-file.ts";
import { beginAction, lockNotations, moveFile, type WorkFile } from "./work-file.ts";

/**
 * Changes what is said of an open file, and hands it to another keeper when one is given.
 *
 * @param version as the person saw it: whoever saved meanwhile is not overwritten
 * @throws FormRefusal (notation, years, keeper), AccessDeniedError, Refusal records.wrong-state, records.frozen, conflict
 */
export async function editWorkFile(
  tx: Transaction,
  actor: PersonActor,
  id: string,
  given: FileFields & { readonly keeper?: string },
  version?: number,
): Promise<WorkFile> {
  const file = await beginAction(tx, actor, id, "edit", version);
  const today = localDateOf(tx.now);
  await checkRetention(tx.queries, given, today);
  await lockNotations(tx, file.organisation_id);
  const taken = await sql`select 1 from records.work_file where organisation_id = ${file.organisation_id}
    and year = ${file.year} and notation = ${given.notation} and id <> ${file.id}`.execute(tx.queries);
  if (taken.rows.length > 0) throw new FormRefusal({ notation: NOTATION_TAKEN });
  const { keeper, ...fields } = given;
  const moved = await moveFile(tx, file, "edit", {
    ...fields,
    years: given.permanent ? null : given.years,
    ...(await keeperColumns(tx, file, keeper ?? file.keeper)),
  });
  await accessAlert(tx, actor, file, moved);
  return moved;
}

/** A file goes with its keeper: whoever leaves hands it over, and it stands in the new keeper's unit. */
async function keeperColumns(
  tx: Transaction,
  file: WorkFile,
  keeper: string,
): Promise<Partial<Pick<WorkFile, "keeper" | "keeper_name" | "unit_id" | "unit_name">>> {
  if (keeper === file.keeper) return {};
  const found = await findAppointment(tx.queries, keeper, localDateOf(tx.now));
  if (!found || found.organisationId !== file.organisation_id) {
    throw new FormRefusal({
      keeper: {
        vi: "Chọn người lập hồ sơ đang công tác ở cơ quan.",
        en: "Choose somebody in office in the organisation.",
      },
    });
  }
  return {
    keeper: found.id,
    keeper_name: found.fullName,
    unit_id: found.unitId,
    unit_name: found.unitName,
  };
}
