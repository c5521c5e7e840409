import { sql } from "kysely";
import type { House, System } from "../../core/system.ts";
import "./events.ts";
import "./tables.ts";
import { outgoingPages } from "./web/outgoing/index.ts";

/** Văn bản và điều hành: documents from draft to archive, on both sides. */
export const documents: System = {
  name: "systems/documents",
  migrations: new URL("migrations/", import.meta.url),
  seed: seedDocumentTypes,
  pages(app, house) {
    outgoingPages(app, house);
  },
};

/** The types of NĐ 30/2020 Art. 7 are in the province's data; a type that is already there keeps what was set. */
async function seedDocumentTypes(house: House): Promise<void> {
  const types = house.services.referenceData?.documentTypes ?? [];
  for (const [position, type] of types.entries()) {
    await sql`insert into documents.document_type (code, name, abbreviation, position)
      values (${type.code}, ${type.name}, ${type.abbreviation}, ${position}) on conflict do nothing`.execute(
      house.database.queries,
    );
  }
}

declare module "../../core/system.ts" {
  interface Services {
    /** Code lists of the province, as data. */
    referenceData: {
      readonly documentTypes: readonly {
        readonly code: string;
        readonly name: string;
        readonly abbreviation: string;
      }[];
    };
  }
}
