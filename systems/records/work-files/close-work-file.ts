import { localDateOf } from "../../../core/calendar/index.ts";
import { Refusal } from "../../../core/errors.ts";
import type { PersonActor, Transaction } from "../../../core/transaction/index.ts";
import { depositDueOf, ruleOn } from "../retention.ts";
import { itemsOf } from "./items.ts";
import { beginAction, moveFile, type WorkFile } from "./work-file.ts";

/**
 * The work has ended: the keeper has checked that everything is in (NĐ 30/2020 Art. 29.3). From this day the retention
 * and the term of deposit count.
 *
 * @throws Refusal records.empty, records.unfinished-documents, records.wrong-state, AccessDeniedError
 */
export async function closeWorkFile(
  tx: Transaction,
  actor: PersonActor,
  id: string,
  version?: number,
): Promise<WorkFile> {
  const file = await beginAction(tx, actor, id, "close", version);
  const items = await itemsOf(tx.queries, file.id);
  if (items.length === 0) {
    throw new Refusal("records.empty", 422, {
      vi: "Hồ sơ chưa có văn bản, tài liệu nào nên chưa kết thúc được.",
      en: "The file holds nothing yet and cannot be closed.",
    });
  }
  const open = items.filter(({ document }) => document !== undefined && !document.settled);
  if (open.length > 0) {
    const names = open.map(({ item }) => item.position).join(", ");
    throw new Refusal("records.unfinished-documents", 422, {
      vi: `Còn ${open.length} văn bản chưa xử lý xong (số thứ tự ${names}). Xử lý xong, hoặc rút khỏi hồ sơ, rồi kết thúc.`,
      en: `${open.length} documents are not finished (numbers ${names}). Finish them, or take them out, then close.`,
    });
  }
  const today = localDateOf(tx.now);
  return await moveFile(tx, file, "close", {
    closed_on: today,
    deposit_due: depositDueOf(file, today, await ruleOn(tx.queries, today)),
  });
}

/**
 * Opens a closed or returned file again; the terms count anew from its next closing.
 * @throws Refusal records.wrong-state, AccessDeniedError
 */
export async function reopenWorkFile(
  tx: Transaction,
  actor: PersonActor,
  id: string,
  reason: string,
): Promise<WorkFile> {
  const file = await beginAction(tx, actor, id, "reopen");
  return await moveFile(
    tx,
    file,
    "reopen",
    { closed_on: null, deposit_due: null, kept_back_until: null, kept_back_consent: "", deposit_id: null },
    { note: reason },
  );
}
