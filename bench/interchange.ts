import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "kysely";
import { bodies, issueStored } from "./house/issued-documents.ts";
import { type BenchHouse, openBenchHouse, STTTT } from "./house/open-bench-house.ts";
import { type SignedFiles, signedFiles } from "./house/signed-files.ts";
import { type BenchOptions, clock, ownCpuSeconds, type Report, residentMegabytes } from "./support.ts";

const WARM_UP_SECONDS = 10;
/** Documents issued and not yet sent; enough that sending never waits for the load. */
const AHEAD = 24;
/** Files made before the measuring; more are made beside it when they do not suffice. */
const PREPARED_PER_SECOND = 24;
const BACKLOG = 50_000;
const LARGE_BYTES = 74_000_000;

/**
 * The whole house sending to itself over the stand-in of the axis, which runs beside it on the same machine. Every
 * message carries a file of its own signed by a person and an organisation, and every signature is verified on arrival;
 * every arrival sends a status back, which is received too.
 */
export async function run(report: Report, options: BenchOptions): Promise<void> {
  await throughput(report, options.seconds ?? 300);
  await backlog(report);
  await largeMessage(report);
}

async function throughput(report: Report, seconds: number): Promise<void> {
  const bench = await openBenchHouse();
  try {
    const { files, issue } = await prepareLoad(bench);
    // The documents were signed by people before they are sent.
    await files.makeAhead(Math.ceil((WARM_UP_SECONDS + seconds) * PREPARED_PER_SECOND));
    report.note(`interchange: files of ${(files.medianBytes / 1e6).toFixed(2)} MB median, ${seconds} s`);
    const work = await bench.startWork();
    await registered(bench);
    const load = keepIssuing(bench, issue);
    await sleep(WARM_UP_SECONDS * 1_000);
    const [before, cpu, began] = [await totals(bench), bench.cpu(), clock()];
    const windows: Totals[] = [before];
    while (clock() - began < seconds * 1_000) {
      await sleep(Math.min(10_000, seconds * 1_000 - (clock() - began)));
      windows.push(await totals(bench));
    }
    const elapsed = (clock() - began) / 1_000;
    const after = windows.at(-1) ?? before;
    const used = bench.cpu();
    await load.stop();
    await work.stop();
    const rate = (of: keyof Totals): number => (after[of] - before[of]) / elapsed;
    report.note(
      `interchange: ${rate("statusesSent").toFixed(1)} statuses/s out, ${rate("statusesReceived").toFixed(1)}/s in beside; ` +
        `slowest 10 s: ${slowest(windows).toFixed(1)}/s; own CPU ${((used.own - cpu.own) / elapsed).toFixed(2)} cores`,
    );
    const each = (part: keyof typeof used): string =>
      (((used[part] - cpu[part]) * 1_000) / Math.max(1, after.received - before.received)).toFixed(0);
    report.note(
      `interchange: CPU for a message there and its status back: house ${each("own")} ms, PostgreSQL ${each("server")} ms, ` +
        `stand-in and text reader ${each("others")} ms`,
    );
    for (const [figure, of] of [
      ["interchange.send", "sent"],
      ["interchange.receive", "received"],
    ] as const) {
      report.figure({ figure, value: rate(of), unit: "messages/s", target: { at: "≥", limit: 20 } });
    }
    await assertSound(bench);
  } finally {
    await bench.close();
  }
}

interface Totals {
  readonly sent: number;
  readonly received: number;
  readonly statusesSent: number;
  readonly statusesReceived: number;
}

async function totals({ house }: BenchHouse): Promise<Totals> {
  const { rows } = await sql<Totals>`select
      (select count(*) from interchange.outgoing_message where kind = 'edoc' and state = 'sent') as sent,
      (select count(*) from interchange.incoming_message where kind = 'edoc' and state = 'applied') as received,
      (select count(*) from interchange.outgoing_message where kind = 'status' and state = 'sent') as "statusesSent",
      (select count(*) from interchange.incoming_message where kind = 'status' and state = 'applied') as "statusesReceived"`.execute(
    house.database.queries,
  );
  const [row] = rows;
  if (!row) throw new Error("no totals");
  return row;
}

function slowest(windows: readonly Totals[]): number {
  const steps = windows.slice(1).map((window, index) => window.received - (windows[index]?.received ?? 0));
  return Math.min(...steps) / 10;
}

/** Every arrival must have been verified as signed by both. */
async function assertSound({ house }: BenchHouse): Promise<void> {
  const { rows } = await sql<{ verdict: string; n: number }>`select verdict, count(*)::int as n
    from documents.incoming group by verdict`.execute(house.database.queries);
  const wrong = rows.filter((row) => row.verdict !== "valid-both");
  if (rows.length === 0 || wrong.length > 0) throw new Error(`verdicts: ${JSON.stringify(rows)}`);
}

async function prepareLoad(
  bench: BenchHouse,
): Promise<{ files: SignedFiles; issue: (n: number) => Promise<void> }> {
  const { house } = bench;
  const sender = await bench.organisation(STTTT);
  const [clerk, leader] = [await bench.actor("clerk", sender), await bench.actor("leader", sender)];
  const receivers = await bodies(house, sender, 134);
  const files = await signedFiles(house, leader);
  return {
    files,
    async issue(number) {
      const receiver = receivers[number % receivers.length];
      if (!receiver) throw new Error("nobody to write to");
      await issueStored(house, { clerk, number, file: await files.next(), receivers: [receiver] });
    },
  };
}

/** Keeps some issued documents waiting, so that sending is the limit and not the load. */
function keepIssuing(bench: BenchHouse, issue: (n: number) => Promise<void>): { stop(): Promise<void> } {
  let [running, number] = [true, 0];
  const side = (async () => {
    while (running) {
      const { rows } = await sql<{ n: number }>`select count(*)::int as n from documents.recipient
        where state = 'waiting'`.execute(bench.house.database.queries);
      for (let each = rows[0]?.n ?? 0; each < AHEAD && running; each += 1) {
        number += 1;
        await issue(number);
      }
      await sleep(50);
    }
  })();
  return {
    async stop() {
      running = false;
      await side;
    },
  };
}

async function registered({ house }: BenchHouse): Promise<void> {
  for (let waited = 0; waited < 60_000; waited += 100) {
    const { rows } = await sql<{ n: number; open: number }>`select count(*)::int as n,
      count(*) filter (where registered_at is null)::int as open from interchange.registration`.execute(
      house.database.queries,
    );
    if ((rows[0]?.n ?? 0) > 0 && rows[0]?.open === 0) return;
    await sleep(100);
  }
  throw new Error("the organisations were not registered at the axis");
}

/** 50,000 statuses of receivers wait on the axis when the house opens. */
async function backlog(report: Report): Promise<void> {
  const bench = await openBenchHouse();
  try {
    const { house, axisPage } = bench;
    const work = await bench.startWork();
    await registered(bench);
    const sender = await bench.organisation(STTTT);
    const clerk = await bench.actor("clerk", sender);
    const receivers = await bodies(house, sender, 100);
    const file = await house.files.put(Buffer.from("%PDF-1.4 a file that never leaves"));
    await work.stop();
    const documents = BACKLOG / receivers.length;
    for (let number = 1; number <= documents; number += 1) {
      await issueStored(house, { clerk, number, file, receivers });
    }
    await sql`truncate graphile_worker._private_jobs`.execute(house.database.queries);
    const filling = clock();
    await preload(bench, documents, receivers);
    report.note(
      `interchange: backlog of ${BACKLOG} made in ${((clock() - filling) / 1_000).toFixed(0)} s (${axisPage})`,
    );
    const [cpu, began] = [ownCpuSeconds(), clock()];
    const draining = await bench.startWork();
    let done = 0;
    while (done < BACKLOG && clock() - began < 3_600_000) {
      await sleep(500);
      done = (await totals(bench)).statusesReceived;
    }
    const elapsed = (clock() - began) / 1_000;
    await draining.stop();
    const { rows } = await sql<{ n: number }>`select count(*)::int as n from documents.recipient
      where state = 'received'`.execute(house.database.queries);
    if (rows[0]?.n !== BACKLOG) throw new Error(`only ${rows[0]?.n} receivers moved`);
    report.note(`interchange: backlog CPU ${((ownCpuSeconds() - cpu) / elapsed).toFixed(2)} cores`);
    report.figure({
      figure: "interchange.backlog",
      value: done / elapsed,
      unit: "messages/s",
      target: { at: "≥", limit: 14 },
    });
  } finally {
    await bench.close();
  }
}

/** Sends the statuses as the receivers' systems would, through the same axis. */
async function preload(
  { house }: BenchHouse,
  documents: number,
  receivers: readonly { readonly code: string; readonly name: string }[],
): Promise<void> {
  const { axis } = house.services;
  if (!axis) throw new Error("no axis");
  const { statusSender } = await import("./house/status-sender.ts");
  const send = statusSender(axis, STTTT);
  const queue = Array.from({ length: documents }, (_, index) => index + 1).values();
  const side = async (): Promise<void> => {
    for (const number of queue) for (const receiver of receivers) await send(receiver, number);
  };
  await Promise.all(Array.from({ length: 6 }, side));
}

/** One message of 100 MB out and in; growth of the resident memory of this process at its highest. */
async function largeMessage(report: Report): Promise<void> {
  const bench = await openBenchHouse({ maxMessageMb: 120 });
  try {
    const { house } = bench;
    const { issue } = await prepareLoad(bench);
    const work = await bench.startWork();
    await registered(bench);
    // Code and buffers that every message needs are there before the measuring begins.
    for (let number = 1; number <= 40; number += 1) await issue(number);
    await until(async () => (await totals(bench)).statusesReceived >= 40);
    const sender = await bench.organisation(STTTT);
    const [clerk, leader] = [await bench.actor("clerk", sender), await bench.actor("leader", sender)];
    const [receiver] = await bodies(house, sender, 1);
    if (!receiver) throw new Error("nobody to write to");
    const file = await (await signedFiles(house, leader, 1)).next();
    const large = await house.files.put(noise(LARGE_BYTES));
    globalThis.gc?.();
    await sleep(2_000);
    const before = residentMegabytes(process.pid);
    let highest = before;
    const watch = setInterval(() => {
      highest = Math.max(highest, residentMegabytes(process.pid));
    }, 20);
    const attachment = { name: "du-lieu-anh.zip", sha256: large.sha256, size: large.size };
    await issueStored(house, {
      clerk,
      number: 9_001,
      file,
      attachments: [attachment],
      receivers: [receiver],
    });
    await until(async () => (await totals(bench)).statusesReceived >= 41);
    clearInterval(watch);
    await work.stop();
    const { rows } = await sql<{ size: number }>`select max(edxml_size) as size
      from interchange.incoming_message`.execute(house.database.queries);
    report.note(
      `interchange: a message of ${((rows[0]?.size ?? 0) / 1e6).toFixed(1)} MB; RSS ${before.toFixed(0)} → ${highest.toFixed(0)} MB`,
    );
    report.figure({
      figure: "interchange.rss-growth",
      value: highest - before,
      unit: "MB",
      target: { at: "≤", limit: 64 },
    });
  } finally {
    await bench.close();
  }
}

async function* noise(bytes: number): AsyncGenerator<Uint8Array> {
  for (let left = bytes; left > 0; left -= 1_000_000) yield randomBytes(Math.min(left, 1_000_000));
}

async function until(true_: () => Promise<boolean>, seconds = 300): Promise<void> {
  const end = clock() + seconds * 1_000;
  while (!(await true_())) {
    if (clock() > end) throw new Error("it did not happen in time");
    await sleep(100);
  }
}
