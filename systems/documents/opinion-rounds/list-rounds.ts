import { type RawBuilder, sql } from "kysely";
import { clearanceOf } from "../../../core/access/index.ts";
import type { Queries } from "../../../core/database/index.ts";
import type { PersonActor } from "../../../core/transaction/index.ts";
import { foldVietnamese } from "../../../core/ui/index.ts";
import { listedAbstract } from "../secrecy/secrecy.ts";

export const ROUND_VIEWS = ["to-answer", "answered", "mine"] as const;
/** Waiting for my answer; answered by me (or my unit); opened by me. */
export type RoundView = (typeof ROUND_VIEWS)[number];

export interface RoundRow {
  readonly id: string;
  readonly question: string;
  readonly code: string;
  readonly abstract: string;
  readonly asked_by_name: string;
  readonly opened_at: Date;
  readonly deadline: Date;
  readonly state: "open" | "closed";
  readonly asked: number;
  readonly answered: number;
}

export interface RoundFilter {
  /** Words of the question, the asker, the code; with or without marks. */
  readonly text?: string;
  readonly sort?: "deadline" | "opened";
  readonly descending?: boolean;
  readonly limit?: number;
}

const itsDocument = sql`
  left join documents.incoming i on r.document_kind = 'incoming' and i.id = r.document_id
  left join documents.outgoing o on r.document_kind = 'outgoing' and o.id = r.document_id`;

/** A draft may become secret after the question: the higher of both degrees holds. */
const degree = sql`greatest(r.confidentiality, i.confidentiality, o.confidentiality)`;

/** Rounds of one view of a person; of secret documents only what they are cleared for, and not what it is about. */
export async function listRounds(
  queries: Queries,
  actor: PersonActor,
  view: RoundView,
  filter: RoundFilter = {},
): Promise<readonly RoundRow[]> {
  const order = filter.sort === "opened" ? sql`r.opened_at` : sql`due`;
  const direction = filter.descending ? sql`desc` : sql`asc`;
  const words = foldVietnamese(filter.text?.trim() ?? "");
  const { rows } = await sql<RoundRow>`
    select id, question, code, abstract, asked_by_name, opened_at, due as deadline, state, asked, answered from (
      select r.id, r.opened_at, r.state, r.asked_by_name,
             case when ${degree} = 0 then r.question else 'Văn bản mật, mở để đọc' end as question,
             coalesce(i.symbol, o.symbol, 'Dự thảo') as code,
             case when i.id is not null then ${listedAbstract("i")} else ${listedAbstract("o")} end as abstract,
             greatest(r.deadline, (select max(a.deadline) from documents.opinion_asked a
                                    where a.round_id = r.id and a.withdrawn_at is null and ${isAsked(actor)})) as due,
             (select count(*)::int from documents.opinion_asked a where a.round_id = r.id and a.withdrawn_at is null) as asked,
             (select count(*)::int from documents.opinion_asked a join documents.opinion_answer n on n.asked_id = a.id and n.latest
               where a.round_id = r.id and a.withdrawn_at is null) as answered
        from documents.opinion_round r
        ${itsDocument}
       where ${inView(actor, view)} and ${degree} <= ${clearanceOf(actor)}
    ) r
    where ${words === "" ? sql`true` : sql`search.fold(question || ' ' || asked_by_name || ' ' || code || ' ' || abstract) like ${`%${words.replace(/[\\%_]/g, "\\$&")}%`}`}
    order by ${order} ${direction}, id limit ${filter.limit ?? 200}`.execute(queries);
  return rows;
}

/** How many rounds a view holds, up to a cap. */
export async function countRounds(
  queries: Queries,
  actor: PersonActor,
  view: RoundView,
  cap = 1_001,
): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from (
      select 1 from documents.opinion_round r ${itsDocument}
       where ${inView(actor, view)} and ${degree} <= ${clearanceOf(actor)} limit ${cap}) rounds`.execute(
    queries,
  );
  return rows[0]?.n ?? 0;
}

function inView(actor: PersonActor, view: RoundView): RawBuilder<unknown> {
  if (view === "mine") return sql`r.asked_by = ${actor.appointmentId}`;
  const answered = sql`exists (select 1 from documents.opinion_answer n where n.asked_id = a.id and n.latest)`;
  const mine = sql`select a.round_id from documents.opinion_asked a where a.withdrawn_at is null and ${isAsked(actor)}`;
  return view === "to-answer"
    ? sql`r.state = 'open' and r.id in (${mine} and not ${answered})`
    : sql`r.id in (${mine} and ${answered})`;
}

/**
 * Asked in person, as head of the unit, or under a delegation of directing by whoever is (NĐ 30/2020 Art. 13). The unit
 * of another is left to whom its head named.
 */
function isAsked(actor: PersonActor): RawBuilder<unknown> {
  const given = (actor.delegations ?? []).filter(({ kinds }) => kinds.includes("direct"));
  const people = [actor.appointmentId, ...given.map(({ from }) => from)];
  const units = [
    ...(actor.roles.includes("head-of-unit") ? [actor.unitId] : []),
    ...given
      .filter(({ fromRoles }) => fromRoles.includes("head-of-unit"))
      .map(({ fromUnitId }) => fromUnitId),
  ];
  return sql`(a.appointment_id = any(${people}::uuid[]) or a.unit_id = any(${units}::uuid[]))`;
}

/** Rounds about one document, the newest first. */
export async function roundsOfDocument(queries: Queries, documentId: string): Promise<readonly RoundRow[]> {
  const { rows } = await sql<RoundRow>`
    select r.id, r.question, '' as code, '' as abstract, r.asked_by_name, r.opened_at, r.deadline, r.state,
           count(a.id)::int as asked, count(n.id)::int as answered
      from documents.opinion_round r
      left join documents.opinion_asked a on a.round_id = r.id and a.withdrawn_at is null
      left join documents.opinion_answer n on n.asked_id = a.id and n.latest
     where r.document_id = ${documentId}::uuid
     group by r.id order by r.opened_at desc`.execute(queries);
  return rows;
}
