import { sql } from "kysely";
import { localDateOf } from "../../../core/calendar/index.ts";
import { organisationTree } from "../../../core/directory/index.ts";
import type { House } from "../../../core/system.ts";
import { transact } from "../../../core/transaction/index.ts";
import { putKeeper } from "./keepers.ts";
import { provinceRecords } from "./province-records.ts";
import { takeRecord } from "./write-version.ts";

const BY = { vi: "Dữ liệu của tỉnh", system: "procedures" } as const;
const SEED = "demo-procedures";

/** The office that controls procedures in the demonstration, and the day from which its procedures hold. */
const DEMO_OFFICE = "Văn phòng UBND tỉnh";
const DEMO_FROM = "2021-01-01";

/** The demonstration's catalogue, once: the procedures of the province and the office that keeps them. */
export async function seedDemoCatalogue(house: House): Promise<void> {
  const { queries } = house.database;
  const done = await sql`select 1 from platform.seed where name = ${SEED}`.execute(queries);
  if (done.rows.length > 0) return;
  const tree = await organisationTree(queries, localDateOf(new Date()));
  const office = tree
    .flatMap((each) => [each, ...each.children])
    .find(({ name }) => name.startsWith(DEMO_OFFICE));
  await takeProvinceProcedures(house, DEMO_FROM);
  await transact(house, { actor: { kind: "system", name: BY.system } }, async (tx) => {
    if (office) await putKeeper(tx, office.id, DEMO_FROM);
    await sql`insert into platform.seed (name) values (${SEED}) on conflict do nothing`.execute(tx.queries);
  });
}

/**
 * Puts the procedures of the province's data into the catalogue; what is there already stays, what is being written is left
 * alone.
 *
 * @param from first day on which new versions hold (`yyyy-MM-dd`)
 */
export async function takeProvinceProcedures(
  house: House,
  from: string,
): Promise<{ readonly taken: number; readonly unchanged: number; readonly inWork: number }> {
  const records = await provinceRecords();
  return await transact(house, { actor: { kind: "system", name: BY.system } }, async (tx) => {
    const told = { taken: 0, unchanged: 0, inWork: 0 };
    for (const record of records) {
      const outcome = await takeRecord(tx, record, {
        origin: "province",
        from,
        basis: `Dữ liệu của tỉnh, theo pháp luật tại ngày ${record.asOf}`,
        by: BY.vi,
      });
      if (outcome === "taken") told.taken += 1;
      else if (outcome === "unchanged") told.unchanged += 1;
      else told.inWork += 1;
    }
    tx.record({
      action: "procedures.seed",
      objectKind: "catalogue-of-procedures",
      objectId: "province",
      data: { ...told, from },
    });
    return told;
  });
}
