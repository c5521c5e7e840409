import { type RawBuilder, sql } from "kysely";
import type { Queries } from "../../../core/database/index.ts";
import "../tables.ts";

/** Which numbered documents are looked at. State secrets are counted, never listed. */
export interface ShareFilter {
  /** Days of issue, `yyyy-MM-dd`, both included. */
  readonly from: string;
  readonly to: string;
  /** Of one body; absent = of all. */
  readonly organisationId?: string;
  readonly unitId?: string;
}

/** Of the documents one unit numbered in one month, how many bear which signatures. */
export interface SignedShare {
  /** `yyyy-MM`. */
  readonly month: string;
  readonly organisationId: string;
  readonly unitId: string;
  readonly numbered: number;
  /** Signed by the authorised person and sealed by the organisation (NĐ 30/2020 Art. 5.1). */
  readonly signed: number;
}

/** The share of digitally signed documents by unit and month, for whoever looks after certificates. */
export async function signedShare(queries: Queries, filter: ShareFilter): Promise<readonly SignedShare[]> {
  const { rows } = await sql<SignedShare>`
    select to_char(d.issued_date, 'YYYY-MM') as month, d.organisation_id as "organisationId", d.unit_id as "unitId",
           count(*)::int as numbered,
           count(*) filter (where d.signed_at is not null and d.sealed_at is not null)::int as signed
      from documents.outgoing d where ${conditionOf(filter)}
     group by 1, 2, 3 order by 1 desc, 2, 3`.execute(queries);
  return rows;
}

/** A document behind a share: what stands in its number, nothing of its content. */
export interface NumberedDocument {
  readonly id: string;
  readonly symbol: string;
  readonly issuedDate: string;
  readonly signed: boolean;
}

/** The documents behind a share, those without a full signature first; without secret ones. */
export async function listNumbered(
  queries: Queries,
  filter: ShareFilter,
  limit: number,
): Promise<readonly NumberedDocument[]> {
  const { rows } = await sql<NumberedDocument>`
    select d.id, d.symbol, d.issued_date as "issuedDate",
           (d.signed_at is not null and d.sealed_at is not null) as signed
      from documents.outgoing d where ${conditionOf(filter)} and d.confidentiality = 0
     order by signed, d.issued_date desc, d.code_number desc, d.id limit ${limit}`.execute(queries);
  return rows;
}

function conditionOf({ from, to, organisationId, unitId }: ShareFilter): RawBuilder<unknown> {
  const parts = [
    sql`d.code_number is not null and d.state <> 'cancelled'
      and d.issued_date between ${from}::date and ${to}::date`,
  ];
  if (organisationId !== undefined) parts.push(sql`d.organisation_id = ${organisationId}::uuid`);
  if (unitId !== undefined) parts.push(sql`d.unit_id = ${unitId}::uuid`);
  return sql.join(parts, sql` and `);
}
