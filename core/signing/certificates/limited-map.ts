/** A map that forgets its oldest entries: a cache whose size a hostile sender cannot drive. */
export class LimitedMap<K, V> {
  readonly #entries = new Map<K, V>();
  readonly #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get(key: K): V | undefined {
    return this.#entries.get(key);
  }

  set(key: K, value: V): void {
    if (this.#entries.size >= this.#limit && !this.#entries.has(key)) {
      const oldest = this.#entries.keys().next();
      if (oldest.done !== true) this.#entries.delete(oldest.value);
    }
    this.#entries.set(key, value);
  }

  delete(key: K): void {
    this.#entries.delete(key);
  }

  clear(): void {
    this.#entries.clear();
  }
}

const caches: { clear(): void }[] = [];

/** A cache for the whole process of what was parsed or verified and never changes. */
export function processCache<K, V>(limit: number): LimitedMap<K, V> {
  const cache = new LimitedMap<K, V>(limit);
  caches.push(cache);
  return cache;
}

/** Empties all caches of certificates, chains and revocation lists, as if the process had just started. */
export function forgetCertificates(): void {
  for (const cache of caches) cache.clear();
}
