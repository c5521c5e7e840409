import type { Queries } from "../../../core/database/index.ts";
import type { PersonActor } from "../../../core/transaction/index.ts";
import { foldVietnamese } from "../../../core/ui/index.ts";
import type { FileField, FoundFile } from "../../documents/index.ts";
import { type ListedFile, listWorkFiles } from "./list-work-files.ts";

/** The work files of a search for everything: newest first, with where the words stand; the rights are in the query. */
export async function searchWorkFiles(
  queries: Queries,
  actor: PersonActor,
  typed: string,
  limit: number,
): Promise<readonly FoundFile[]> {
  // Quotes ask for a phrase of documents; here the words count.
  const text = typed.replace(/["“”]/g, " ");
  const words = wordsOf(text);
  if (words.length === 0) return [];
  const { rows } = await listWorkFiles(
    queries,
    actor,
    { place: "all", text },
    { sort: "notation", descending: true, limit, offset: 0 },
  );
  return rows.map((row) => ({
    id: row.id,
    notation: row.notation,
    title: row.title,
    year: row.year,
    unitName: row.unit_name,
    keeperName: row.keeper_name,
    where: whereOf(row, words),
  }));
}

/** The fields that hold every word; where none does, those in which some word begins one of theirs. */
function whereOf(row: ListedFile, words: readonly string[]): readonly FileField[] {
  const said = FIELDS.map(([field, of]) => [field, ` ${foldVietnamese(of(row))}`] as const);
  const whole = said.filter(([, text]) => words.every((word) => text.includes(word)));
  const some = said.filter(([, text]) => words.some((word) => text.includes(` ${word}`)));
  return (whole.length > 0 ? whole : some).map(([field]) => field);
}

const FIELDS: readonly (readonly [FileField, (file: ListedFile) => string])[] = [
  ["notation", (file) => file.notation],
  ["title", (file) => file.title],
  ["keywords", (file) => file.keywords],
  ["description", (file) => file.description],
  ["keeper", (file) => file.keeper_name],
  ["unit", (file) => file.unit_name],
];

function wordsOf(text: string): readonly string[] {
  return foldVietnamese(text)
    .split(/\s+/)
    .filter((word) => /[\p{L}\p{N}]/u.test(word));
}
