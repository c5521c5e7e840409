import { notify } from "../../../core/notify/index.ts";
import type { PersonActor, Transaction } from "../../../core/transaction/index.ts";
import { beginAction, moveFile, type WorkFile } from "./work-file.ts";

/**
 * Nothing of the file changes from now on: an inspection looks at it (NĐ 30/2020 PL VI part I: "khóa, đóng băng").
 * @throws Refusal records.frozen when it is already, AccessDeniedError
 */
export async function freezeWorkFile(
  tx: Transaction,
  actor: PersonActor,
  id: string,
  reason: string,
): Promise<WorkFile> {
  const file = await beginAction(tx, actor, id, "freeze");
  const frozen = await moveFile(
    tx,
    file,
    "freeze",
    { frozen: true, frozen_reason: reason, frozen_by_name: actor.fullName, frozen_at: tx.now },
    { note: reason },
  );
  await notify(tx, {
    to: { appointments: [file.keeper], organisations: [file.unit_id], roles: ["head-of-unit"] },
    kind: "records.frozen",
    title: {
      vi: `Hồ sơ ${file.notation} được đóng băng để kiểm tra: ${reason}`,
      en: `Work file ${file.notation} is frozen for an inspection: ${reason}`,
    },
    href: `/files/${file.id}`,
    urgency: "urgent",
  });
  return frozen;
}

/** @throws Refusal records.wrong-state when it is not frozen, AccessDeniedError */
export async function unfreezeWorkFile(
  tx: Transaction,
  actor: PersonActor,
  id: string,
  note: string,
): Promise<WorkFile> {
  const file = await beginAction(tx, actor, id, "unfreeze");
  return await moveFile(
    tx,
    file,
    "unfreeze",
    { frozen: false, frozen_reason: "", frozen_by_name: "", frozen_at: null },
    { note },
  );
}
