import { type RawBuilder, sql } from "kysely";
import { localDateOf, lunarNewYear } from "../../core/calendar/index.ts";
import type { Queries } from "../../core/database/index.ts";
import type { PersonActor } from "../../core/transaction/index.ts";
import { foldVietnamese } from "../../core/ui/index.ts";
import type { RegisteredCertificate } from "./certificate.ts";
import { type ItUnits, visibleTo } from "./managers.ts";
import { type CertificateKind, type CertificateState, HANDED_OUT } from "./states.ts";

export const REPORTS = ["unused", "expired", "left", "moved", "device"] as const;
/** What a report looks for: never used of late, ended, holder gone, holder elsewhere, device not handed back. */
export type Report = (typeof REPORTS)[number];

/** What a list is narrowed by; everything that is absent narrows nothing. */
export interface CertificateFilter {
  /** Words of holder, unit, serial or device, with or without marks. */
  readonly text?: string;
  readonly state?: CertificateState | "expired" | "valid";
  readonly kind?: CertificateKind;
  readonly organisationId?: string;
  /** Still valid, but ending before this day (`yyyy-MM-dd`). */
  readonly endsBefore?: string;
  readonly report?: Report;
  readonly now: Date;
  /** Months without a signature that make a certificate unused. */
  readonly unusedMonths: number;
}

export const SORTS = ["end", "holder", "unit", "used"] as const;
export type Sort = (typeof SORTS)[number];

export interface ListPage {
  readonly sort: Sort;
  readonly descending: boolean;
  readonly limit: number;
  readonly offset: number;
}

export interface CertificateList {
  readonly rows: readonly RegisteredCertificate[];
  readonly total: number;
}

const ORDER: Readonly<Record<Sort, RawBuilder<unknown>>> = {
  end: sql`c.not_after`,
  holder: sql`c.sort_name collate "vi-x-icu"`,
  unit: sql`c.organisation_name collate "vi-x-icu"`,
  used: sql`c.last_used_at`,
};

/** The certificates an actor may see. 20,000 in the register: under 100 ms (index by end, names kept in the row). */
export async function listCertificates(
  queries: Queries,
  actor: PersonActor,
  units: ItUnits,
  filter: CertificateFilter,
  page: ListPage,
): Promise<CertificateList> {
  const where = sql`${visibleTo(actor, units)} and ${conditionOf(filter)}`;
  const direction = page.descending ? sql`desc nulls last` : sql`asc nulls first`;
  const [{ rows }, counted] = await Promise.all([
    sql<RegisteredCertificate>`select c.* from certificates.certificate c where ${where}
      order by ${ORDER[page.sort]} ${direction}, c.id limit ${page.limit} offset ${page.offset}`.execute(
      queries,
    ),
    sql<{
      n: number;
    }>`select count(*)::int as n from certificates.certificate c where ${where}`.execute(queries),
  ]);
  return { rows, total: counted.rows[0]?.n ?? 0 };
}

/** How many certificates of the actor's each report names. */
export async function countReports(
  queries: Queries,
  actor: PersonActor,
  units: ItUnits,
  filter: CertificateFilter,
): Promise<Readonly<Record<Report, number>>> {
  const parts = REPORTS.map(
    (report) => sql`count(*) filter (where ${conditionOf({ ...filter, report })})::int as ${sql.id(report)}`,
  );
  const { rows } = await sql<Record<Report, number>>`select ${sql.join(parts)}
    from certificates.certificate c where ${visibleTo(actor, units)}`.execute(queries);
  return rows[0] ?? { unused: 0, expired: 0, left: 0, moved: 0, device: 0 };
}

/** A filter as a condition over `c`. */
export function conditionOf(filter: CertificateFilter): RawBuilder<boolean> {
  const { text, state, kind, organisationId, endsBefore, report, now } = filter;
  const parts: RawBuilder<unknown>[] = [sql`true`];
  for (const word of foldVietnamese(text ?? "").split(/\s+/)) {
    if (word !== "") parts.push(sql`c.search like ${`%${word.replace(/[\\%_]/g, "\\$&")}%`}`);
  }
  if (state === "expired") parts.push(sql`(${LIVE} and c.not_after < ${now})`);
  else if (state === "valid") parts.push(sql`(c.state = 'in-use' and c.not_after >= ${now})`);
  else if (state !== undefined) parts.push(sql`c.state = ${state}`);
  if (kind !== undefined) parts.push(sql`c.kind = ${kind}`);
  if (organisationId !== undefined) parts.push(sql`c.organisation_id = ${organisationId}::uuid`);
  if (endsBefore !== undefined) {
    // The day before which it ends, by Vietnam's clock.
    parts.push(
      sql`(${LIVE} and c.not_after >= ${now} and c.not_after < (${endsBefore}::date)::timestamp at time zone 'Asia/Ho_Chi_Minh')`,
    );
  }
  if (report !== undefined) parts.push(reportCondition(report, filter));
  return sql<boolean>`(${sql.join(parts, sql` and `)})`;
}

/** Neither revoked nor replaced: it counts until its end. */
const LIVE = sql`c.state in ('issued', 'in-use', 'suspended')`;

function reportCondition(report: Report, { now, unusedMonths }: CertificateFilter): RawBuilder<unknown> {
  const today = localDateOf(now);
  const post = sql`select 1 from directory.appointment a
      join directory.position p on p.id = a.position_id and p.valid @> ${today}::date
     where a.person_id = c.holder_id and a.valid @> ${today}::date`;
  const gone = sql`case when c.holder_kind = 'person' then not exists (${post})
    else not exists (select 1 from directory.organisation_version v
      where v.organisation_id = c.holder_id and v.valid @> ${today}::date) end`;
  const since = sql`(${now}::timestamptz - make_interval(months => ${unusedMonths}::int))`;
  const conditions: Readonly<Record<Report, RawBuilder<unknown>>> = {
    unused: sql`(c.state = 'in-use' and c.kind <> 'system' and c.not_after >= ${now}
      and greatest(coalesce(c.last_used_at, c.not_before), c.not_before) < ${since})`,
    expired: sql`(${LIVE} and c.not_after < ${now})`,
    left: sql`(${LIVE} and ${gone})`,
    moved: sql`(${LIVE} and c.holder_kind = 'person' and exists (${post})
      and not exists (${post} and (p.unit_id = c.unit_id or (c.unit_id = c.organisation_id and p.body_id = c.unit_id))))`,
    device: sql`(c.device = any(${HANDED_OUT}::text[]) and c.device_returned_on is null
      and (c.state in ('revoked', 'replaced') or (${LIVE} and ${gone}))
      and not exists (select 1 from certificates.certificate n
        where n.device_serial = c.device_serial and c.device_serial <> '' and n.id <> c.id and n.state = 'in-use'
          and n.not_before > c.not_before))`,
  };
  return conditions[report];
}

/** The next lunar new year after a day: the date before which the register is asked for most. */
export function nextTet(now: Date): string {
  const today = localDateOf(now);
  const year = Number(today.slice(0, 4));
  const first = lunarNewYear(year);
  return first > today ? first : lunarNewYear(year + 1);
}
