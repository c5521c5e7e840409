import { type RawBuilder, sql } from "kysely";
import type { Queries } from "../../../core/database/index.ts";
import type { ReminderKind } from "../tasks/tables.ts";
import "../reading/tables.ts";

/** One thing that happened to a document. */
export interface StoryLine {
  readonly at: Date;
  readonly kind: "history" | "version" | "opinion" | "answer" | "reminder";
  readonly by_name: string;
  readonly by_position: string;
  /** Of `history` the action, of `version` its kind, of `reminder` its kind, of `answer` "taken" or "not-taken". */
  readonly what: string;
  readonly note: string;
  /** Of `version` its number, of `reminder` the how-manieth of its kind. */
  readonly number: number | null;
  /** Of `version`, bytes. */
  readonly size: number | null;
}

/** One person's marks of having opened a document. */
export interface Reader {
  readonly by_name: string;
  readonly by_position: string;
  readonly first_at: Date;
  readonly last_at: Date;
  readonly visits: number;
}

/** The reminders that are no line of the history by themselves. */
export type ClockReminder = Exclude<ReminderKind, "urged">;

/** More than this many readers are not listed one by one. */
const MOST_READERS = 500;

/**
 * Everything that happened to a document, oldest first: steps and directives, versions of its file, opinions and what
 * became of them, reminders by the clock with the people reminded. One statement; each branch is an index range of
 * this one document, so that it costs the same among millions.
 */
export async function readStory(
  queries: Queries,
  kind: "incoming" | "outgoing",
  documentId: string,
): Promise<readonly StoryLine[]> {
  const own = kind === "incoming" ? remindersOf(documentId) : draftingOf(documentId);
  const { rows } = await sql<StoryLine>`
    select at, kind, by_name, by_position, what, note, number, size::float8 as size from (
      select at, 0 as rank, 'history' as kind, by_name, by_position, action as what, note, null::int as number,
             null::bigint as size, id::text as id
        from documents.history where document_id = ${documentId}::uuid
      union all ${own}
    ) story order by at, rank, id`.execute(queries);
  return rows;
}

/** Versions of the file; opinions beside the text it was composed from. */
function draftingOf(documentId: string): RawBuilder<unknown> {
  return sql`
    select at, 1, 'version', by_name, '', kind, '', number, file_size, lpad(number::text, 9, '0')
      from documents.revision where outgoing_id = ${documentId}::uuid
    union all
    select o.at, 2, 'opinion', o.by_name, o.by_position, '',
           case when o.quote = '' then o.opinion else '“' || o.quote || '”: ' || o.opinion end, null, null, o.id::text
      from documents.text t join documents.text_opinion o on o.text_id = t.id
     where t.outgoing_id = ${documentId}::uuid
    union all
    select o.answered_at, 3, 'answer', t.author_name, '', case when o.taken then 'taken' else 'not-taken' end,
           o.by_name || ': ' || o.opinion || coalesce(' – ' || nullif(o.answer, ''), ''), null, null, o.id::text
      from documents.text t join documents.text_opinion o on o.text_id = t.id
     where t.outgoing_id = ${documentId}::uuid and o.answered_at is not null`;
}

function remindersOf(documentId: string): RawBuilder<unknown> {
  return sql`
    select r.at, 1, 'reminder', r.by_name, '', r.kind,
           concat_ws(': ', a.unit_name, (select string_agg(t.full_name, ', ' order by t.full_name)
              from documents.reminder_recipient t where t.reminder_id = r.id)),
           r.number, null::bigint, r.id::text
      from documents.assignment a join documents.reminder r on r.assignment_id = a.id
     where a.incoming_id = ${documentId}::uuid and r.kind <> 'urged'`;
}

/** Who opened the document, the latest first. */
export async function readersOf(queries: Queries, documentId: string): Promise<readonly Reader[]> {
  return await queries
    .selectFrom("documents.reading")
    .select(["by_name", "by_position", "first_at", "last_at", "visits"])
    .where("document_id", "=", documentId)
    .orderBy("last_at", "desc")
    .orderBy("appointment_id")
    .limit(MOST_READERS)
    .execute();
}
