import { createHmac } from "node:crypto";
import type { Context } from "hono";
import { sql } from "kysely";
import { clientAddress, type HttpEnv } from "../../../core/http/index.ts";

const WINDOW_MINUTES = 15;
/** Look-ups of one address, and of one code from anywhere, in the window. */
const MOST_BY_ADDRESS = 20;
const MOST_BY_CODE = 10;

/**
 * Counts a look-up by code and says whether it may still be answered. Addresses and codes are kept as keyed digests for
 * the length of the window only.
 */
export async function allowGuess(c: Context<HttpEnv>, code: string): Promise<boolean> {
  const { house } = c.var;
  const keyed = (text: string) => createHmac("sha256", house.config.secret).update(`track:${text}`).digest();
  const keys = [keyed(`address:${clientAddress(c)}`), keyed(`code:${code}`)];
  const { rows } = await sql<{ key: Buffer; count: number }>`
    insert into public_services.dossier_guess as g (key, count, since)
    select k, 1, now() from unnest(${keys}::bytea[]) k
    on conflict (key) do update set
      count = case when g.since < now() - make_interval(mins => ${WINDOW_MINUTES}) then 1 else g.count + 1 end,
      since = case when g.since < now() - make_interval(mins => ${WINDOW_MINUTES}) then now() else g.since end
    returning key, count`.execute(house.database.queries);
  const [address, dossier] = keys.map((key) => rows.find((row) => row.key.equals(key))?.count ?? 1);
  return (address ?? 1) <= MOST_BY_ADDRESS && (dossier ?? 1) <= MOST_BY_CODE;
}
