import { type Ear, listenTo } from "../database/index.ts";
import { endedSessions } from "../identity/index.ts";
import type { House } from "../system.ts";
import { COMMIT_CHANNEL } from "../transaction/index.ts";
import { unreadCount } from "./notifications.ts";

/** A page that listens. */
export interface Listener {
  readonly sessionId: string;
  readonly personId: string;
  readonly organisationId: string;
  /** What this page has seen: the snapshot it was made from, or that of its last message. */
  readonly seen: string | undefined;
  send(message: LiveMessage): void;
  close(): void;
}

/** One server-sent event. */
export interface LiveMessage {
  /** `end`: the session is over, and the page shall not come again. */
  readonly event: "change" | "refresh" | "unread" | "end";
  readonly data: string;
  /** The snapshot it was read with: where to continue after a cut connection. */
  readonly id: string;
}

/** Between two looks, however many commits are announced. */
const LEAST_MS = 150;
/** Without an announcement: for commits of a process that died before it could say so. */
const QUIET_MS = 5_000;
/** While nobody can announce anything, because the listening connection is broken. */
const DEAF_MS = 400;
/** How soon a page hears that its session is over. */
const SESSIONS_MS = 10_000;
/** A browser opens a connection per tab; more than this is a mistake, and the oldest goes. */
export const MOST_PER_SESSION = 8;

interface EventRow {
  readonly type: string;
  readonly subject_id: string;
  readonly organisations: readonly string[];
}

interface Look {
  readonly snapshot: string;
  readonly events: readonly EventRow[];
  readonly people: readonly string[];
}

/** Committed since the snapshot `$1`; the first half lets the index find it. */
const UNSEEN = `transaction_id >= pg_snapshot_xmin($1::pg_snapshot) and not pg_visible_in_snapshot(transaction_id, $1::pg_snapshot)`;

/**
 * Tells open pages what was committed: one watcher a process while anybody listens, woken by PostgreSQL's NOTIFY. It
 * asks for rows that the snapshot of its last look did not see, so a late commit is neither missed nor sent twice. It
 * holds no transaction.
 */
export class LiveHub {
  readonly #house: House;
  readonly #listeners = new Set<Listener>();
  /** What the last look saw, in the text form of `pg_snapshot`. */
  #seen: string | undefined;
  /** The first look, which finds where to begin: what a page missed is asked for after it. */
  #begun: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #ear: Ear | undefined;
  #sessionTimer: NodeJS.Timeout | undefined;
  #looking = false;
  /** Something was announced while the last look was under way. */
  #again = false;
  #lookedAt = 0;
  #closed = false;

  constructor(house: House) {
    this.#house = house;
  }

  get listening(): number {
    return this.#listeners.size;
  }

  /** Adds a page. The first one starts the poller. */
  async add(listener: Listener): Promise<void> {
    if (this.#closed) {
      listener.close();
      return;
    }
    const same = [...this.#listeners].filter((other) => other.sessionId === listener.sessionId);
    for (const oldest of same.slice(0, Math.max(0, same.length - MOST_PER_SESSION + 1))) {
      this.remove(oldest);
      oldest.close();
    }
    this.#listeners.add(listener);
    this.#ear ??= listenTo(this.#house.database, COMMIT_CHANNEL, () => this.#hear());
    this.#sessionTimer ??= setInterval(() => void this.#checkSessions(), SESSIONS_MS).unref();
    this.#begun ??= this.#begin();
    await this.#begun;
    this.#schedule(0);
    if (listener.seen !== undefined) await this.#catchUp(listener, listener.seen);
  }

  async #begin(): Promise<void> {
    this.#looking = true;
    // A look that was under way when the last page left says what it saw after that.
    this.#seen = undefined;
    try {
      await this.#send();
    } catch (error) {
      this.#begun = undefined;
      throw error;
    } finally {
      this.#looking = false;
    }
  }

  remove(listener: Listener): void {
    this.#listeners.delete(listener);
    if (this.#listeners.size > 0) return;
    clearTimeout(this.#timer);
    clearInterval(this.#sessionTimer);
    void this.#ear?.stop();
    this.#timer = undefined;
    this.#sessionTimer = undefined;
    this.#ear = undefined;
    this.#seen = undefined;
    this.#begun = undefined;
  }

  /** Ends every connection; new ones are turned away. */
  close(): void {
    this.#closed = true;
    for (const listener of [...this.#listeners]) {
      this.remove(listener);
      listener.close();
    }
  }

  /** Closes the connections of sessions that are over. @returns how many */
  async endOver(now = new Date()): Promise<number> {
    const ids = [...new Set([...this.#listeners].map(({ sessionId }) => sessionId))];
    const over = await endedSessions(this.#house.database.queries, ids, now);
    const gone = [...this.#listeners].filter(({ sessionId }) => over.has(sessionId));
    for (const listener of gone) {
      listener.send({ event: "end", data: "", id: "" });
      this.remove(listener);
      listener.close();
    }
    return gone.length;
  }

  async #checkSessions(): Promise<void> {
    try {
      await this.endOver();
    } catch (error) {
      this.#house.log.warn({ error: String(error) }, "live updates: sessions could not be checked");
    }
  }

  /** A commit was announced: look soon, but not more often than `LEAST_MS`. */
  #hear(): void {
    this.#again = true;
    if (this.#looking) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#schedule(Math.max(0, this.#lookedAt + LEAST_MS - Date.now()));
  }

  #schedule(after: number): void {
    if (this.#closed || this.#looking || this.#listeners.size === 0) return;
    if (this.#timer !== undefined) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      void this.#look();
    }, after);
    this.#timer.unref();
  }

  async #look(): Promise<void> {
    this.#looking = true;
    this.#again = false;
    this.#lookedAt = Date.now();
    let away = false;
    try {
      await this.#send();
    } catch (error) {
      away = true;
      // The database may be away for a moment; pages say so themselves.
      this.#house.log.warn({ error: String(error) }, "live updates: could not look");
    } finally {
      this.#looking = false;
      if (away) this.#schedule(QUIET_MS);
      else this.#schedule(this.#again ? LEAST_MS : this.#ear?.hears() ? QUIET_MS : DEAF_MS);
    }
  }

  async #send(): Promise<void> {
    const { pool, queries } = this.#house.database;
    const { rows } = await pool.query<Look>({
      name: "live-look",
      text: `select pg_current_snapshot()::text as snapshot,
        coalesce((select json_agg(json_build_object('type', type, 'subject_id', subject_id, 'organisations', organisations)
                   order by transaction_id, id)
           from events.event where ${UNSEEN} and organisations <> '{}'), '[]') as events,
        array(select distinct person_id::text from notify.notification where ${UNSEEN}) as people`,
      // The first look only finds where to begin.
      values: [this.#seen ?? null],
    });
    const [found] = rows;
    if (!found) return;
    this.#seen = found.snapshot;
    for (const listener of this.#listeners) this.#tell(listener, found.events, found.snapshot);
    for (const personId of found.people) {
      const listeners = [...this.#listeners].filter((listener) => listener.personId === personId);
      if (listeners.length === 0) continue;
      const data = String(await unreadCount(queries, personId));
      for (const listener of listeners) listener.send({ event: "unread", data, id: found.snapshot });
    }
  }

  /** Several changes at one look refresh a page once. */
  #tell(listener: Listener, events: readonly EventRow[], id: string): void {
    const mine = events.filter((event) => event.organisations.includes(listener.organisationId));
    for (const { type, subject_id } of mine) {
      listener.send({ event: "change", data: JSON.stringify({ type, subjectId: subject_id }), id });
    }
    if (mine.length > 0) listener.send({ event: "refresh", data: "", id });
  }

  /** A page that was made or cut off a moment ago: refreshed once when something was committed meanwhile. */
  async #catchUp(listener: Listener, seen: string): Promise<void> {
    const found = await missedSince(this.#house, listener, seen);
    if (!found) return;
    if (found.missed) listener.send({ event: "refresh", data: "", id: found.snapshot });
    listener.send({ event: "unread", data: String(found.unread), id: found.snapshot });
  }
}

/** What a page does not show yet. */
export interface Missed {
  /** Anything of its organisation was committed since. */
  readonly missed: boolean;
  readonly unread: number;
  /** What has been looked at with this. */
  readonly snapshot: string;
}

/**
 * What was committed for a person's page since it was made.
 *
 * @param seen snapshot the page was made with, in the text form of `pg_snapshot`
 * @returns undefined when that is no snapshot
 */
export async function missedSince(
  house: House,
  { organisationId, personId }: Pick<Listener, "organisationId" | "personId">,
  seen: string,
): Promise<Missed | undefined> {
  if (!(await isSnapshot(house, seen))) return undefined;
  const { rows } = await house.database.pool.query<{ snapshot: string; missed: boolean }>(
    `select pg_current_snapshot()::text as snapshot,
            exists (select from events.event
                     where ${UNSEEN} and organisations @> $2::text[]) as missed`,
    [seen, [organisationId]],
  );
  const [found] = rows;
  return found && { ...found, unread: await unreadCount(house.database.queries, personId) };
}

async function isSnapshot(house: House, text: string): Promise<boolean> {
  if (!/^\d{1,19}:\d{1,19}:[\d,]{0,4000}$/.test(text)) return false;
  const { rows } = await house.database.pool.query<{ valid: boolean }>(
    "select pg_input_is_valid($1, 'pg_snapshot') as valid",
    [text],
  );
  return rows[0]?.valid === true;
}

const hubs = new WeakMap<House, LiveHub>();

/** The hub of this process. */
export function liveHub(house: House): LiveHub {
  const hub = hubs.get(house) ?? new LiveHub(house);
  hubs.set(house, hub);
  return hub;
}
