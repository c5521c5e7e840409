import { type RawBuilder, sql } from "kysely";
import type { Queries } from "../../../core/database/index.ts";
import { fold } from "../../../core/search/index.ts";
import type { PersonActor } from "../../../core/transaction/index.ts";
import type { Party } from "../forms/index.ts";
import { isUuid } from "./dossier.ts";

/**
 * - `mine`: at a step that this person may handle;
 * - `new`: filed and not yet accepted or refused;
 * - `open`: everything not ended that the body received;
 * - `waiting`: the citizen is to act;
 * - `to-return`: the result is at the counter;
 * - `overdue`: past the promised time and not ended;
 * - `handled-here`: received elsewhere, at a step of this body;
 * - `all`: everything the body ever received.
 */
export const DOSSIER_VIEWS = [
  "mine",
  "new",
  "open",
  "waiting",
  "to-return",
  "overdue",
  "handled-here",
  "all",
] as const;
export type DossierView = (typeof DOSSIER_VIEWS)[number];

export interface DossierFilter {
  /** Words of code, procedure, applicant or owner, with or without diacritics. */
  readonly text?: string;
  readonly state?: number;
  readonly procedure?: string;
  readonly channel?: 1 | 2 | 3;
}

export const DOSSIER_SORTS = ["filed", "due"] as const;
export type DossierSort = (typeof DOSSIER_SORTS)[number];

export interface DossierLine {
  readonly id: string;
  readonly code: string;
  readonly procedure_code: string;
  readonly procedure_name: string;
  readonly owner_name: string;
  readonly applicant: Party;
  readonly channel: 1 | 2 | 3;
  readonly state: number;
  readonly submitted_at: Date;
  readonly received_at: Date | null;
  readonly due_at: Date | null;
  readonly finished_at: Date | null;
  readonly returned_at: Date | null;
  readonly sets: number;
  readonly step_key: string | null;
  readonly step_name: string | null;
  readonly step_due_at: Date | null;
}

export interface DossierPage {
  readonly limit: number;
  /** Cursor of the last row seen. */
  readonly after?: string;
  readonly filter?: DossierFilter;
  /** `filed`, newest first, unless said otherwise; `due`: the most pressing first. */
  readonly sort?: DossierSort;
}

/** Dossiers of the actor's body, page by key. */
export async function listDossiers(
  queries: Queries,
  actor: PersonActor,
  view: DossierView,
  now: Date,
  { limit, after, filter = {}, sort = "filed" }: DossierPage,
): Promise<{ readonly rows: readonly DossierLine[]; readonly next?: string }> {
  const cursor = readCursor(after);
  const due = sql`extract(epoch from coalesce(d.due_at, '9999-12-31Z'::timestamptz))`;
  const beyond =
    cursor === undefined
      ? sql``
      : sort === "due"
        ? sql`and (${due}, d.id) > (${cursor.key}::numeric, ${cursor.id}::uuid)`
        : sql`and d.id < ${cursor.id}::uuid`;
  const { rows } = await sql<DossierLine & { sort_key: string }>`
    with page as (
      select d.*, ${sort === "due" ? due : sql`0`}::text as sort_key from public_services.dossier d
       where ${conditions(actor, view, now)} ${narrowed(filter)} ${beyond}
       order by ${sort === "due" ? sql`${due} asc, d.id asc` : sql`d.id desc`} limit ${limit + 1})
    select p.id, p.code, p.procedure_code, p.procedure_name, p.owner_name, p.applicant, p.channel, p.state, p.submitted_at,
           p.received_at, p.due_at, p.finished_at, p.returned_at, p.sets, p.step_key, p.step_due_at, p.sort_key,
           (select s ->> 'name' from public_services.workflow_version v, jsonb_array_elements(v.definition -> 'steps') s
             where v.id = p.workflow_version_id and s ->> 'key' = p.step_key) as step_name
      from page p order by ${sort === "due" ? sql`p.sort_key::numeric asc, p.id asc` : sql`p.id desc`}`.execute(
    queries,
  );
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return { rows: shown, ...(rows.length > limit && last ? { next: `${last.sort_key}_${last.id}` } : {}) };
}

/** Every dossier of a view as filtered, page by page: an export of any length costs the same memory. */
export async function* everyDossier(
  queries: Queries,
  actor: PersonActor,
  view: DossierView,
  now: Date,
  asked: Omit<DossierPage, "limit" | "after">,
  atOnce = 500,
): AsyncGenerator<DossierLine> {
  let after: string | undefined;
  do {
    const page = await listDossiers(queries, actor, view, now, {
      ...asked,
      limit: atOnce,
      ...(after === undefined ? {} : { after }),
    });
    yield* page.rows;
    after = page.next;
  } while (after !== undefined);
}

/** How many a view holds, counted up to `cap`: the tabs of a page do not count a million rows. */
export async function countDossiers(
  queries: Queries,
  actor: PersonActor,
  view: DossierView,
  now: Date,
  cap = 1_000,
): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from (select 1 from public_services.dossier d where ${conditions(actor, view, now)} limit ${cap}) counted`.execute(
    queries,
  );
  return rows[0]?.n ?? 0;
}

function conditions(actor: PersonActor, view: DossierView, now: Date): RawBuilder<unknown> {
  const here = sql`d.organisation_id = ${actor.organisationId}::uuid`;
  const open = sql`d.state in (1, 2, 4, 5, 6, 9)`;
  switch (view) {
    case "mine":
      return sql`d.step_organisation_id = ${actor.organisationId}::uuid and d.state in (2, 4)
        and (d.step_person_id is null or d.step_person_id = ${actor.personId}::uuid)
        and (d.step_unit_id is null or d.step_unit_id = ${actor.unitId}::uuid or ${actor.roles.includes("leader")})
        and exists (select 1 from public_services.workflow_version v, jsonb_array_elements(v.definition -> 'steps') s
              where v.id = d.workflow_version_id and s ->> 'key' = d.step_key
                and (case s ->> 'role' when 'desk' then 'clerk' else s ->> 'role' end) = any(${[...actor.roles]}::text[]))`;
    case "new":
      return sql`${here} and d.state = 1`;
    case "open":
      return sql`${here} and ${open}`;
    case "waiting":
      return sql`${here} and d.state in (5, 6)`;
    case "to-return":
      return sql`${here} and d.state = 9`;
    case "overdue":
      return sql`${here} and d.state in (2, 4) and d.due_at < ${now}`;
    case "handled-here":
      return sql`d.step_organisation_id = ${actor.organisationId}::uuid and not (${here})`;
    case "all":
      return here;
  }
}

function narrowed({ text, state, procedure, channel }: DossierFilter): RawBuilder<unknown> {
  const parts: RawBuilder<unknown>[] = [sql``];
  if (text) parts.push(sql`and d.words like ${pattern(text)}`);
  if (state !== undefined) parts.push(sql`and d.state = ${state}`);
  if (procedure) parts.push(sql`and d.procedure_code = ${procedure}`);
  if (channel) parts.push(sql`and d.channel = ${channel}`);
  return sql.join(parts, sql` `);
}

/** A folded substring; the wildcard characters of LIKE are data here. */
function pattern(text: string): string {
  const folded = fold(text.normalize("NFC").trim()).replace(/[\\%_]/g, (character) => `\\${character}`);
  return `%${folded.replace(/\s+/g, "%")}%`;
}

/** An unreadable cursor (an old or edited link) is the first page. */
function readCursor(after = ""): { readonly key: string; readonly id: string } | undefined {
  const [, key, id = ""] = /^(\d{1,15}(?:\.\d{1,9})?)_([0-9a-f-]{36})$/.exec(after) ?? [];
  return key !== undefined && isUuid(id) ? { key, id } : undefined;
}
