import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { readConfig } from "../../core/config/index.ts";
import { startEmbeddedServer } from "../../core/database/index.ts";
import { createLog } from "../../core/log.ts";
import type { House } from "../../core/system.ts";
import { holdInstance } from "../../setup/instance.ts";
import { loadHistory } from "../../setup/load/load-history.ts";
import { openHouse } from "../../setup/open-house.ts";
import { SYSTEMS } from "../../setup/rooms.ts";
import { removeDataDirectory, temporaryDataDirectory } from "../../setup/running-province.ts";
import { type Report, treeCpuSeconds } from "../support.ts";

/** Documents exchanged by the reference province to the end of 2021. */
export const WHOLE_HISTORY = 3_264_993;

/** A data folder with the province's history in it. */
export interface HistoryFolder {
  readonly folder: string;
  /** How many documents the history has. */
  readonly amount: number;
  /** Removes the folder, unless it was lent. */
  release(): void;
}

/**
 * The history in a folder: that of BENCH_DATA when the environment names one (loaded there first if it is not yet),
 * else a fresh one. BENCH_DOCUMENTS is how many documents; the whole history takes tens of minutes and 17 GB.
 */
export async function historyFolder(report: Report): Promise<HistoryFolder> {
  const lent = process.env.BENCH_DATA;
  const folder = lent ? resolve(lent) : temporaryDataDirectory();
  const amount = Number(process.env.BENCH_DOCUMENTS || WHOLE_HISTORY);
  if (lent && !existsSync(folder)) throw new Error(`BENCH_DATA: no folder ${folder}`);
  let told = 0;
  await withHistoryHouse(folder, async (house) => {
    await loadHistory(house, { amount, seed: 2021, from: "2018-01-01", until: "2021-12-31" }, (step) => {
      if (Date.now() - told < 30_000) return;
      told = Date.now();
      report.note(step.step === "indexes" ? `index ${step.name}` : `${step.step} ${step.done} of ${step.of}`);
    });
  });
  return {
    folder,
    amount,
    release() {
      if (!lent) removeDataDirectory(folder);
    },
  };
}

/** Opens the house of a data folder without its pages and its work. `serverCpu` tells CPU seconds of the database. */
export async function withHistoryHouse<Result>(
  folder: string,
  work: (house: House, serverCpu: () => number) => Promise<Result>,
): Promise<Result> {
  const config = readConfig({ MODE: "demo", DATA_DIR: folder });
  const giveBack = holdInstance(config.dataDirectory);
  const server = await startEmbeddedServer(config.dataDirectory);
  try {
    const open = await openHouse({
      config,
      databaseUrl: server.url,
      log: createLog("silent"),
      systems: SYSTEMS,
      maxConnections: 8,
    });
    try {
      return await work(open.house, () => treeCpuSeconds(server.pid()));
    } finally {
      await open.close();
    }
  } finally {
    await server.stop();
    giveBack();
  }
}
