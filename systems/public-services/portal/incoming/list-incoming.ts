import { sql } from "kysely";
import type { Queries } from "../../../../core/database/index.ts";
import "../tables.ts";

/** A dossier that the portal brought, as a list shows it. */
export interface IncomingLine {
  readonly code: string;
  readonly standing: "received" | "refused";
  readonly dossierId: string | null;
  /** Its code here. */
  readonly dossierCode: string | null;
  readonly procedureCode: string;
  readonly files: number;
  readonly problem: string | null;
  readonly times: number;
  readonly lastAt: Date;
}

export interface IncomingFilter {
  /** Undefined: of every body, and those that named none. */
  readonly organisationId?: string;
  readonly standing?: "received" | "refused";
  readonly text?: string;
  /** Oldest first instead of newest. */
  readonly oldest?: boolean;
}

/** What the portal brought, from the `offset`-th on. */
export async function listIncoming(
  queries: Queries,
  { organisationId, standing, text, oldest }: IncomingFilter,
  page: { readonly limit: number; readonly offset: number },
): Promise<readonly IncomingLine[]> {
  const words = `%${(text ?? "").trim().replace(/[\\%_]/g, (character) => `\\${character}`)}%`;
  const { rows } = await sql<IncomingLine>`
    select i.code, i.standing, i.dossier_id as "dossierId", d.code as "dossierCode", i.procedure_code as "procedureCode", i.files,
           i.problem, i.times, i.last_at as "lastAt"
      from public_services.portal_incoming i left join public_services.dossier d on d.id = i.dossier_id
     where ${organisationId === undefined ? sql`true` : sql`i.organisation_id = ${organisationId}::uuid`}
       and ${standing === undefined ? sql`true` : sql`i.standing = ${standing}`}
       and (i.code ilike ${words} or i.procedure_code ilike ${words} or d.code ilike ${words})
     order by i.last_at ${oldest ? sql`asc` : sql`desc`}, i.code limit ${page.limit} offset ${page.offset}`.execute(
    queries,
  );
  return rows;
}

/** How many dossiers of the portal could not be taken in. */
export async function countIncoming(queries: Queries, organisationId?: string): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from public_services.portal_incoming
    where standing = 'refused' and ${organisationId === undefined ? sql`true` : sql`organisation_id = ${organisationId}::uuid`}`.execute(
    queries,
  );
  return rows[0]?.n ?? 0;
}
