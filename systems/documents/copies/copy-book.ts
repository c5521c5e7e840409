import { type RawBuilder, sql } from "kysely";
import type { Queries } from "../../../core/database/index.ts";
import { type BookFilter, type BookPage, type BookRows, keyOf, pattern } from "../register-books.ts";
import type { CopyForm } from "./copy-forms.ts";

/** A line of the register of copies. */
export interface CopyBookRow {
  readonly id: string;
  readonly year: number;
  readonly number: number;
  readonly symbol: string;
  readonly form: CopyForm;
  readonly made_at: Date;
  readonly made_by_name: string;
  readonly decided_by_name: string;
  readonly source_symbol: string;
  readonly source_date: string;
  readonly source_issuer: string;
  readonly source_type: string;
  readonly source_abstract: string;
  readonly pages: readonly number[] | null;
  readonly page_amount: number;
  readonly recipients: readonly string[];
  readonly note: string;
  readonly withdrawn_at: Date | null;
}

/** The register of copies, by number. Nothing secret stands in it: a secret document is never copied here. */
export async function readCopyBook(
  queries: Queries,
  filter: BookFilter,
  page: BookPage,
): Promise<BookRows<CopyBookRow>> {
  const at = keyOf(page, 2);
  const { rows } = await sql<CopyBookRow>`
    select c.id, c.year, c.number, c.symbol, c.form, c.made_at, c.made_by_name, c.decided_by_name, c.source_symbol,
           c.source_date, c.source_issuer, c.source_type, c.source_abstract, c.pages, c.page_amount, c.recipients, c.note,
           c.withdrawn_at
      from documents.copy c
     where c.organisation_id = ${filter.organisationId} and not ${filter.secret}::boolean
       ${conditions(filter)}
       ${at.beyond(sql`(c.year, c.number)`, ["integer", "integer"])}
     order by ${at.order(sql`c.year`)}, ${at.order(sql`c.number`)}
     limit ${page.limit + 1}`.execute(queries);
  return at.page(rows, (row) => [row.year, row.number]);
}

function conditions(filter: BookFilter): RawBuilder<unknown> {
  const parts: RawBuilder<unknown>[] = [];
  if (filter.year !== undefined) parts.push(sql`and c.year = ${filter.year}`);
  if (filter.from)
    parts.push(sql`and c.made_at >= (${filter.from}::date::timestamp at time zone 'Asia/Ho_Chi_Minh')`);
  if (filter.to)
    parts.push(sql`and c.made_at < ((${filter.to}::date + 1)::timestamp at time zone 'Asia/Ho_Chi_Minh')`);
  if (filter.state) parts.push(sql`and c.form = ${filter.state}`);
  if (filter.type) parts.push(sql`and c.source_type = ${filter.type}`);
  if (filter.text)
    parts.push(sql`and search.fold(c.number_text || '/' || c.notation || ' ' || c.source_symbol || ' ' ||
      c.source_abstract || ' ' || c.source_issuer) like ${pattern(filter.text)}`);
  return parts.length > 0 ? sql.join(parts, sql` `) : sql``;
}
