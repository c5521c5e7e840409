import { type RawBuilder, sql } from "kysely";
import { clearanceOf } from "../../../core/access/index.ts";
import { instantAt, localDateOf, plusDays } from "../../../core/calendar/index.ts";
import type { Queries } from "../../../core/database/index.ts";
import type { PersonActor } from "../../../core/transaction/index.ts";
import { listedAbstract } from "../secrecy/secrecy.ts";
import type { TaskState } from "./task-states.ts";

/** One unit's part of a document, in a list. */
export interface TaskRow {
  readonly id: string;
  readonly incoming_id: string;
  readonly symbol: string;
  readonly from_name: string;
  readonly abstract: string;
  /** Degree of secrecy, 0 = none. */
  readonly confidentiality: number;
  readonly role: "lead" | "co-operating";
  readonly unit_name: string;
  readonly person_name: string | null;
  readonly due: Date | null;
  readonly state: TaskState;
  readonly percent: number;
  /** Reminders of every kind given so far. */
  readonly reminders: number;
}

/** A request for a later deadline that waits for one person. */
export interface WaitingExtension {
  readonly id: string;
  readonly incoming_id: string;
  readonly symbol: string;
  readonly abstract: string;
  readonly unit_name: string;
  readonly asked_by_name: string;
  readonly asked_at: Date;
  readonly old_deadline: Date;
  readonly wanted_deadline: Date;
  readonly reason: string;
}

/**
 * - `mine`: assigned to the person, or to the unit they head;
 * - `directed`: parts of documents the person directed;
 * - `overdue`: of both, what is overdue;
 * - `today`: of both, what runs out before this day ends.
 */
export const TASK_VIEWS = ["mine", "directed", "overdue", "today"] as const;
export type TaskView = (typeof TASK_VIEWS)[number];

/** Open tasks of one view, the most pressing first. */
export async function listTasks(
  queries: Queries,
  actor: PersonActor,
  view: TaskView,
  now: Date,
  limit: number,
): Promise<readonly TaskRow[]> {
  const { rows } = await sql<TaskRow>`
    select a.id, a.incoming_id, i.symbol, i.from_name, ${listedAbstract("i")} as abstract, i.confidentiality, a.role, a.unit_name, a.person_name,
           coalesce(a.person_deadline, a.deadline) as due, a.state, a.percent,
           (select count(*)::int from documents.reminder r where r.assignment_id = a.id) as reminders
      from documents.assignment a join documents.incoming i on i.id = a.incoming_id
     where ${conditions(actor, view, now)}
     order by due nulls last, a.id
     limit ${limit}`.execute(queries);
  return rows;
}

/** How many open tasks a view holds, counted up to `cap`. */
export async function countTasks(
  queries: Queries,
  actor: PersonActor,
  view: TaskView,
  now: Date,
  cap = 1000,
): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from (
      select 1 from documents.assignment a join documents.incoming i on i.id = a.incoming_id
       where ${conditions(actor, view, now)} limit ${cap}) counted`.execute(queries);
  return rows[0]?.n ?? 0;
}

/** Requests that this person decides, the oldest first. */
export async function listWaitingExtensions(
  queries: Queries,
  actor: PersonActor,
): Promise<readonly WaitingExtension[]> {
  return await queries
    .selectFrom("documents.extension as e")
    .innerJoin("documents.assignment as a", "a.id", "e.assignment_id")
    .innerJoin("documents.incoming as i", "i.id", "a.incoming_id")
    .select(["e.id", "i.id as incoming_id", "i.symbol", "a.unit_name", "e.asked_by_name"])
    .select(listedAbstract("i").as("abstract"))
    .select(["e.asked_at", "e.old_deadline", "e.wanted_deadline", "e.reason"])
    .where("e.decider", "=", actor.appointmentId)
    .where("e.state", "=", "asked")
    .where("i.state", "in", ["assigned", "processing"])
    .where("i.confidentiality", "<=", clearanceOf(actor))
    .orderBy("e.asked_at")
    .limit(200)
    .execute();
}

function conditions(actor: PersonActor, view: TaskView, now: Date): RawBuilder<unknown> {
  const head = actor.roles.includes("head-of-unit");
  const mine = head
    ? sql`(a.appointment_id = ${actor.appointmentId}::uuid or a.unit_id = ${actor.unitId}::uuid)`
    : sql`a.appointment_id = ${actor.appointmentId}::uuid`;
  const directed = sql`i.presented_to = ${actor.appointmentId}::uuid`;
  // Only a leader directs: for everybody else the index on the assignments answers alone.
  const both = actor.roles.includes("leader") ? sql`(${mine} or ${directed})` : mine;
  const due = sql`coalesce(a.person_deadline, a.deadline)`;
  const whose = {
    mine,
    directed,
    overdue: sql`${both} and ${due} < ${now}`,
    today: sql`${both} and ${due} >= ${now} and ${due} < ${endOfDay(now)}`,
  }[view];
  return sql`i.organisation_id = ${actor.organisationId}::uuid and i.confidentiality <= ${clearanceOf(actor)} and ${whose}
       and a.state in ('waiting', 'processing') and i.state in ('assigned', 'processing')`;
}

/** Midnight in Vietnam at the end of the day that `now` lies in: what `today` means in every list and figure. */
export function endOfDay(now: Date): Date {
  return instantAt(plusDays(localDateOf(now), 1));
}
