import { localDateOf } from "../../../core/calendar/index.ts";
import { FormRefusal, Refusal } from "../../../core/errors.ts";
import type { PersonActor, Transaction } from "../../../core/transaction/index.ts";
import { formatDate } from "../../../core/ui/index.ts";
import { plusMonths, ruleOn } from "../retention.ts";
import { beginAction, moveFile, type WorkFile } from "../work-files/work-file.ts";

export interface KeepBack {
  /** Last day the unit keeps it, `yyyy-MM-dd`. */
  readonly until: string;
  /** Number and day of the written consent. */
  readonly consent: string;
}

/**
 * A unit keeps a due file back because it still works with it: with written consent, at most two years beyond the term
 * (NĐ 30/2020 Art. 30.2).
 *
 * @throws FormRefusal (until, consent), Refusal records.short-retention, AccessDeniedError
 */
export async function keepBack(
  tx: Transaction,
  actor: PersonActor,
  id: string,
  { until, consent }: KeepBack,
): Promise<WorkFile> {
  const file = await beginAction(tx, actor, id, "keep-back");
  if (file.deposit_due === null) {
    throw new Refusal("records.short-retention", 422, {
      vi: "Hồ sơ này không phải nộp lưu nên không cần xin giữ lại.",
      en: "This file is not deposited, so it need not be kept back.",
    });
  }
  const rule = await ruleOn(tx.queries, localDateOf(tx.now));
  const latest = plusMonths(file.deposit_due, rule.keepBackMonths);
  if (until <= file.deposit_due || until > latest) {
    throw new FormRefusal({
      until: {
        vi: `Chọn ngày sau ${formatDate(file.deposit_due)} và không quá ${formatDate(latest)} (${rule.keepBackMonths / 12} năm, ${rule.basis}).`,
        en: `Choose a day after ${formatDate(file.deposit_due)} and up to ${formatDate(latest)} (${rule.basis}).`,
      },
    });
  }
  return await moveFile(
    tx,
    file,
    "keep-back",
    { kept_back_until: until, kept_back_consent: consent },
    { note: `đến ${formatDate(until)}, ${consent}`, data: { until, consent } },
  );
}
