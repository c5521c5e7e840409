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

const DOCUMENTS = 100_000;
const CLERK = "vanthu.dakha";
const CONNECTIONS = 8;
const RATE = 100;
const CLIENT = fileURLToPath(new URL("./clients/page-client.ts", import.meta.url));

const answers = z.object({
  milliseconds: z.array(z.number()),
  wrong: z.number(),
  bytes: z.number(),
  seconds: z.number(),
});

/**
 * The clerk's list of incoming documents, as the province serves it: the real front door with its session, rights,
 * shell and 50 rows out of 100,000 documents of one organisation, asked over HTTP by another process. Pages per second
 * and core are pages by CPU time of the web process (PostgreSQL is another process); the 95th percentile is measured
 * at 100 pages a second on the beat.
 */
export async function run(report: Report, options: BenchOptions): Promise<void> {
  const seconds = options.seconds ?? 10;
  const folder = temporaryDataDirectory();
  let province: RunningProvince | undefined;
  try {
    report.note("starting a province and seeding it");
    province = await startProvince({ dataDirectory: folder });
    const database = openDatabase(runningServerUrl(folder) ?? "", { max: 2, name: "bench" });
    report.note(`writing ${DOCUMENTS} incoming documents of one organisation`);
    await fill(database);
    await database.close();
    const cookie = await signIn(province.url);
    const { pid = 0 } = province.process;
    for (const [figure, path] of [
      ["pages.incoming-list", "/incoming"],
      ["pages.incoming-list.all", "/incoming?view=all"],
    ] as const) {
      const address = province.url + path;
      await ask(address, cookie, 3, String(CONNECTIONS));
      const before = processCpuSeconds(pid);
      const full = await ask(address, cookie, seconds, String(CONNECTIONS));
      const cpu = processCpuSeconds(pid) - before;
      report.note(
        `${path}: ${full.milliseconds.length} pages of ${Math.round(full.bytes / full.milliseconds.length / 1024)} KB in ` +
          `${full.seconds.toFixed(1)} s, ${cpu.toFixed(1)} s of CPU, p50 ${percentile(full.milliseconds, 0.5).toFixed(1)} ms`,
      );
      report.figure({
        figure,
        value: full.milliseconds.length / cpu,
        unit: "pages/s per core",
        target: { at: "≥", limit: 300 },
      });
      const beat = await ask(address, cookie, seconds, `@${RATE}`);
      report.figure({
        figure: `${figure}.p95`,
        value: percentile(beat.milliseconds, 0.95),
        unit: "ms",
        target: { at: "≤", limit: 60 },
      });
    }
  } finally {
    await province?.interrupt();
    removeDataDirectory(folder);
  }
}

async function ask(address: string, cookie: string, seconds: number, how: string) {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ["--import", "tsx", CLIENT, address, cookie, String(seconds), how],
    { maxBuffer: 64 * 1024 * 1024 },
  );
  const found = answers.parse(JSON.parse(stdout));
  if (found.wrong > 0 || found.milliseconds.length === 0)
    throw new Error(`${found.wrong} pages were not answered`);
  return found;
}

async function signIn(url: string): Promise<string> {
  const answer = await fetch(`${url}/sign-in/demo`, {
    method: "POST",
    redirect: "manual",
    headers: { "content-type": "application/x-www-form-urlencoded", "sec-fetch-site": "same-origin" },
    body: new URLSearchParams({ person: CLERK, back: "/incoming" }),
  });
  const session = answer.headers.getSetCookie().find((line) => line.includes("session="));
  if (!session) throw new Error(`${CLERK} could not sign in: ${answer.status}`);
  return session.split(";")[0] ?? "";
}

/** Two years of documents of the clerk's organisation, in every state, a tenth of them with a deadline. */
async function fill(database: Database): Promise<void> {
  await sql`
    insert into documents.incoming (id, organisation_id, state, source, wire_id, from_code, from_name, code_number,
      code_notation, issued_date, type_name, abstract, urgency, arrived_at, arrival_number, arrival_year, registered_at,
      registered_by_name, deadline, verdict)
    select uuidv7(), p.body_id, case when n % 4 = 0 then 'arrived' when n % 4 = 1 then 'registered' when n % 8 = 2 then 'assigned' else 'completed' end,
           'axis', 'bench-' || n, '000.00.' || lpad((n % 134)::text, 2, '0') || '.H34', 'Ủy ban nhân dân xã số ' || n % 134, n::text,
           'UBND-VX', current_date - (n / 140), 'Công văn',
           'Về việc báo cáo kết quả thực hiện nhiệm vụ chuyển đổi số và gửi, nhận văn bản điện tử đợt ' || n,
           case when n % 20 = 0 then 1 else 0 end, now() - make_interval(mins => n * 10),
           case when n % 4 = 0 then null else n end, case when n % 4 = 0 then null else 2020 + n / 50000 end,
           case when n % 4 = 0 then null else now() - make_interval(mins => n * 10 - 5) end, 'Văn thư',
           case when n % 8 = 2 then now() + make_interval(hours => n % 200) end,
           (array['valid-both', 'valid-both', 'valid-one', 'unsigned'])[1 + n % 4]
      from identity.account a
      join directory.appointment t on t.person_id = a.person_id
      join directory.position p on p.id = t.position_id
      cross join generate_series(1, ${DOCUMENTS}) n
     where a.username_folded = ${CLERK}`.execute(database.queries);
  await sql`vacuum analyze documents.incoming`.execute(database.queries);
}
