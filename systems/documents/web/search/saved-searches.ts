import type { Context } from "hono";
import { sql } from "kysely";
import type { Queries } from "../../../../core/database/index.ts";
import {
  flash,
  type HttpEnv,
  readForm,
  redirectTo,
  requireSession,
  value,
} from "../../../../core/http/index.ts";
import { uuidv7 } from "../../../../core/transaction/index.ts";

/** A search a person kept, as the page links to it. */
export interface SavedSearch {
  readonly id: string;
  readonly name: string;
  readonly query: string;
}

const MOST = 50;

/** The searches of a person, by name. */
export async function savedSearchesOf(queries: Queries, personId: string): Promise<readonly SavedSearch[]> {
  const { rows } = await sql<SavedSearch>`
    select id, name, query from documents.saved_search where person_id = ${personId}::uuid
     order by name collate "vi-x-icu" limit ${MOST}`.execute(queries);
  return rows;
}

/** POST /search/saved: keeps the search of an address under a name; the same name replaces what it named. */
export async function saveSearch(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  const form = await readForm(c);
  const name = value(form, "name").trim().slice(0, 100);
  const asked = new URLSearchParams(value(form, "query").slice(0, 1_000));
  asked.delete("after");
  const query = asked.toString();
  if (name !== "" && query !== "") {
    const { queries } = c.var.house.database;
    const mine = await savedSearchesOf(queries, actor.personId);
    const full = mine.length >= MOST && !mine.some((each) => each.name === name);
    if (full) {
      flash(c, {
        tone: "attention",
        message: {
          vi: `Chỉ lưu được ${MOST} tìm kiếm; xóa bớt rồi lưu lại.`,
          en: `Only ${MOST} searches can be kept.`,
        },
      });
      return redirectTo(c, `/search?${query}`);
    }
    await sql`insert into documents.saved_search (id, person_id, name, query, created_at)
      values (${uuidv7(new Date())}, ${actor.personId}, ${name}, ${query}, now())
      on conflict (person_id, name) do update set query = excluded.query`.execute(queries);
    flash(c, { tone: "good", message: { vi: `Đã lưu tìm kiếm "${name}".`, en: `Search "${name}" saved.` } });
  }
  return redirectTo(c, `/search?${query}`);
}

/** POST /search/saved/delete: forgets one of the person's own searches. */
export async function deleteSavedSearch(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  const id = value(await readForm(c), "id");
  if (/^[0-9a-f-]{36}$/.test(id))
    await sql`delete from documents.saved_search where id = ${id}::uuid and person_id = ${actor.personId}::uuid`.execute(
      c.var.house.database.queries,
    );
  return redirectTo(c, "/search");
}
