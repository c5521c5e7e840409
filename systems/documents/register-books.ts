import { type RawBuilder, sql } from "kysely";
import type { Queries } from "../../core/database/index.ts";
import { fold } from "../../core/search/index.ts";
import type { IncomingState } from "./incoming/incoming-states.ts";
import type { OutgoingState } from "./outgoing/outgoing-states.ts";

/** The registers that the law demands (NĐ 30/2020/NĐ-CP Phụ lục IV), and the one of certified copies (Art. 25). */
export const BOOKS = ["incoming", "outgoing", "handling", "copies"] as const;
export type BookName = (typeof BOOKS)[number];

/** Which part of a register. The common register and the one of secret documents are two books (Art. 15). */
export interface BookFilter {
  readonly organisationId: string;
  readonly secret: boolean;
  /** Highest degree of secrecy shown in the register of secret documents. */
  readonly clearance: number;
  readonly year?: number;
  /** First and last day of arrival (incoming) or of the document (outgoing), `yyyy-MM-dd`, both included. */
  readonly from?: string;
  readonly to?: string;
  /** Words of number, abstract or the other side's name, with or without diacritics. */
  readonly text?: string;
  readonly state?: string;
  /** Name of the document type. */
  readonly type?: string;
  readonly overdueAt?: Date;
}

export interface BookPage {
  readonly limit: number;
  /** `next` or `previous` of another page. */
  readonly cursor?: string;
  /** True: the rows before the cursor. */
  readonly backwards?: boolean;
  /** Highest number first; a printed register runs from the lowest. */
  readonly descending: boolean;
}

export interface BookRows<Row> {
  readonly rows: readonly Row[];
  readonly next?: string;
  readonly previous?: string;
}

/** A line of the register of incoming documents, which is also a line of the one that follows their handling. */
export interface IncomingBookRow {
  readonly id: string;
  readonly year: number;
  readonly number: number;
  readonly arrived_at: Date;
  readonly registered_at: Date | null;
  readonly from_name: string;
  readonly symbol: string;
  readonly issued_date: string;
  readonly type_name: string;
  readonly abstract: string;
  readonly state: IncomingState;
  readonly source: "axis" | "paper";
  readonly urgency: number;
  readonly confidentiality: number;
  readonly presented_to_name: string | null;
  readonly presented_at: Date | null;
  readonly directed_at: Date | null;
  readonly deadline: Date | null;
  readonly completed_at: Date | null;
  readonly lead_unit: string | null;
  readonly lead_person: string | null;
  readonly lead_state: "waiting" | "processing" | "completed" | null;
  readonly cooperating: readonly string[];
  readonly result: string | null;
  readonly replaced_by: string | null;
  readonly answers: readonly string[];
}

/** A line of the register of outgoing documents. */
export interface OutgoingBookRow {
  readonly id: string;
  readonly number: number;
  readonly symbol: string;
  readonly issued_date: string;
  readonly type_name: string;
  readonly abstract: string;
  readonly signer_name: string;
  readonly state: OutgoingState;
  readonly unit_id: string;
  readonly recipients: readonly string[];
  /** Receivers that have at least taken the document in. */
  readonly received: number;
  readonly refused: number;
  readonly recalled: number;
  readonly issued_at: Date | null;
  readonly cancelled_reason: string | null;
  readonly urgency: number;
  readonly confidentiality: number;
}

/** The register of incoming documents, by arrival number. */
export async function readIncomingBook(
  queries: Queries,
  filter: BookFilter,
  page: BookPage,
): Promise<BookRows<IncomingBookRow>> {
  const at = keyOf(page, 2);
  const { rows } = await sql<IncomingBookRow>`
    select i.id, i.arrival_year as year, i.arrival_number as number, i.arrived_at, i.registered_at, i.from_name, i.symbol,
           i.issued_date, i.type_name, i.abstract, i.state, i.source, i.urgency, i.confidentiality, i.presented_to_name, i.presented_at,
           i.directed_at, i.deadline, i.completed_at, a.unit_name as lead_unit, a.person_name as lead_person,
           a.state as lead_state, a.note as result,
           (select r.symbol from documents.incoming r where r.id = i.replaced_by) as replaced_by,
           array(select c.unit_name from documents.assignment c
                  where c.incoming_id = i.id and c.role = 'co-operating' order by c.unit_name) as cooperating,
           array(select o.symbol from documents.outgoing o
                  where o.answers = i.id and o.symbol is not null and o.state <> 'cancelled' order by o.issued_date, o.symbol) as answers
      from documents.incoming i
      left join documents.assignment a on a.incoming_id = i.id and a.role = 'lead'
     where i.organisation_id = ${filter.organisationId} and i.arrival_number is not null
       and (i.confidentiality > 0) = ${filter.secret} and i.confidentiality <= ${filter.clearance}
       ${incomingConditions(filter)}
       ${at.beyond(sql`(i.arrival_year, i.arrival_number)`, ["integer", "integer"])}
     order by ${at.order(sql`i.arrival_year`)}, ${at.order(sql`i.arrival_number`)}
     limit ${page.limit + 1}`.execute(queries);
  return at.page(rows, (row) => [row.year, row.number]);
}

/** The register of outgoing documents, by day and number. Cancelled numbers stay in it (Art. 15: no gaps). */
export async function readOutgoingBook(
  queries: Queries,
  filter: BookFilter,
  page: BookPage,
): Promise<BookRows<OutgoingBookRow>> {
  const at = keyOf(page, 3);
  const { rows } = await sql<OutgoingBookRow>`
    select o.id, o.code_number as number, o.symbol, o.issued_date, t.name as type_name, o.abstract, o.signer_name, o.state,
           o.unit_id, o.issued_at, o.cancelled_reason, o.urgency, o.confidentiality,
           coalesce(r.names, '{}') as recipients, coalesce(r.received, 0)::int as received,
           coalesce(r.refused, 0)::int as refused, coalesce(r.recalled, 0)::int as recalled
      from documents.outgoing o
      join documents.document_type t on t.code = o.document_type
      left join lateral (
        select array_agg(organ_name order by position) as names,
               count(*) filter (where state in ('received', 'assigned', 'processing', 'completed', 'recall-declined')) as received,
               count(*) filter (where state = 'refused') as refused,
               count(*) filter (where state = 'recalled') as recalled
          from documents.recipient where outgoing_id = o.id) r on true
     where o.organisation_id = ${filter.organisationId} and o.code_number is not null
       and (o.confidentiality > 0) = ${filter.secret} and o.confidentiality <= ${filter.clearance}
       ${outgoingConditions(filter)}
       ${at.beyond(sql`(o.issued_date, o.code_number, o.id)`, ["date", "integer", "uuid"])}
     order by ${at.order(sql`o.issued_date`)}, ${at.order(sql`o.code_number`)}, ${at.order(sql`o.id`)}
     limit ${page.limit + 1}`.execute(queries);
  return at.page(rows, (row) => [row.issued_date, row.number, row.id]);
}

/** Years that have a line in a register, newest first. */
export async function bookYears(queries: Queries, organisationId: string, book: BookName): Promise<number[]> {
  if (book === "copies") return await copyYears(queries, organisationId);
  const { rows } =
    book === "outgoing"
      ? await sql<{ year: number }>`
          with recursive y as (
            (select extract(year from issued_date)::int as year from documents.outgoing
              where organisation_id = ${organisationId} and code_number is not null order by issued_date desc limit 1)
            union all
            select (select extract(year from issued_date)::int from documents.outgoing
              where organisation_id = ${organisationId} and code_number is not null and issued_date < make_date(y.year, 1, 1)
              order by issued_date desc limit 1) from y where y.year is not null)
          select year from y where year is not null`.execute(queries)
      : await sql<{ year: number }>`
          with recursive y as (
            (select arrival_year as year from documents.incoming
              where organisation_id = ${organisationId} and arrival_number is not null order by arrival_year desc limit 1)
            union all
            select (select arrival_year from documents.incoming
              where organisation_id = ${organisationId} and arrival_number is not null and arrival_year < y.year
              order by arrival_year desc limit 1) from y where y.year is not null)
          select year from y where year is not null`.execute(queries);
  return rows.map((row) => row.year);
}

async function copyYears(queries: Queries, organisationId: string): Promise<number[]> {
  const rows = await queries
    .selectFrom("documents.copy")
    .select("year")
    .distinct()
    .where("organisation_id", "=", organisationId)
    .orderBy("year", "desc")
    .execute();
  return rows.map((row) => row.year);
}

function incomingConditions(filter: BookFilter): RawBuilder<unknown> {
  const parts: RawBuilder<unknown>[] = [];
  if (filter.year !== undefined) parts.push(sql`and i.arrival_year = ${filter.year}`);
  if (filter.from)
    parts.push(sql`and i.arrived_at >= (${filter.from}::date::timestamp at time zone 'Asia/Ho_Chi_Minh')`);
  if (filter.to)
    parts.push(sql`and i.arrived_at < ((${filter.to}::date + 1)::timestamp at time zone 'Asia/Ho_Chi_Minh')`);
  if (filter.state) parts.push(sql`and i.state = ${filter.state}`);
  if (filter.type) parts.push(sql`and i.type_name = ${filter.type}`);
  if (filter.overdueAt)
    parts.push(sql`and i.deadline < ${filter.overdueAt} and i.state in ('assigned', 'processing')`);
  if (filter.text)
    parts.push(
      sql`and search.fold(i.symbol || ' ' || i.abstract || ' ' || i.from_name) like ${pattern(filter.text)}`,
    );
  return parts.length > 0 ? sql.join(parts, sql` `) : sql``;
}

function outgoingConditions(filter: BookFilter): RawBuilder<unknown> {
  const parts: RawBuilder<unknown>[] = [];
  if (filter.year !== undefined)
    parts.push(
      sql`and o.issued_date between make_date(${filter.year}::int, 1, 1) and make_date(${filter.year}::int, 12, 31)`,
    );
  if (filter.from) parts.push(sql`and o.issued_date >= ${filter.from}::date`);
  if (filter.to) parts.push(sql`and o.issued_date <= ${filter.to}::date`);
  if (filter.state) parts.push(sql`and o.state = ${filter.state}`);
  if (filter.type) parts.push(sql`and t.name = ${filter.type}`);
  if (filter.text)
    parts.push(
      sql`and search.fold(coalesce(o.code_number_text || '/' || o.code_notation, '') || ' ' || o.abstract || ' ' || o.signer_name) like ${pattern(filter.text)}`,
    );
  return parts.length > 0 ? sql.join(parts, sql` `) : sql``;
}

/** A folded substring; the wildcard characters of LIKE are data here. */
export function pattern(text: string): string {
  const folded = fold(text.normalize("NFC").trim()).replace(/[\\%_]/g, (character) => `\\${character}`);
  return `%${folded.replace(/\s+/g, "%")}%`;
}

type Key = readonly (string | number)[];

/** Paging by a key of several columns, either way round. */
export function keyOf({ cursor, backwards = false, descending, limit }: BookPage, columns: number) {
  const from = parseKey(cursor, columns);
  const back = from !== undefined && backwards;
  const down = back ? !descending : descending;
  return {
    order: (column: RawBuilder<unknown>) => sql`${column} ${sql.raw(down ? "desc" : "asc")}`,
    beyond(key: RawBuilder<unknown>, types: readonly string[]): RawBuilder<unknown> {
      if (!from) return sql``;
      const values = from.map((value, index) => sql`${value}::${sql.raw(types[index] ?? "text")}`);
      return sql`and ${key} ${sql.raw(down ? "<" : ">")} (${sql.join(values)})`;
    },
    page<Row>(found: readonly Row[], keyOfRow: (row: Row) => Key): BookRows<Row> {
      const more = found.length > limit;
      const shown = found.slice(0, limit);
      const rows = back ? shown.reverse() : shown;
      const [first, last] = [rows[0], rows.at(-1)];
      return {
        rows,
        ...((back || more) && last ? { next: keyOfRow(last).join("_") } : {}),
        ...((back ? more : from !== undefined) && first ? { previous: keyOfRow(first).join("_") } : {}),
      };
    },
  };
}

/** An unreadable cursor (an old or edited link) is the first page. */
function parseKey(cursor: string | undefined, columns: number): Key | undefined {
  const pattern = columns === 2 ? /^(\d{4})_(\d{1,9})$/ : /^(\d{4}-\d\d-\d\d)_(\d{1,9})_([0-9a-f-]{36})$/;
  const match = pattern.exec(cursor ?? "");
  return match ? match.slice(1) : undefined;
}
