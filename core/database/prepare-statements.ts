import { createHash } from "node:crypto";
import type { PostgresPool, PostgresPoolClient } from "kysely";
import type pg from "pg";

/**
 * A statement whose text begins with this is parsed and planned once per connection (a named statement) instead of at
 * every call: for statements of fixed text on the hot path. Not for those whose best plan depends on the values.
 */
export const PREPARE = "/* prepare */";

/**
 * Like `PREPARE`, and not waited for: the statement is sent, and the commit right behind it. If it fails, PostgreSQL
 * answers the commit with a rollback and the commit throws the failure. Only as the last statement of a transaction
 * whose rows nobody reads.
 */
export const PREPARE_WITH_COMMIT = "/* prepare, with commit */";

/** A pool for Kysely that prepares marked statements and saves round trips at both ends of a transaction. */
export function preparingPool(pool: pg.Pool): PostgresPool {
  const clients = new WeakMap<pg.PoolClient, PostgresPoolClient>();
  return {
    options: pool.options,
    async connect() {
      const client = await pool.connect();
      const known = clients.get(client);
      if (known) return known;
      const preparing = preparingClient(client);
      clients.set(client, preparing);
      return preparing;
    },
    end: () => pool.end(),
  };
}

/** Everything of the client but `query`; the driver's own type has more shapes of it. */
function preparingClient(client: pg.PoolClient): PostgresPoolClient {
  const query = pipelinedQuery(client);
  return new Proxy<PostgresPoolClient>(client, {
    get(target, property) {
      if (property === "query") {
        return (text: unknown, values: unknown) =>
          typeof text === "string" && Array.isArray(values)
            ? query(text, values)
            : Reflect.apply(target.query, client, [text, values]);
      }
      const value: unknown = Reflect.get(target, property, client);
      return typeof value === "function" ? value.bind(client) : value;
    },
  });
}

/** What the query builder reads of an answer that is not waited for. */
const SENT = { command: "SENT", rowCount: 0, rows: [] };

type Query = (text: string, values: unknown[]) => Promise<unknown>;

function pipelinedQuery(client: pg.PoolClient): Query {
  /** Answers of this transaction that nobody has waited for yet. */
  let open: Promise<unknown>[] = [];
  let held = 0;
  const send = (answer: Promise<unknown>): typeof SENT => {
    // Whoever waits for the commit gets the failure; a rollback makes it meaningless.
    answer.catch(() => undefined);
    open.push(answer);
    return SENT;
  };
  const { stream } = client.connection;
  /** Keeps a statement back, so that it leaves in one packet with the next: each packet wakes the server. */
  const hold = <Result>(action: () => Result): Result => {
    stream.cork();
    held += 1;
    return action();
  };
  const release = <Result>(action: () => Result): Result => {
    const result = action();
    for (; held > 0; held -= 1) stream.uncork();
    return result;
  };
  return async (text, values) => {
    if (text === "begin") {
      open = [];
      return hold(() => send(client.query(text)));
    }
    if (text === "commit") {
      const sent = open;
      open = [];
      const committed = release(() => client.query(text));
      for (const result of await Promise.allSettled([...sent, committed])) {
        if (result.status === "rejected") throw result.reason;
      }
      return await committed;
    }
    if (text.startsWith(PREPARE_WITH_COMMIT)) {
      return hold(() => send(client.query({ name: nameOf(text), text, values })));
    }
    const config = text.startsWith(PREPARE) ? { name: nameOf(text), text, values } : { text, values };
    return await release(() => client.query(config));
  };
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
