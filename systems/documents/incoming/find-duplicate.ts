import { sql } from "kysely";
import type { Queries } from "../../../core/database/index.ts";
import { fold } from "../../../core/search/index.ts";

/** What makes two arrivals the same document (NĐ 30/2020 PL VI.III.1.h): number, notation and issuer, within one year. */
export interface Identity {
  readonly organisationId: string;
  readonly fromName: string;
  readonly codeNumber: string;
  readonly codeNotation: string;
  /** `yyyy-MM-dd`: numbers begin anew each year, so only its year counts. */
  readonly issuedDate: string;
}

/** The document that is there already. */
export interface DuplicateDocument {
  readonly id: string;
  readonly arrival_number: number | null;
  readonly arrival_year: number | null;
  readonly issued_date: string;
  readonly abstract: string;
  readonly confidentiality: number;
}

/**
 * The oldest document of the organisation with the same number, notation and issuer; a leading zero, capitals and marks
 * of the issuer make no difference. What was refused or recalled is no longer there.
 */
export async function findDuplicate(
  queries: Queries,
  identity: Identity,
): Promise<DuplicateDocument | undefined> {
  const number = identity.codeNumber.replace(/^0+(?=\d)/, "");
  const symbols = [...new Set([number, `0${number}`, identity.codeNumber])].map(
    (each) => `${each}/${identity.codeNotation}`,
  );
  const { rows } = await sql<DuplicateDocument>`
    select id, arrival_number, arrival_year, issued_date, abstract, confidentiality
      from documents.incoming
     where organisation_id = ${identity.organisationId} and symbol = any(${symbols})
       and search.fold(from_name) = ${fold(identity.fromName.normalize("NFC").trim())}
       and extract(year from issued_date) = ${Number(identity.issuedDate.slice(0, 4))}
       and state not in ('refused', 'recalled')
     order by arrived_at limit 1`.execute(queries);
  return rows[0];
}
