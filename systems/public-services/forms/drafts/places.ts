import { localDateOf } from "../../../../core/calendar/index.ts";
import type { Database } from "../../../../core/database/index.ts";
import { type OrganisationNode, organisationTree } from "../../../../core/directory/index.ts";
import type { PlaceUnit } from "../definition/read-leaf.ts";

const KEPT_MS = 60_000;
const kept = new WeakMap<Database, { readonly until: number; readonly units: readonly PlaceUnit[] }>();

/** The communes of the province today, in the order of the directory; kept for a minute. */
export async function placesToday(database: Database, now = new Date()): Promise<readonly PlaceUnit[]> {
  const known = kept.get(database);
  if (known && known.until > now.getTime()) return known.units;
  const tree = await organisationTree(database.queries, localDateOf(now));
  const units = tree.flatMap((root) => unitsBelow(root, placeOf(root.name), undefined));
  kept.set(database, { until: now.getTime() + KEPT_MS, units });
  return units;
}

function unitsBelow(
  node: OrganisationNode,
  province: string,
  district: string | undefined,
): readonly PlaceUnit[] {
  return node.children.flatMap((child) => {
    const name = placeOf(child.name);
    if (child.kind === "district") return unitsBelow(child, province, name);
    if (child.kind !== "commune") return unitsBelow(child, province, district);
    const unit = { code: child.gsoCode ?? child.id, name, province };
    return [district === undefined ? unit : { ...unit, district }];
  });
}

/** "UBND xã Đăk Long" is at "Xã Đăk Long". */
function placeOf(name: string): string {
  const place = name.replace(/^(UBND|Ủy ban nhân dân)\s+/i, "");
  return place.charAt(0).toUpperCase() + place.slice(1);
}
