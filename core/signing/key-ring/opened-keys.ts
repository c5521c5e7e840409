import { createHmac, randomBytes } from "node:crypto";
import type { Signer } from "../types.ts";

/** An opened key stays in memory this long after its last opening by PIN. */
const KEEP_MS = 10 * 60_000;
const MAXIMUM = 500;

/**
 * Keys that were opened a moment ago, so that signing one document after the other does not derive the file's key each
 * time. A key is only found by who knows its PIN: entries are named by an HMAC of it under a key that dies with the
 * process.
 */
export class OpenedKeys {
  readonly #secret = randomBytes(32);
  readonly #entries = new Map<
    string,
    { readonly signer: Signer; readonly certificateId: string; readonly until: number }
  >();

  find(certificateId: string, pin: string, now: Date): Signer | undefined {
    const name = this.#name(certificateId, pin);
    const entry = this.#entries.get(name);
    if (entry === undefined) return undefined;
    if (entry.until > now.getTime()) return entry.signer;
    this.#entries.delete(name);
    return undefined;
  }

  keep(certificateId: string, pin: string, signer: Signer, now: Date): void {
    const name = this.#name(certificateId, pin);
    const oldest = this.#entries.keys().next();
    if (this.#entries.size >= MAXIMUM && !oldest.done) this.#entries.delete(oldest.value);
    const entry = { signer, certificateId, until: now.getTime() + KEEP_MS };
    this.#entries.set(name, entry);
    setTimeout(() => {
      if (this.#entries.get(name) === entry) this.#entries.delete(name);
    }, KEEP_MS).unref();
  }

  /** After a replacement or a wrong PIN too many. */
  forget(certificateId: string): void {
    for (const [name, entry] of this.#entries)
      if (entry.certificateId === certificateId) this.#entries.delete(name);
  }

  #name(certificateId: string, pin: string): string {
    return createHmac("sha256", this.#secret).update(`${certificateId}\n${pin}`).digest("base64");
  }
}
