import { sql } from "kysely";
import { loadCalendar } from "../../../../core/calendar/index.ts";
import type { Queries } from "../../../../core/database/index.ts";
import { findOrganisations, type Organisation } from "../../../../core/directory/index.ts";
import {
  countDossierFigures,
  type Figures,
  noDossiers,
  type Scope,
  type Sources,
} from "./dossier-figures.ts";
import { countFeedbackFigures } from "./feedback-figures.ts";
import { type Counted, pointsOf, shareOf } from "./figure.ts";
import { GROUPS, type Group, INDICATORS, type Indicator } from "./indicators.ts";
import { lastDayOf, type Period } from "./period.ts";
import { countProcedureFigures, usesIn, versionsIn } from "./procedure-figures.ts";
import { type DatedWeight, weightsOn } from "./weights.ts";

/** One indicator of a body and a period. Shares and points are in hundredths; undefined: nothing to count. */
export interface IndexLine {
  readonly indicator: Indicator;
  readonly counted: Counted;
  readonly weight: DatedWeight;
  readonly share: number | undefined;
  readonly points: number | undefined;
}

export interface IndexGroup {
  readonly group: Group;
  readonly lines: readonly IndexLine[];
  /** The sum of its lines; undefined when none of them has anything to count. */
  readonly points: number | undefined;
  /** Of the lines that could be counted. */
  readonly possible: number;
  /** Of all its lines. */
  readonly full: number;
}

export interface ServiceIndex {
  /** Empty: the province. */
  readonly organisationId: string;
  readonly groups: readonly IndexGroup[];
  readonly total: number | undefined;
  readonly possible: number;
}

/** Since when other rooms say what they know. */
export async function sourcesOf(queries: Queries): Promise<Sources> {
  const { rows } = await sql<{ kind: string; since: Date }>`
    select kind, since from public_services.quality_source`.execute(queries);
  return new Map(rows.map(({ kind, since }) => [kind, since]));
}

/**
 * The index of QĐ 766/QĐ-TTg of every body with dossiers or feedback in a period, and of the province (empty id).
 *
 * @param bodies bodies to be told of in any case
 */
export async function computeIndexes(
  queries: Queries,
  period: Period,
  scope: Scope = {},
  bodies: readonly string[] = [],
): Promise<readonly ServiceIndex[]> {
  const sources = await sourcesOf(queries);
  const day = lastDayOf(period);
  const [dossiers, feedback, versions, uses, calendar, weights] = await Promise.all([
    countDossierFigures(queries, period, scope, sources),
    // Feedback is about a body, not about a field.
    scope.field === undefined
      ? countFeedbackFigures(queries, period)
      : Promise.resolve<ReadonlyMap<string, Figures>>(new Map()),
    versionsIn(queries, period),
    usesIn(queries, period, scope, sources),
    loadCalendar(queries),
    weightsOn(queries, day),
  ]);
  const ids = new Set([
    ...dossiers.keys(),
    ...feedback.keys(),
    ...bodies,
    ...(scope.organisationId ? [] : [""]),
  ]);
  const wanted = [...ids].filter((id) => scope.organisationId === undefined || id === scope.organisationId);
  const found = await findOrganisations(
    queries,
    wanted.filter((id) => id !== ""),
    day,
  );
  const known = new Map<string, Organisation>(found.map((body) => [body.id, body]));
  return wanted.map((organisationId) => {
    const body = known.get(organisationId);
    const procedures = countProcedureFigures({
      period,
      sources,
      // A body that the directory does not know on that day receives nothing then.
      versions: organisationId === "" || body ? versions : [],
      uses: uses.filter((use) => (use.organisation_id ?? "") === organisationId),
      calendar,
      ...(body ? { body } : {}),
      ...(scope.field === undefined ? {} : { field: scope.field }),
    });
    const figures: Figures = new Map([
      ...(dossiers.get(organisationId) ?? noDossiers()),
      ...procedures,
      ...(feedback.get(organisationId) ?? []),
    ]);
    return indexOf(organisationId, figures, weights);
  });
}

/** The index of one body, or of the province. */
export async function computeIndex(queries: Queries, period: Period, scope: Scope): Promise<ServiceIndex> {
  const bodies = scope.organisationId === undefined ? [] : [scope.organisationId];
  const wanted = scope.organisationId ?? "";
  const found = (await computeIndexes(queries, period, scope, bodies)).find(
    ({ organisationId }) => organisationId === wanted,
  );
  if (!found) throw new Error(`no index was computed for ${wanted}`);
  return found;
}

/** Counts to points: lines rounded to hundredths, groups and the total as sums of what is shown. */
function indexOf(
  organisationId: string,
  figures: Figures,
  weights: ReadonlyMap<string, DatedWeight>,
): ServiceIndex {
  const groups = GROUPS.map((group): IndexGroup => {
    const lines = INDICATORS.filter((each) => each.group === group).flatMap((each): IndexLine[] => {
      const weight = weights.get(each.id);
      if (!weight) return [];
      const counted = figures.get(each.id) ?? { n: 0, d: 0 };
      return [
        { indicator: each, counted, weight, share: shareOf(counted), points: pointsOf(counted, weight) },
      ];
    });
    const counted = lines.filter(({ points }) => points !== undefined);
    return {
      group,
      lines,
      points: counted.length === 0 ? undefined : sum(counted.map(({ points }) => points ?? 0)),
      possible: sum(counted.map(({ weight }) => weight.points)),
      full: sum(lines.map(({ weight }) => weight.points)),
    };
  });
  const counted = groups.filter(({ points }) => points !== undefined);
  return {
    organisationId,
    groups,
    total: counted.length === 0 ? undefined : sum(counted.map(({ points }) => points ?? 0)),
    possible: sum(groups.map(({ possible }) => possible)),
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
