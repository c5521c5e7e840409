import { type RawBuilder, sql } from "kysely";
import {
  addWorkingDays,
  instantAt,
  type LocalDate,
  localDateOf,
  type WorkingCalendar,
} from "../../../../core/calendar/index.ts";
import type { Queries } from "../../../../core/database/index.ts";
import type { Organisation } from "../../../../core/directory/index.ts";
import { isReceivedBy } from "../../catalogue/index.ts";
import type { TimeUnit } from "../tables.ts";
import type { Figures, Scope, Sources } from "./dossier-figures.ts";
import type { Counted } from "./figure.ts";
import type { IndicatorId } from "./indicators.ts";
import { lastDayOf, type Period } from "./period.ts";

/** A version of a procedure, as far as it is counted. */
export interface CountedVersion {
  readonly code: string;
  readonly name: string;
  readonly field_code: string;
  readonly levels: readonly ("province" | "district" | "commune")[];
  readonly department: string;
  readonly valid_from: LocalDate;
  readonly valid_to: LocalDate | null;
  readonly decided_on: LocalDate | null;
  readonly posted_at: Date;
  readonly missing: readonly string[];
  readonly online: boolean;
  readonly has_fee: boolean;
  readonly payable: boolean;
}

/** What the dossiers of a procedure were in a period, one unit of time each. */
export interface ProcedureUse {
  readonly organisation_id: string | null;
  readonly code: string;
  readonly unit: TimeUnit | null;
  /** Received online. */
  readonly online: number;
  /** Received with a fee, since payments are told; of them paid online. */
  readonly owing: number;
  readonly paid: number;
  /** Came to a result, with a limit: how many, their mean time and mean limit in `unit`. */
  readonly finished: number;
  readonly took: number | null;
  readonly allowed: number | null;
}

/** Everything that was in force at any time of a period. */
export async function versionsIn(queries: Queries, period: Period): Promise<readonly CountedVersion[]> {
  const { rows } = await sql<CountedVersion>`
    select code, name, field_code, levels, department, valid_from, valid_to, decided_on, posted_at, missing, online,
           has_fee, payable
      from public_services.quality_procedure
     where valid_from <= ${period.to}::date and (valid_to is null or valid_to > ${period.from}::date)
        or decided_on between ${period.from}::date and ${period.to}::date
     order by code, valid_from`.execute(queries);
  return rows;
}

/** How procedures were used in a period: by body, and once more with all of them together (organisation null). */
export async function usesIn(
  queries: Queries,
  { begins, at }: Period,
  { organisationId, field }: Scope,
  sources: Sources,
): Promise<readonly ProcedureUse[]> {
  const received = sql`q.received_at >= ${begins} and q.received_at < ${at}`;
  const told = sources.get("paid-online");
  const owing = told ? sql`${received} and q.has_fee and q.received_at >= ${told}` : sql`false`;
  const finished = sql`q.finished_at >= ${begins} and q.finished_at < ${at} and q.outcome in (9, 10) and q.took is not null`;
  const where: RawBuilder<unknown>[] = [
    sql`q.received_at < ${at} and (q.finished_at is null or q.finished_at >= ${begins})`,
  ];
  if (organisationId !== undefined) where.push(sql`q.organisation_id = ${organisationId}::uuid`);
  if (field !== undefined) where.push(sql`q.field_code = ${field}`);
  const { rows } = await sql<ProcedureUse>`
    select q.organisation_id, q.procedure_code as code, q.took_unit as unit,
           count(*) filter (where ${received} and q.channel = 2)::int as online,
           count(*) filter (where ${owing})::int as owing,
           count(*) filter (where ${owing} and q.paid_online is not null)::int as paid,
           count(*) filter (where ${finished})::int as finished,
           (avg(q.took) filter (where ${finished}))::float8 as took,
           (avg(q.allowed) filter (where ${finished}))::float8 as allowed
      from public_services.quality_dossier q where ${sql.join(where, sql` and `)}
     group by grouping sets ((q.organisation_id, q.procedure_code, q.took_unit), (q.procedure_code, q.took_unit))`.execute(
    queries,
  );
  return rows;
}

/** A procedure behind a figure. */
export interface FigureProcedure {
  readonly code: string;
  readonly name: string;
  readonly hit: boolean;
  /** Mean time and limit (2.2). */
  readonly mean?: { readonly took: number; readonly allowed: number; readonly unit: TimeUnit };
}

export interface ProcedureQuestion {
  readonly period: Period;
  readonly sources: Sources;
  readonly versions: readonly CountedVersion[];
  /** Of the body, or of all together. */
  readonly uses: readonly ProcedureUse[];
  readonly calendar: WorkingCalendar;
  /** Undefined: the province. */
  readonly body?: Organisation;
  readonly field?: string;
}

const PROCEDURE_INDICATORS = [
  "1.1",
  "1.2",
  "1.3",
  "2.2",
  "3.1",
  "3.2",
  "3.4",
  "3.5",
] as const satisfies readonly IndicatorId[];
export type ProcedureIndicatorId = (typeof PROCEDURE_INDICATORS)[number];

export function asProcedureIndicator(id: string): ProcedureIndicatorId | undefined {
  return PROCEDURE_INDICATORS.find((each) => each === id);
}

/** Counts every indicator of procedures. */
export function countProcedureFigures(question: ProcedureQuestion): Figures {
  return new Map(
    PROCEDURE_INDICATORS.map((id): [IndicatorId, Counted] => {
      const found = proceduresOfFigure(id, question);
      return [id, { n: found.filter(({ hit }) => hit).length, d: found.length }];
    }),
  );
}

/** Working days that QĐ 766/QĐ-TTg gives a province: between decision and effect, and for posting. */
const DAYS_BEFORE = 5;

/** The procedures (or versions of them: 1.1, 1.2) that an indicator is about, and whether they count for it. */
export function proceduresOfFigure(
  id: ProcedureIndicatorId,
  question: ProcedureQuestion,
): readonly FigureProcedure[] {
  const { period, body, field } = question;
  const mine = question.versions.filter(
    (version) =>
      (body === undefined || isReceivedBy(version, body)) &&
      (field === undefined || version.field_code === field),
  );
  const last = lastDayOf(period);
  const inForce = mine.filter(
    ({ valid_from, valid_to }) => valid_from <= last && (valid_to === null || valid_to > last),
  );
  const within = (day: LocalDate) => day >= period.from && day <= last;
  const judged = (
    versions: readonly CountedVersion[],
    isHit: (version: CountedVersion) => boolean,
  ): readonly FigureProcedure[] =>
    versions.map((version) => ({ code: version.code, name: version.name, hit: isHit(version) }));
  const sum = (code: string, key: "online" | "owing" | "paid") =>
    question.uses.reduce((total, use) => total + (use.code === code ? use[key] : 0), 0);
  switch (id) {
    case "1.1":
      return judged(
        mine.filter(({ decided_on, valid_from }) => decided_on !== null && within(valid_from)),
        ({ decided_on, valid_from }) => workingDaysAfter(decided_on ?? "", question.calendar) <= valid_from,
      );
    case "1.2":
      return judged(
        mine.filter(({ decided_on }) => decided_on !== null && within(decided_on)),
        ({ decided_on, posted_at }) =>
          localDateOf(posted_at) <= workingDaysAfter(decided_on ?? "", question.calendar),
      );
    case "1.3":
      return judged(inForce, ({ missing }) => missing.length === 0);
    case "2.2":
      return meanTimes(question.uses, new Map(mine.map(({ code, name }) => [code, name])));
    case "3.1":
      return judged(inForce, ({ online }) => online);
    case "3.2":
      return judged(
        inForce.filter(({ online }) => online),
        ({ code }) => sum(code, "online") > 0,
      );
    case "3.4":
      return question.sources.has("paid-online")
        ? judged(
            inForce.filter(({ has_fee }) => has_fee),
            ({ payable }) => payable,
          )
        : [];
    case "3.5":
      return judged(
        inForce.filter(({ has_fee, code }) => has_fee && sum(code, "owing") > 0),
        ({ code }) => sum(code, "paid") > 0,
      );
  }
}

/** A procedure with limits in two units of time (one a channel) keeps both. */
function meanTimes(
  uses: readonly ProcedureUse[],
  names: ReadonlyMap<string, string>,
): readonly FigureProcedure[] {
  return uses.flatMap(({ code, unit, finished, took, allowed }) =>
    finished > 0 && unit !== null && took !== null && allowed !== null
      ? [{ code, name: names.get(code) ?? "", hit: took <= allowed, mean: { took, allowed, unit } }]
      : [],
  );
}

function workingDaysAfter(day: LocalDate, calendar: WorkingCalendar): LocalDate {
  return localDateOf(addWorkingDays(instantAt(day, 12 * 3_600_000), DAYS_BEFORE, calendar));
}

/** Fields of the procedures that are counted, by name. */
export async function fieldsCounted(
  queries: Queries,
): Promise<readonly { readonly code: string; readonly name: string }[]> {
  const { rows } = await sql<{ code: string; name: string }>`
    select field_code as code, min(field_name) as name from public_services.quality_procedure
     group by field_code order by min(field_name) collate "vi-x-icu"`.execute(queries);
  return rows;
}
