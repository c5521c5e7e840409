import { z } from "zod";

/**
 * How a call goes wrong:
 * - `http-500`: an error page instead of an answer, nothing done;
 * - `cut`: the connection breaks before anything is done;
 * - `slow`: done, but the answer comes only after `holdMs`;
 * - `lost`: done, and the connection breaks before the answer.
 */
const KINDS = ["http-500", "cut", "slow", "lost"] as const;
export type FaultKind = (typeof KINDS)[number];

/** What is made to go wrong, by POST /faults; an empty object makes everything right again. */
export const faultsSchema = z.object({
  /** Share of calls, 0–1. */
  share: z.number().min(0).max(1).default(0),
  kinds: z
    .array(z.enum(KINDS))
    .min(1)
    .default([...KINDS]),
  /** How long a slow answer is held, milliseconds. */
  holdMs: z.int().min(0).max(600_000).default(60_000),
  /** The same seed makes the same calls go wrong. */
  seed: z.int().min(0).max(0xffffffff).default(1),
  /** Only calls of this service; `login` is one as well. */
  service: z.string().optional(),
  /** Only the next so many calls. */
  times: z.int().min(1).optional(),
  /** Every session that is open now ends. */
  endSessions: z.boolean().default(false),
});
type Faults = z.infer<typeof faultsSchema>;

/** Decides of every call whether and how it goes wrong. */
export class FaultDice {
  #faults: Faults = faultsSchema.parse({});
  #state = 1;

  set(faults: Faults): void {
    this.#faults = faults;
    this.#state = faults.seed;
  }

  get faults(): Faults {
    return this.#faults;
  }

  /** @returns undefined: this call goes well */
  take(service: string): FaultKind | undefined {
    const { share, kinds, times, service: only } = this.#faults;
    if (share === 0 || (only !== undefined && only !== service)) return undefined;
    if (this.#next() >= share) return undefined;
    if (times !== undefined) {
      if (times <= 1) this.#faults = { ...this.#faults, share: 0 };
      else this.#faults = { ...this.#faults, times: times - 1 };
    }
    return kinds[Math.floor(this.#next() * kinds.length)];
  }

  /** Mulberry32: evenly spread numbers from 0 to 1, the same for the same seed. */
  #next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x100000000;
  }
}
