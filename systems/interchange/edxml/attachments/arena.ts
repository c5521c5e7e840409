const BYTES = 320 * 1024;
const MOST_SPARE = 8;
const spare: Buffer[] = [];

/**
 * Memory for bytes that live until the next `reset`, taken from one block again and again: decoding a message would
 * otherwise leave as much garbage as the message is long.
 */
export class Arena {
  #block: Buffer | undefined;
  #used = 0;

  take(bytes: number): Buffer {
    this.#block ??= spare.pop() ?? Buffer.allocUnsafeSlow(BYTES);
    if (this.#used + bytes > BYTES) return Buffer.allocUnsafe(bytes);
    const taken = this.#block.subarray(this.#used, this.#used + bytes);
    this.#used += bytes;
    return taken;
  }

  /** Everything taken so far may be overwritten. */
  reset(): void {
    this.#used = 0;
    if (this.#block && spare.length < MOST_SPARE) spare.push(this.#block);
    this.#block = undefined;
  }
}
