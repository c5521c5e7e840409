import { type RawBuilder, sql } from "kysely";
import { clearanceOf, HIGHEST_CLEARANCE } from "../../../core/access/index.ts";
import { localDateOf } from "../../../core/calendar/index.ts";
import type { Queries } from "../../../core/database/index.ts";
import { holdersOf } from "../../../core/directory/index.ts";
import { fold } from "../../../core/search/index.ts";
import type { PersonActor } from "../../../core/transaction/index.ts";
import type { OutgoingRow, PageRequest, RegisterPage } from "../registers.ts";
import { listedAbstract } from "../secrecy/secrecy.ts";
import { isUuid } from "./outgoing.ts";

/** `todo`: waits for me; `approve`: waits for my short signature; `mine`: I drafted or sign it; `unit`: of my unit; `all`: of my organisation. */
export const WORK_TABS = ["todo", "approve", "mine", "unit", "all"] as const;
export type WorkTab = (typeof WORK_TABS)[number];

export interface WorkFilter {
  /** Words of number, notation, abstract or signer, with or without diacritics. */
  readonly text?: string;
  readonly state?: string;
  readonly documentType?: string;
  /** At least this urgent. */
  readonly urgency?: number;
  /** Begun on this day or later, `yyyy-MM-dd`. */
  readonly from?: string;
  /** Only documents that are not secret: what leaves the house as a file leaves every right behind. */
  readonly openOnly?: boolean;
  /** Only those a receiver refused, declined to give back, or that could not be delivered. */
  readonly trouble?: boolean;
}

/** The views a person has: everything of the organisation is for clerks and leaders (NĐ 30/2020 Art. 6). */
export function workTabsOf(actor: PersonActor): readonly WorkTab[] {
  return WORK_TABS.filter((tab) => {
    if (tab === "all") return actor.roles.includes("clerk") || actor.roles.includes("leader");
    return tab !== "unit" || actor.unitId !== actor.organisationId;
  });
}

/**
 * Outgoing documents as a person's work. `todo` comes most urgent first, then by due date, then oldest; the other
 * views newest first. Rights are inside the query: nothing is listed that the person may not read.
 */
export async function listOutgoingWork(
  queries: Queries,
  actor: PersonActor,
  tab: WorkTab,
  filter: WorkFilter,
  page: PageRequest,
): Promise<RegisterPage<OutgoingRow>> {
  const after = page.after === undefined ? undefined : parseCursor(page.after);
  const todo = tab === "todo";
  const order = todo
    ? sql`-o.urgency, coalesce(o.due_date, '9999-12-31'::date), o.drafted_at, o.id`
    : sql`o.drafted_at desc, o.id desc`;
  const beyond =
    after &&
    (todo
      ? sql`and (-o.urgency, coalesce(o.due_date, '9999-12-31'::date), o.drafted_at, o.id)
            > (${-after.urgency}::int, ${after.due}::date, ${after.at}::timestamptz, ${after.id}::uuid)`
      : sql`and (o.drafted_at, o.id) < (${after.at}::timestamptz, ${after.id}::uuid)`);
  const { rows } = await sql<OutgoingRow>`
    select o.id, o.state, o.code_number, o.code_number_text, o.code_notation, o.issued_date, o.document_type,
           t.name as type_name, ${listedAbstract("o")} as abstract, o.signer_name, o.drafted_by_name, o.drafted_at, o.issued_at,
           o.issued_by_name, o.urgency, o.confidentiality, o.due_date, o.unit_id, o.business_type, o.cancelled_reason,
           coalesce(r.recipients, '') as recipients, coalesce(r.recipient_count, 0)::int as recipient_count,
           coalesce(r.refused_count, 0)::int as refused_count, coalesce(r.completed_count, 0)::int as completed_count
      from (select * from documents.outgoing o
             where ${await tabCondition(queries, actor, tab)} ${filterConditions(filter)} ${beyond ?? sql``}
             order by ${order} limit ${page.limit + 1}) o
      join documents.document_type t on t.code = o.document_type
      left join lateral (
        select string_agg(organ_name, '; ' order by position) filter (where position < 3) as recipients,
               count(*) as recipient_count,
               count(*) filter (where state in ('refused', 'failed', 'recall-declined')) as refused_count,
               count(*) filter (where state = 'completed') as completed_count
          from documents.recipient where outgoing_id = o.id) r on true
     order by ${order}`.execute(queries);
  const shown = rows.slice(0, page.limit);
  const last = shown.at(-1);
  return rows.length > page.limit && last ? { rows: shown, next: cursorOf(last) } : { rows: shown };
}

/** Every document of a view as filtered, page by page: an export of any length costs the same memory. */
export async function* everyOutgoing(
  queries: Queries,
  actor: PersonActor,
  tab: WorkTab,
  filter: WorkFilter,
  atOnce = 500,
): AsyncGenerator<OutgoingRow> {
  let after: string | undefined;
  do {
    const page = await listOutgoingWork(queries, actor, tab, filter, {
      limit: atOnce,
      ...(after === undefined ? {} : { after }),
    });
    yield* page.rows;
    after = page.next;
  } while (after !== undefined);
}

/** How many documents wait for this person; of `approve` for their short signature alone. */
export async function countOutgoingWork(
  queries: Queries,
  actor: PersonActor,
  tab: "todo" | "approve" = "todo",
): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from documents.outgoing o where ${await tabCondition(queries, actor, tab)}`.execute(
    queries,
  );
  return rows[0]?.count ?? 0;
}

async function tabCondition(
  queries: Queries,
  actor: PersonActor,
  tab: WorkTab,
): Promise<RawBuilder<unknown>> {
  const clearance = clearanceOf(actor);
  const own =
    clearance < HIGHEST_CLEARANCE
      ? sql`o.organisation_id = ${actor.organisationId} and o.confidentiality <= ${clearance}`
      : sql`o.organisation_id = ${actor.organisationId}`;
  switch (tab) {
    case "todo":
      return sql`${own} and o.state not in ('issued', 'cancelled') and (${sql.join(await waitingFor(queries, actor), sql` or `)})`;
    case "approve":
      return sql`${own} and o.state = 'checked' and o.approvers_now && ${approvesFor(actor)}::uuid[]`;
    case "mine":
      return sql`${own} and (o.drafted_by = ${actor.appointmentId} or o.signer_appointment = ${actor.appointmentId})`;
    case "unit":
      return sql`${own} and o.unit_id = ${actor.unitId}
        and (o.confidentiality = 0 or o.drafted_by = ${actor.appointmentId} or o.signer_appointment = ${actor.appointmentId})`;
    case "all":
      return workTabsOf(actor).includes("all") ? own : sql`false`;
  }
}

/** What waits for whom: the same steps as the transitions and permissions say, as conditions of the query. */
async function waitingFor(queries: Queries, actor: PersonActor): Promise<RawBuilder<unknown>[]> {
  const waiting = [
    sql`(o.state = 'draft' and o.drafted_by = ${actor.appointmentId})`,
    // Its approvers come before its signer.
    sql`(o.state = 'checked' and o.signer_appointment = ${actor.appointmentId} and o.approvers_now = '{}')`,
    sql`(o.state = 'checked' and o.approvers_now && ${approvesFor(actor)}::uuid[])`,
  ];
  if (actor.roles.includes("head-of-unit"))
    waiting.push(sql`(o.state = 'submitted' and o.unit_id = ${actor.unitId} and o.confidentiality = 0)`);
  if (actor.roles.includes("leader")) {
    // A leader checks what no head of unit can: secret drafts, and those of units without a head.
    const heads = await holdersOf(queries, "head-of-unit", actor.organisationId, localDateOf(new Date()));
    const headed = [...new Set(heads.map((head) => head.unitId))];
    waiting.push(
      sql`(o.state = 'submitted' and (o.confidentiality > 0 or o.unit_id <> all(${headed}::uuid[])))`,
    );
  }
  waiting.push(...delegatedTo(actor));
  if (actor.roles.includes("clerk")) waiting.push(sql`o.state in ('signed', 'numbered', 'sealed')`);
  return waiting;
}

/** In whose place a person approves: the own post, and those that handed checking on. */
function approvesFor(actor: PersonActor): readonly string[] {
  const given = (actor.delegations ?? []).filter(({ kinds }) => kinds.includes("check"));
  return [actor.appointmentId, ...given.map(({ from }) => from)];
}

/** What waits for whoever checking or signing was delegated to, limited as the delegations are. */
function delegatedTo(actor: PersonActor): RawBuilder<unknown>[] {
  const secret = actor.roles.includes("leader") ? sql`` : sql`and o.confidentiality = 0`;
  return (actor.delegations ?? []).flatMap((held) => {
    const types =
      held.documentTypes.length === 0
        ? sql``
        : sql`and o.document_type = any(${[...held.documentTypes]}::text[])`;
    const units = held.units.length === 0 ? sql`` : sql`and o.unit_id = any(${[...held.units]}::uuid[])`;
    const scope = sql`${types} ${units} ${secret}`;
    const found: RawBuilder<unknown>[] = [];
    if (held.kinds.includes("sign"))
      found.push(
        sql`(o.state = 'checked' and o.signer_appointment = ${held.from} and o.signer_authority not like 'TUQ.%' ${scope})`,
      );
    // A leader checks by the post what no head of unit can; the rest is what a head handed on.
    if (held.kinds.includes("check"))
      found.push(
        held.fromRoles.includes("leader")
          ? sql`(o.state = 'submitted' ${scope})`
          : sql`(o.state = 'submitted' and o.unit_id = ${held.fromUnitId} and o.confidentiality = 0 ${scope})`,
      );
    return found;
  });
}

function filterConditions(filter: WorkFilter): RawBuilder<unknown> {
  const parts: RawBuilder<unknown>[] = [];
  if (filter.state) parts.push(sql`and o.state = ${filter.state}`);
  if (filter.documentType) parts.push(sql`and o.document_type = ${filter.documentType}`);
  if (filter.urgency !== undefined) parts.push(sql`and o.urgency >= ${filter.urgency}`);
  if (filter.from)
    parts.push(sql`and o.drafted_at >= (${filter.from}::date::timestamp at time zone 'Asia/Ho_Chi_Minh')`);
  if (filter.openOnly) parts.push(sql`and o.confidentiality = 0`);
  if (filter.trouble)
    parts.push(sql`and exists (select 1 from documents.recipient r where r.outgoing_id = o.id
      and r.state in ('refused', 'failed', 'recall-declined'))`);
  if (filter.text) {
    const folded = fold(filter.text.normalize("NFC").trim()).replace(/[\\%_]/g, (each) => `\\${each}`);
    parts.push(sql`and search.fold(coalesce(o.code_number_text || '/' || o.code_notation, '') || ' ' || o.abstract
      || ' ' || o.signer_name) like ${`%${folded.replace(/\s+/g, "%")}%`}`);
  }
  return sql.join(parts.length > 0 ? parts : [sql``], sql` `);
}

const NO_DUE_DATE = "9999-12-31";

function cursorOf(row: OutgoingRow): string {
  return [row.urgency, row.due_date ?? NO_DUE_DATE, row.drafted_at.toISOString(), row.id].join("_");
}

function parseCursor(cursor: string): { urgency: number; due: string; at: string; id: string } | undefined {
  const [urgency = "", due = "", at = "", id = ""] = cursor.split("_");
  const sound =
    /^\d$/.test(urgency) &&
    /^\d{4}-\d\d-\d\d$/.test(due) &&
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(at) &&
    isUuid(id) &&
    isDay(due) &&
    !Number.isNaN(Date.parse(at));
  return sound ? { urgency: Number(urgency), due, at, id } : undefined;
}

function isDay(text: string): boolean {
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}
