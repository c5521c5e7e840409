import { sql } from "kysely";
import { clearanceOf } from "../../../../core/access/index.ts";
import {
  adjustedStart,
  endOfWorkingDay,
  openingOfNextWorkingDay,
  type WorkingCalendar,
} from "../../../../core/calendar/index.ts";
import type { Queries } from "../../../../core/database/index.ts";
import type { PersonActor } from "../../../../core/transaction/index.ts";
import { formatDateTime, type Tone, type Words } from "../../../../core/ui/index.ts";

import { listedAbstract } from "../../secrecy/secrecy.ts";
/** A document that does not move, and why that matters. */
export interface Stuck {
  readonly title: string;
  readonly href: string;
  readonly why: Words;
  readonly state: Words;
  readonly tone: Tone;
}

const MOST = 8;
/** A message that the axis has had for this long without a word from the receiver. */
const SILENT_MS = 2 * 3_600_000;

interface Row {
  readonly id: string;
  readonly symbol: string | null;
  readonly abstract: string;
  readonly at: Date;
  readonly what: string;
  readonly who: string;
}

/**
 * What does not move although somebody should act: arrivals not registered and registered documents not presented by
 * the end of the next working day (NĐ 30/2020 Art. 22–23), sealed documents not issued by then (QĐ 28/2018 Art. 6.2),
 * receivers that refused, could not be reached or are silent.
 */
export async function stuckDocuments(
  queries: Queries,
  actor: PersonActor,
  now: Date,
  calendar: WorkingCalendar,
): Promise<readonly Stuck[]> {
  const clerk = actor.roles.includes("clerk");
  const leader = actor.roles.includes("leader");
  const incoming = clerk || leader ? await waitingIncoming(queries, actor, now, calendar) : [];
  const outgoing = await troubledOutgoing(queries, actor, clerk || leader, now);
  return [...incoming, ...outgoing].slice(0, MOST);
}

async function waitingIncoming(
  queries: Queries,
  actor: PersonActor,
  now: Date,
  calendar: WorkingCalendar,
): Promise<Stuck[]> {
  const { rows } = await sql<Row>`
    select id, symbol, ${listedAbstract("i")} as abstract, state as what, from_name as who, coalesce(registered_at, arrived_at) as at
      from documents.incoming i
     where organisation_id = ${actor.organisationId} and state in ('arrived', 'registered') and not frozen
       and confidentiality <= ${clearanceOf(actor)}
       and coalesce(registered_at, arrived_at) < ${new Date(now.getTime() - 12 * 3_600_000)}
     order by arrived_at limit 200`.execute(queries);
  return rows
    .filter((row) => lastMoment(row.at, calendar) < now)
    .slice(0, MOST)
    .map((row) => ({
      title: `${row.symbol} – ${row.abstract}`,
      href: `/incoming/${row.id}`,
      why:
        row.what === "arrived"
          ? {
              vi: `${row.who} gửi, đến lúc ${formatDateTime(row.at)}; phải tiếp nhận trong ngày, chậm nhất ngày làm việc tiếp theo`,
              en: `From ${row.who}, arrived ${formatDateTime(row.at)}; to be registered the same or the next working day`,
            }
          : {
              vi: `Vào sổ lúc ${formatDateTime(row.at)}; phải trình trong ngày, chậm nhất ngày làm việc tiếp theo`,
              en: `Registered ${formatDateTime(row.at)}; to be presented the same or the next working day`,
            },
      state:
        row.what === "arrived"
          ? { vi: "Chưa tiếp nhận", en: "Not registered" }
          : { vi: "Chưa trình", en: "Not presented" },
      tone: "attention",
    }));
}

/** The end of the working day after the one it came on. */
function lastMoment(at: Date, calendar: WorkingCalendar): Date {
  return endOfWorkingDay(openingOfNextWorkingDay(adjustedStart(at, calendar), calendar), calendar);
}

const TROUBLES: Readonly<Record<string, { state: Words; tone: Tone }>> = {
  refused: { state: { vi: "Bị từ chối", en: "Refused" }, tone: "bad" },
  failed: { state: { vi: "Chưa gửi được", en: "Not sent" }, tone: "bad" },
  silent: { state: { vi: "Nơi nhận chưa phản hồi", en: "No answer yet" }, tone: "attention" },
};

/** The last three months of what the person drafted, or of the whole organisation for clerks and leaders. */
async function troubledOutgoing(
  queries: Queries,
  actor: PersonActor,
  everything: boolean,
  now: Date,
): Promise<Stuck[]> {
  const whose = everything ? sql`true` : sql`o.drafted_by = ${actor.appointmentId}`;
  const { rows } = await sql<Row & { more: number }>`
    select o.id, o.symbol, ${listedAbstract("o")} as abstract, r.what, min(r.organ_name) as who, count(*)::int - 1 as more, max(r.state_at) as at
      from documents.outgoing o
      join lateral (
        select organ_name, state_at, case when state in ('refused', 'failed') then state else 'silent' end as what
          from documents.recipient
         where outgoing_id = o.id
           and state in ('waiting', 'sent', 'refused', 'failed')
           and (state in ('refused', 'failed') or state_at < ${new Date(now.getTime() - SILENT_MS)})) r on true
     where o.organisation_id = ${actor.organisationId} and o.state = 'issued' and ${whose} and o.confidentiality <= ${clearanceOf(actor)}
       -- An issued document has a number; said here, the register's index finds the three months.
       and o.code_number is not null and o.issued_date >= (${now}::timestamptz - interval '90 days')::date
     group by o.id, o.symbol, o.abstract, o.confidentiality, r.what
     order by max(r.state_at) desc limit ${MOST}`.execute(queries);
  return rows.map((row) => {
    const others =
      row.more > 0 ? { vi: ` và ${row.more} nơi khác`, en: ` and ${row.more} others` } : { vi: "", en: "" };
    const trouble = TROUBLES[row.what] ?? {
      state: { vi: row.what, en: row.what },
      tone: "attention" as const,
    };
    return {
      title: `${row.symbol ?? ""} – ${row.abstract}`,
      href: `/outgoing/${row.id}`,
      why: {
        vi: `${row.who}${others.vi}, từ ${formatDateTime(row.at)}`,
        en: `${row.who}${others.en}, since ${formatDateTime(row.at)}`,
      },
      ...trouble,
    };
  });
}
