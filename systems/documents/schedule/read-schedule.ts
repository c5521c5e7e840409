import { sql } from "kysely";
import { clearanceOf } from "../../../core/access/index.ts";
import { instantAt, type LocalDate, plusDays } from "../../../core/calendar/index.ts";
import type { Queries } from "../../../core/database/index.ts";
import type { PersonActor } from "../../../core/transaction/index.ts";
import { listedAbstract } from "../secrecy/secrecy.ts";
import { seesWholeBody } from "./permissions.ts";
import { eventsBetween, type ListedEvent } from "./read-events.ts";
import "./tables.ts";

/** An open deadline of the unit. */
export interface ScheduledDeadline {
  readonly id: string;
  readonly incoming_id: string;
  readonly symbol: string;
  readonly abstract: string;
  readonly who: string;
  readonly due: Date;
  readonly confidentiality: number;
  /** The acting post is named for it. */
  readonly mine: boolean;
}

/** Days on which somebody of the unit is away. */
export interface ScheduledAbsence {
  readonly id: string;
  readonly organisation_id: string;
  readonly unit_id: string;
  readonly appointment_id: string;
  readonly person_name: string;
  readonly from_day: LocalDate;
  readonly to_day: LocalDate;
  readonly reason: string;
}

export interface Schedule {
  readonly deadlines: readonly ScheduledDeadline[];
  readonly absences: readonly ScheduledAbsence[];
  readonly events: readonly ListedEvent[];
}

/** A body with more deadlines in the days shown has its lists for them. */
const MOST = 2_000;

/**
 * The calendar of a person's unit; leaders and clerks whose post belongs to the body itself see the whole body. What
 * is listed is what the person may read: of secret documents heads see their unit's, others only their own.
 *
 * @param from first day, `until` the day after the last
 */
export async function readSchedule(
  queries: Queries,
  actor: PersonActor,
  from: LocalDate,
  until: LocalDate,
): Promise<Schedule> {
  const whole = seesWholeBody(actor);
  const clearance = clearanceOf(actor);
  const [start, end] = [instantAt(from), instantAt(until)];
  const [deadlines, absences, events] = await Promise.all([
    whole
      ? sql<ScheduledDeadline>`
        select i.id, i.id as incoming_id, i.symbol, ${listedAbstract("i")} as abstract, i.deadline as due, i.confidentiality,
               exists (select 1 from documents.assignment a where a.incoming_id = i.id
                          and a.appointment_id = ${actor.appointmentId}::uuid) as mine,
               coalesce((select concat_ws(' – ', a.unit_name, a.person_name) from documents.assignment a
                          where a.incoming_id = i.id and a.role = 'lead'), '') as who
          from documents.incoming i
         where i.organisation_id = ${actor.organisationId}::uuid and i.state in ('assigned', 'processing')
           and i.deadline >= ${start} and i.deadline < ${end} and i.confidentiality <= ${clearance}
         order by i.deadline, i.id limit ${MOST}`.execute(queries)
      : sql<ScheduledDeadline>`
        select a.id, i.id as incoming_id, i.symbol, ${listedAbstract("i")} as abstract, coalesce(a.person_deadline, a.deadline) as due,
               i.confidentiality, coalesce(a.person_name, a.unit_name) as who,
               a.appointment_id is not distinct from ${actor.appointmentId}::uuid as mine
          from documents.assignment a join documents.incoming i on i.id = a.incoming_id
         where a.unit_id = ${actor.unitId}::uuid and a.state in ('waiting', 'processing')
           and i.state in ('assigned', 'processing')
           and coalesce(a.person_deadline, a.deadline) >= ${start}
           and coalesce(a.person_deadline, a.deadline) < ${end}
           and i.confidentiality <= ${clearance}
           and (i.confidentiality = 0 or ${actor.roles.includes("head-of-unit")}
                or a.appointment_id = ${actor.appointmentId}::uuid)
         order by due, a.id limit ${MOST}`.execute(queries),
    queries
      .selectFrom("documents.absence")
      .select([
        "id",
        "organisation_id",
        "unit_id",
        "appointment_id",
        "person_name",
        "from_day",
        "to_day",
        "reason",
      ])
      .where("removed_at", "is", null)
      .where(whole ? "organisation_id" : "unit_id", "=", whole ? actor.organisationId : actor.unitId)
      .where("from_day", "<", until)
      .where("to_day", ">=", from)
      .orderBy("from_day")
      .orderBy("person_name")
      .execute(),
    eventsBetween(queries, actor, start, end),
  ]);
  return { deadlines: deadlines.rows, absences, events };
}

/** The days of an absence that lie between two days. */
export function daysOf(absence: ScheduledAbsence, from: LocalDate, until: LocalDate): LocalDate[] {
  const days: LocalDate[] = [];
  for (
    let day = absence.from_day < from ? from : absence.from_day;
    day <= absence.to_day && day < until;
    day = plusDays(day, 1)
  )
    days.push(day);
  return days;
}
