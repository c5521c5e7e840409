import { localDateOf } from "../../../core/calendar/index.ts";
import type { Queries } from "../../../core/database/index.ts";
import { getOrganisation, type Organisation } from "../../../core/directory/index.ts";
import { formatNotation } from "../../../core/numbering/index.ts";

/**
 * The notation a document of this unit and type gets (NĐ 30/2020 Art. 15, PL I part II.3). What is composed prints it
 * before there is a number, so both come from here.
 *
 * @param abbreviation of the type, empty for công văn and thư công
 * @throws InvalidNotation
 */
export async function notationOf(
  queries: Queries,
  of: { readonly organisation: Organisation; readonly unitId: string; readonly abbreviation: string },
  at: Date,
): Promise<string> {
  const unit = await getOrganisation(queries, of.unitId, localDateOf(at));
  const { organisation } = of;
  return formatNotation({
    type: of.abbreviation === "" ? null : of.abbreviation,
    organisation: organisation.shortName ?? organisation.name,
    unit: unit.id === organisation.id ? undefined : (unit.shortName ?? undefined),
  });
}

/** Địa danh: the name of the place the organisation stands for, without its kind (NĐ 30/2020 PL I part II.4). */
export function placeOf(organisationName: string): string {
  const match = /(?:UBND|Ủy ban nhân dân)\s+(?:tỉnh|thành phố|huyện|xã|phường|thị trấn)\s+(.+)$/iu.exec(
    organisationName,
  );
  return match?.[1] ?? "Kon Tum";
}
