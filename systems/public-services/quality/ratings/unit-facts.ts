import { sql } from "kysely";
import { localDateOf } from "../../../../core/calendar/index.ts";
import type { Queries } from "../../../../core/database/index.ts";
import { findOrganisation } from "../../../../core/directory/index.ts";
import { isReceivedBy } from "../../catalogue/index.ts";
import { lastDayOf, namedPeriod, periodOf, quarterOf } from "../index-766/period.ts";
import { versionsIn } from "../index-766/procedure-figures.ts";
import type { UnitTold } from "./criteria.ts";

/** What a body's quarter says for the criteria 5, 6, 8 and 9, up to now. @param procedureCode whose publication is asked for */
export async function unitFacts(
  queries: Queries,
  organisationId: string,
  finished: Date,
  procedureCode: string,
  now: Date,
): Promise<UnitTold> {
  const { year, quarter } = quarterOf(localDateOf(finished));
  const days = namedPeriod(`${year}-Q${quarter}`);
  if (!days) throw new RangeError(`no quarter ${quarter} of ${year}`);
  const period = periodOf(days, now);
  const day = lastDayOf(period);
  const [counts, board, complaints, versions, body] = await Promise.all([
    sql<{ ended: number; inside: number; received: number; online: number; overdue: number }>`
      select count(*) filter (where ended)::int as ended, count(*) filter (where ended and inside)::int as inside,
             count(*) filter (where received)::int as received,
             count(*) filter (where received and channel = 2)::int as online,
             count(*) filter (where channel = 2 and due_at < coalesce(finished_at, ${period.at}::timestamptz))::int as overdue
        from (select *, received_at >= ${period.begins} as received, finished_at is not null and outcome in (9, 10) as ended
                from public_services.quality_dossier
               where organisation_id = ${organisationId}::uuid and received_at < ${period.at}
                 and (finished_at is null or finished_at >= ${period.begins})) q`.execute(queries),
    sql<{ there: boolean }>`select exists (select from public_services.quality_board
        where organisation_id = ${organisationId}::uuid and valid @> ${localDateOf(finished)}::date) as there`.execute(
      queries,
    ),
    sql<{ judged: number; timely: number }>`
      select count(*)::int as judged, count(*) filter (where answered_at <= due_at)::int as timely
        from public_services.quality_feedback
       where organisation_id = ${organisationId}::uuid and received_at >= ${period.begins}
         and received_at < ${period.at} and (answered_at is not null or due_at < ${period.at})`.execute(
      queries,
    ),
    versionsIn(queries, period),
    findOrganisation(queries, organisationId, day),
  ]);
  const [told] = counts.rows;
  const [answered] = complaints.rows;
  const inForce = versions.filter(
    ({ valid_from, valid_to }) => valid_from <= day && (valid_to === null || valid_to > day),
  );
  const mine = inForce.filter((version) => body !== undefined && isReceivedBy(version, body));
  return {
    level: body?.kind === "commune" || body?.kind === "district" ? body.kind : "province",
    handledHere: share(told?.inside, told?.ended),
    onBoard: board.rows[0]?.there ?? false,
    onlinePublished: inForce.some(({ code, missing }) => code === procedureCode && missing.length === 0),
    complaintsInTime: share(answered?.timely, answered?.judged),
    onlineServices: share(mine.filter(({ online }) => online).length, mine.length),
    onlineDossiers: share(told?.online, told?.received),
    onlineOverdue: told?.overdue ?? 0,
  };
}

function share(part = 0, whole = 0): number | undefined {
  return whole === 0 ? undefined : part / whole;
}
