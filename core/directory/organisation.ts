/** What an organisation is at one date, and how its rows are read. */
import { type RawBuilder, sql } from "kysely";
import { localDateOf } from "../calendar/vietnam-time.ts";
import { fold, tokens } from "../search/index.ts";

export const ORGANISATION_KINDS = [
  "government",
  "ministry",
  "province",
  "provincial-department",
  "district",
  "commune",
  "unit",
  "other",
] as const;
/** `unit` is an inner unit (phòng ban) without a seal of its own; every other kind is a body (cơ quan). */
export type OrganisationKind = (typeof ORGANISATION_KINDS)[number];

export type OrganisationSource = "province" | "axis";

/** A local calendar day, `yyyy-MM-dd`. */
export type LocalDate = string;

/** The date a question is asked for: a local day, or an instant, which counts for its local day. */
export type AsOf = LocalDate | Date;

export function dayOf(asOf: AsOf): LocalDate {
  return typeof asOf === "string" ? asOf : localDateOf(asOf);
}

/** One version: what is true of the organisation from `validFrom` until before `validTo`. */
export interface Organisation {
  readonly id: string;
  readonly kind: OrganisationKind;
  readonly source: OrganisationSource;
  readonly name: string;
  /** Abbreviation in notations: STTTT, UBND. */
  readonly shortName: string | null;
  /** QĐ 20/2020/QĐ-TTg. */
  readonly code: string | null;
  /** QCVN 102:2016, 13 characters. */
  readonly code102: string | null;
  /** Code of the General Statistics Office. */
  readonly gsoCode: string | null;
  /** True if the codes are made up for the demonstration. */
  readonly demoCode: boolean;
  readonly parentId: string | null;
  /** The body with a seal: itself, or the body an inner unit belongs to. */
  readonly bodyId: string;
  readonly ordinal: number;
  readonly email: string | null;
  readonly validFrom: LocalDate;
  /** First day it is no longer true; null = open. */
  readonly validTo: LocalDate | null;
}

export class OrganisationNotFound extends Error {
  readonly code = "directory.organisation-not-found";
  constructor(id: string, asOf: AsOf) {
    super(`No organisation ${id} on ${dayOf(asOf)}`);
  }
}

/** Columns of an `Organisation` from `organisation_version v join organisation o`. */
export const ORGANISATION_COLUMNS: RawBuilder<unknown> = sql`
  v.organisation_id as id, v.kind, o.source, v.name, v.short_name as "shortName", v.code, v.code102,
  v.gso_code as "gsoCode", o.demo_code as "demoCode", v.parent_id as "parentId", v.body_id as "bodyId", v.ordinal,
  v.email, lower(v.valid) as "validFrom", upper(v.valid) as "validTo"`;

export const ORGANISATION_ROWS: RawBuilder<unknown> = sql`
  directory.organisation_version v join directory.organisation o on o.id = v.organisation_id`;

/** What the look-up needs of a name: words without marks. */
export function nameForLookup(name: string): { readonly folded: string; readonly words: readonly string[] } {
  const words = tokens(name).map(fold);
  return { folded: words.join(" "), words: [...new Set(words)] };
}

/** Own province before the rest of the country, then by kind. */
export function weightOf(source: OrganisationSource, kind: OrganisationKind): number {
  return (source === "province" ? 0 : 100) + ORGANISATION_KINDS.indexOf(kind);
}
