import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { z } from "zod";
import { openDatabase, runningServerUrl } from "../core/database/index.ts";
import { startProvince } from "../setup/running-province.ts";
import { historyFolder } from "./house/history.ts";
import { percentile, type Report } from "./support.ts";

const CLERK = "vanthu.dakha";
const RATE = 50;
const SECONDS = 10;
const CLIENT = fileURLToPath(new URL("./clients/page-client.ts", import.meta.url));

const answers = z.object({ milliseconds: z.array(z.number()), wrong: z.number() });

/**
 * The pages a clerk has open all day, over the province's whole history: the list of incoming documents, one document's
 * card, and the start page, each 50 times a second on the beat, as the real front door serves them.
 */
export async function run(report: Report, options: { seconds?: number }): Promise<void> {
  const history = await historyFolder(report);
  const province = await startProvince({ dataDirectory: history.folder, patience: 300_000 });
  try {
    const cookie = await signIn(province.url);
    const database = openDatabase(runningServerUrl(history.folder) ?? "", { max: 1, name: "bench" });
    const { rows } = await database.pool.query<{ id: string }>(
      `select i.id from documents.incoming i
         join directory.position p on p.body_id = i.organisation_id
         join directory.appointment t on t.position_id = p.id
         join identity.account a on a.person_id = t.person_id
        where a.username_folded = $1 and i.state = 'completed' order by i.arrived_at desc limit 1`,
      [CLERK],
    );
    await database.close();
    for (const [figure, path] of [
      ["lists.incoming.p95", "/incoming?view=all"],
      ["lists.card.p95", `/incoming/${rows[0]?.id ?? ""}`],
      ["lists.home.p95", "/"],
    ] as const) {
      await ask(province.url + path, cookie, 3);
      const times = await ask(province.url + path, cookie, options.seconds ?? SECONDS);
      report.note(
        `${path}: p50 ${percentile(times, 0.5).toFixed(1)} ms, p99 ${percentile(times, 0.99).toFixed(1)} ms`,
      );
      report.figure({
        figure,
        value: percentile(times, 0.95),
        unit: "ms",
        target: { at: "≤", limit: 80 },
      });
    }
  } finally {
    await province.interrupt();
    history.release();
  }
}

async function ask(address: string, cookie: string, seconds: number): Promise<readonly number[]> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ["--import", "tsx", CLIENT, address, cookie, String(seconds), `@${RATE}`],
    { maxBuffer: 64 * 1024 * 1024 },
  );
  const found = answers.parse(JSON.parse(stdout));
  if (found.wrong > 0 || found.milliseconds.length === 0)
    throw new Error(`${found.wrong} pages were not answered`);
  return found.milliseconds;
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
