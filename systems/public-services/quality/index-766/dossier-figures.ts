import { type RawBuilder, sql } from "kysely";
import type { Queries } from "../../../../core/database/index.ts";
import type { Counted } from "./figure.ts";
import type { IndicatorId } from "./indicators.ts";
import type { Period } from "./period.ts";

/** Which dossiers: of a body, or of all; of a field. */
export interface Scope {
  readonly organisationId?: string;
  readonly field?: string;
}

/** Since when other rooms say what they know, by kind; absent: nobody says it. */
export type Sources = ReadonlyMap<string, Date>;

/** An indicator as conditions on a row `q` of quality_dossier: counting and opening it ask the same question. */
interface Conditions {
  /** The dossiers it is about. */
  readonly of: RawBuilder<unknown>;
  /** Those of them that count for it. */
  readonly hit: RawBuilder<unknown>;
  /** Those that count against it, each condition by itself (5.4). */
  readonly against?: Readonly<Record<"late" | "disliked", RawBuilder<unknown>>>;
  /** The share is multiplied by that of another. */
  readonly times?: DossierIndicatorId;
}

const DOSSIER_INDICATORS = [
  "1.4",
  "2.1",
  "3.3",
  "3.6",
  "4.1",
  "4.2",
  "4.3",
  "4.4",
  "4.5a",
  "4.5b",
  "5.4",
] as const satisfies readonly IndicatorId[];
export type DossierIndicatorId = (typeof DOSSIER_INDICATORS)[number];

/** What may be opened behind a figure. */
export const FIGURE_PARTS = ["all", "hit", "miss", "late", "disliked"] as const;
export type FigurePart = (typeof FIGURE_PARTS)[number];

/** Every indicator that is counted from dossiers, for a period. */
function conditionsOf(
  { begins, at }: Period,
  sources: Sources,
): Readonly<Record<DossierIndicatorId, Conditions>> {
  const received = sql`q.received_at >= ${begins} and q.received_at < ${at}`;
  const since = (kind: string) => {
    const first = sources.get(kind);
    return first === undefined ? sql`false` : sql`${received} and q.received_at >= ${first}`;
  };
  // Ended before the moment of counting; what ended later was open then.
  const ended = sql`(q.finished_at is not null and q.finished_at < ${at})`;
  const withResult = sql`${ended} and q.finished_at >= ${begins} and q.outcome in (9, 10)`;
  const eResult = sql`(q.e_result_at is not null and q.e_result_at < ${at})`;
  // What was promised at that moment: a pause that ended later had not moved it yet.
  const due = sql`case when q.earlier_dues is null then q.due_at else coalesce(
    (select (e ->> 'due')::timestamptz from jsonb_array_elements(q.earlier_dues) e
      where (e ->> 'until')::timestamptz >= ${at} order by e ->> 'until' limit 1), q.due_at) end`;
  const end = sql`case when ${ended} then q.finished_at when q.waits is null then ${at}::timestamptz else coalesce(
    (select lower(w) from unnest(q.waits) w where w @> ${at}::timestamptz), ${at}::timestamptz) end`;
  const open = sql`q.due_at is not null`;
  const inTime = sql`(${end} <= ${due} and (q.asked_second is null or q.asked_second >= ${at}))`;
  const disliked = sql`(coalesce(q.satisfaction = 1 and q.rated_at < ${at}, false)
    or coalesce(q.complained_at < ${at}, false))`;
  return {
    "1.4": { of: since("synchronised"), hit: sql`q.synchronised_at is not null` },
    "2.1": { of: open, hit: inTime },
    "3.3": {
      of: received,
      hit: sql`q.channel = 2 and (not (${ended} and q.outcome in (9, 10)) or ${eResult})`,
      times: "1.4",
    },
    "3.6": { of: sql`${since("paid-online")} and q.has_fee`, hit: sql`q.paid_online is not null` },
    "4.1": { of: withResult, hit: eResult },
    "4.2": { of: withResult, hit: sql`q.digitised and q.result_at is not null and q.result_at < ${at}` },
    "4.3": { of: sql`${received} and q.reusable`, hit: sql`q.reused` },
    "4.4": { of: since("linked"), hit: sql`q.linked_at is not null` },
    "4.5a": { of: sql`${received} and q.channel = 2`, hit: sql`q.vneid` },
    "4.5b": { of: since("population"), hit: sql`q.population_at is not null` },
    "5.4": {
      of: open,
      hit: sql`${inTime} and not ${disliked}`,
      against: { late: sql`not ${inTime}`, disliked },
    },
  };
}

/** Received before its end and not ended before its beginning: everything an indicator of the period can be about. */
function touching({ begins, at }: Period, { organisationId, field }: Scope): RawBuilder<unknown> {
  const parts = [sql`q.received_at < ${at} and (q.finished_at is null or q.finished_at >= ${begins})`];
  if (organisationId !== undefined) parts.push(sql`q.organisation_id = ${organisationId}::uuid`);
  if (field !== undefined) parts.push(sql`q.field_code = ${field}`);
  return sql.join(parts, sql` and `);
}

export type Figures = ReadonlyMap<IndicatorId, Counted>;

/**
 * Counts every indicator of dossiers in one reading of the table.
 *
 * @returns by body; under the empty name all of them together
 */
export async function countDossierFigures(
  queries: Queries,
  period: Period,
  scope: Scope,
  sources: Sources,
): Promise<ReadonlyMap<string, Figures>> {
  const conditions = conditionsOf(period, sources);
  const columns = DOSSIER_INDICATORS.map((id) => {
    const { of, hit, against } = conditions[id];
    const parts = [of, sql`${of} and ${hit}`];
    if (against) parts.push(sql`${of} and ${against.late}`, sql`${of} and ${against.disliked}`);
    const counts = parts.map((part) => sql`count(*) filter (where ${part})`);
    return sql`${id}::text, jsonb_build_array(${sql.join(counts)})`;
  });
  const { rows } = await sql<{ organisation_id: string | null; counts: Record<string, number[]> }>`
    select q.organisation_id, jsonb_build_object(${sql.join(columns)}) as counts
      from public_services.quality_dossier q where ${touching(period, scope)}
     group by grouping sets ((q.organisation_id), ())`.execute(queries);
  return new Map(
    rows.map(({ organisation_id, counts }) => [organisation_id ?? "", figuresOf(conditions, counts)]),
  );
}

/** The figures of a body without any dossier. */
export function noDossiers(): Figures {
  return new Map(DOSSIER_INDICATORS.map((id) => [id, { n: 0, d: 0 }]));
}

function figuresOf(
  conditions: Readonly<Record<DossierIndicatorId, Conditions>>,
  counts: Readonly<Record<string, readonly number[]>>,
): Figures {
  const counted = (id: DossierIndicatorId): Counted => {
    const [d = 0, hit = 0, late, disliked] = counts[id] ?? [];
    // A dossier that is late and disliked counts against 5.4 twice, as its formula says.
    return { n: late === undefined ? hit : Math.max(0, d - late - (disliked ?? 0)), d };
  };
  return new Map(
    DOSSIER_INDICATORS.map((id) => {
      const { times } = conditions[id];
      return [id, times ? { ...counted(id), times: counted(times) } : counted(id)];
    }),
  );
}

export function asDossierIndicator(id: string): DossierIndicatorId | undefined {
  return DOSSIER_INDICATORS.find((each) => each === id);
}

/** A dossier behind a figure: nothing of a person. */
export interface FigureDossier {
  readonly dossier_id: string;
  readonly organisation_id: string;
  readonly code: string;
  readonly procedure_code: string;
  readonly procedure_name: string;
  readonly channel: 1 | 2 | 3;
  readonly state: number;
  readonly received_at: Date;
  readonly due_at: Date | null;
  readonly finished_at: Date | null;
  readonly supplements: number;
  readonly satisfaction: number | null;
  readonly hit: boolean;
}

export interface FigureQuestion {
  readonly id: DossierIndicatorId;
  readonly part: FigurePart;
  readonly period: Period;
  readonly scope: Scope;
  readonly sources: Sources;
  /** Words of code or procedure. */
  readonly text?: string;
  readonly procedure?: string;
}

/** The dossiers behind a figure, the newest first, page by key. @param page.after id of the last one seen */
export async function dossiersOfFigure(
  queries: Queries,
  question: FigureQuestion,
  page: { readonly limit: number; readonly after?: string },
): Promise<readonly FigureDossier[]> {
  const { of, hit } = conditionsOf(question.period, question.sources)[question.id];
  const { rows } = await sql<FigureDossier>`
    select q.dossier_id, q.organisation_id, q.code, q.procedure_code, q.procedure_name, q.channel, q.state, q.received_at,
           q.due_at, q.finished_at, q.supplements, q.satisfaction, (${of} and ${hit}) as hit
      from public_services.quality_dossier q
     where ${behind(question)} ${page.after === undefined ? sql`` : sql`and q.dossier_id < ${page.after}::uuid`}
     order by q.dossier_id desc limit ${page.limit}`.execute(queries);
  return rows;
}

export async function countBehindFigure(queries: Queries, question: FigureQuestion): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from public_services.quality_dossier q where ${behind(question)}`.execute(
    queries,
  );
  return rows[0]?.n ?? 0;
}

function behind(question: FigureQuestion): RawBuilder<unknown> {
  const { of, hit, against } = conditionsOf(question.period, question.sources)[question.id];
  const parts = [touching(question.period, question.scope), sql`(${of})`];
  if (question.part === "hit") parts.push(sql`(${hit})`);
  if (question.part === "miss") parts.push(sql`not (${hit})`);
  if (question.part === "late" || question.part === "disliked")
    parts.push(against ? sql`(${against[question.part]})` : sql`false`);
  if (question.procedure) parts.push(sql`q.procedure_code = ${question.procedure}`);
  if (question.text)
    parts.push(
      sql`(q.code ilike ${like(question.text)} or q.procedure_name ilike ${like(question.text)} or q.procedure_code = ${question.text})`,
    );
  return sql.join(parts, sql` and `);
}

function like(text: string): string {
  return `%${text.replace(/[\\%_]/g, (character) => `\\${character}`)}%`;
}
