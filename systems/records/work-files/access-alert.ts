import { z } from "zod";
import { may } from "../../../core/access/index.ts";
import { localDateOf } from "../../../core/calendar/index.ts";
import { findAppointment, raiseRightsAlert, undoesRights } from "../../../core/directory/index.ts";
import type { Sentence } from "../../../core/errors.ts";
import type { PersonActor, Transaction } from "../../../core/transaction/index.ts";
import { mayConfirmRights } from "../permissions.ts";
import { ACCESS_LEVELS, ACCESS_WORDS } from "../states.ts";
import { lockWorkFile, searchText, subjectOfFile, tellFile, type WorkFile } from "./work-file.ts";

const ACCESS = "records.access";

/**
 * Opening a file to a whole unit or organisation, closing it to them, or giving it to another keeper changes who may read
 * and change it: alerted to, unless whoever did it may confirm rights on the file.
 */
export async function accessAlert(
  tx: Transaction,
  actor: PersonActor,
  before: WorkFile,
  after: WorkFile,
): Promise<void> {
  if (before.access === after.access && before.keeper === after.keeper) return;
  if (may(actor, mayConfirmRights, await subjectOfFile(tx.queries, before))) return;
  const keeper =
    before.keeper === after.keeper
      ? undefined
      : await findAppointment(tx.queries, after.keeper, localDateOf(tx.now));
  await raiseRightsAlert(tx, {
    organisationId: after.organisation_id,
    unitId: before.unit_id,
    kind: ACCESS,
    objectId: `${after.id}/access`,
    ...(keeper ? { holderPerson: keeper.personId } : {}),
    holderName: keeper?.fullName ?? after.unit_name,
    what: {
      vi: `Người lập và phạm vi xem hồ sơ ${after.notation}`,
      en: `Keeper and readers of work file ${after.notation}`,
    },
    before: accessWords(before),
    after: accessWords(after),
    why: "",
    href: `/files/${after.id}`,
    undo: {
      file: after.id,
      access: before.access,
      keeper: before.keeper,
      keeper_name: before.keeper_name,
      unit_id: before.unit_id,
      unit_name: before.unit_name,
    },
  });
}

function accessWords(file: Pick<WorkFile, "access" | "keeper_name">): Sentence {
  const { vi, en } = ACCESS_WORDS[file.access];
  return {
    vi: `Người lập: ${file.keeper_name}. Người xem: ${vi}`,
    en: `Keeper: ${file.keeper_name}. Readers: ${en}`,
  };
}

const undone = z.object({
  file: z.uuid(),
  access: z.enum(ACCESS_LEVELS),
  keeper: z.uuid(),
  keeper_name: z.string(),
  unit_id: z.uuid(),
  unit_name: z.string(),
});

undoesRights(ACCESS, async (tx, _actor, { undo }) => {
  const { file: id, ...earlier } = undone.parse(undo);
  const file = await lockWorkFile(tx, id);
  // Also while it is closed or frozen: what nobody authorised allowed does not stand because time has passed.
  await tx.queries
    .updateTable("records.work_file")
    .set({ ...earlier, search: searchText({ ...file, ...earlier }), version: file.version + 1 })
    .where("id", "=", id)
    .execute();
  const { vi, en } = accessWords(earlier);
  await tellFile(tx, id, "confirm-rights", `Trở lại như trước. ${vi}`);
  return { vi: `Trở lại như trước. ${vi}.`, en: `Back to what it was. ${en}.` };
});
