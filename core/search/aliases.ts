/**
 * Spellings that mean the same: Đăk/Đắk/Đak, Ngok/Ngọc, Bờ Y/Pờ Y, UBND/Ủy ban nhân dân. Applied to the question, never
 * to the index, so that a change needs no re-indexing.
 */
import { sql } from "kysely";
import type { Queries } from "../database/index.ts";
import { fold, normalizeTone, tokens } from "./fold.ts";

/** One spelling as words in NFC, lower case, tone placement normalised. */
export type Spelling = readonly string[];

export interface Aliases {
  /** All spellings of the group that begins at a word, with how many words it takes; undefined if there is none. */
  at(
    words: readonly string[],
    index: number,
  ): { readonly length: number; readonly spellings: readonly Spelling[] } | undefined;
}

export const NO_ALIASES: Aliases = { at: () => undefined };

/** Builds the table from groups of spellings as a person writes them. */
export function aliases(groups: readonly (readonly string[])[]): Aliases {
  const exact = new Map<string, readonly Spelling[]>();
  const folded = new Map<string, readonly Spelling[]>();
  let longest = 1;
  for (const group of groups) {
    const spellings = group.map((form) => tokens(form).map(normalizeTone));
    for (const spelling of spellings) {
      longest = Math.max(longest, spelling.length);
      exact.set(spelling.join(" "), spellings);
      folded.set(fold(spelling.join(" ")), spellings);
    }
  }
  return {
    at(words, index) {
      for (let length = Math.min(longest, words.length - index); length > 0; length--) {
        const form = words.slice(index, index + length).join(" ");
        // A word typed without marks may mean any of the marked spellings; one typed with marks means itself.
        const spellings = exact.get(form) ?? (fold(form) === form ? folded.get(form) : undefined);
        if (spellings) return { length, spellings };
      }
      return undefined;
    },
  };
}

/** The table as it stands in the database. */
export async function loadAliases(queries: Queries): Promise<Aliases> {
  const { rows } = await sql<{ forms: string[] }>`
    select array_agg(form order by form) as forms from search.alias group by group_name`.execute(queries);
  return aliases(rows.map((row) => row.forms));
}

/** Replaces the spellings of a group; an empty list removes the group. */
export async function putAliasGroup(queries: Queries, name: string, forms: readonly string[]): Promise<void> {
  await sql`delete from search.alias where group_name = ${name}`.execute(queries);
  await sql`insert into search.alias (group_name, form)
    select ${name}, unnest(${forms.map((form) => form.normalize("NFC"))}::text[]) on conflict do nothing`.execute(
    queries,
  );
}
