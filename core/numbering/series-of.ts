import { sql } from "kysely";
import type { Queries } from "../database/index.ts";
import { fold } from "../search/fold.ts";

/** What decides the series of a document. */
export interface NumberedThing {
  readonly organisationId: string;
  readonly direction: "incoming" | "outgoing";
  /** Abbreviation of the type; null for công văn and for arrivals. */
  readonly documentType: string | null;
  /** State secrets are numbered and registered apart. */
  readonly secret: boolean;
  /** Văn bản quy phạm pháp luật. */
  readonly normative: boolean;
}

export interface SeriesRule {
  /** Lower-case letters, digits, hyphen. */
  readonly series: string;
  readonly direction: "incoming" | "outgoing";
  readonly secret: boolean;
  readonly normative: boolean;
  /** Abbreviations, "" = công văn; null = every type. */
  readonly documentTypes: readonly string[] | null;
  readonly perType: boolean;
}

export class NoSeries extends Error {
  readonly code = "numbering.no-series";
}

/**
 * The key of the series a document is numbered in, by the organisation's own rules, else the general ones. A rule that
 * names the type wins over one for every type.
 *
 * @throws NoSeries if no rule applies
 */
export async function seriesOf(queries: Queries, thing: NumberedThing): Promise<string> {
  const type = thing.documentType ?? "";
  const { rows } = await sql<{ series: string; per_type: boolean }>`
    select series, per_type from numbering.series
     where (organisation_id = ${thing.organisationId}::uuid or organisation_id is null)
       and direction = ${thing.direction} and secret = ${thing.secret} and normative = ${thing.normative}
       and (document_types is null or ${type} = any(document_types))
     order by organisation_id is null, document_types is null, series limit 1`.execute(queries);
  const rule = rows[0];
  if (!rule) throw new NoSeries(`No series for ${thing.direction} documents of type "${type}"`);
  return rule.per_type ? `${rule.series}-${typeKey(type)}` : rule.series;
}

/** Sets a rule of an organisation (null: for every organisation without its own). */
export async function putSeries(
  queries: Queries,
  organisationId: string | null,
  rule: SeriesRule,
): Promise<void> {
  await sql`
    insert into numbering.series (organisation_id, series, direction, secret, normative, document_types, per_type)
    values (${organisationId}::uuid, ${rule.series}, ${rule.direction}, ${rule.secret}, ${rule.normative},
            ${rule.documentTypes === null ? null : [...rule.documentTypes]}::text[], ${rule.perType})
    on conflict (organisation_id, series) do update set direction = excluded.direction, secret = excluded.secret,
      normative = excluded.normative, document_types = excluded.document_types, per_type = excluded.per_type`.execute(
    queries,
  );
}

/** QĐ (quyết định) and QyĐ (quy định) stay apart when folded; công văn has no abbreviation. */
function typeKey(type: string): string {
  return type === "" ? "cong-van" : fold(type);
}
