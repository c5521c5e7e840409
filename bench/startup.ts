/**
 * How long the province takes to a healthy page, and how much memory it holds then: the real front door with the
 * stand-ins beside it. `startup.warm` is the median of later starts on the same data; `startup.rss` is the resident
 * memory of every process of ours ten seconds later, without PostgreSQL.
 */
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import {
  type RunningProvince,
  removeDataDirectory,
  startProvince,
  temporaryDataDirectory,
} from "../setup/running-province.ts";
import { childrenOf, median, type Report, residentMegabytes } from "./support.ts";

const ROUNDS = 3;

export async function run(report: Report): Promise<void> {
  const dataDirectory = temporaryDataDirectory();
  try {
    const first = await timed(dataDirectory);
    report.figure({
      figure: "startup.first",
      value: first.seconds,
      unit: "s",
      target: { at: "≤", limit: 90 },
    });
    await first.province.interrupt();
    const seconds: number[] = [];
    const megabytes: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const { province, seconds: took } = await timed(dataDirectory);
      seconds.push(took);
      await sleep(10_000);
      megabytes.push(memoryOf(province.process.pid ?? 0));
      await province.interrupt();
    }
    report.figure({
      figure: "startup.warm",
      value: median(seconds),
      unit: "s",
      target: { at: "≤", limit: 8 },
    });
    report.figure({
      figure: "startup.rss",
      value: median(megabytes),
      unit: "MB",
      target: { at: "≤", limit: 400 },
    });
    const crashed = await timed(dataDirectory);
    await crashed.province.kill();
    const recovered = await timed(dataDirectory);
    report.figure({
      figure: "startup.after-kill",
      value: recovered.seconds,
      unit: "s",
      target: { at: "≤", limit: 15 },
    });
    await recovered.province.interrupt();
  } finally {
    removeDataDirectory(dataDirectory);
  }
}

async function timed(dataDirectory: string): Promise<{ province: RunningProvince; seconds: number }> {
  const begun = performance.now();
  const province = await startProvince({ dataDirectory });
  return { province, seconds: (performance.now() - begun) / 1000 };
}

/** The front door and everything below it but PostgreSQL. */
function memoryOf(pid: number): number {
  if (readFileSync(`/proc/${pid}/comm`, "utf8").trim() === "postgres") return 0;
  return residentMegabytes(pid) + childrenOf(pid).reduce((sum, child) => sum + memoryOf(child), 0);
}
