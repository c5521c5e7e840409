import { sql } from "kysely";
import { localDateOf } from "../../../core/calendar/index.ts";
import { type AxisAgency, upsertAgencies } from "../../../core/directory/index.ts";
import type { House } from "../../../core/system.ts";
import { transact } from "../../../core/transaction/index.ts";
import type { AgencyChange } from "../axis/index.ts";
import { registerOrganisations } from "./register-organisations.ts";

const ACTOR = { kind: "system", name: "interchange.agencies" } as const;

/**
 * Once a day: our organisations are registered at the axis, and its directory (more than 111,000 bodies) comes into
 * ours, so that a receiver is found locally.
 */
export async function synchroniseAgencies(house: House): Promise<void> {
  const { axis } = house.services;
  if (!axis) return;
  const { items, unreadable } = await axis.agencyDelta();
  const known = new Set(
    items.flatMap(({ code, oldCode, deleted }) => (deleted ? [] : oldCode ? [code, oldCode] : [code])),
  );
  const registered = await registerOrganisations(house, axis, known);
  await transact(house, { actor: ACTOR }, async (tx) => {
    const report = await upsertAgencies(tx.queries, items.map(asAgency), localDateOf(tx.now), tx.now);
    const { added, changed, removed, problems } = report;
    if (added + changed + removed + registered > 0) {
      tx.record({
        action: "interchange.synchronise-agencies",
        objectKind: "directory",
        objectId: "axis",
        data: { added, changed, removed, registered, refused: problems.length, unreadable },
      });
    }
    await sql`update interchange.axis_health set agencies_at = ${tx.now} where id = 1`.execute(tx.queries);
  });
}

function asAgency({ id, parentId, code, oldCode, name, mail, deleted }: AgencyChange): AxisAgency {
  return {
    id,
    code,
    name,
    deleted,
    ...(parentId === undefined ? {} : { parentId }),
    ...(oldCode === undefined ? {} : { code102: oldCode }),
    ...(mail === undefined ? {} : { mail }),
  };
}
