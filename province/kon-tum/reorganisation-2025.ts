/**
 * The change of 1 July 2025: Kon Tum joins Quảng Ngãi, the district level ends, 102 communes become 40.
 * The demonstration keeps the structure of 2022; this is loaded by its own command only.
 */
import { z } from "zod";
import type { Queries } from "../../core/database/index.ts";
import { type Reorganisation, reorganise } from "../../core/directory/index.ts";
import { readTable } from "../read-tsv.ts";
import { stableId } from "../stable-id.ts";
import { committeeOf, GOVERNMENT_ID, idOfGsoCode, PROVINCE_ID, provinceBodies } from "./organisations.ts";

const row = z.object({
  old_district_code: z.string(),
  old_commune_code: z.string(),
  new_commune_code: z.string(),
  new_commune_name: z.string(),
  merge_type: z.enum(["full", "unchanged"]),
});

/** Identifier of a commune that began on 1 July 2025; new units reuse statistics codes of old ones. */
export function idOfCommune2025(gsoCode: string): string {
  return stableId(`quang-ngai/gso-2025/${gsoCode}`);
}

export const NEW_PROVINCE_ID = stableId("quang-ngai/province");

/** The plan of the change as data. Codes of the new communes are not known and stay empty. */
export function reorganisation2025(): Reorganisation {
  const facts = new Map(
    readTable(
      new URL("reorganisation-2025.tsv", import.meta.url),
      z.object({ key: z.string(), value: z.string() }),
    ).map(({ key, value }) => [key, value]),
  );
  const fact = (key: string) => {
    const value = facts.get(key);
    if (value === undefined) throw new Error(`reorganisation-2025.tsv has no ${key}`);
    return value;
  };
  const communes = readTable(new URL("kontum-units-2025.tsv", import.meta.url), row);
  const merged = communes.filter((commune) => commune.merge_type === "full");
  const unchanged = communes.filter((commune) => commune.merge_type === "unchanged");
  const successor = (commune: z.output<typeof row>) =>
    commune.merge_type === "full"
      ? idOfCommune2025(commune.new_commune_code)
      : idOfGsoCode(commune.old_commune_code);
  const names = new Map(merged.map((commune) => [commune.new_commune_code, commune.new_commune_name]));
  const districts = [...new Set(communes.map((commune) => commune.old_district_code))];
  const departments = provinceBodies().filter((body) => body.organisation.kind === "provincial-department");
  return {
    id: stableId("kon-tum/reorganisation-2025"),
    legalBasis: fact("legal_basis"),
    effective: fact("effective"),
    establish: [
      {
        id: NEW_PROVINCE_ID,
        kind: "province",
        name: fact("province_name"),
        shortName: "UBND",
        code: fact("province_code"),
        code102: fact("province_code102"),
        gsoCode: fact("province_gso_code"),
        parentId: GOVERNMENT_ID,
      },
      ...[...names].map(([gsoCode, name], ordinal) => ({
        id: idOfCommune2025(gsoCode),
        kind: "commune" as const,
        name: committeeOf(name),
        shortName: "UBND",
        gsoCode,
        parentId: NEW_PROVINCE_ID,
        ordinal,
      })),
    ],
    change: unchanged.map((commune) => ({
      id: idOfGsoCode(commune.old_commune_code),
      name: committeeOf(commune.new_commune_name),
      parentId: NEW_PROVINCE_ID,
      code: null,
      code102: null,
    })),
    close: [
      { id: PROVINCE_ID, kind: "merge", successors: [NEW_PROVINCE_ID] },
      ...departments.map((body) => ({
        id: body.organisation.id,
        kind: "merge" as const,
        successors: [NEW_PROVINCE_ID],
      })),
      ...districts.map((district) => ({
        id: idOfGsoCode(district),
        kind: "abolish" as const,
        successors: [
          ...new Set(communes.filter((commune) => commune.old_district_code === district).map(successor)),
        ],
      })),
      ...merged.map((commune) => ({
        id: idOfGsoCode(commune.old_commune_code),
        kind: "merge" as const,
        successors: [successor(commune)],
      })),
    ],
  };
}

/** Carries out the change of 2025 in the caller's transaction. */
export async function loadReorganisation2025(queries: Queries): Promise<void> {
  await reorganise(queries, reorganisation2025());
}
