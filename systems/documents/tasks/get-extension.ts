import type { Queries } from "../../../core/database/index.ts";
import { notFound } from "../../../core/errors.ts";
import { isUuid } from "../outgoing/outgoing.ts";
import type { Extension } from "./read-tasks.ts";

/** One request for a later deadline, with the unit and document it belongs to. @throws Refusal not-found */
export async function getExtension(
  queries: Queries,
  id: string,
): Promise<Extension & { readonly incoming_id: string; readonly unit_name: string }> {
  const found = isUuid(id)
    ? await queries
        .selectFrom("documents.extension as e")
        .innerJoin("documents.assignment as a", "a.id", "e.assignment_id")
        .selectAll("e")
        .select(["a.incoming_id", "a.unit_name"])
        .where("e.id", "=", id)
        .executeTakeFirst()
    : undefined;
  if (!found) throw notFound();
  return found;
}
