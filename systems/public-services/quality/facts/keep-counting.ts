import { sql } from "kysely";
import { type House, type Loop, subscription } from "../../../../core/system.ts";
import { transact } from "../../../../core/transaction/index.ts";
import { publishedCodes } from "../../catalogue/index.ts";
import "../../dossiers/index.ts";
import { inviteToRate } from "../ratings/invite-to-rate.ts";
import { countDossiers } from "./count-dossiers.ts";
import { countProcedure } from "./count-procedures.ts";

/**
 * A dossier is counted again whenever something happens to it; when it has ended, its citizen may rate it. Filing alone
 * is no matter of the figures: they begin with the acceptance, and filings come by the hundred.
 */
export const countChanges = subscription({
  consumer: "quality.count-dossier",
  events: ["dossiers.changed", "dossiers.apologised"],
  async handle(tx, { subjectId }) {
    await countDossiers(tx.queries, [subjectId]);
    await inviteToRate(tx, subjectId);
  },
});

export const countPublished = subscription({
  consumer: "quality.count-procedure",
  events: ["procedures.published", "procedures.withdrawn"],
  handle: (tx, { data }) => countProcedure(tx.queries, data.code),
});

const AT_ONCE = 200;
const NIL = "00000000-0000-0000-0000-000000000000";

/**
 * Looks for dossiers that came without an event (an import, a house that stood before this room): in the order of their
 * ids, from where it stopped, so that it can be killed at any time.
 */
export const takeInDossiers: Loop = {
  name: "quality.take-in-dossiers",
  everyMs: 60_000,
  async run(house) {
    return (await takeInNext(house)) === AT_ONCE ? "again" : "rest";
  },
};

/** @returns how many dossiers it looked at */
export async function takeInNext(house: House): Promise<number> {
  return await transact(house, { actor: { kind: "system", name: "quality" } }, async (tx) => {
    const { rows: cursors } = await sql<{ last: string }>`
      insert into public_services.quality_cursor as c (last) values (${NIL}::uuid)
      on conflict (id) do update set last = c.last returning last`.execute(tx.queries);
    const { rows } = await sql<{ id: string; missing: boolean }>`
      select d.id, q.dossier_id is null and d.state <> 1 as missing from public_services.dossier d
        left join public_services.quality_dossier q on q.dossier_id = d.id
       where d.id > ${cursors[0]?.last ?? NIL}::uuid order by d.id limit ${AT_ONCE}`.execute(tx.queries);
    const last = rows.at(-1);
    if (!last) return 0;
    await countDossiers(
      tx.queries,
      rows.filter(({ missing }) => missing).map(({ id }) => id),
    );
    await sql`update public_services.quality_cursor set last = ${last.id}::uuid`.execute(tx.queries);
    return rows.length;
  });
}

/** Procedures published before this room stood. */
export async function takeInProcedures(house: House): Promise<void> {
  const { queries } = house.database;
  const { rows } = await sql<{ code: string }>`
    select distinct code from public_services.quality_procedure`.execute(queries);
  const counted = new Set(rows.map(({ code }) => code));
  const missing = (await publishedCodes(queries)).filter((code) => !counted.has(code));
  if (missing.length === 0) return;
  await transact(house, { actor: { kind: "system", name: "quality" } }, async (tx) => {
    for (const code of missing) await countProcedure(tx.queries, code);
  });
}
