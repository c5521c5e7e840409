import type { DiskCache } from "./disk-cache.ts";
import { LimitedMap } from "./limited-map.ts";

/** One kind of evidence: how long it counts, how it is fetched, and where it is kept over restarts. */
export interface FreshCacheOptions<T> {
  readonly disk: DiskCache<T>;
  /** Fetched again when older than this, even while still current (milliseconds). */
  readonly refreshAfterMs: number;
  /** After a failed fetch the same key is left alone for this long (milliseconds). */
  readonly retryAfterMs: number;
  readonly now: () => Date;
  currentUntil(value: T): Date | undefined;
  issuedAt(value: T): Date;
  derOf(value: T): Uint8Array;
}

/** What asking gave: a value that may have ended meanwhile, or the reason why there is none. */
export type Fetched<T> =
  | { readonly value: T; readonly failure?: string }
  | { readonly value: undefined; readonly failure: string };

interface Entry<T> {
  readonly value: T;
  readonly fetchedAt: number;
}

const MAXIMUM_ENTRIES = 10_000;

/**
 * Keeps what is fetched by key until it ends: one fetch at a time per key, failures remembered for a while, the older
 * value kept while its server is away, and never replaced by an even older one that somebody replays.
 */
export function createFreshCache<T>(options: FreshCacheOptions<T>) {
  const entries = new LimitedMap<string, Entry<T>>(MAXIMUM_ENTRIES);
  const failures = new LimitedMap<string, { readonly at: number; readonly detail: string }>(MAXIMUM_ENTRIES);
  const running = new Map<string, Promise<void>>();

  return { get };

  /** @param newerThan a value issued before this is fetched anew, unless it was just fetched */
  async function get(key: string, fetchValue: () => Promise<T>, newerThan?: Date): Promise<Fetched<T>> {
    if (entries.get(key) === undefined) {
      const kept = await options.disk.read(key);
      if (kept !== undefined && entries.get(key) === undefined)
        entries.set(key, { value: kept, fetchedAt: 0 });
    }
    if (!isFresh(entries.get(key), newerThan) && !isResting(key)) {
      const under = running.get(key) ?? refresh(key, fetchValue).finally(() => running.delete(key));
      running.set(key, under);
      await under;
    }
    const held = entries.get(key);
    const failure = failures.get(key)?.detail;
    if (held === undefined) return { value: undefined, failure: failure ?? "not available" };
    return failure === undefined ? { value: held.value } : { value: held.value, failure };
  }

  function isFresh(entry: Entry<T> | undefined, newerThan: Date | undefined): boolean {
    if (entry === undefined) return false;
    const instant = options.now().getTime();
    if ((options.currentUntil(entry.value)?.getTime() ?? 0) <= instant) return false;
    if (newerThan !== undefined && options.issuedAt(entry.value) < newerThan)
      return entry.fetchedAt >= newerThan.getTime() && instant - entry.fetchedAt < options.retryAfterMs;
    return instant - entry.fetchedAt < options.refreshAfterMs;
  }

  function isResting(key: string): boolean {
    const failed = failures.get(key);
    return failed !== undefined && options.now().getTime() - failed.at < options.retryAfterMs;
  }

  async function refresh(key: string, fetchValue: () => Promise<T>): Promise<void> {
    const at = options.now().getTime();
    try {
      const value = await fetchValue();
      const held = entries.get(key);
      if (held !== undefined && options.issuedAt(held.value) > options.issuedAt(value))
        throw new Error("older than the one we hold");
      entries.set(key, { value, fetchedAt: at });
      failures.delete(key);
      await options.disk.write(key, options.derOf(value));
    } catch (error) {
      failures.set(key, { at, detail: error instanceof Error ? error.message : String(error) });
    }
  }
}
