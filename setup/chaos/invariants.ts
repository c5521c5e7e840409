import { sql } from "kysely";
import type { House } from "../../core/system.ts";
import { checkOffices } from "./office-invariants.ts";

/** One promise and what broke it; nothing broken is a promise kept. */
export interface Finding {
  readonly promise: string;
  /** How many cases were looked at. */
  readonly looked: number;
  readonly broken: readonly string[];
}

/** Holds everything the database and the files say against what must be true after any number of crashes. */
export async function checkInvariants(house: House, agencies: string): Promise<Finding[]> {
  return [
    await arrivedOnce(house),
    await arrivedAtAgencies(house, agencies),
    await numbersWithoutGap(house),
    await arrivalNumbersWithoutGap(house),
    await revisionsWhole(house),
    await signaturesValid(house),
    await statusesDelivered(house),
    await nothingStuck(house),
    ...(await checkOffices(house)),
  ];
}

async function arrivedOnce(house: House): Promise<Finding> {
  const { rows } = await sql<{ symbol: string; organ_name: string; copies: number; same: boolean | null }>`
    select o.symbol, r.organ_name, count(i.id)::int as copies,
           bool_and(i.file_sha256 = o.file_sha256 or i.state = 'recalled') as same
      from documents.outgoing o
      join documents.recipient r on r.outgoing_id = o.id
      join directory.organisation d on d.id = r.organisation_id and d.source = 'province'
      left join documents.incoming i on i.organisation_id = r.organisation_id and i.source = 'axis'
       and i.symbol = o.symbol and i.issued_date = o.issued_date and i.from_organisation_id = o.organisation_id
     where o.state = 'issued' group by o.symbol, r.organ_name`.execute(house.database.queries);
  return {
    promise: "every issued document arrived exactly once at every receiver, with the file that was issued",
    looked: rows.length,
    broken: rows
      .filter((row) => row.copies !== 1 || row.same !== true)
      .map(
        (row) => `${row.symbol} → ${row.organ_name}: ${row.copies} copies${row.same ? "" : ", another file"}`,
      ),
  };
}

async function arrivedAtAgencies(house: House, agencies: string): Promise<Finding> {
  const { rows } = await sql<{ symbol: string; code: string; organ_name: string; state: string }>`
    select o.symbol, v.code, r.organ_name, r.state
      from documents.outgoing o join documents.recipient r on r.outgoing_id = o.id
      join directory.organisation d on d.id = r.organisation_id and d.source = 'axis'
      join directory.organisation_version v on v.organisation_id = d.id and upper_inf(v.valid)
     where o.state = 'issued'`.execute(house.database.queries);
  const broken: string[] = [];
  for (const code of new Set(rows.map((row) => row.code))) {
    const answer = await fetch(`${agencies}/agencies/${code}/received`);
    const listed: unknown = await answer.json();
    const codes = Array.isArray(listed) ? listed.map((row: { code?: unknown }) => String(row.code)) : [];
    const twice = codes.filter((symbol, index) => codes.indexOf(symbol) !== index);
    broken.push(...twice.map((symbol) => `${code} holds ${symbol} twice`));
  }
  const reached = [
    "arrived",
    "received",
    "assigned",
    "processing",
    "completed",
    "recalled",
    "recall-declined",
  ];
  for (const row of rows) {
    if (!reached.includes(row.state)) broken.push(`${row.symbol} → ${row.organ_name}: ${row.state}`);
  }
  return { promise: "central bodies have every document once and said so", looked: rows.length, broken };
}

async function numbersWithoutGap(house: House): Promise<Finding> {
  const { rows } = await sql<{ organisation_id: string; n: number; distinct_n: number; last: number }>`
    select organisation_id, count(*)::int as n, count(distinct code_number)::int as distinct_n, max(code_number) as last
      from documents.outgoing where code_number is not null
     group by organisation_id, extract(year from issued_date)`.execute(house.database.queries);
  return {
    promise: "numbers of outgoing documents have no gap and no duplicate",
    looked: rows.reduce((sum, row) => sum + row.n, 0),
    broken: rows
      .filter((row) => row.n !== row.distinct_n || row.n !== row.last)
      .map(
        (row) =>
          `${row.organisation_id}: ${row.n} documents, ${row.distinct_n} numbers, the last ${row.last}`,
      ),
  };
}

async function arrivalNumbersWithoutGap(house: House): Promise<Finding> {
  const { rows } = await sql<{ organisation_id: string; n: number; distinct_n: number; last: number }>`
    select organisation_id, count(*)::int as n, count(distinct arrival_number)::int as distinct_n, max(arrival_number) as last
      from documents.incoming where arrival_number is not null group by organisation_id, arrival_year`.execute(
    house.database.queries,
  );
  return {
    promise: "arrival numbers have no gap and no duplicate",
    looked: rows.reduce((sum, row) => sum + row.n, 0),
    broken: rows
      .filter((row) => row.n !== row.distinct_n || row.n !== row.last)
      .map(
        (row) =>
          `${row.organisation_id}: ${row.n} documents, ${row.distinct_n} numbers, the last ${row.last}`,
      ),
  };
}

async function revisionsWhole(house: House): Promise<Finding> {
  const { rows } = await sql<{ id: string; symbol: string; kinds: string; last: string; file: string }>`
    select o.id, o.symbol, string_agg(v.kind, ' ' order by v.number) as kinds, o.file_sha256 as file,
           (array_agg(v.file_sha256 order by v.number desc))[1] as last
      from documents.outgoing o join documents.revision v on v.outgoing_id = o.id
     where o.state = 'issued' group by o.id`.execute(house.database.queries);
  const broken: string[] = [];
  for (const row of rows) {
    if (row.kinds !== "draft signed numbered sealed") broken.push(`${row.symbol}: ${row.kinds}`);
    if (row.last !== row.file) broken.push(`${row.symbol}: its file is not its last revision`);
    if (!(await house.files.has(row.file))) broken.push(`${row.symbol}: its file is missing`);
  }
  return { promise: "every issued document has its four revisions, once each", looked: rows.length, broken };
}

async function signaturesValid(house: House): Promise<Finding> {
  const { rows } = await sql<{ symbol: string; file_sha256: string; kind: string }>`
    select o.symbol, v.file_sha256, v.kind from documents.outgoing o
      join documents.revision v on v.outgoing_id = o.id and v.kind in ('signed', 'sealed')
     where o.state not in ('draft', 'cancelled')`.execute(house.database.queries);
  const broken: string[] = [];
  for (const row of rows) {
    const verdict = await house.services.signatures?.verifyStored(row.file_sha256);
    const [status, count] = row.kind === "sealed" ? ["valid-both", 2] : ["valid-one", 1];
    if (verdict?.status !== status || verdict.signatures.length !== count) {
      broken.push(
        `${row.symbol} (${row.kind}): ${verdict?.status}, ${verdict?.signatures.length} signatures`,
      );
    }
  }
  return { promise: "every signed file verifies", looked: rows.length, broken };
}

async function statusesDelivered(house: House): Promise<Finding> {
  const { rows } = await sql<{ symbol: string; code: string; due: number; told: number }>`
    with due as (
      select o.id as outgoing_id, o.symbol, i.organisation_id, e.data->>'code' as code, count(*)::int as due
        from events.event e
        join documents.incoming i on i.id = (e.data->>'incomingId')::uuid
        join documents.outgoing o on o.organisation_id = i.from_organisation_id and o.symbol = i.symbol
         and o.issued_date = i.issued_date
       where e.type = 'documents.status-due' group by 1, 2, 3, 4
    )
    select d.symbol, d.code, d.due, count(s.id)::int as told
      from due d left join documents.recipient_status s
        on s.outgoing_id = d.outgoing_id and s.organisation_id = d.organisation_id and s.code = d.code
     group by d.symbol, d.outgoing_id, d.organisation_id, d.code, d.due`.execute(house.database.queries);
  const twice = await sql<{ symbol: string; code: string; n: number }>`
    select o.symbol, s.code, count(*)::int as n from documents.recipient_status s
      join documents.outgoing o on o.id = s.outgoing_id
     where s.code in ('01', '03', '04', '05', '06')
     group by o.symbol, s.outgoing_id, s.organisation_id, s.code having count(*) > 1`.execute(
    house.database.queries,
  );
  return {
    promise: "every status reached its sender, exactly once",
    looked: rows.length,
    broken: [
      ...rows
        .filter((row) => row.due !== row.told)
        .map((row) => `${row.symbol} ${row.code}: ${row.due} due, ${row.told} told`),
      ...twice.rows.map((row) => `${row.symbol} ${row.code}: told ${row.n} times`),
    ],
  };
}

async function nothingStuck(house: House): Promise<Finding> {
  const { rows } = await sql<{ what: string; alert: boolean }>`
    select 'out ' || id || ' ' || state || ' ' || coalesce(problem_en, '') as what, alert
      from interchange.outgoing_message where state in ('queued', 'failed')
    union all
    select 'in ' || id || ' ' || state || ' ' || coalesce(problem_en, ''), alert
      from interchange.incoming_message where state <> 'applied' or acknowledged_at is null
    union all
    select 'dead letter ' || name || ' ' || coalesce(last_error, ''), true from jobs.dead_letter where settled_at is null
    union all
    select 'job ' || task_identifier || ' will never run', false from graphile_worker.jobs
     where attempts >= max_attempts and (task_identifier like 'event:%' or task_identifier like 'interchange.%')
    union all
    select 'document ' || coalesce(symbol, id::text) || ' ' || state, false from documents.outgoing
     where state not in ('issued', 'cancelled')`.execute(house.database.queries);
  const total = await sql<{ n: number }>`select (select count(*) from interchange.outgoing_message)::int +
    (select count(*) from interchange.incoming_message)::int as n`.execute(house.database.queries);
  return {
    promise: "every message is in a final state or in an alert a person sees",
    looked: total.rows[0]?.n ?? 0,
    broken: rows.filter((row) => !row.alert).map((row) => row.what),
  };
}
