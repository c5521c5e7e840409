import { resolve } from "node:path";
import { readConfig } from "../../core/config/index.ts";
import { startEmbeddedServer } from "../../core/database/index.ts";
import { createLog } from "../../core/log.ts";
import type { House } from "../../core/system.ts";
import { holdInstance } from "../instance.ts";
import { openHouse } from "../open-house.ts";
import { SYSTEMS } from "../rooms.ts";

/**
 * Opens the house of a data folder for a command that must be alone with the data.
 *
 * @param data folder as the user wrote it; DATA_DIR, else ./data, when there is none
 * @throws AlreadyRunningError when the platform runs on it
 */
export async function withStoppedHouse<Result>(
  data: string | undefined,
  work: (house: House) => Promise<Result>,
): Promise<Result> {
  const dataDirectory = data === undefined ? undefined : resolve(process.env.INIT_CWD ?? process.cwd(), data);
  const config = readConfig({ ...process.env, ...(dataDirectory ? { DATA_DIR: dataDirectory } : {}) });
  const giveBack = holdInstance(config.dataDirectory);
  try {
    const server =
      config.databaseUrl === undefined ? await startEmbeddedServer(config.dataDirectory) : undefined;
    try {
      const open = await openHouse({
        config,
        databaseUrl: server?.url ?? config.databaseUrl ?? "",
        log: createLog("warn"),
        systems: SYSTEMS,
        maxConnections: 6,
      });
      return await work(open.house).finally(() => open.close());
    } finally {
      await server?.stop();
    }
  } finally {
    giveBack();
  }
}
