import { localDateOf } from "../../../core/calendar/index.ts";
import type { Queries } from "../../../core/database/index.ts";
import { findOrganisationsByCode } from "../../../core/directory/index.ts";

/** One of our organisations as a message addressed it. */
export interface OwnOrganisation {
  readonly id: string;
  readonly name: string;
  /** The code the message used. */
  readonly code: string;
}

/** Whoever wrote a message, as far as the directory knows them. */
export interface Sender {
  readonly organisationId: string | null;
  /** Every code they may be known by here: as written, and both styles of the directory. */
  readonly codes: readonly string[];
}

/** The body of this province that has a code of either style. */
export async function findOwn(
  queries: Queries,
  code: string,
  at: Date,
): Promise<OwnOrganisation | undefined> {
  const found = await findOrganisationsByCode(queries, code, localDateOf(at));
  const own = found.find(({ source, kind }) => source === "province" && kind !== "unit");
  return own && { id: own.id, name: own.name, code };
}

export async function findSender(queries: Queries, code: string, at: Date): Promise<Sender> {
  const [found] = await findOrganisationsByCode(queries, code, localDateOf(at));
  const codes = [code, found?.code, found?.code102].filter((each) => each !== null && each !== undefined);
  return { organisationId: found?.id ?? null, codes: [...new Set(codes)] };
}
