import { sql } from "kysely";
import { localDateOf } from "../../core/calendar/index.ts";
import type { Queries } from "../../core/database/index.ts";
import type { Sentence } from "../../core/errors.ts";
import type { PersonActor } from "../../core/transaction/index.ts";
import type { RegisteredCertificate } from "./certificate.ts";
import { type CertificateFilter, conditionOf } from "./list-certificates.ts";
import { type ItUnits, visibleTo } from "./managers.ts";

/** A certificate that ends soon, and the people in whose hands it is, nearest first. */
export interface DueCertificate extends RegisteredCertificate {
  readonly daysLeft: number;
  /** The holder, if they still hold a post today. */
  readonly holderInOffice: boolean;
  /** Head of the unit, else of the organisation; null when that is the holder. */
  readonly headId: string | null;
  readonly headName: string | null;
  /** IT unit of the organisation, else its clerk. */
  readonly itName: string | null;
}

/**
 * Which certificates end before a day, and who must act: the holder, then the head of the unit, then the organisation's IT
 * unit (or its clerk). Those that end first come first. One statement.
 */
export async function whoMustAct(
  queries: Queries,
  actor: PersonActor,
  units: ItUnits,
  filter: CertificateFilter,
  limit = 20_000,
): Promise<readonly DueCertificate[]> {
  const today = localDateOf(filter.now);
  const { rows } = await sql<DueCertificate>`
    with due as materialized (
      select c.* from certificates.certificate c
       where ${visibleTo(actor, units)} and ${conditionOf(filter)} order by c.not_after, c.id limit ${limit}
    ), post as materialized (
      select p.unit_id, p.body_id, p.rank, p.roles, a.person_id, n.full_name,
             array_position(array['head', 'deputy', 'unit-head', 'unit-deputy', 'clerk', 'specialist'], p.rank) as height
        from directory.position p
        join directory.appointment a on a.position_id = p.id and a.valid @> ${today}::date
        join directory.person n on n.id = a.person_id
       where p.valid @> ${today}::date
    ), unit_head as materialized (
      select distinct on (unit_id) unit_id, person_id, full_name from post
       where roles && array['head-of-unit', 'leader'] order by unit_id, height, person_id
    ), body_head as materialized (
      select distinct on (body_id) body_id, person_id, full_name from post
       where 'leader' = any(roles) order by body_id, height, person_id
    ), body_clerk as materialized (
      select distinct on (body_id) body_id, full_name from post
       where 'clerk' = any(roles) order by body_id, height, person_id
    ), it as materialized (
      select distinct on (i.organisation_id) i.organisation_id, v.name
        from certificates.it_unit i
        join directory.organisation_version v on v.organisation_id = i.unit_id and v.valid @> ${today}::date
       where i.valid @> ${today}::date and i.organisation_id is not null order by i.organisation_id, i.id
    )
    select c.*, (floor(extract(epoch from c.not_after - ${filter.now}::timestamptz) / 86400))::int as "daysLeft",
           (c.holder_kind = 'organisation' or exists (select 1 from post where post.person_id = c.holder_id))
             as "holderInOffice",
           coalesce(uh.person_id, bh.person_id) as "headId",
           case when uh.person_id is not null then uh.full_name else bh.full_name end as "headName",
           coalesce(it.name, case when bc.full_name is null then null else 'Văn thư ' || bc.full_name end) as "itName"
      from due c
      left join unit_head uh on uh.unit_id = c.unit_id and uh.person_id <> c.holder_id
      left join body_head bh on bh.body_id = c.organisation_id and bh.person_id <> c.holder_id
      left join body_clerk bc on bc.body_id = c.organisation_id
      left join it on it.organisation_id = c.organisation_id
     order by c.not_after, c.id`.execute(queries);
  return rows;
}

/** Who acts, as one line: the first who still can, then whom it goes to. */
export function actorsOf(due: DueCertificate): Sentence {
  const head = due.headName ? [`Trưởng đơn vị ${due.headName}`] : [];
  const it = due.itName ? [due.itName] : [];
  if (due.holder_kind === "organisation") {
    return {
      vi: [...it, ...head].join(" → ") || due.organisation_name,
      en: [...it, ...head].join(" → ") || due.organisation_name,
    };
  }
  const first = due.holderInOffice
    ? { vi: due.holder_name, en: due.holder_name }
    : {
        vi: `${due.holder_name} đã thôi giữ chức vụ`,
        en: `${due.holder_name} has left`,
      };
  return {
    vi: [first.vi, ...head, ...it].join(" → "),
    en: [first.en, ...head, ...it].join(" → "),
  };
}
