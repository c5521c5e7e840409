/** Finds people by parts of their names, with or without marks, and the posts they hold on a date. */
import { sql } from "kysely";
import type { Queries } from "../database/index.ts";
import { tokens } from "../search/index.ts";
import { type AsOf, dayOf } from "./organisation.ts";
import { type Appointment, appointmentsOfPeople, foldedName } from "./people.ts";

/** Somebody with at least one post on the date. No private data: work address only. */
export interface FoundPerson {
  readonly id: string;
  readonly fullName: string;
  readonly email: string | null;
  /** The main post first. */
  readonly posts: readonly Appointment[];
}

/**
 * People in office on a date whose names contain every word typed, each at least begun, sorted by given name the
 * Vietnamese way. A word with marks must be met with its marks.
 *
 * @param lookup.limit at most 100, default 20; `offset` for the next page
 */
export async function searchPeople(
  queries: Queries,
  typed: string,
  lookup: { readonly asOf: AsOf; readonly limit?: number; readonly offset?: number },
): Promise<readonly FoundPerson[]> {
  const words = foldedName(typed).split(" ").filter(Boolean);
  if (words.length === 0) return [];
  const limit = Math.min(Math.max(lookup.limit ?? 20, 1), 100);
  const marked = tokens(typed).filter((word) => foldedName(word) !== word);
  const { rows } = await sql<{ id: string; fullName: string; email: string | null }>`
    select n.id, n.full_name as "fullName", n.email from directory.person n
     where ' ' || n.name_folded like all(${words.map((word) => `% ${word}%`)}::text[])
       and lower(n.full_name collate "vi-x-icu") like all(${marked.map((word) => `%${word}%`)}::text[])
       and exists (select 1 from directory.appointment a where a.person_id = n.id and a.valid @> ${dayOf(lookup.asOf)}::date)
     order by n.sort_name collate "vi-x-icu", n.id
     limit ${limit} offset ${Math.max(lookup.offset ?? 0, 0)}`.execute(queries);
  const posts = Map.groupBy(
    await appointmentsOfPeople(
      queries,
      rows.map((row) => row.id),
      lookup.asOf,
    ),
    (post) => post.personId,
  );
  return rows.map((row) => ({ ...row, posts: posts.get(row.id) ?? [] }));
}
