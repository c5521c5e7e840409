import { type RawBuilder, sql } from "kysely";
import { HIGHEST_CLEARANCE } from "../../core/access/index.ts";
import { PREPARE, type Queries } from "../../core/database/index.ts";
import { fold } from "../../core/search/index.ts";
import type { HeldDelegation } from "../../core/transaction/index.ts";
import type { IncomingState } from "./incoming/incoming-states.ts";
import type { OutgoingState } from "./outgoing/outgoing-states.ts";
import { listedAbstract } from "./secrecy/secrecy.ts";
import type { Verdict } from "./tables.ts";

/** What a register list can be narrowed by. All conditions hold together. */
export interface RegisterFilter {
  readonly organisationId: string;
  /** Words of abstract, symbol or the other side's name, with or without diacritics. */
  readonly text?: string;
  readonly states?: readonly string[];
  /** First and last day of the document's date or arrival, `yyyy-MM-dd`, both included. */
  readonly from?: string;
  readonly to?: string;
  readonly year?: number;
  readonly urgency?: number;
  readonly documentType?: string;
  /** Only numbered documents: the legal register. */
  readonly registered?: boolean;
  /** Overdue at this instant. */
  readonly overdueAt?: Date;
  /** In work with a deadline from this instant on and before that one. */
  readonly dueBetween?: readonly [from: Date, until: Date];
  /** Only what these units or this appointment work on. */
  readonly units?: readonly string[];
  readonly appointment?: string;
  readonly presentedTo?: string;
  /** Only what was presented to those who delegated directing, within the limits of each delegation. */
  readonly directedFor?: { readonly held: readonly HeldDelegation[]; readonly secret: boolean };
  readonly signer?: string;
  readonly draftedBy?: string;
  /** Only with a request of the sender to answer, or a suspected duplicate. */
  readonly attention?: boolean;
  /** Only with a recall or update of the sender that waits for its answer. */
  readonly requests?: boolean;
  /** Only suspected duplicates that nobody has registered or refused. */
  readonly duplicates?: boolean;
  /** Only what somebody works on, found by the assignments. */
  readonly work?: WorkFilter;
  /** Highest degree of secrecy shown; absent: only documents that are not secret. */
  readonly clearance?: number;
}

/** Assignments of units or of one person. */
export interface WorkFilter {
  readonly units: readonly string[];
  readonly appointment: string;
  /** True: not completed yet; false: completed; absent: both. */
  readonly open?: boolean;
  /** Only where the unit has not named a person yet. */
  readonly unassigned?: boolean;
  /** Only what is assigned to the appointment itself. */
  readonly ownOnly?: boolean;
  /** Heads see their unit's secret documents, members only those assigned to themselves. */
  readonly secretOfUnits: boolean;
}

/** A page by key, never by offset: `after` is the cursor of the last row seen, `before` of the first. */
export interface PageRequest {
  readonly limit: number;
  readonly after?: string;
  readonly before?: string;
}

export interface RegisterPage<Row> {
  readonly rows: readonly Row[];
  readonly next?: string;
  readonly previous?: string;
}

/** A row of the register of incoming documents (NĐ 30/2020 PL IV: ten columns, plus what work needs). */
export interface IncomingRow {
  readonly id: string;
  readonly arrived_at: Date;
  readonly arrival_number: number | null;
  readonly arrival_year: number | null;
  readonly from_name: string;
  readonly from_code: string;
  readonly symbol: string;
  readonly issued_date: string;
  readonly type_name: string;
  readonly abstract: string;
  readonly urgency: number;
  readonly confidentiality: number;
  readonly state: IncomingState;
  readonly verdict: Verdict | null;
  readonly request: "recall" | "update" | null;
  readonly duplicate_of: string | null;
  readonly deadline: Date | null;
  readonly completed_at: Date | null;
  readonly presented_to_name: string | null;
  /** Lead unit, then person. */
  readonly handled_by: string | null;
}

/** A row of the register of outgoing documents (NĐ 30/2020 PL IV). */
export interface OutgoingRow {
  readonly id: string;
  readonly state: OutgoingState;
  readonly code_number: number | null;
  readonly code_number_text: string | null;
  readonly code_notation: string | null;
  readonly issued_date: string | null;
  readonly document_type: string;
  readonly type_name: string;
  readonly abstract: string;
  readonly signer_name: string;
  readonly drafted_by_name: string;
  readonly drafted_at: Date;
  readonly issued_at: Date | null;
  readonly issued_by_name: string | null;
  readonly urgency: number;
  readonly confidentiality: number;
  readonly due_date: string | null;
  readonly unit_id: string;
  /** First receivers by name, and how many there are. */
  readonly recipients: string;
  readonly recipient_count: number;
  readonly refused_count: number;
  readonly completed_count: number;
  readonly business_type: number;
  readonly cancelled_reason: string | null;
}

const INCOMING_COLUMNS: RawBuilder<unknown> = sql`
  i.id, i.arrived_at, i.arrival_number, i.arrival_year, i.from_name, i.from_code, i.symbol, i.issued_date,
           i.type_name, ${listedAbstract("i")} as abstract, i.urgency, i.confidentiality, i.state, i.verdict, i.request, i.duplicate_of,
           i.deadline, i.completed_at, i.presented_to_name, (select concat_ws(' – ', a.unit_name, a.person_name) from documents.assignment a
             where a.incoming_id = i.id and a.role = 'lead') as handled_by`;

/**
 * Incoming documents of one organisation, newest arrival first (or by arrival number when `registered`).
 * The plan is an index range scan on (organisation, arrived_at, id): 50 rows cost the same in a register of 100 or
 * 1,000,000 documents.
 */
export async function listIncoming(
  queries: Queries,
  filter: RegisterFilter,
  page: PageRequest,
): Promise<RegisterPage<IncomingRow>> {
  const at = position(page);
  const { rows } = await sql<IncomingRow>`${sql.raw(filter.text || filter.work ? "" : PREPARE)}
    select ${INCOMING_COLUMNS}
      from documents.incoming i
     where i.organisation_id = ${filter.organisationId}
       ${incomingConditions(filter)}
       ${beyond(sql`i.arrived_at, i.id`, at)}
     order by ${at.backwards ? sql`i.arrived_at, i.id` : sql`i.arrived_at desc, i.id desc`}
     limit ${page.limit + 1}`.execute(queries);
  return paged(rows, page.limit, at, (row) => cursorOf(row.arrived_at, row.id));
}

/** How many there are, counted up to `cap`: a number on the start page, not a statistic. */
export async function countIncoming(queries: Queries, filter: RegisterFilter, cap = 1000): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from (
      select 1 from documents.incoming i where i.organisation_id = ${filter.organisationId} ${incomingConditions(filter)}
       limit ${cap}) counted`.execute(queries);
  return rows[0]?.n ?? 0;
}

/** Work with a deadline up to an instant, the most pressing first. */
export async function dueIncoming(
  queries: Queries,
  filter: RegisterFilter,
  until: Date,
  limit: number,
): Promise<readonly IncomingRow[]> {
  const { rows } = await sql<IncomingRow>`
    select ${INCOMING_COLUMNS}
      from documents.incoming i
     where i.organisation_id = ${filter.organisationId} and i.state in ('assigned', 'processing')
       and i.deadline <= ${until} ${incomingConditions(filter)}
     order by i.deadline, i.id
     limit ${limit}`.execute(queries);
  return rows;
}

/** Outgoing documents of one organisation, newest first: by number when `registered`, else by the day they were begun. */
export async function listOutgoing(
  queries: Queries,
  filter: RegisterFilter,
  page: PageRequest,
): Promise<RegisterPage<OutgoingRow>> {
  const at = position(page);
  const key = filter.registered ? sql`o.numbered_at` : sql`o.drafted_at`;
  const { rows } = await sql<OutgoingRow & { key_at: Date }>`
    select o.id, o.state, o.code_number, o.code_number_text, o.code_notation, o.issued_date, o.document_type,
           t.name as type_name, ${listedAbstract("o")} as abstract, o.signer_name, o.drafted_by_name, o.drafted_at, o.issued_at,
           o.issued_by_name, o.urgency, o.confidentiality, o.due_date, o.unit_id, o.business_type, o.cancelled_reason,
           ${key} as key_at,
           coalesce(r.recipients, '') as recipients, coalesce(r.recipient_count, 0)::int as recipient_count,
           coalesce(r.refused_count, 0)::int as refused_count, coalesce(r.completed_count, 0)::int as completed_count
      from documents.outgoing o
      join documents.document_type t on t.code = o.document_type
      left join lateral (
        select string_agg(organ_name, '; ' order by position) filter (where position < 3) as recipients,
               count(*) as recipient_count,
               count(*) filter (where state = 'refused') as refused_count,
               count(*) filter (where state = 'completed') as completed_count
          from documents.recipient where outgoing_id = o.id) r on true
     where o.organisation_id = ${filter.organisationId}
       ${outgoingConditions(filter)}
       ${beyond(sql`${key}, o.id`, at)}
     order by ${at.backwards ? sql`${key}, o.id` : sql`${key} desc, o.id desc`}
     limit ${page.limit + 1}`.execute(queries);
  return paged(rows, page.limit, at, (row) => cursorOf(row.key_at, row.id));
}

function incomingConditions(filter: RegisterFilter): RawBuilder<unknown> {
  const parts: RawBuilder<unknown>[] = [];
  if ((filter.clearance ?? 0) < HIGHEST_CLEARANCE)
    parts.push(sql`and i.confidentiality <= ${filter.clearance ?? 0}`);
  if (filter.registered) parts.push(sql`and i.arrival_number is not null`);
  if (filter.year !== undefined) parts.push(sql`and i.arrival_year = ${filter.year}`);
  const [only, ...others] = filter.states ?? [];
  // One state by equality, so that the index on (organisation, state, arrival) gives the rows in order.
  if (only !== undefined && others.length === 0) parts.push(sql`and i.state = ${only}`);
  else if (only !== undefined) parts.push(sql`and i.state = any(${[only, ...others]})`);
  if (filter.from)
    parts.push(sql`and i.arrived_at >= (${filter.from}::date::timestamp at time zone 'Asia/Ho_Chi_Minh')`);
  if (filter.to)
    parts.push(sql`and i.arrived_at < ((${filter.to}::date + 1)::timestamp at time zone 'Asia/Ho_Chi_Minh')`);
  if (filter.urgency !== undefined) parts.push(sql`and i.urgency >= ${filter.urgency}`);
  if (filter.documentType) parts.push(sql`and i.type_name = ${filter.documentType}`);
  if (filter.overdueAt)
    parts.push(sql`and i.deadline < ${filter.overdueAt} and i.state in ('assigned', 'processing')`);
  if (filter.dueBetween) {
    const [from, until] = filter.dueBetween;
    parts.push(
      sql`and i.deadline >= ${from} and i.deadline < ${until} and i.state in ('assigned', 'processing')`,
    );
  }
  if (filter.presentedTo) parts.push(sql`and i.presented_to = ${filter.presentedTo}::uuid`);
  if (filter.directedFor) parts.push(directedFor(filter.directedFor));
  if (filter.attention)
    parts.push(sql`and (i.request is not null or (i.duplicate_of is not null and i.state = 'arrived'))`);
  if (filter.requests) parts.push(sql`and i.request is not null`);
  if (filter.duplicates) parts.push(sql`and i.duplicate_of is not null and i.state = 'arrived'`);
  if (filter.work) parts.push(workCondition(filter.work));
  if (filter.units || filter.appointment) {
    parts.push(sql`and exists (select 1 from documents.assignment a where a.incoming_id = i.id
      and (a.unit_id = any(${[...(filter.units ?? [])]}::uuid[]) or a.appointment_id = ${filter.appointment ?? null}::uuid))`);
  }
  if (filter.text) {
    const pattern = likePattern(filter.text);
    parts.push(sql`and search.fold(i.symbol || ' ' || i.abstract || ' ' || i.from_name) like ${pattern}`);
  }
  return sql.join(parts.length > 0 ? parts : [sql``], sql` `);
}

function directedFor({ held, secret }: NonNullable<RegisterFilter["directedFor"]>): RawBuilder<unknown> {
  const any = held.map(({ from, documentTypeNames }) =>
    documentTypeNames.length === 0
      ? sql`i.presented_to = ${from}::uuid`
      : sql`(i.presented_to = ${from}::uuid and lower(i.type_name) = any(
          select lower(t) from unnest(${[...documentTypeNames]}::text[]) t))`,
  );
  const open = secret ? sql`` : sql`and i.confidentiality = 0`;
  return any.length === 0 ? sql`and false` : sql`and (${sql.join(any, sql` or `)}) ${open}`;
}

function workCondition(work: WorkFilter): RawBuilder<unknown> {
  const units = sql`${[...work.units]}::uuid[]`;
  const own = sql`a.appointment_id = ${work.appointment}::uuid`;
  const who = work.ownOnly ? own : sql`(a.unit_id = any(${units}) or ${own})`;
  const open =
    work.open === undefined ? sql`` : sql`and (a.state in ('waiting', 'processing')) = ${work.open}`;
  const unassigned = work.unassigned ? sql`and a.appointment_id is null` : sql``;
  const secret = work.secretOfUnits
    ? sql``
    : sql`and (i.confidentiality = 0 or exists (select 1 from documents.assignment a where a.incoming_id = i.id and ${own}))`;
  return sql`and i.id in (select a.incoming_id from documents.assignment a where ${who} ${open} ${unassigned}) ${secret}`;
}

function outgoingConditions(filter: RegisterFilter): RawBuilder<unknown> {
  const parts: RawBuilder<unknown>[] = [];
  if ((filter.clearance ?? 0) < HIGHEST_CLEARANCE)
    parts.push(sql`and o.confidentiality <= ${filter.clearance ?? 0}`);
  if (filter.registered) parts.push(sql`and o.code_number is not null`);
  if (filter.year !== undefined) parts.push(sql`and extract(year from o.issued_date) = ${filter.year}`);
  if (filter.states && filter.states.length > 0) parts.push(sql`and o.state = any(${[...filter.states]})`);
  const day = filter.registered
    ? sql`o.issued_date`
    : sql`(o.drafted_at at time zone 'Asia/Ho_Chi_Minh')::date`;
  if (filter.from) parts.push(sql`and ${day} >= ${filter.from}::date`);
  if (filter.to) parts.push(sql`and ${day} <= ${filter.to}::date`);
  if (filter.urgency !== undefined) parts.push(sql`and o.urgency >= ${filter.urgency}`);
  if (filter.documentType) parts.push(sql`and o.document_type = ${filter.documentType}`);
  if (filter.signer) parts.push(sql`and o.signer_appointment = ${filter.signer}::uuid`);
  if (filter.units || filter.draftedBy) {
    parts.push(
      sql`and (o.unit_id = any(${[...(filter.units ?? [])]}::uuid[]) or o.drafted_by = ${filter.draftedBy ?? null}::uuid)`,
    );
  }
  if (filter.text) {
    const pattern = likePattern(filter.text);
    parts.push(
      sql`and search.fold(coalesce(o.code_number_text || '/' || o.code_notation, '') || ' ' || o.abstract || ' ' || o.signer_name) like ${pattern}`,
    );
  }
  return sql.join(parts.length > 0 ? parts : [sql``], sql` `);
}

/** A folded substring; the wildcard characters of LIKE are data here. */
export function likePattern(text: string): string {
  const folded = fold(text.normalize("NFC").trim()).replace(/[\\%_]/g, (character) => `\\${character}`);
  return `%${folded.replace(/\s+/g, "%")}%`;
}

function cursorOf(at: Date, id: string): string {
  return `${at.toISOString()}_${id}`;
}

interface Position {
  readonly cursor: { readonly at: string; readonly id: string } | undefined;
  readonly backwards: boolean;
}

/** An unreadable cursor (an old or edited link) is the first page. */
function position({ after, before }: PageRequest): Position {
  const text = after ?? before ?? "";
  const match = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)_([0-9a-f-]{36})$/.exec(text);
  const cursor = match?.[1] && match[2] && isInstant(match[1]) ? { at: match[1], id: match[2] } : undefined;
  return { cursor, backwards: cursor !== undefined && after === undefined };
}

/** A moment that exists; the database has no year 0. */
function isInstant(text: string): boolean {
  return !Number.isNaN(Date.parse(text)) && !text.startsWith("0000");
}

function beyond(key: RawBuilder<unknown>, { cursor, backwards }: Position): RawBuilder<unknown> {
  if (!cursor) return sql``;
  return sql`and (${key}) ${sql.raw(backwards ? ">" : "<")} (${cursor.at}::timestamptz, ${cursor.id}::uuid)`;
}

function paged<Row>(
  found: readonly Row[],
  limit: number,
  { cursor, backwards }: Position,
  cursorOfRow: (row: Row) => string,
): RegisterPage<Row> {
  const more = found.length > limit;
  const shown = found.slice(0, limit);
  const rows = backwards ? shown.reverse() : shown;
  const [first, last] = [rows[0], rows.at(-1)];
  const hasNext = backwards ? cursor !== undefined : more;
  const hasPrevious = backwards ? more : cursor !== undefined;
  return {
    rows,
    ...(hasNext && last ? { next: cursorOfRow(last) } : {}),
    ...(hasPrevious && first ? { previous: cursorOfRow(first) } : {}),
  };
}
