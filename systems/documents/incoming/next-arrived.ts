import { sql } from "kysely";
import type { Queries } from "../../../core/database/index.ts";
import { getIncoming, type Incoming } from "./incoming.ts";

/**
 * The document that waits longest to be registered, so that numbers follow the order of arrival (NĐ 30/2020 Art. 22.2).
 *
 * @param after id of a document the clerk leaves for later: the one that came after it; from the beginning when that
 *   was the last
 */
export async function findNextArrived(
  queries: Queries,
  organisationId: string,
  after: string | undefined,
): Promise<Incoming | undefined> {
  const waiting = sql`from documents.incoming i where i.organisation_id = ${organisationId} and i.state = 'arrived'`;
  if (after !== undefined) {
    const { rows } = await sql<{ id: string }>`
      select i.id ${waiting}
         and (i.arrived_at, i.id) > (select p.arrived_at, p.id from documents.incoming p where p.id = ${after}::uuid)
       order by i.arrived_at, i.id limit 1`.execute(queries);
    if (rows[0]) return await getIncoming(queries, rows[0].id);
  }
  const { rows } = await sql<{ id: string }>`
    select i.id ${waiting} order by i.arrived_at, i.id limit 1`.execute(queries);
  return rows[0] && (await getIncoming(queries, rows[0].id));
}
