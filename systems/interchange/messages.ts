import { type RawBuilder, sql } from "kysely";
import type { Queries } from "../../core/database/index.ts";
import type { MessageKind } from "./axis/index.ts";
import type { BusinessType, StatusCode } from "./edxml/index.ts";
import type { IncomingResult, Note } from "./tables.ts";
import "./tables.ts";

export type Direction = "sent" | "received";

/** Where a message stands, in the words of the screens; both directions together. */
export const STANDINGS = [
  "queued",
  "late",
  "sent",
  "split",
  "failed",
  "listed",
  "stored",
  "applied",
  "unreadable",
] as const;
export type Standing = (typeof STANDINGS)[number];

/** One line of the list of messages. */
export interface MessageLine {
  readonly direction: Direction;
  /** Time-ordered. */
  readonly id: string;
  readonly at: Date;
  readonly kind: MessageKind;
  readonly businessType: BusinessType | null;
  readonly statusCode: StatusCode | null;
  readonly organisationId: string | null;
  /** The other side: receivers of what was sent, sender of what was received. */
  readonly partners: readonly string[];
  readonly symbol: string;
  readonly subject: string;
  readonly standing: Standing;
  readonly result: IncomingResult | null;
  readonly problemVi: string | null;
  readonly problemEn: string | null;
  /** Waits for a person. */
  readonly alert: boolean;
}

/** One message with everything a person may want to know about it. */
export interface MessageDetail extends MessageLine {
  readonly fromCode: string;
  readonly fromName: string;
  readonly to: readonly { readonly code: string; readonly name: string }[];
  readonly wireId: string;
  readonly axisDocId: string | null;
  readonly attempts: number;
  readonly doneAt: Date | null;
  readonly acknowledgedAt: Date | null;
  /** The incoming or outgoing document it is about, when it is known here. */
  readonly incomingId: string | null;
  readonly outgoingId: string | null;
  readonly notes: readonly Note[];
  readonly sha256: string | null;
  readonly size: number | null;
  readonly raw: Buffer | null;
  readonly settledBy: string | null;
  readonly settledAt: Date | null;
}

export interface MessageFilter {
  /** Only of this organisation; absent = of all. */
  readonly organisationId?: string;
  readonly direction?: Direction;
  readonly kind?: MessageKind;
  readonly standing?: Standing;
  /** Only what waits for a person. */
  readonly alerts?: boolean;
  /** Number, abstract or partner, with or without diacritics. */
  readonly words?: string;
  /** Continue after this message (older ones). */
  readonly after?: string;
}

/** A search by words looks through so many of the newest messages. */
const SEARCH_DEPTH = 20_000;

const OUT_STANDING = sql<Standing>`case when m.state = 'queued' and m.alert then 'late' else m.state end`;

const OUT_COLUMNS = sql`'sent' as direction, m.id, m.created_at as at, m.kind, m.business_type as "businessType",
  m.status_code as "statusCode", m.organisation_id as "organisationId", m.to_names as partners, m.symbol, m.subject,
  ${OUT_STANDING} as standing, null::text as result, m.problem_vi as "problemVi", m.problem_en as "problemEn", m.alert`;
const IN_COLUMNS = sql`'received' as direction, m.id, m.listed_at as at, m.kind, m.business_type as "businessType",
  m.status_code as "statusCode", m.organisation_id as "organisationId",
  array[coalesce(nullif(m.from_name, ''), m.from_code)] as partners, m.symbol, m.subject, m.state as standing,
  m.result, m.problem_vi as "problemVi", m.problem_en as "problemEn", m.alert`;

/** Messages of both directions, newest first, at most `limit`. */
export async function listMessages(
  queries: Queries,
  filter: MessageFilter,
  limit: number,
): Promise<MessageLine[]> {
  const sent = part(sql`interchange.outgoing_message`, OUT_COLUMNS, OUT_STANDING, filter, limit);
  const received = part(sql`interchange.incoming_message`, IN_COLUMNS, sql`m.state`, filter, limit);
  const both = [
    ...(filter.direction === "received" ? [] : [sent]),
    ...(filter.direction === "sent" ? [] : [received]),
  ];
  const { rows } = await sql<MessageLine>`select * from (${sql.join(both, sql` union all `)}) both_ways
    order by id desc limit ${limit}`.execute(queries);
  return rows;
}

function part(
  table: RawBuilder<unknown>,
  columns: RawBuilder<unknown>,
  standing: RawBuilder<unknown>,
  filter: MessageFilter,
  limit: number,
): RawBuilder<unknown> {
  const conditions = [
    sql`true`,
    ...(filter.organisationId === undefined ? [] : [sql`m.organisation_id = ${filter.organisationId}::uuid`]),
    ...(filter.kind === undefined ? [] : [sql`m.kind = ${filter.kind}`]),
    ...(filter.standing === undefined ? [] : [sql`${standing} = ${filter.standing}`]),
    ...(filter.alerts ? [sql`m.alert`] : []),
    ...(filter.after === undefined ? [] : [sql`m.id < ${filter.after}::uuid`]),
  ];
  const newest = sql`select ${columns} from ${table} m where ${sql.join(conditions, sql` and `)} order by m.id desc`;
  const words = (filter.words ?? "").trim();
  if (words === "") return sql`(${newest} limit ${limit})`;
  const pattern = `%${words.replace(/[\\%_]/g, "\\$&")}%`;
  return sql`(select * from (${newest} limit ${SEARCH_DEPTH}) n
    where search.fold(n.symbol || ' ' || n.subject || ' ' || array_to_string(n.partners, ' ')) like search.fold(${pattern})
    order by n.id desc limit ${limit})`;
}

/** One message; undefined when there is none with this id. */
export async function findMessage(
  queries: Queries,
  direction: Direction,
  id: string,
): Promise<MessageDetail | undefined> {
  const { rows } =
    direction === "sent"
      ? await sql<MessageDetail>`select ${OUT_COLUMNS}, m.from_code as "fromCode", coalesce(m.message->'from'->>'name', '') as "fromName",
          (select coalesce(jsonb_agg(jsonb_build_object('code', c, 'name', n) order by o), '[]')
             from unnest(m.to_codes, m.to_names) with ordinality as t(c, n, o)) as "to",
          m.wire_id as "wireId", m.axis_doc_id as "axisDocId", m.attempts, coalesce(m.sent_at, m.failed_at) as "doneAt",
          null::timestamptz as "acknowledgedAt", m.incoming_id as "incomingId", m.outgoing_id as "outgoingId",
          '[]'::jsonb as notes, m.edxml_sha256 as sha256, m.edxml_size as size, m.raw, m.settled_by as "settledBy",
          m.settled_at as "settledAt"
        from interchange.outgoing_message m where m.id = ${id}::uuid`.execute(queries)
      : await sql<MessageDetail>`select ${IN_COLUMNS}, m.from_code as "fromCode", m.from_name as "fromName",
          jsonb_build_array(jsonb_build_object('code', m.to_code, 'name', '')) as "to",
          m.wire_id as "wireId", m.axis_doc_id as "axisDocId", m.attempts, m.applied_at as "doneAt",
          m.acknowledged_at as "acknowledgedAt", m.incoming_id as "incomingId", m.outgoing_id as "outgoingId",
          m.notes, m.edxml_sha256 as sha256, m.edxml_size as size, m.raw, m.settled_by as "settledBy",
          m.settled_at as "settledAt"
        from interchange.incoming_message m where m.id = ${id}::uuid`.execute(queries);
  return rows[0];
}

/** How many messages wait for a person: of one organisation, or of all. */
export async function countAlerts(queries: Queries, organisationId?: string): Promise<number> {
  const of = organisationId === undefined ? sql`` : sql`and organisation_id = ${organisationId}::uuid`;
  const { rows } = await sql<{ n: number }>`select
      (select count(*) from interchange.outgoing_message where alert ${of}) +
      (select count(*) from interchange.incoming_message where alert ${of}) as n`.execute(queries);
  return Number(rows[0]?.n ?? 0);
}

/** How the axis is doing. */
export interface AxisStanding {
  readonly failingSince: Date | null;
  readonly errorVi: string | null;
  readonly errorEn: string | null;
  readonly lastSuccessAt: Date | null;
  readonly agenciesAt: Date | null;
}

export async function axisStanding(queries: Queries): Promise<AxisStanding | undefined> {
  const { rows } = await sql<AxisStanding>`select failing_since as "failingSince", last_error_vi as "errorVi",
    last_error_en as "errorEn", last_success_at as "lastSuccessAt", agencies_at as "agenciesAt"
    from interchange.axis_health where id = 1`.execute(queries);
  return rows[0];
}
