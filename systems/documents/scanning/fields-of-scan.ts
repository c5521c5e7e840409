import { localDateOf } from "../../../core/calendar/index.ts";
import type { Queries } from "../../../core/database/index.ts";
import { searchOrganisations } from "../../../core/directory/index.ts";
import type { ReadPage } from "../../../core/ocr/index.ts";
import { fold } from "../../../core/search/index.ts";
import { type Proposals, proposeFields } from "./propose-fields.ts";

/** The fields that stand on the first page, with the issuer's name as the directory writes it. */
export async function fieldsOf(queries: Queries, pages: readonly ReadPage[]): Promise<Proposals> {
  const types = await queries
    .selectFrom("documents.document_type")
    .select(["name", "abbreviation"])
    .orderBy("position")
    .execute();
  const proposals = proposeFields(pages, types);
  const name = proposals.fromName && (await asInDirectory(queries, proposals.fromName.value));
  return {
    ...proposals,
    ...(name && proposals.fromName ? { fromName: { ...proposals.fromName, value: name } } : {}),
  };
}

/** The organisation's name as the directory writes it; documents print it in capitals and shortened. */
async function asInDirectory(queries: Queries, printed: string): Promise<string | undefined> {
  const wanted = fold(spelledOut(printed));
  const found = await searchOrganisations(queries, spelledOut(printed), {
    asOf: localDateOf(new Date()),
    limit: 10,
  });
  return found.find((organisation) => fold(organisation.name) === wanted)?.name;
}

function spelledOut(name: string): string {
  return name.replace(/^UBND\b/u, "ỦY BAN NHÂN DÂN").replace(/^HĐND\b/u, "HỘI ĐỒNG NHÂN DÂN");
}
