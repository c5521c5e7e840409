import { sql } from "kysely";
import type { Queries } from "../../../../core/database/index.ts";
import { notFound } from "../../../../core/errors.ts";
import { fold } from "../../../../core/search/index.ts";
import { type FormDefinition, formDefinition } from "../definition/definition.ts";
import "../tables.ts";

/** A published definition. */
export interface FormVersion {
  readonly id: string;
  readonly code: string;
  readonly number: number;
  readonly definition: FormDefinition;
  readonly checksum: string;
  readonly publishedAt: Date;
}

/** A form as its editors see it. */
export interface EditedForm {
  readonly code: string;
  readonly ownerId: string | null;
  readonly title: string;
  /** What is being written, or the version in use when nothing is. */
  readonly definition: FormDefinition;
  /** True when it differs from the version in use. */
  readonly changed: boolean;
  readonly workingVersion: number;
  readonly publishedId: string | null;
}

export type FormState = "published" | "changed" | "unpublished";
export const FORM_STATES: readonly FormState[] = ["published", "changed", "unpublished"];

/** A line of the list of forms. */
export interface FormLine {
  readonly code: string;
  readonly title: string;
  readonly state: FormState;
  /** Number of the version in use. */
  readonly number: number | null;
  readonly changedAt: Date;
  readonly changedBy: string;
  readonly procedures: readonly string[];
}

export const FORM_SORTS = ["title", "code", "changed"] as const;
export type FormSort = (typeof FORM_SORTS)[number];

/** Definitions are read often and never change: parsed once, the latest few kept. */
const MOST_KEPT = 64;
const parsed = new Map<string, FormVersion>();

/** @throws Refusal 404 when there is no such version */
export async function formVersion(queries: Queries, id: string): Promise<FormVersion> {
  const known = parsed.get(id);
  if (known) return known;
  const row = await queries
    .selectFrom("public_services.form_version")
    .select(["id", "code", "number", "definition", "checksum", "published_at"])
    .where("id", "=", id)
    .executeTakeFirst();
  if (!row) throw notFound();
  const version: FormVersion = {
    id: row.id,
    code: row.code,
    number: row.number,
    definition: formDefinition.parse(row.definition),
    checksum: row.checksum,
    publishedAt: row.published_at,
  };
  const [oldest] = parsed.keys();
  if (parsed.size >= MOST_KEPT && oldest !== undefined) parsed.delete(oldest);
  parsed.set(id, version);
  return version;
}

/** The version of a form in use; undefined when it was never published or is withdrawn. */
export async function publishedForm(queries: Queries, code: string): Promise<FormVersion | undefined> {
  const row = await queries
    .selectFrom("public_services.form")
    .select("published_id")
    .where("code", "=", code)
    .executeTakeFirst();
  return row?.published_id ? await formVersion(queries, row.published_id) : undefined;
}

/** The form in use that names this procedure as its own. */
export async function formOfProcedure(
  queries: Queries,
  procedureCode: string,
): Promise<FormVersion | undefined> {
  const row = await queries
    .selectFrom("public_services.form_procedure as named")
    .innerJoin("public_services.form as form", "form.code", "named.code")
    .select("form.published_id")
    .where("named.procedure_code", "=", procedureCode)
    .where("form.published_id", "is not", null)
    .orderBy("form.code")
    .executeTakeFirst();
  return row?.published_id ? await formVersion(queries, row.published_id) : undefined;
}

/** @throws Refusal 404 when there is no such form */
export async function getEditedForm(
  queries: Queries,
  code: string,
  options: { readonly lock?: boolean } = {},
): Promise<EditedForm> {
  const row = await queries
    .selectFrom("public_services.form")
    .select(["code", "owner_id", "title", "working", "working_version", "published_id"])
    .where("code", "=", code)
    .$if(options.lock === true, (query) => query.forUpdate())
    .executeTakeFirst();
  if (!row) throw notFound();
  const definition =
    row.working === null
      ? row.published_id === null
        ? (await latestVersion(queries, code)).definition
        : (await formVersion(queries, row.published_id)).definition
      : formDefinition.parse(row.working);
  return {
    code: row.code,
    ownerId: row.owner_id,
    title: row.title,
    definition,
    changed: row.working !== null,
    workingVersion: row.working_version,
    publishedId: row.published_id,
  };
}

async function latestVersion(queries: Queries, code: string): Promise<FormVersion> {
  const row = await queries
    .selectFrom("public_services.form_version")
    .select("id")
    .where("code", "=", code)
    .orderBy("number", "desc")
    .executeTakeFirst();
  if (!row) throw notFound();
  return await formVersion(queries, row.id);
}

/** Forms by words of title and code, with or without diacritics. */
export async function listForms(
  queries: Queries,
  asked: {
    readonly text?: string;
    readonly state?: FormState;
    readonly sort?: FormSort;
    readonly descending?: boolean;
    readonly limit: number;
    readonly offset: number;
  },
): Promise<{ readonly total: number; readonly rows: readonly FormLine[] }> {
  const words = fold(asked.text ?? "")
    .split(/\s+/)
    .filter(Boolean);
  const order = { title: sql`f.title`, code: sql`f.code`, changed: sql`f.changed_at` }[asked.sort ?? "title"];
  const state = sql<FormState>`case when f.published_id is null then 'unpublished'
    when f.working is not null then 'changed' else 'published' end`;
  const { rows } = await sql<FormLine & { total: string }>`
    select f.code, f.title, ${state} as state, v.number, f.changed_at as "changedAt", f.changed_by as "changedBy",
           array(select p.procedure_code from public_services.form_procedure p where p.code = f.code order by 1) as procedures,
           count(*) over () as total
      from public_services.form f left join public_services.form_version v on v.id = f.published_id
     where ${
       words.length === 0
         ? sql`true`
         : sql.join(
             words.map((word) => sql`f.search like ${`%${word.replace(/[%_\\]/g, "\\$&")}%`}`),
             sql` and `,
           )
     }
       and ${asked.state === undefined ? sql`true` : sql`${state} = ${asked.state}`}
     order by ${order} ${asked.descending ? sql`desc` : sql`asc`}, f.code
     limit ${asked.limit} offset ${asked.offset}`.execute(queries);
  return { total: Number(rows[0]?.total ?? 0), rows };
}

/** A version as the list of versions shows it. */
export interface VersionLine {
  readonly id: string;
  readonly number: number;
  readonly note: string;
  readonly publishedAt: Date;
  readonly publishedBy: string;
  readonly withdrawnAt: Date | null;
  readonly withdrawnBy: string;
  readonly withdrawnReason: string;
  /** Unfinished drafts on it. */
  readonly drafts: number;
}

/** Every version of a form, the newest first. */
export async function versionsOfForm(queries: Queries, code: string): Promise<readonly VersionLine[]> {
  const { rows } = await sql<VersionLine>`
    select v.id, v.number, v.note, v.published_at as "publishedAt", v.published_by as "publishedBy",
           v.withdrawn_at as "withdrawnAt", v.withdrawn_by as "withdrawnBy", v.withdrawn_reason as "withdrawnReason",
           (select count(*)::int from public_services.form_draft d where d.version_id = v.id and d.state = 'open') as drafts
      from public_services.form_version v where v.code = ${code} order by v.number desc`.execute(queries);
  return rows;
}
