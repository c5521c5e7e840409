import { join } from "node:path";
import type { House, Loop } from "../system.ts";
import { AuditHaltedError, createSealer, type Sealer } from "./seal-records.ts";

const sealers = new WeakMap<House, Sealer>();
const reported = new WeakSet<Sealer>();

/**
 * Seals what was committed, every second; a waiting backlog is sealed without pause. When the log does not fit what
 * was signed before, it says so once, keeps the reason in `audit.sequencer.halted` for the administrator's page, and
 * rests until the platform is started again.
 */
export const auditLoop: Loop = {
  name: "audit.seal",
  everyMs: 1_000,
  async run(house) {
    const sealer = sealerOf(house);
    try {
      const { more } = await sealer.run();
      return more ? "again" : "rest";
    } catch (error) {
      if (!(error instanceof AuditHaltedError)) throw error;
      if (!reported.has(sealer)) house.log.error({ reason: error.message }, "audit log: sealing has halted");
      reported.add(sealer);
      return "rest";
    }
  },
};

function sealerOf(house: House): Sealer {
  const known = sealers.get(house);
  if (known) return known;
  const { dataDirectory, secret } = house.config;
  const sealer = createSealer({ database: house.database, folder: join(dataDirectory, "audit"), secret });
  sealers.set(house, sealer);
  return sealer;
}
