import { sql } from "kysely";
import { assertMay } from "../access/index.ts";
import type { Queries } from "../database/index.ts";
import { FormRefusal, type Sentence } from "../errors.ts";
import { type Actor, type TransactionHost, transact } from "../transaction/index.ts";
import { putTimetable } from "./calendar-store.ts";
import { FIRST_YEAR, LAST_YEAR } from "./calendar-year.ts";
import { mayChangeCalendar } from "./permissions.ts";
import type { LocalDate } from "./vietnam-time.ts";
import type { Session, Timetable } from "./working-calendar.ts";

/** A session as typed: `07:30`, `7:30`, `7h30`; both empty when there is none. */
export interface TypedSession {
  readonly from: string;
  readonly to: string;
}

export interface ChangeTimetableInput {
  /** Null: the province, and every organisation without its own. */
  readonly organisationId: string | null;
  readonly validFrom: LocalDate | undefined;
  readonly sessions: readonly TypedSession[];
  readonly actor: Actor;
  readonly requestId?: string;
}

/**
 * Sets the working hours of an organisation from a day on.
 *
 * @throws FormRefusal on `validFrom` and `from0`, `to0`, `from1` … of the sessions; AccessDeniedError
 */
export async function changeTimetable(host: TransactionHost, input: ChangeTimetableInput): Promise<void> {
  const { actor, organisationId, requestId } = input;
  assertMay(actor, mayChangeCalendar, undefined);
  const timetable = checkTimetable(input);
  await transact(host, { actor, ...(requestId === undefined ? {} : { requestId }) }, async (tx) => {
    await putTimetable(tx.queries, organisationId, timetable);
    tx.record({
      action: "calendar.change-timetable",
      objectKind: "timetable",
      objectId: organisationId ?? "province",
      data: { ...timetable },
    });
  });
}

/** A timetable and whose it is; `organisationId` null is the province's. */
export interface OwnedTimetable extends Timetable {
  readonly organisationId: string | null;
}

/** Every timetable, the province's first, newest first within each. */
export async function listTimetables(queries: Queries): Promise<readonly OwnedTimetable[]> {
  const { rows } = await sql<{
    organisationId: string | null;
    validFrom: LocalDate;
    starts: number[];
    ends: number[];
  }>`
    select organisation_id as "organisationId", valid_from as "validFrom", session_starts as starts, session_ends as ends
      from calendar.timetable order by organisation_id nulls first, valid_from desc`.execute(queries);
  return rows.map(({ organisationId, validFrom, starts, ends }) => ({
    organisationId,
    validFrom,
    sessions: starts.flatMap((from, index) => {
      const to = ends[index];
      return to === undefined ? [] : [{ from, to }];
    }),
  }));
}

/** `07:30` of minutes after midnight. */
export function clock(minutes: number): string {
  return `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
}

function checkTimetable(input: ChangeTimetableInput): Timetable {
  const problems: Record<string, Sentence> = {};
  const year = Number(input.validFrom?.slice(0, 4));
  if (input.validFrom === undefined || !(year >= FIRST_YEAR && year <= LAST_YEAR)) {
    problems.validFrom = {
      vi: "Nhập ngày bắt đầu áp dụng, ví dụ 01/05/2022.",
      en: "Enter the first day, for example 01/05/2022.",
    };
  }
  const sessions: Session[] = [];
  let last = 0;
  for (const [index, typed] of input.sessions.entries()) {
    if (typed.from.trim() === "" && typed.to.trim() === "") continue;
    const [from, to] = [minutesOf(typed.from), minutesOf(typed.to)];
    if (from === undefined) problems[`from${index}`] = NOT_A_TIME;
    if (to === undefined) problems[`to${index}`] = NOT_A_TIME;
    if (from === undefined || to === undefined) continue;
    if (from < last) problems[`from${index}`] = OVERLAP;
    if (to <= from) problems[`to${index}`] = BACKWARDS;
    last = to;
    sessions.push({ from, to });
  }
  if (sessions.length === 0 && Object.keys(problems).length === 0) problems.from0 = NO_SESSION;
  if (input.validFrom === undefined || Object.keys(problems).length > 0) throw new FormRefusal(problems);
  return { validFrom: input.validFrom, sessions };
}

const NOT_A_TIME = {
  vi: "Nhập giờ và phút, ví dụ 07:30.",
  en: "Enter hours and minutes, for example 07:30.",
};
const OVERLAP = {
  vi: "Buổi này bắt đầu trước khi buổi trước kết thúc.",
  en: "This session begins before the one before it ends.",
};
const BACKWARDS = { vi: "Giờ kết thúc phải sau giờ bắt đầu.", en: "The end must be after the beginning." };
const NO_SESSION = { vi: "Nhập ít nhất một buổi làm việc.", en: "Enter at least one session." };

function minutesOf(typed: string): number | undefined {
  const match = /^\s*(\d{1,2})\s*[:hg.]\s*(\d{2})\s*$/i.exec(typed);
  if (!match) return undefined;
  const [hours, minutes] = [Number(match[1]), Number(match[2])];
  return hours * 60 + minutes <= 24 * 60 && minutes < 60 ? hours * 60 + minutes : undefined;
}
