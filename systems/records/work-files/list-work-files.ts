import { type RawBuilder, sql } from "kysely";
import type { Queries } from "../../../core/database/index.ts";
import type { PersonActor } from "../../../core/transaction/index.ts";
import { foldVietnamese } from "../../../core/ui/index.ts";
import type { FileState } from "../states.ts";
import type { WorkFile } from "./work-file.ts";

export const PLACES = ["mine", "unit", "all"] as const;
/** Whose files: those one keeps or works in, those of one's unit, or all one may read. */
export type Place = (typeof PLACES)[number];

/** What a list is narrowed by; everything absent narrows nothing. */
export interface FileFilter {
  readonly place?: Place;
  /** Words of notation, title, keywords, keeper or unit, with or without marks. */
  readonly text?: string;
  readonly state?: FileState;
  readonly year?: number;
  readonly unitId?: string;
  /** To be deposited up to this day (`yyyy-MM-dd`). */
  readonly dueBefore?: string;
  readonly frozen?: boolean;
  /** Only with a change of rights that waits for a confirmation. */
  readonly unconfirmed?: boolean;
  /** Only files the person may put documents into. */
  readonly addable?: boolean;
}

export const FILE_SORTS = ["notation", "title", "keeper", "opened", "due"] as const;
export type FileSort = (typeof FILE_SORTS)[number];

export interface FilePage {
  readonly sort: FileSort;
  readonly descending: boolean;
  readonly limit: number;
  readonly offset: number;
}

/** A line of the list: the file and how much is in it. */
export interface ListedFile extends WorkFile {
  readonly items: number;
  readonly unconfirmed: number;
}

const ORDER: Readonly<Record<Exclude<FileSort, "notation">, RawBuilder<unknown>>> = {
  title: sql`f.title collate "vi-x-icu"`,
  keeper: sql`f.keeper_name collate "vi-x-icu"`,
  opened: sql`f.opened_on`,
  due: sql`f.deposit_due`,
};

/** The files of a person's organisation that the person may read: rights are part of the query. */
export async function listWorkFiles(
  queries: Queries,
  actor: PersonActor,
  filter: FileFilter,
  page: FilePage,
): Promise<{ readonly rows: readonly ListedFile[]; readonly total: number }> {
  const where = sql`${isReadableBy(actor)} and ${conditionOf(actor, filter)}`;
  const direction = page.descending ? sql`desc nulls last` : sql`asc nulls last`;
  const key =
    page.sort === "notation"
      ? sql`f.year ${direction}, length(substring(f.notation from '^[0-9]*')) ${direction}, f.notation ${direction}`
      : sql`${ORDER[page.sort]} ${direction}`;
  const [{ rows }, counted] = await Promise.all([
    sql<ListedFile>`
      select f.*, (select count(*)::int from records.item i where i.file_id = f.id) as items,
             (select count(*)::int from records.file_right r where r.file_id = f.id and r.confirmed_at is null)
               as unconfirmed
        from records.work_file f where ${where}
       order by ${key}, f.id limit ${page.limit} offset ${page.offset}`.execute(queries),
    sql<{ n: number }>`select count(*)::int as n from records.work_file f where ${where}`.execute(queries),
  ]);
  return { rows, total: counted.rows[0]?.n ?? 0 };
}

/** `mayReadFile` as a condition over `f`; a test holds the two together. */
export function isReadableBy(actor: PersonActor): RawBuilder<boolean> {
  const own = sql`f.organisation_id = ${actor.organisationId}`;
  const has = (role: string): boolean => actor.roles.includes(role);
  const parts: RawBuilder<unknown>[] = [
    sql`(${own} and (f.keeper = ${actor.appointmentId} or f.access = 'organisation'))`,
    sql`(f.unit_id = ${actor.unitId} and f.access = 'unit')`,
    sql`exists (select 1 from records.file_right r where r.file_id = f.id and r.state = 'given'
      and r.confirmed_at is not null and ((r.holder_id = ${actor.appointmentId} and ${own})
        or (r.holder_id = ${actor.unitId} and r.level = 'read')))`,
  ];
  if (has("clerk") || has("leader") || has("auditor")) parts.push(own);
  if (has("head-of-unit")) parts.push(sql`f.unit_id = ${actor.unitId}`);
  return sql<boolean>`(${sql.join(parts, sql` or `)})`;
}

function conditionOf(actor: PersonActor, filter: FileFilter): RawBuilder<boolean> {
  const parts: RawBuilder<unknown>[] = [sql`true`];
  const works = sql`exists (select 1 from records.file_right r where r.file_id = f.id and r.state = 'given'
    and r.confirmed_at is not null and r.level = 'work' and r.holder_id = ${actor.appointmentId})`;
  if (filter.place === "mine") parts.push(sql`(f.keeper = ${actor.appointmentId} or ${works})`);
  if (filter.place === "unit") parts.push(sql`f.unit_id = ${actor.unitId}`);
  if (filter.addable) {
    const head = actor.roles.includes("head-of-unit") ? sql`or f.unit_id = ${actor.unitId}` : sql``;
    parts.push(
      sql`f.state = 'open' and not f.frozen and f.organisation_id = ${actor.organisationId}
        and (f.keeper = ${actor.appointmentId} or ${works} ${head})`,
    );
  }
  for (const word of foldVietnamese(filter.text ?? "").split(/\s+/)) {
    if (word !== "") parts.push(sql`f.search like ${`%${word.replace(/[\\%_]/g, "\\$&")}%`}`);
  }
  if (filter.state !== undefined) parts.push(sql`f.state = ${filter.state}`);
  if (filter.year !== undefined) parts.push(sql`f.year = ${filter.year}`);
  if (filter.unitId !== undefined) parts.push(sql`f.unit_id = ${filter.unitId}::uuid`);
  if (filter.frozen) parts.push(sql`f.frozen`);
  if (filter.unconfirmed) {
    parts.push(
      sql`exists (select 1 from records.file_right r where r.file_id = f.id and r.confirmed_at is null)`,
    );
  }
  if (filter.dueBefore !== undefined) {
    parts.push(
      sql`f.state in ('closed', 'returned') and greatest(f.deposit_due, f.kept_back_until) <= ${filter.dueBefore}::date`,
    );
  }
  return sql<boolean>`(${sql.join(parts, sql` and `)})`;
}
