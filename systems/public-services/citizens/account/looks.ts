import { searchRecords } from "../../../../core/audit/index.ts";
import type { Queries } from "../../../../core/database/index.ts";
import { findOrganisations } from "../../../../core/directory/index.ts";
import type { Transaction } from "../../../../core/transaction/index.ts";

/** Why an official opened something of a citizen. */
export interface LookPurpose {
  readonly citizenId: string;
  /** In words a citizen understands, Vietnamese: "Thẩm định hồ sơ". */
  readonly purpose: string;
  /** Code of the dossier it was about. */
  readonly dossierCode?: string;
}

/** One look, as the citizen reads it. */
export interface Look {
  readonly id: string;
  readonly at: Date;
  readonly name: string;
  readonly position: string;
  readonly organisation: string;
  readonly purpose: string;
  readonly dossierCode: string | undefined;
}

/**
 * Writes down that the actor of the transaction looked at a citizen's data; the citizen reads it under
 * /me/looks. Whoever shows an official anything of a citizen calls this in the same request.
 */
export function recordLook(tx: Transaction, { citizenId, purpose, dossierCode }: LookPurpose): void {
  tx.record({
    action: "citizens.look",
    objectKind: "citizen",
    objectId: citizenId,
    data: { purpose, ...(dossierCode === undefined ? {} : { dossier: dossierCode }) },
  });
}

/** Who looked at a citizen's data, the latest first. @param after continue behind this look */
export async function looksAt(
  queries: Queries,
  citizenId: string,
  page: { readonly after?: string; readonly limit: number },
): Promise<Look[]> {
  const records = await searchRecords(
    queries,
    { action: "citizens.look", objectKind: "citizen", objectId: citizenId },
    page,
  );
  const ids = [...new Set(records.flatMap(({ actor }) => actor.organisation ?? []))];
  const organisations = new Map(
    (await findOrganisations(queries, ids, new Date())).map(({ id, name }) => [id, name]),
  );
  return records.map(({ id, at, actor, data }) => ({
    id,
    at,
    name: actor.name ?? "",
    position: actor.position ?? "",
    organisation: organisations.get(actor.organisation ?? "") ?? "",
    purpose: textOf(data.purpose),
    dossierCode: typeof data.dossier === "string" ? data.dossier : undefined,
  }));
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
