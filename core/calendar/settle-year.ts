import { assertMay } from "../access/index.ts";
import { FormRefusal, Refusal } from "../errors.ts";
import { type Actor, type TransactionHost, transact } from "../transaction/index.ts";
import { decideYear, putExceptions } from "./calendar-store.ts";
import { FIRST_YEAR, LAST_YEAR, loadCalendarYear } from "./calendar-year.ts";
import { mayChangeCalendar } from "./permissions.ts";

export interface SettleYearInput {
  readonly year: number;
  /** The yearly decision: number, notation, issuer. */
  readonly basis: string;
  readonly actor: Actor;
  readonly requestId?: string;
}

/**
 * Declares the list of a year complete by its yearly decision. Days that were only computed so far are entered with
 * that decision as their source; from then on nothing is added to the year by itself.
 *
 * @throws FormRefusal on `basis`; Refusal 422 for a year outside the calendar; AccessDeniedError
 */
export async function settleYear(host: TransactionHost, input: SettleYearInput): Promise<void> {
  const { year, actor, requestId } = input;
  assertMay(actor, mayChangeCalendar, undefined);
  const basis = input.basis.normalize("NFC").trim();
  if (!Number.isInteger(year) || year < FIRST_YEAR || year > LAST_YEAR) {
    throw new Refusal("calendar.year", 422, {
      vi: `Năm phải từ ${FIRST_YEAR} đến ${LAST_YEAR}.`,
      en: `The year must be between ${FIRST_YEAR} and ${LAST_YEAR}.`,
    });
  }
  if (basis.length < 2 || basis.length > 200) {
    throw new FormRefusal({
      basis: {
        vi: "Nêu văn bản quyết định lịch nghỉ của năm, ví dụ “Thông báo số 5034/TB-LĐTBXH” (2 đến 200 ký tự).",
        en: "Name the decision about the year's holidays (2 to 200 characters).",
      },
    });
  }
  await transact(host, { actor, ...(requestId === undefined ? {} : { requestId }) }, async (tx) => {
    const { days, decidedBy } = await loadCalendarYear(tx.queries, year);
    const computed = days.filter((day) => !day.entered);
    await putExceptions(
      tx.queries,
      computed.map(({ date, kind, name }) => ({ date, kind, name, source: basis })),
    );
    await decideYear(tx.queries, year, basis);
    tx.record({
      action: "calendar.settle-year",
      objectKind: "calendar-year",
      objectId: String(year),
      data: { basis, before: decidedBy ?? null, entered: computed.map(({ date }) => date) },
    });
  });
}
