import { sql } from "kysely";
import { seedDemoAccounts } from "../core/identity/index.ts";
import type { House, System } from "../core/system.ts";
import { documentTemplates } from "../province/document-templates/index.ts";
import { demoStaff, documentTypes, seedKonTum, seedReferenceData } from "../province/kon-tum/index.ts";
import "../systems/documents/system.ts";

/** Puts the province's data into the ground floor: code lists always, units and people in demo mode. */
export const province: System = {
  name: "province",
  async provide() {
    return {
      referenceData: {
        documentTypes: documentTypes().map(({ name, abbreviation }) => ({
          code: abbreviation ?? CODES_WITHOUT_ABBREVIATION[name] ?? name,
          name,
          abbreviation: abbreviation ?? "",
        })),
        documentTemplates: documentTemplates(),
      },
    };
  },
  async seed(house) {
    if (await seeded(house, "reference-data")) return;
    await house.database.queries.transaction().execute(async (queries) => {
      await seedReferenceData(queries);
      await sql`insert into platform.seed (name) values ('reference-data')`.execute(queries);
    });
  },
  async seedDemo(house) {
    if (await seeded(house, "demo-accounts")) return;
    if (!(await seeded(house, "demo-province"))) {
      await house.database.queries.transaction().execute(async (queries) => {
        await seedKonTum(queries);
        await sql`insert into platform.seed (name) values ('demo-province')`.execute(queries);
      });
    }
    await seedDemoAccounts(
      house,
      demoStaff().people.map((person) => ({ personId: person.id, username: person.username })),
    );
    await sql`insert into platform.seed (name) values ('demo-accounts') on conflict do nothing`.execute(
      house.database.queries,
    );
    await sql`analyze`.execute(house.database.queries);
  },
};

/** Công văn and thư công have no abbreviation (NĐ 30/2020 Phụ lục III). */
const CODES_WITHOUT_ABBREVIATION: Readonly<Record<string, string>> = { "Công văn": "CV", "Thư công": "ThC" };

async function seeded(house: House, name: string): Promise<boolean> {
  const found = await sql`select 1 from platform.seed where name = ${name}`.execute(house.database.queries);
  return found.rows.length > 0;
}
