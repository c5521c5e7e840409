import { instantAt, type LocalDate, localDateOf, plusDays } from "../../../core/calendar/index.ts";
import { type Appointment, peopleOf } from "../../../core/directory/index.ts";
import { FormRefusal, type Sentence } from "../../../core/errors.ts";
import type { PersonActor, Transaction } from "../../../core/transaction/index.ts";
import { describeDocuments } from "../filing/describe-documents.ts";
import { findDocuments } from "../filing/find-documents.ts";
import { LONGEST_DAYS } from "./read-events.ts";
import { EVENT_SCOPES, type EventScope } from "./tables.ts";

/** An event as typed. */
export interface TypedEvent {
  readonly title: string;
  /** `yyyy-MM-dd`; undefined when what was typed is no day. */
  readonly day: LocalDate | undefined;
  /** Last day when it lasts several, `yyyy-MM-dd`, or what was typed when that is no day; absent = the same day. */
  readonly lastDay?: string;
  /** "08:00", "8h30". */
  readonly from: string;
  readonly to: string;
  readonly place: string;
  /** Appointment, empty = nobody. */
  readonly chair: string;
  /** Appointments. */
  readonly guests: readonly string[];
  readonly others: string;
  readonly note: string;
  readonly scope: string;
  /** Number and notation of a document, empty = none. */
  readonly document: string;
}

/** An event as it can be kept. */
export interface EventFields {
  readonly title: string;
  readonly starts: Date;
  readonly ends: Date;
  readonly place: string;
  readonly others: string;
  readonly note: string;
  readonly scope: EventScope;
  readonly chair: Appointment | undefined;
  /** The chair included. */
  readonly people: readonly Appointment[];
  readonly document: { readonly id: string; readonly symbol: string } | undefined;
}

const LENGTHS = { title: 200, place: 200, others: 500, note: 2_000 } as const;

/**
 * What was typed as an event of the acting person's organisation.
 *
 * @param kept the document it has already: it stays, though whoever changes the event may not read it
 * @throws FormRefusal on each field that is wrong
 */
export async function readEventFields(
  tx: Transaction,
  actor: PersonActor,
  typed: TypedEvent,
  kept?: EventFields["document"],
): Promise<EventFields> {
  const problems: Record<string, Sentence> = {};
  const written = writtenOf(typed, problems);
  const scope = EVENT_SCOPES.find((known) => known === typed.scope);
  if (!scope) problems.scope = { vi: "Chọn ai xem được lịch này.", en: "Choose who sees it." };
  const times = timesOf(typed, problems);
  const { chair, people } = await peopleIn(tx, actor, typed, problems);
  const document = await documentOf(tx, actor, typed.document, kept, problems);
  if (!scope || !times || Object.keys(problems).length > 0) throw new FormRefusal(problems);
  return { ...written, ...times, scope, chair, people, document };
}

function writtenOf(typed: TypedEvent, problems: Record<string, Sentence>) {
  const clean = (name: keyof typeof LENGTHS): string => {
    const text = typed[name].normalize("NFC").trim();
    if (text.length > LENGTHS[name])
      problems[name] = {
        vi: `Dài tối đa ${LENGTHS[name]} ký tự.`,
        en: `At most ${LENGTHS[name]} characters.`,
      };
    return text;
  };
  const title = clean("title");
  if (title === "")
    problems.title = { vi: "Ghi nội dung, ví dụ: Họp giao ban.", en: "Say what it is about." };
  return { title, place: clean("place"), others: clean("others"), note: clean("note") };
}

function timesOf(
  { day, lastDay, from, to }: TypedEvent,
  problems: Record<string, Sentence>,
): { readonly starts: Date; readonly ends: Date } | undefined {
  const [begin, end] = [timeOf(from), timeOf(to)];
  const noTime = { vi: "Nhập giờ, ví dụ 08:00 hoặc 8h30.", en: "Enter a time such as 08:00." };
  if (day === undefined)
    problems.day = {
      vi: "Nhập ngày theo dạng ngày/tháng/năm, ví dụ 04/03/2022.",
      en: "Enter day/month/year, such as 04/03/2022.",
    };
  if (begin === undefined) problems.from = noTime;
  if (end === undefined) problems.to = noTime;
  const unreadable = lastDay !== undefined && !/^\d{4}-\d\d-\d\d$/.test(lastDay);
  if (unreadable)
    problems.lastDay = {
      vi: "Nhập ngày cuối theo dạng ngày/tháng/năm, hoặc bỏ trống nếu trong một ngày.",
      en: "Enter the last day as day/month/year, or leave it empty for one day.",
    };
  if (day === undefined || unreadable || begin === undefined || end === undefined) return undefined;
  const last = lastDay ?? day;
  if (last < day || last >= plusDays(day, LONGEST_DAYS)) {
    problems.lastDay = {
      vi: `Ngày cuối từ ngày đầu trở đi; một lịch dài tối đa ${LONGEST_DAYS} ngày.`,
      en: `The last day follows the first; an event lasts at most ${LONGEST_DAYS} days.`,
    };
    return undefined;
  }
  if (last === day && end <= begin) {
    problems.to = { vi: "Giờ kết thúc phải sau giờ bắt đầu.", en: "It must end after it begins." };
    return undefined;
  }
  return { starts: instantAt(day, begin), ends: instantAt(last, end) };
}

/** Milliseconds after midnight. */
function timeOf(typed: string): number | undefined {
  const [, hour, minute] = /^\s*(\d{1,2})\s*(?:[:hg.]\s*(\d{2})?)?\s*$/i.exec(typed) ?? [];
  if (hour === undefined || Number(hour) > 23 || Number(minute ?? 0) > 59) return undefined;
  return (Number(hour) * 60 + Number(minute ?? 0)) * 60_000;
}

async function peopleIn(
  tx: Transaction,
  actor: PersonActor,
  typed: TypedEvent,
  problems: Record<string, Sentence>,
): Promise<{ readonly chair: Appointment | undefined; readonly people: readonly Appointment[] }> {
  const everybody = await peopleOf(tx.queries, actor.organisationId, localDateOf(tx.now));
  const wanted = new Set([...typed.guests, ...(typed.chair === "" ? [] : [typed.chair])]);
  const people = everybody.filter(({ id }) => wanted.has(id));
  const chair = people.find(({ id }) => id === typed.chair);
  const gone = { vi: "Chọn người trong danh sách của cơ quan.", en: "Choose people of the organisation." };
  if (typed.chair !== "" && !chair) problems.chair = gone;
  if (typed.guests.some((id) => !people.some((each) => each.id === id))) problems.guests = gone;
  return { chair, people };
}

/** The document with exactly this number and notation that the person may read. A secret one stays out of calendars. */
async function documentOf(
  tx: Transaction,
  actor: PersonActor,
  typed: string,
  kept: EventFields["document"],
  problems: Record<string, Sentence>,
): Promise<EventFields["document"]> {
  const symbol = typed.normalize("NFC").trim();
  if (symbol === "") return undefined;
  if (symbol === kept?.symbol) return kept;
  const found = await describeDocuments(tx.queries, await findDocuments(tx.queries, actor, symbol, 20));
  const same = [...found.values()].find(
    (each) => each.symbol.toLocaleLowerCase("vi") === symbol.toLocaleLowerCase("vi") && each.readable(actor),
  );
  if (!same) {
    problems.document = {
      vi: "Không thấy văn bản nào bạn được xem có số, ký hiệu này. Nhập đúng như trên văn bản, ví dụ 15/UBND-VX.",
      en: "No document you may read has this number and notation.",
    };
    return undefined;
  }
  if (same.confidentiality > 0) {
    problems.document = {
      vi: "Văn bản mật không gắn vào lịch. Để trống ô này và không nêu nội dung mật ở các ô khác.",
      en: "A secret document is not attached to a calendar. Leave this empty and name nothing secret elsewhere.",
    };
    return undefined;
  }
  return { id: same.id, symbol: same.symbol };
}
