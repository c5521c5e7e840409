/** What makes the province Kon Tum: units, people of the demonstration, code lists, holidays. */
import { readFileSync } from "node:fs";
import { z } from "zod";
import { parseHolidayTable, seedCalendar } from "../../core/calendar/index.ts";
import type { Queries } from "../../core/database/index.ts";
import { seedDirectory } from "../../core/directory/index.ts";
import { putAliasGroup } from "../../core/search/index.ts";
import { readTable } from "../read-tsv.ts";
import { type DemoPerson, demoStaff } from "./demo-people.ts";
import { centralBodies, provinceBodies } from "./organisations.ts";

export { DEMO_ACCOUNTS, type DemoPerson, type DemoStaff, demoStaff } from "./demo-people.ts";
export { type DocumentType, documentTypes } from "./document-types.ts";
export {
  centralBodies,
  idOfGsoCode,
  idOfProvincialUnit,
  PROVINCE_ID,
  provinceBodies,
} from "./organisations.ts";
export {
  idOfCommune2025,
  loadReorganisation2025,
  NEW_PROVINCE_ID,
  reorganisation2025,
} from "./reorganisation-2025.ts";

/** A demo sign-in offered on the start page. */
export interface DemoSignIn {
  readonly username: string;
  readonly vi: string;
  readonly en: string;
}

/**
 * Fills an empty directory and calendar with the demonstration province, in the caller's transaction.
 *
 * @returns the people with their usernames, for the room that makes their accounts
 */
export async function seedKonTum(queries: Queries): Promise<readonly DemoPerson[]> {
  await seedReferenceData(queries);
  const bodies = provinceBodies();
  const staff = demoStaff(bodies);
  await seedDirectory(queries, {
    organisations: [
      ...centralBodies(),
      ...bodies.flatMap((body) => [body.organisation, ...body.units.map((unit) => unit.organisation)]),
    ],
    ...staff,
  });
  return staff.people;
}

/** What every installation needs, demonstration or not: holidays and spellings that mean the same. */
export async function seedReferenceData(queries: Queries): Promise<void> {
  const holidays = readFileSync(new URL("../calendar/vn-holidays.tsv", import.meta.url), "utf8");
  await seedCalendar(queries, parseHolidayTable(holidays));
  const row = z.object({ group: z.string(), spellings: z.string() });
  for (const { group, spellings } of readTable(new URL("aliases.tsv", import.meta.url), row))
    await putAliasGroup(queries, group, spellings.split("|"));
}

/** The sign-ins of the tour, in its order. */
export function demoSignIns(): readonly DemoSignIn[] {
  return readTable(
    new URL("demo-sign-ins.tsv", import.meta.url),
    z.object({ username: z.string(), vi: z.string(), en: z.string() }),
  );
}
