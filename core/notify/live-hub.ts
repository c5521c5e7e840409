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
  /** Position of the last message this page has had, after a cut connection. */
  readonly lastEventId: string | undefined;
  send(message: LiveMessage): void;
  close(): void;
}

/** One server-sent event. */
export interface LiveMessage {
  /** `end`: the session is over, and the page shall not come again. */
  readonly event: "change" | "refresh" | "unread" | "end";
  readonly data: string;
  /** Where to continue after a cut connection. */
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
  readonly id: string;
  readonly type: string;
  readonly subject_id: string;
  readonly organisations: readonly string[];
  readonly tx: string;
}

interface NoteRow {
  readonly id: string;
  readonly person_id: string;
  readonly tx: string;
}

/**
 * Tells open pages what was committed: one watcher a process while anybody listens, woken by PostgreSQL's NOTIFY. It
 * asks for rows of transactions not older than the oldest one that was still running at the last look, and remembers
 * which of those it has sent, so a late commit is neither missed nor sent twice. It holds no transaction.
 */
export class LiveHub {
  readonly #house: House;
  readonly #listeners = new Set<Listener>();
  /** Rows already sent whose transactions may be read again: row id to transaction. */
  readonly #seen = new Map<string, bigint>();
  #from: bigint | undefined;
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
    this.#schedule(0);
    if (listener.lastEventId !== undefined) await this.#catchUp(listener, listener.lastEventId);
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
    this.#from = undefined;
    this.#seen.clear();
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
    const from = this.#from;
    // One statement, one snapshot: its xmin bounds what a later commit could still add.
    const { rows } = await pool.query<{ xmin: string; events: EventRow[]; notes: NoteRow[] }>({
      name: "live-look",
      text: `select pg_snapshot_xmin(pg_current_snapshot())::text as xmin,
        coalesce((select json_agg(json_build_object('id', id, 'type', type, 'subject_id', subject_id,
                   'organisations', organisations, 'tx', transaction_id::text) order by transaction_id, id)
           from events.event where transaction_id >= $1::xid8 and organisations <> '{}'), '[]') as events,
        coalesce((select json_agg(json_build_object('id', id, 'person_id', person_id, 'tx', transaction_id::text))
           from notify.notification where transaction_id >= $1::xid8), '[]') as notes`,
      // The first look only finds where to begin.
      values: [from === undefined ? "9223372036854775807" : String(from)],
    });
    const [found] = rows;
    if (!found) return;
    const fresh = this.#unseen(found.events);
    const notes = this.#unseen(found.notes);
    this.#from = BigInt(found.xmin);
    for (const [id, tx] of this.#seen) if (tx < this.#from) this.#seen.delete(id);
    for (const listener of this.#listeners) this.#tell(listener, fresh);
    for (const personId of new Set(notes.map((note) => note.person_id))) {
      const listeners = [...this.#listeners].filter((listener) => listener.personId === personId);
      if (listeners.length === 0) continue;
      const data = String(await unreadCount(queries, personId));
      for (const listener of listeners) listener.send({ event: "unread", data, id: found.xmin });
    }
  }

  #unseen<Row extends { readonly id: string; readonly tx: string }>(rows: readonly Row[]): Row[] {
    const fresh = rows.filter((row) => !this.#seen.has(row.id));
    for (const row of fresh) this.#seen.set(row.id, BigInt(row.tx));
    return fresh;
  }

  /** Several changes at one look refresh a page once. */
  #tell(listener: Listener, events: readonly EventRow[]): void {
    const id = String(this.#from ?? "");
    const mine = events.filter((event) => event.organisations.includes(listener.organisationId));
    for (const { type, subject_id } of mine) {
      listener.send({ event: "change", data: JSON.stringify({ type, subjectId: subject_id }), id });
    }
    if (mine.length > 0) listener.send({ event: "refresh", data: "", id });
  }

  /** A page that was cut off: refreshed once when anything of its organisation was committed meanwhile. */
  async #catchUp(listener: Listener, lastEventId: string): Promise<void> {
    if (!/^\d{1,19}$/.test(lastEventId)) return;
    const { rows } = await this.#house.database.pool.query<{ xmin: string; missed: boolean }>(
      `select pg_snapshot_xmin(pg_current_snapshot())::text as xmin,
              exists (select from events.event where transaction_id >= $1::xid8 and organisations @> $2::text[]) as missed`,
      [lastEventId, [listener.organisationId]],
    );
    const [found] = rows;
    if (!found) return;
    if (found.missed) listener.send({ event: "refresh", data: "", id: found.xmin });
    const unread = await unreadCount(this.#house.database.queries, listener.personId);
    listener.send({ event: "unread", data: String(unread), id: found.xmin });
  }
}

const hubs = new WeakMap<House, LiveHub>();

/** The hub of this process. */
export function liveHub(house: House): LiveHub {
  const hub = hubs.get(house) ?? new LiveHub(house);
  hubs.set(house, hub);
  return hub;
}
