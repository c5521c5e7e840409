import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { sql } from "kysely";
import { z } from "zod";
import { type Database, openDatabase, runningServerUrl } from "../core/database/index.ts";
import {
  type RunningProvince,
  removeDataDirectory,
  startProvince,
  temporaryDataDirectory,
} from "../setup/running-province.ts";
import { type BenchOptions, percentile, processCpuSeconds, type Report } from "./support.ts";

const DOSSIERS = Number(process.env.BENCH_DOSSIERS ?? 1_000_000);
const CLERK = "vanthu.daklong.dakha";
const PROCEDURE = "1.001193";
const FILE_BYTES = 300_000;
const PAGE_CLIENT = fileURLToPath(new URL("./clients/page-client.ts", import.meta.url));
const FILING_CLIENT = fileURLToPath(new URL("./clients/filing-client.ts", import.meta.url));

const pages = z.object({ milliseconds: z.array(z.number()), wrong: z.number() });
const filings = z.object({ milliseconds: z.array(z.number()), failed: z.number(), seconds: z.number() });

/**
 * Public services as the province serves them, with a million dossiers there: dossiers with a file of 300 KB taken in 50
 * times a second, the public progress page, a body's lists of dossiers. Asked over HTTP by other processes.
 */
export async function run(report: Report, options: BenchOptions): Promise<void> {
  const folder = temporaryDataDirectory();
  let province: RunningProvince | undefined;
  try {
    report.note("starting a province and seeding it");
    province = await startProvince({ dataDirectory: folder });
    const database = openDatabase(runningServerUrl(folder) ?? "", { max: 2, name: "bench" });
    report.note(`writing ${DOSSIERS} dossiers of all bodies`);
    await fill(database);
    const { rows } = await sql<{
      token: string;
    }>`select token from public_services.dossier order by id desc limit 1`.execute(database.queries);
    await database.close();
    const cookie = await signIn(province.url);
    await lists(report, province.url, cookie, options.seconds ?? 10);
    await lookUps(report, province, rows[0]?.token ?? "", options.seconds ?? 10);
    await submissions(report, province.url, cookie, options.seconds ?? 60);
  } finally {
    await province?.interrupt();
    removeDataDirectory(folder);
  }
}

async function lists(report: Report, url: string, cookie: string, seconds: number): Promise<void> {
  const times: number[] = [];
  for (const path of [
    "/dossiers?view=all",
    "/dossiers?view=mine",
    "/dossiers?view=overdue&sort=due",
    "/dossiers?view=all&name=y+hanh",
  ]) {
    await ask(url + path, cookie, 2, "@10");
    const { milliseconds } = await ask(url + path, cookie, seconds, "@25");
    report.note(
      `${path}: p50 ${percentile(milliseconds, 0.5).toFixed(1)} ms, p95 ${percentile(milliseconds, 0.95).toFixed(1)} ms`,
    );
    times.push(...milliseconds);
  }
  report.figure({
    figure: "services.list.p95",
    value: percentile(times, 0.95),
    unit: "ms",
    target: { at: "≤", limit: 80 },
  });
}

async function lookUps(
  report: Report,
  { url, process: { pid = 0 } }: RunningProvince,
  token: string,
  seconds: number,
): Promise<void> {
  const address = `${url}/track/${token}`;
  await ask(address, "none=1", 3, "8");
  const before = processCpuSeconds(pid);
  const { milliseconds } = await ask(address, "none=1", seconds, "8");
  const cpu = processCpuSeconds(pid) - before;
  report.note(
    `look-up: ${milliseconds.length} pages, ${cpu.toFixed(1)} s of CPU, p95 ${percentile(milliseconds, 0.95).toFixed(1)} ms`,
  );
  report.figure({
    figure: "services.lookup",
    value: milliseconds.length / cpu,
    unit: "pages/s per core",
    target: { at: "≥", limit: 1_500 },
  });
}

async function submissions(report: Report, url: string, cookie: string, seconds: number): Promise<void> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [
      "--import",
      "tsx",
      FILING_CLIENT,
      `${url}/dossiers/new`,
      cookie,
      String(seconds),
      "50",
      PROCEDURE,
      String(FILE_BYTES),
    ],
    { maxBuffer: 64 * 1024 * 1024 },
  );
  const found = filings.parse(JSON.parse(stdout));
  if (found.failed > 0) report.note(`${found.failed} dossiers were not taken in`);
  report.figure({
    figure: "services.submit",
    value: found.failed > 0 ? 0 : found.milliseconds.length / found.seconds,
    unit: "dossiers/s",
    target: { at: "≥", limit: 49.5 },
  });
  report.figure({
    figure: "services.submit.p95",
    value: percentile(found.milliseconds, 0.95),
    unit: "ms",
    target: { at: "≤", limit: 300 },
  });
}

async function ask(address: string, cookie: string, seconds: number, how: string) {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ["--import", "tsx", PAGE_CLIENT, address, cookie, String(seconds), how],
    { maxBuffer: 64 * 1024 * 1024 },
  );
  const found = pages.parse(JSON.parse(stdout));
  if (found.wrong > 0 || found.milliseconds.length === 0)
    throw new Error(`${found.wrong} pages were not answered`);
  return found;
}

async function signIn(url: string): Promise<string> {
  const answer = await fetch(`${url}/sign-in/demo`, {
    method: "POST",
    redirect: "manual",
    headers: { "content-type": "application/x-www-form-urlencoded", "sec-fetch-site": "same-origin" },
    body: new URLSearchParams({ person: CLERK, back: "/" }),
  });
  const session = answer.headers.getSetCookie().find((line) => line.includes("session="));
  if (!session) throw new Error(`${CLERK} could not sign in: ${answer.status}`);
  return session.split(";")[0] ?? "";
}

/** Two years of dossiers of every body, in every state, a hundredth of them open; the clerk's body has its share. */
async function fill(database: Database): Promise<void> {
  await sql`
    with body as (
      select organisation_id as id, row_number() over (order by organisation_id) - 1 as n, count(*) over () as many
        from public_services.payment_account
    ), flow as (
      select v.id from public_services.workflow w join public_services.workflow_version v on v.id = w.published_id where w.code = 'mot-cua-xa'
    ), procedure as (
      select id, code, name, field_code, field_name from public_services.procedure_version where code = ${PROCEDURE} and state = 'published' limit 1
    )
    insert into public_services.dossier (id, code, token, procedure_code, procedure_name, procedure_version_id, case_key, field_code,
      field_name, organisation_id, channel, state, applicant, owner, owner_name, return_by, notify_sms, notify_zalo, notify_email, fees,
      submitted_at, received_at, due_at, first_due_at, finished_at, returned_at, workflow_version_id, step_key, step_organisation_id, reminded, words)
    select uuidv7(make_interval(secs => -(${DOSSIERS} - g.n) * 60)), 'BENCH-' || g.n, 'bench' || lpad(g.n::text, 17, '0'), p.code, p.name, p.id, 'case-1',
           p.field_code, p.field_name, b.id, 1 + g.n % 2, s.state, party.it, party.it, party.it ->> 'name', 0, true, false, false, '[]',
           t.at, t.at, t.at + interval '3 days', t.at + interval '3 days', case when s.state = 10 then t.at + interval '2 days' end,
           case when s.state = 10 then t.at + interval '2 days' end, f.id, case when s.state = 4 then 'tham-dinh' end,
           case when s.state = 4 then b.id end, 2, search.fold('bench-' || g.n || ' ' || p.name || ' ' || (party.it ->> 'name'))
      from generate_series(1, ${DOSSIERS}) g(n)
      cross join procedure p cross join flow f
      join body b on b.n = g.n % b.many
      cross join lateral (select case when g.n % 100 = 0 then (array[1, 2, 4, 5, 9])[1 + (g.n / 100) % 5] else 10 end as state) s
      cross join lateral (select now() - make_interval(secs => (${DOSSIERS} - g.n) * 60) as at) t
      cross join lateral (select jsonb_build_object('kind', 1, 'name', (array['Y Hạnh', 'A Thông', 'Y Mai', 'A Khánh', 'Nguyễn Văn Bình', 'Trần Thị Lan', 'Rơ Châm Hương'])[1 + g.n % 7] || ' ' || g.n % 1000,
        'identifier', null, 'identifierKind', null, 'address', 'Thôn ' || g.n % 9, 'phone', null, 'email', null, 'citizenId', null) as it) party`.execute(
    database.queries,
  );
  await sql`insert into public_services.dossier_trace (id, dossier_id, at, action, to_state, name, position, organisation_name, step_words, note, public_note)
    select uuidv7(), id, submitted_at, 'file', 1, 'Y Hạnh', '', '', '', '', false from public_services.dossier order by id desc limit 1000`.execute(
    database.queries,
  );
  await sql`analyze public_services.dossier`.execute(database.queries);
}
