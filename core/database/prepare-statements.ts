import { createHash } from "node:crypto";
import type { PostgresPool, PostgresPoolClient } from "kysely";
import type pg from "pg";

/**
 * A statement whose text begins with this is parsed and planned once per connection (a named statement) instead of at
 * every call: for statements of fixed text on the hot path. Not for those whose best plan depends on the values.
 */
export const PREPARE = "/* prepare */";

/** A pool for Kysely that prepares marked statements. */
export function preparingPool(pool: pg.Pool): PostgresPool {
  const clients = new WeakMap<pg.PoolClient, PostgresPoolClient>();
  return {
    async connect() {
      const client = await pool.connect();
      const known = clients.get(client);
      if (known) return known;
      const preparing = preparingClient(client);
      clients.set(client, preparing);
      return preparing;
    },
    options: pool.options,
    end: () => pool.end(),
  };
}

/** Everything of the client but `query` of a marked text; the driver's own type has more shapes of `query`. */
function preparingClient(client: pg.PoolClient): PostgresPoolClient {
  return new Proxy<PostgresPoolClient>(client, {
    get(target, property) {
      if (property === "query") {
        return (text: unknown, values: unknown) =>
          typeof text === "string" && text.startsWith(PREPARE) && Array.isArray(values)
            ? client.query({ name: nameOf(text), text, values })
            : Reflect.apply(target.query, client, [text, values]);
      }
      const value: unknown = Reflect.get(target, property, client);
      return typeof value === "function" ? value.bind(client) : value;
    },
  });
}

const names = new Map<string, string>();

/** Marked statements have fixed texts, so this stays as small as the source is. */
function nameOf(text: string): string {
  const known = names.get(text);
  if (known) return known;
  const name = `p_${createHash("sha256").update(text).digest("hex").slice(0, 24)}`;
  names.set(text, name);
  return name;
}
