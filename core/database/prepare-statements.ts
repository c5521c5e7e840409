import { createHash } from "node:crypto";
import type { PostgresPool, PostgresPoolClient } from "kysely";
import type pg from "pg";

/**
 * A statement whose text begins with this is parsed and planned once per connection (a named statement) instead of at
 * every call: for statements of fixed text on the hot path. Not for those whose best plan depends on the values.
 */
export const PREPARE = "/* prepare */";

/**
 * Like `PREPARE`, and not waited for: the statement is kept back and leaves in one packet with the next statement of
 * its transaction, or with the commit. If it fails, PostgreSQL refuses everything behind it, and the next statement
 * (or the commit) throws its failure. Only for statements whose rows nobody reads.
 */
export const PREPARE_WITH_NEXT = "/* prepare, with next */";

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
  /** A statement that was not waited for and failed is why everything behind it is refused: that is what to throw. */
  const orEarlierFailure = async (answer: Promise<unknown>): Promise<unknown> => {
    try {
      return await answer;
    } catch (error) {
      for (const sent of await Promise.allSettled(open)) if (sent.status === "rejected") throw sent.reason;
      throw error;
    }
  };
  return async (text, values) => {
    if (text === "begin") {
      open = [];
      return hold(() => send(client.query(text)));
    }
    if (text === "commit" || text === "rollback") {
      const sent = text === "commit" ? open : [];
      open = [];
      const ended = release(() => client.query(text));
      for (const result of await Promise.allSettled([...sent, ended])) {
        if (result.status === "rejected") throw result.reason;
      }
      return await ended;
    }
    if (text.startsWith(PREPARE_WITH_NEXT)) {
      return hold(() => send(client.query({ name: nameOf(text), text, values })));
    }
    const prepared = text.startsWith(PREPARE) || (open.length > 0 && isRecurring(text));
    const config = prepared ? { name: nameOf(text), text, values } : { text, values };
    try {
      return await orEarlierFailure(release(() => client.query(config)));
    } catch (error) {
      // A migration changed the columns of a prepared `*`: the next try prepares under new names.
      if (prepared && isOfOldColumns(error)) generation += 1;
      throw error;
    }
  };
}

const LONGEST = 4_000;
const REMEMBERED = 400;
const PREPARED_FROM_USE = 3;
const uses = new Map<string, number>();

/**
 * A statement of a transaction whose text comes again and again is prepared too: parsing and planning cost as much as
 * running it. What transactions read and write they find by key, so that one plan serves all values. Lists of changing
 * length make ever new texts, so only so many are remembered.
 */
function isRecurring(text: string): boolean {
  const used = uses.get(text);
  if (used === undefined) {
    if (uses.size < REMEMBERED && text.length <= LONGEST) uses.set(text, 1);
    return false;
  }
  if (used < PREPARED_FROM_USE) uses.set(text, used + 1);
  return used >= PREPARED_FROM_USE - 1;
}

/** SQLSTATE feature_not_supported, "cached plan must not change result type". */
function isOfOldColumns(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "0A000";
}

let generation = 0;
const names = new Map<string, string>();

/** Marked statements have fixed texts, so this stays as small as the source is. */
function nameOf(text: string): string {
  const known = names.get(text) ?? `p_${createHash("sha256").update(text).digest("hex").slice(0, 24)}`;
  names.set(text, known);
  return generation === 0 ? known : `${known}_${generation}`;
}
