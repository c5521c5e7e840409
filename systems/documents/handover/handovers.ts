import { type Selectable, sql } from "kysely";
import { clearanceOf, may } from "../../../core/access/index.ts";
import { localDateOf } from "../../../core/calendar/index.ts";
import type { Queries } from "../../../core/database/index.ts";
import type { Tables } from "../../../core/database/tables.ts";
import type { Role } from "../../../core/directory/index.ts";
import { notFound } from "../../../core/errors.ts";
import type { House } from "../../../core/system.ts";
import type { PersonActor } from "../../../core/transaction/index.ts";
import { isUuid } from "../outgoing/outgoing.ts";
import {
  type HandoverSubject,
  type LeaverSubject,
  mayReadAbstracts,
  mayReadHandover,
} from "./permissions.ts";
import "./service.ts";
import "./tables.ts";

export type Handover = Selectable<Tables["documents.handover"]>;
export type HandoverItem = Selectable<Tables["documents.handover_item"]>;
export type HandoverReceiver = Selectable<Tables["documents.handover_receiver"]>;

/** A hand-over with who receives and every line. */
export interface WholeHandover {
  readonly handover: Handover;
  readonly receivers: readonly HandoverReceiver[];
  readonly items: readonly HandoverItem[];
  readonly subject: HandoverSubject;
}

/** @throws Refusal not-found */
export async function getHandover(queries: Queries, id: string): Promise<WholeHandover> {
  if (!isUuid(id)) throw notFound();
  const handover = await queries
    .selectFrom("documents.handover")
    .selectAll()
    .where("id", "=", id)
    .executeTakeFirst();
  if (!handover) throw notFound();
  const [receivers, items] = await Promise.all([
    queries
      .selectFrom("documents.handover_receiver")
      .selectAll()
      .where("handover_id", "=", id)
      .orderBy("full_name")
      .execute(),
    queries
      .selectFrom("documents.handover_item")
      .selectAll()
      .where("handover_id", "=", id)
      .orderBy("position")
      .execute(),
  ]);
  return {
    handover,
    receivers,
    items,
    subject: {
      organisationId: handover.organisation_id,
      unitId: handover.unit_id,
      appointmentId: handover.from_appointment,
      askedBy: handover.asked_by,
      receivers: receivers.map((receiver) => receiver.appointment_id),
    },
  };
}

/** The lines a person may see: nothing above their clearance. */
export function shownItems(actor: PersonActor, whole: WholeHandover): readonly HandoverItem[] {
  return whole.items.filter((item) => item.confidentiality <= clearanceOf(actor));
}

/** What the items are about, and the minutes: not for administrators who neither ordered nor received it. */
export function mayReadMinutes(actor: PersonActor, { subject }: WholeHandover): boolean {
  return (
    may(actor, mayReadHandover, subject) &&
    (may(actor, mayReadAbstracts, subject) ||
      [subject.askedBy, ...subject.receivers].includes(actor.appointmentId))
  );
}

/** Somebody whose post is over, or who cannot sign in any more. */
export interface Leaver extends LeaverSubject {
  readonly fullName: string;
  readonly title: string;
  readonly unitName: string;
  /** First day the post was no longer held; null while it is. */
  readonly leftOn: string | null;
  readonly roles: readonly Role[];
  readonly locked: boolean;
}

const LEAVER = sql`
  a.id as "appointmentId", n.full_name as "fullName", p.title, p.roles, p.unit_id as "unitId", p.body_id as "organisationId",
  (select v.name from directory.organisation_version v where v.organisation_id = p.unit_id
    order by v.valid desc limit 1) as "unitName",
  upper(a.valid) as "leftOn",
  exists (select from identity.account c where c.person_id = a.person_id and c.status = 'locked') as locked`;

/** One post, held or over. @throws Refusal not-found */
export async function getLeaver(queries: Queries, appointmentId: string): Promise<Leaver> {
  if (!isUuid(appointmentId)) throw notFound();
  const { rows } = await sql<Leaver>`
    select ${LEAVER} from directory.appointment a
      join directory.position p on p.id = a.position_id
      join directory.person n on n.id = a.person_id
     where a.id = ${appointmentId}::uuid`.execute(queries);
  const [found] = rows;
  if (!found) throw notFound();
  return found;
}

/**
 * Who left or is locked out and still has something open: of the unit for its head, of the organisation for leaders, of
 * every organisation for administrators. Who left last comes first.
 */
export async function leaversWithOpenWork(
  queries: Queries,
  house: Pick<House, "services">,
  actor: PersonActor,
  now: Date,
): Promise<readonly Leaver[]> {
  const scope = actor.roles.includes("administrator")
    ? sql`true`
    : actor.roles.includes("leader")
      ? sql`p.body_id = ${actor.organisationId}::uuid`
      : actor.roles.includes("head-of-unit")
        ? sql`p.unit_id = ${actor.unitId}::uuid`
        : undefined;
  if (scope === undefined) return [];
  const today = localDateOf(now);
  const { rows } = await sql<Leaver & { readonly open: boolean }>`
    with gone as (
      select id from directory.appointment where upper(valid) <= ${today}::date and not upper_inf(valid)
      union
      select held.id from identity.account c
        join directory.appointment held on held.person_id = c.person_id and held.valid @> ${today}::date
       where c.status = 'locked')
    select ${LEAVER},
       (exists (select from documents.assignment t join documents.incoming i on i.id = t.incoming_id
                 where t.appointment_id = a.id and t.state in ('waiting', 'processing')
                   and i.state in ('assigned', 'processing'))
        or exists (select from documents.incoming where presented_to = a.id and state = 'presented')
        or exists (select from documents.incoming where presented_to = a.id and state in ('assigned', 'processing'))
        or exists (select from documents.extension where decider = a.id and state = 'asked')
        or exists (select from documents.outgoing where signer_appointment = a.id
                    and state in ('draft', 'submitted', 'checked'))
        or exists (select from documents.outgoing where drafted_by = a.id and state not in ('issued', 'cancelled'))
        or exists (select from documents.text where author = a.id and outgoing_id is null)
        or exists (select from documents.approver p join documents.approval_step s on s.id = p.step_id
                     join documents.outgoing o on o.id = s.outgoing_id
                    where p.appointment_id = a.id and p.approved_at is null
                      and o.state in ('draft', 'submitted', 'checked'))
        or exists (select from documents.opinion_asked q join documents.opinion_round r on r.id = q.round_id
                    where q.appointment_id = a.id and q.withdrawn_at is null and r.state = 'open'
                      and not exists (select from documents.opinion_answer n where n.asked_id = q.id))
        or exists (select from documents.event e where e.organisation_id = p.body_id and e.state = 'planned'
                     and e.ends_at > ${now} and (e.entered_by = a.id or e.chair_appointment = a.id))
        or exists (select from directory.delegation d where (d.from_appointment = a.id or d.to_appointment = a.id)
                    and d.ended_at is null and d.ends >= ${today}::date)) as open
      from gone
      join directory.appointment a on a.id = gone.id
      join directory.position p on p.id = a.position_id
      join directory.person n on n.id = a.person_id
     where ${scope}
     order by upper(a.valid) desc nulls first, n.sort_name, a.id`.execute(queries);
  const others = rows.filter(({ open }) => !open).map(({ appointmentId }) => appointmentId);
  const keepers = (await house.services.filesToHandOver?.keepersAmong(queries, others)) ?? [];
  return rows.filter(({ open, appointmentId }) => open || keepers.includes(appointmentId));
}

/** Hand-overs a person may read, newest first. */
export async function listHandovers(
  queries: Queries,
  actor: PersonActor,
  { text, ascending }: { readonly text: string; readonly ascending: boolean },
): Promise<readonly Handover[]> {
  const scope = actor.roles.includes("administrator")
    ? sql<boolean>`true`
    : actor.roles.includes("leader")
      ? sql<boolean>`h.organisation_id = ${actor.organisationId}::uuid`
      : sql<boolean>`((${actor.roles.includes("head-of-unit")} and h.unit_id = ${actor.unitId}::uuid)
          or h.from_appointment = ${actor.appointmentId}::uuid or h.asked_by = ${actor.appointmentId}::uuid
          or exists (select from documents.handover_receiver r
                      where r.handover_id = h.id and r.appointment_id = ${actor.appointmentId}::uuid))`;
  const pattern = `%${text.replace(/[\\%_]/g, "\\$&")}%`;
  const { rows } = await sql<Handover>`
    select h.* from documents.handover h
     where ${scope} and (${text === ""} or search.fold(h.from_name || ' ' || h.unit_name || ' ' || h.asked_by_name)
                         like search.fold(${pattern}))
     order by h.asked_at ${ascending ? sql`asc` : sql`desc`}, h.id limit 500`.execute(queries);
  return rows;
}

/** How many hand-overs wait for this post's confirmation. */
export async function countToConfirm(queries: Queries, appointmentId: string): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from documents.handover_receiver r
      join documents.handover h on h.id = r.handover_id and h.state = 'to-confirm'
     where r.appointment_id = ${appointmentId}::uuid and r.confirmed_at is null`.execute(queries);
  return rows[0]?.n ?? 0;
}
