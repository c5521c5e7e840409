import { sql } from "kysely";
import type { House } from "../../core/system.ts";
import { contentOf } from "../../systems/documents/approving/approvals.ts";
import { getOutgoing } from "../../systems/documents/outgoing/outgoing.ts";
import type { Finding } from "./invariants.ts";
import { canBeDirected } from "./officials.ts";

/** What must be true of directing, opinions, approval and filing after any number of crashes. */
export async function checkOffices(house: House): Promise<Finding[]> {
  return [
    await stepsTakenOnce(house),
    await roundsWhole(house),
    await approvedAsSigned(house),
    await filesPackedOnce(house),
    await toldOnce(house),
  ];
}

/** Steps of an incoming document that are taken once in its life, by the word of its story. */
const ONCE = ["register", "present", "direct", "start", "complete"];

async function stepsTakenOnce(house: House): Promise<Finding> {
  const { rows } = await sql<{
    symbol: string;
    state: string;
    story: string;
    audited: string;
    parts: string;
  }>`
    select coalesce(i.symbol, i.id::text) as symbol, i.state,
           (select string_agg(action, ' ' order by action) from (
              select h.action || '×' || count(*) as action from documents.history h
               where h.document_id = i.id and h.action = any(${ONCE.map((step) => `incoming.${step}`)}::text[])
               group by h.action) t) as story,
           (select string_agg(action, ' ' order by action) from (
              select 'incoming.' || split_part(h.action, '.', 2) || '×' || count(*) as action from audit.record h
               where h.object_kind = 'incoming-document' and h.object_id = i.id::text
                 and h.action = any(${ONCE.map((step) => `documents.${step}`)}::text[])
               group by h.action) t) as audited,
           (select string_agg(a.role || ' ' || a.state, ', ' order by a.role desc) from documents.assignment a
             where a.incoming_id = i.id) as parts
      from documents.incoming i where i.state = 'completed'`.execute(house.database.queries);
  const wanted = [...ONCE].sort().map((step) => `incoming.${step}×1`);
  return {
    promise:
      "every step of a handled document was taken once, told once and audited once; no part is left open",
    looked: rows.length,
    broken: rows
      .filter(
        ({ story, audited, parts }) =>
          story !== wanted.join(" ") ||
          audited !== story ||
          !/^lead completed(, co-operating (completed|closed))*$/u.test(parts),
      )
      .map(({ symbol, story, audited, parts }) => `${symbol}: ${story} | ${audited} | ${parts}`),
  };
}

async function roundsWhole(house: House): Promise<Finding> {
  const { rows } = await sql<{
    id: string;
    state: string;
    asked: number;
    answered: number;
    latest: number;
    closed: number;
  }>`
    select r.id, r.state, count(a.id)::int as asked,
           (select count(*)::int from documents.opinion_answer w join documents.opinion_asked b on b.id = w.asked_id
             where b.round_id = r.id) as answered,
           (select count(*)::int from documents.opinion_answer w join documents.opinion_asked b on b.id = w.asked_id
             where b.round_id = r.id and w.latest) as latest,
           (select count(*)::int from audit.record d where d.object_kind = 'opinion-round' and d.object_id = r.id::text
               and d.action = 'documents.close-opinion-round') as closed
      from documents.opinion_round r join documents.opinion_asked a on a.round_id = r.id group by r.id`.execute(
    house.database.queries,
  );
  return {
    promise: "every opinion round came to its end: each answered once, closed once",
    looked: rows.length,
    broken: rows
      .filter(
        (row) =>
          row.state !== "closed" ||
          row.closed !== 1 ||
          row.answered !== row.asked ||
          row.latest !== row.asked,
      )
      .map((row) => JSON.stringify(row)),
  };
}

async function approvedAsSigned(house: House): Promise<Finding> {
  const { rows } = await sql<{ id: string; symbol: string; draft: string; approved: string[] }>`
    select o.id, o.symbol, v.file_sha256 as draft, array_agg(coalesce(a.approved_content, 'nobody')) as approved
      from documents.outgoing o
      join documents.revision v on v.outgoing_id = o.id and v.kind = 'draft'
      join documents.approval_step s on s.outgoing_id = o.id join documents.approver a on a.step_id = s.id
     where o.state = 'issued' group by o.id, v.file_sha256`.execute(house.database.queries);
  const broken: string[] = [];
  for (const row of rows) {
    const content = await contentOf(
      house.database.queries,
      await getOutgoing(house.database.queries, row.id),
      row.draft,
    );
    if (row.approved.some((each) => each !== content))
      broken.push(`${row.symbol}: ${row.approved.join(", ")}`);
  }
  return { promise: "what was signed is what everybody of its path approved", looked: rows.length, broken };
}

async function filesPackedOnce(house: House): Promise<Finding> {
  const { rows } = await sql<{
    notation: string;
    state: string;
    items: number;
    packages: string;
    sha256: string | null;
  }>`
    select f.notation, f.state, (select count(*)::int from records.item t where t.file_id = f.id) as items,
           (select string_agg(distinct p.state, ' ') from records.package p where p.file_id = f.id) as packages,
           (select min(p.sha256) from records.package p where p.file_id = f.id) as sha256
      from records.work_file f where f.notation like 'SC%'`.execute(house.database.queries);
  const broken: string[] = [];
  for (const row of rows) {
    const kept = row.sha256 !== null && (await house.files.has(row.sha256));
    if (row.state !== "closed" || row.items !== 1 || row.packages !== "ready" || !kept)
      broken.push(
        `${row.notation}: ${row.state}, ${row.items} items, packages ${row.packages}${kept ? "" : ", no file"}`,
      );
  }
  return {
    promise: "every work file was filled once and closed, and every package asked for was made",
    looked: rows.length,
    broken,
  };
}

async function toldOnce(house: House): Promise<Finding> {
  const { rows } = await sql<{ id: string; name: string; told: number }>`
    select r.id, a.name, (select count(*)::int from notify.notification n where n.person_id = p.person_id
             and n.kind = 'documents.opinion-asked' and n.href = '/opinion-rounds/' || r.id) as told
      from documents.opinion_round r join documents.opinion_asked a on a.round_id = r.id
      join directory.appointment p on p.id = a.appointment_id`.execute(house.database.queries);
  return {
    promise: "everybody asked for an opinion was told of it once",
    looked: rows.length,
    broken: rows
      .filter(({ told }) => told !== 1)
      .map((row) => `${row.name}, round ${row.id}: ${row.told} times`),
  };
}

/** Work of the offices that can still be brought to its end, by kind. */
export async function openWork(house: House): Promise<Record<string, number>> {
  const { rows } = await sql<Record<string, number>>`select
      (select count(*)::int from documents.incoming i where not frozen and ${canBeDirected()}
          and state in ('registered', 'presented', 'assigned', 'processing')) as undone,
      (select count(*)::int from documents.opinion_round where state = 'open') as rounds,
      (select count(*)::int from records.work_file f where state = 'closed' and notation like 'SC%'
          and not exists (select 1 from records.package p where p.file_id = f.id and p.state = 'ready')) as unpacked`.execute(
    house.database.queries,
  );
  return rows[0] ?? {};
}
