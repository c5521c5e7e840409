import { sql } from "kysely";
import { localDateOf } from "../../../core/calendar/index.ts";
import type { Queries } from "../../../core/database/index.ts";
import { findOrganisations } from "../../../core/directory/index.ts";
import { listedAbstract } from "../secrecy/secrecy.ts";
import {
  type Counted,
  type Dimension,
  documentsOf,
  FIGURES,
  type Figure,
  figureNames,
  isFigure,
  keyOf,
} from "./figures.ts";

/** One line of the statistics: what it is of, and every figure. */
export interface StatisticsRow {
  /** Id of the unit or appointment, name of the type, `yyyy-MM`; empty: none. */
  readonly key: string;
  readonly label: string;
  readonly figures: Readonly<Record<Figure, number>>;
}

/** Counts of every figure by a dimension, most arrivals first (months in their order). */
export async function readStatistics(
  queries: Queries,
  counted: Counted,
  dimension: Dimension,
): Promise<readonly StatisticsRow[]> {
  const parts = [
    ...(await countBy(queries, counted, dimension, "incoming")),
    ...(await countBy(queries, counted, dimension, "outgoing")),
  ];
  const merged = new Map<string, StatisticsRow>();
  for (const { key, label, figures } of parts) {
    const before = merged.get(key);
    merged.set(key, {
      key,
      label: before?.label || label,
      figures: { ...(before?.figures ?? NOTHING), ...figures },
    });
  }
  const names = dimension === "unit" ? await namesOfUnits(queries, [...merged.keys()]) : undefined;
  const rows = [...merged.values()].map((row) => ({
    ...row,
    label: names?.get(row.key) ?? (row.label || (dimension === "type" ? "Không ghi loại" : "Chưa giao")),
  }));
  return rows.sort((a, b) =>
    dimension === "month"
      ? a.key.localeCompare(b.key)
      : b.figures.in + b.figures.out - a.figures.in - a.figures.out || a.label.localeCompare(b.label, "vi"),
  );
}

/** All rows in one. */
export function totalOf(rows: readonly StatisticsRow[]): Readonly<Record<Figure, number>> {
  const total = { ...NOTHING };
  for (const { figures } of rows)
    for (const name of Object.keys(total).filter(isFigure)) total[name] += figures[name];
  return total;
}

/** A document behind a figure. */
export interface CountedDocument {
  readonly id: string;
  readonly at: Date;
  readonly symbol: string;
  readonly abstract: string;
  readonly other: string;
  readonly state: string;
}

/** Which figure of which row; without `dimension` the figure of all rows together. */
export interface FigureAsked {
  readonly figure: Figure;
  readonly dimension?: Dimension;
  readonly key?: string;
}

/** The documents behind a figure, newest first, one page by cursor: as many as the figure says. */
export async function listCounted(
  queries: Queries,
  counted: Counted,
  { figure, dimension, key }: FigureAsked,
  page: { readonly limit: number; readonly after?: string },
): Promise<{ readonly rows: readonly CountedDocument[]; readonly next?: string }> {
  const { of, condition } = FIGURES[figure];
  const cursor = /^(\d{4}-\d\d-\d\dT[\d:.]+Z)_([0-9a-f-]{36})$/.exec(page.after ?? "");
  const at = of === "incoming" ? sql`i.arrived_at` : sql`coalesce(o.numbered_at, o.drafted_at)`;
  const id = of === "incoming" ? sql`i.id` : sql`o.id`;
  const columns =
    of === "incoming"
      ? sql`i.symbol, ${listedAbstract("i")} as abstract, i.from_name as other, i.state`
      : sql`o.symbol, ${listedAbstract("o")} as abstract, o.signer_name as other, o.state`;
  const { rows } = await sql<CountedDocument>`
    select ${id} as id, date_trunc('milliseconds', ${at}) as at, ${columns}
      from ${documentsOf(of, counted)} and ${condition(counted.now)}
       ${dimension === undefined ? sql`` : sql`and ${keyOf(of, dimension)} = ${key ?? ""}`}
       ${cursor ? sql`and (date_trunc('milliseconds', ${at}), ${id}) < (${cursor[1]}::timestamptz, ${cursor[2]}::uuid)` : sql``}
     order by 2 desc, 1 desc limit ${page.limit + 1}`.execute(queries);
  const shown = rows.slice(0, page.limit);
  const last = shown.at(-1);
  return {
    rows: shown,
    ...(rows.length > page.limit && last ? { next: `${last.at.toISOString()}_${last.id}` } : {}),
  };
}

const NOTHING: Readonly<Record<Figure, number>> = {
  in: 0,
  "on-time": 0,
  late: 0,
  overdue: 0,
  reminded: 0,
  out: 0,
  signed: 0,
};

async function countBy(
  queries: Queries,
  counted: Counted,
  dimension: Dimension,
  of: "incoming" | "outgoing",
): Promise<{ key: string; label: string; figures: Partial<Record<Figure, number>> }[]> {
  const names = figureNames(of);
  const counts = names.map(
    (name) => sql`count(*) filter (where ${FIGURES[name].condition(counted.now)})::int as ${sql.ref(name)}`,
  );
  const label =
    dimension !== "person"
      ? keyOf(of, dimension)
      : of === "incoming"
        ? sql<string>`max(coalesce(a.person_name, ''))`
        : sql<string>`max(o.drafted_by_name)`;
  const { rows } = await sql<Record<string, string | number>>`
    select ${keyOf(of, dimension)} as key, ${label} as label, ${sql.join(counts)}
      from ${documentsOf(of, counted)} group by 1`.execute(queries);
  return rows.map((row) => ({
    key: String(row.key),
    label: dimension === "unit" ? "" : String(row.label),
    figures: Object.fromEntries(names.map((name) => [name, Number(row[name])])),
  }));
}

async function namesOfUnits(queries: Queries, keys: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const ids = keys.filter((key) => key !== "");
  const found = ids.length > 0 ? await findOrganisations(queries, ids, localDateOf(new Date())) : [];
  const names = new Map(found.map((unit) => [unit.id, unit.name]));
  const gone = ids.filter((id) => !names.has(id));
  if (gone.length > 0) {
    // Units that have been merged or dissolved since keep the name they worked under.
    const { rows } = await sql<{ id: string; name: string }>`
      select distinct on (organisation_id) organisation_id as id, name from directory.organisation_version
       where organisation_id = any(${gone}::uuid[]) order by organisation_id, lower(valid) desc`.execute(
      queries,
    );
    for (const row of rows) names.set(row.id, row.name);
  }
  return names;
}
