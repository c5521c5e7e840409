import { type RawBuilder, sql } from "kysely";
import type { Queries } from "../../../core/database/index.ts";
import { fold } from "../../../core/search/index.ts";
import type { DossierTrace } from "../dossiers/index.ts";
import type { WireRecord } from "./mapping/ho-so.ts";
import type { Corrections, MessageKind, Standing } from "./tables.ts";

/** What the list of a page shows; nothing of the citizen. */
export interface PortalLine {
  readonly id: string;
  readonly dossierId: string;
  readonly organisationId: string;
  readonly code: string;
  readonly procedureCode: string;
  readonly procedureName: string;
  readonly kind: MessageKind;
  readonly state: number;
  readonly action: DossierTrace["action"];
  readonly happenedAt: Date;
  readonly standing: Standing;
  /** It waits because the portal did not take it at several tries. */
  readonly late: boolean;
  readonly tries: number;
  readonly problem: string | null;
  readonly settledAt: Date | null;
}

export interface PortalDetail extends PortalLine {
  readonly payload: WireRecord | null;
  readonly corrections: Corrections;
  /** A message before it in the dossier's line that is still open. */
  readonly behind: string | null;
  readonly nextAt: Date | null;
  readonly ownerCitizenId: string | null;
}

export interface PortalFilter {
  /** Only of this body; absent: of all. */
  readonly organisationId?: string;
  readonly standing?: Standing;
  readonly kind?: MessageKind;
  readonly state?: number;
  /** Codes and procedure, with or without diacritics. */
  readonly text?: string;
  readonly dossierId?: string;
}

export const PORTAL_SORTS = ["newest", "oldest"] as const;
export type PortalSort = (typeof PORTAL_SORTS)[number];

export interface PortalPage {
  readonly limit: number;
  /** Id of the last row seen. */
  readonly after?: string;
  readonly filter?: PortalFilter;
  readonly sort?: PortalSort;
}

/** Failures in a row after which a waiting message is shown as late. */
const LATE_AFTER = 4;

const COLUMNS = sql`m.id, m.dossier_id as "dossierId", m.organisation_id as "organisationId", d.code,
  o.procedure_code as "procedureCode", o.procedure_name as "procedureName", m.kind, m.state, m.action,
  m.happened_at as "happenedAt", m.standing, m.standing = 'waiting' and m.problem is not null and d.attempts >= ${sql.lit(LATE_AFTER)} as late,
  m.tries, m.problem, m.settled_at as "settledAt"`;
const FROM = sql`public_services.portal_message m
  join public_services.portal_dossier d on d.dossier_id = m.dossier_id
  join public_services.dossier o on o.id = m.dossier_id`;

/** Messages, page by key. */
export async function listMessages(
  queries: Queries,
  { limit, after, filter = {}, sort = "newest" }: PortalPage,
): Promise<{ readonly rows: readonly PortalLine[]; readonly next?: string }> {
  const newest = sort === "newest";
  const beyond =
    after === undefined || !/^[0-9a-f-]{36}$/i.test(after)
      ? sql``
      : newest
        ? sql`and m.id < ${after}::uuid`
        : sql`and m.id > ${after}::uuid`;
  const { rows } = await sql<PortalLine>`select ${COLUMNS} from ${FROM} where ${conditions(filter)} ${beyond}
    order by m.id ${newest ? sql`desc` : sql`asc`} limit ${limit + 1}`.execute(queries);
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return { rows: shown, ...(rows.length > limit && last ? { next: last.id } : {}) };
}

/** Every message as filtered: an export of any length costs the same memory. */
export async function* everyMessage(
  queries: Queries,
  asked: Omit<PortalPage, "limit" | "after">,
  atOnce = 500,
): AsyncGenerator<PortalLine> {
  let after: string | undefined;
  do {
    const page = await listMessages(queries, {
      ...asked,
      limit: atOnce,
      ...(after === undefined ? {} : { after }),
    });
    yield* page.rows;
    after = page.next;
  } while (after !== undefined);
}

/** How many there are of a standing, counted up to `cap`. */
export async function countMessages(queries: Queries, filter: PortalFilter, cap: number): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from (
    select 1 from public_services.portal_message m where ${conditions(filter)} limit ${cap}) counted`.execute(
    queries,
  );
  return rows[0]?.n ?? 0;
}

/** One message with what it tells; undefined when there is none. */
export async function findMessage(queries: Queries, id: string): Promise<PortalDetail | undefined> {
  if (!/^[0-9a-f-]{36}$/i.test(id)) return undefined;
  const { rows } = await sql<PortalDetail>`select ${COLUMNS}, m.payload,
      case m.kind when 'record' then d.corrections else m.corrections end as corrections, d.next_at as "nextAt",
      (select e.id from public_services.portal_message e where e.dossier_id = m.dossier_id and e.standing <> 'sent'
         and e.number < m.number order by e.number limit 1) as behind,
      o.owner_citizen_id as "ownerCitizenId"
    from ${FROM} where m.id = ${id}::uuid`.execute(queries);
  return rows[0];
}

function conditions({
  organisationId,
  standing,
  kind,
  state,
  text,
  dossierId,
}: PortalFilter): RawBuilder<unknown> {
  const parts: RawBuilder<unknown>[] = [sql`true`];
  if (organisationId !== undefined) parts.push(sql`m.organisation_id = ${organisationId}::uuid`);
  if (dossierId !== undefined) parts.push(sql`m.dossier_id = ${dossierId}::uuid`);
  if (standing !== undefined) parts.push(sql`m.standing = ${standing}`);
  if (kind !== undefined) parts.push(sql`m.kind = ${kind}`);
  if (state !== undefined) parts.push(sql`m.state = ${state}`);
  if (text !== undefined && text !== "") parts.push(sql`m.words like ${pattern(text)}`);
  return sql.join(parts, sql` and `);
}

/** A folded substring; the wildcard characters of LIKE are data here. */
function pattern(text: string): string {
  const folded = fold(text.normalize("NFC").trim()).replace(/[\\%_]/g, (character) => `\\${character}`);
  return `%${folded.replace(/\s+/g, "%")}%`;
}
