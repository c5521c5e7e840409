import { sql } from "kysely";
import type { Queries } from "../database/index.ts";
import { actionsLike } from "./action-words.ts";

/** Where a record stands in the sealed log. */
export type SealState =
  /** Committed, not in the Merkle log yet (some seconds). */
  | { readonly state: "waiting" }
  /** In the log; `signed` once a signed tree head covers it. */
  | { readonly state: "sealed" | "signed"; readonly index: number; readonly sealedAt: Date };

/** A record as people read it: the personal part is put back into the actor while it is there. */
export interface AuditRecord {
  readonly id: string;
  readonly at: Date;
  readonly actor: Readonly<Record<string, string>>;
  readonly action: string;
  readonly objectKind: string;
  readonly objectId: string;
  readonly data: Readonly<Record<string, unknown>>;
  /** The personal part was erased by the rules. */
  readonly erased: boolean;
  readonly seal: SealState;
}

export interface RecordFilter {
  /** Instants; `to` is not included. */
  readonly from?: Date;
  readonly to?: Date;
  /** Beginning of the action, `documents.` or `documents.sign`, or a part of its words. */
  readonly action?: string;
  /** Name of the person or part of it, with or without diacritics; of a system actor the exact name. */
  readonly person?: string;
  readonly objectKind?: string;
  readonly objectId?: string;
}

export interface RecordPage {
  /** Continue after this record (older ones). */
  readonly after?: string | undefined;
  readonly limit: number;
}

/** Everything done to one object, oldest first, at most 1,000. */
export async function recordsOf(
  queries: Queries,
  objectKind: string,
  objectId: string,
): Promise<AuditRecord[]> {
  const { rows } = await sql<Row>`${select} where r.object_kind = ${objectKind} and r.object_id = ${objectId}
    order by r.id limit 1000`.execute(queries);
  return rows.map(asRecord);
}

/** Records of the log, newest first. */
export async function searchRecords(
  queries: Queries,
  filter: RecordFilter,
  page: RecordPage,
): Promise<AuditRecord[]> {
  const conditions = [
    sql`true`,
    ...(filter.from ? [sql`r.at >= ${filter.from}`] : []),
    ...(filter.to ? [sql`r.at < ${filter.to}`] : []),
    ...(filter.action
      ? [
          sql`(starts_with(r.action, ${filter.action}) or r.action = any(${actionsLike(filter.action)}::text[]))`,
        ]
      : []),
    ...(filter.objectKind ? [sql`r.object_kind = ${filter.objectKind}`] : []),
    ...(filter.objectId ? [sql`r.object_id = ${filter.objectId}`] : []),
    // By way of the directory: the index of the log is on the person's id, and names may have been erased.
    ...(filter.person
      ? [
          sql`(r.actor ->> 'person' in (select id::text from directory.person
                where name_folded like '%' || search.fold(${literal(filter.person)}) || '%' limit 500)
               or r.actor ->> 'name' = ${filter.person})`,
        ]
      : []),
    ...(page.after ? [sql`r.id < ${page.after}::uuid`] : []),
  ];
  const { rows } = await sql<Row>`${select} where ${sql.join(conditions, sql` and `)}
    order by r.id desc limit ${page.limit}`.execute(queries);
  return rows.map(asRecord);
}

/** One record; undefined when there is none. */
export async function findRecord(queries: Queries, id: string): Promise<AuditRecord | undefined> {
  const { rows } = await sql<Row>`${select} where r.id = ${id}::uuid`.execute(queries);
  return rows.map(asRecord)[0];
}

/** Where a record stands in the sealed log; undefined when there is no such record. */
export async function sealOf(queries: Queries, recordId: string): Promise<SealState | undefined> {
  return (await findRecord(queries, recordId))?.seal;
}

/** The log as a whole. */
export interface LogStanding {
  readonly sealed: number;
  readonly signed: number;
  readonly signedAt: Date | null;
  /** Why sealing has stopped, if it has: somebody must run `npm run audit:verify`. */
  readonly halted: string | null;
}

export async function logStanding(queries: Queries): Promise<LogStanding> {
  const { rows } = await sql<{
    sealed: number;
    signed: number;
    signed_at: Date | null;
    halted: string | null;
  }>`
    select q.size as sealed, coalesce(c.size, 0) as signed, c.signed_at, q.halted
      from audit.sequencer q left join lateral
        (select size, signed_at from audit.checkpoint order by day desc limit 1) c on true`.execute(queries);
  const [row] = rows;
  if (!row) throw new Error("audit.sequencer has lost its row");
  return { sealed: row.sealed, signed: row.signed, signedAt: row.signed_at, halted: row.halted };
}

interface Row {
  readonly id: string;
  readonly at: Date;
  readonly actor: Record<string, string>;
  readonly action: string;
  readonly object_kind: string;
  readonly object_id: string;
  readonly data: Record<string, unknown>;
  readonly personal: {
    readonly actor?: Record<string, string>;
    readonly data?: Record<string, unknown>;
  } | null;
  readonly erased: boolean;
  readonly index: number | null;
  readonly sealed_at: Date | null;
  readonly signed: number;
}

const select = sql`
  select r.id, r.at, r.actor, r.action, r.object_kind, r.object_id, r.data, r.personal,
         r.personal is null and r.personal_digest is not null as erased, s.index, s.sealed_at,
         coalesce((select size from audit.checkpoint order by day desc limit 1), 0) as signed
    from audit.record r left join audit.sealed s on s.record_id = r.id`;

function asRecord(row: Row): AuditRecord {
  const seal: SealState =
    row.index === null || row.sealed_at === null
      ? { state: "waiting" }
      : { state: row.index < row.signed ? "signed" : "sealed", index: row.index, sealedAt: row.sealed_at };
  return {
    id: row.id,
    at: row.at,
    actor: { ...row.actor, ...row.personal?.actor },
    action: row.action,
    objectKind: row.object_kind,
    objectId: row.object_id,
    data: { ...row.data, ...row.personal?.data },
    erased: row.erased,
    seal,
  };
}

function literal(text: string): string {
  return text.trim().replace(/[\\%_]/g, "\\$&");
}
