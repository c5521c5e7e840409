import { type RawBuilder, sql } from "kysely";
import type { Queries } from "../../../core/database/index.ts";
import type { Level } from "./record.ts";
import { readQuestion, type Synonyms } from "./synonyms.ts";
import type { VersionState } from "./tables.ts";

export const PROCEDURE_SORTS = ["code", "name", "field", "changed"] as const;
export type ProcedureSort = (typeof PROCEDURE_SORTS)[number];

/** What a list is narrowed by; what is absent narrows nothing. */
export interface ProcedureFilter {
  /** As people speak, with or without marks. */
  readonly text?: string;
  readonly field?: string;
  readonly level?: Level;
  readonly lifeEvent?: string;
  /** Only what holds on this day (`yyyy-MM-dd`); absent: the newest version of each, drafts and withdrawn ones too. */
  readonly on?: string;
  readonly state?: VersionState;
}

export interface ProcedureLine {
  readonly versionId: string;
  readonly code: string;
  readonly number: number;
  readonly name: string;
  readonly summary: string;
  readonly fieldCode: string;
  readonly fieldName: string;
  readonly levels: readonly Level[];
  /** Name of the department that receives it at the province; empty: the province's People's Committee. */
  readonly department: string;
  readonly serviceLevel: 2 | 3 | 4;
  readonly state: VersionState;
  readonly validFrom: string | null;
  readonly validTo: string | null;
  readonly unverified: number;
  readonly changedBy: string;
  readonly changedAt: Date;
}

export interface ProcedurePage {
  /** Absent with words typed: the best match first. */
  readonly sort?: ProcedureSort;
  readonly descending?: boolean;
  readonly limit: number;
  readonly offset: number;
}

const ORDER: Readonly<Record<ProcedureSort, RawBuilder<unknown>>> = {
  code: sql`v.code`,
  name: sql`v.name collate "vi-x-icu"`,
  field: sql`v.field_name collate "vi-x-icu"`,
  changed: sql`v.changed_at`,
};

/** Procedures of the catalogue. A province has about 2,000: a scan of the narrow columns takes some milliseconds. */
export async function listProcedures(
  queries: Queries,
  synonyms: Synonyms,
  filter: ProcedureFilter,
  page: ProcedurePage,
): Promise<{ readonly lines: readonly ProcedureLine[]; readonly total: number }> {
  const found = matching(synonyms, filter.text ?? "");
  const where = sql`${conditionOf(filter)} and ${found.condition}`;
  const direction = page.descending ? sql`desc` : sql`asc`;
  const order =
    page.sort === undefined
      ? sql`${found.rank} desc, v.name collate "vi-x-icu"`
      : sql`${ORDER[page.sort]} ${direction}`;
  const [{ rows }, counted] = await Promise.all([
    sql<ProcedureLine>`select v.id "versionId", v.code, v.number, v.name, v.record->>'summary' summary, v.record->>'department' department,
        v.field_code "fieldCode", v.field_name "fieldName", v.levels, v.service_level "serviceLevel", v.state,
        to_char(lower(v.valid), 'YYYY-MM-DD') "validFrom", to_char(upper(v.valid), 'YYYY-MM-DD') "validTo",
        jsonb_array_length(v.record->'unverified') unverified, v.changed_by "changedBy", v.changed_at "changedAt"
      from public_services.procedure_version v where ${where}
      order by ${order}, v.code limit ${page.limit} offset ${page.offset}`.execute(queries),
    sql<{
      n: number;
    }>`select count(*)::int n from public_services.procedure_version v where ${where}`.execute(queries),
  ]);
  return { lines: rows, total: counted.rows[0]?.n ?? 0 };
}

/** Fields with the number of procedures that hold on a day. */
export async function fieldsOn(
  queries: Queries,
  day: string,
): Promise<readonly { readonly code: string; readonly name: string; readonly procedures: number }[]> {
  const { rows } = await sql<{ code: string; name: string; procedures: number }>`
    select field_code code, min(field_name) "name", count(*)::int procedures
      from public_services.procedure_version v where v.state = 'published' and v.valid @> ${day}::date
     group by field_code order by min(field_name) collate "vi-x-icu"`.execute(queries);
  return rows;
}

function conditionOf({ field, level, lifeEvent, on, state }: ProcedureFilter): RawBuilder<boolean> {
  const parts: RawBuilder<unknown>[] = [
    on === undefined
      ? sql`v.number = (select max(n.number) from public_services.procedure_version n where n.code = v.code)`
      : sql`(v.state = 'published' and v.valid @> ${on}::date)`,
  ];
  if (field !== undefined) parts.push(sql`v.field_code = ${field}`);
  if (level !== undefined) parts.push(sql`${level} = any(v.levels)`);
  if (lifeEvent !== undefined) parts.push(sql`${lifeEvent} = any(v.life_events)`);
  if (state !== undefined) parts.push(sql`v.state = ${state}`);
  return sql<boolean>`(${sql.join(parts, sql` and `)})`;
}

/**
 * Every thing asked for must be there, by one of its words; the whole question inside a name or a way of speaking
 * counts most, then words of names, then words anywhere.
 */
function matching(
  synonyms: Synonyms,
  typed: string,
): { readonly condition: RawBuilder<unknown>; readonly rank: RawBuilder<unknown> } {
  const question = readQuestion(synonyms, typed);
  if (question.things.length === 0) return { condition: sql`true`, rank: sql`0::int` };
  const has = (column: RawBuilder<unknown>, thing: readonly string[]) =>
    sql`${column} ~ ${`\\m(?:${thing.map(escapePattern).join("|")})`}`;
  const words = sql.raw("v.words");
  const body = sql.raw("v.body_text");
  const condition = sql.join(
    question.things.map((thing) => sql`(${has(words, thing)} or ${has(body, thing)})`),
    sql` and `,
  );
  const points = question.things.map((thing) => sql`case when ${has(words, thing)} then 4 else 1 end`);
  const whole = question.wholes.map(escapePattern).join("|");
  const asWhole = sql`case when ${words} ~ ${`(^|\\n)(?:thu tuc )?(?:dang ky |cap )?(?:${whole})(\\n|$)`} then 200
    when ${words} ~ ${`\\m(?:${whole})`} then 100 else 0 end`;
  return { condition, rank: sql`(${sql.join([asWhole, ...points], sql` + `)})` };
}

function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
