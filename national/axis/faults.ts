import { z } from "zod";

const rate = z.coerce.number().min(0).max(1);

/** What can go wrong on purpose; every rate is a probability from 0 to 1. */
export const faultSettings = z.strictObject({
  /** Delay before every answer, in milliseconds. */
  slowMs: z.coerce.number().int().min(0).max(600_000).default(0),
  /** Answers 500–504, half of them before and half after the work is done. */
  errorRate: rate.default(0),
  /** Cuts the connection: while a body arrives, or in the middle of an answer whose work is done. */
  cutRate: rate.default(0),
  /** Lays every copy twice, and shows an acknowledged item once more. */
  duplicateRate: rate.default(0),
  /** Lists in random order. */
  shuffle: z.boolean().default(false),
  /** Agencies that answer with code 23. */
  lockAgency: z.array(z.string()).default([]),
  /** Answers 200 with JSON that breaks off. */
  badJsonRate: rate.default(0),
});

export type FaultSettings = z.infer<typeof faultSettings>;
type Rate = "errorRate" | "cutRate" | "duplicateRate" | "badJsonRate";

/** The faults in force, changeable while the axis runs. */
export class Faults {
  #settings: FaultSettings = faultSettings.parse({});

  get settings(): FaultSettings {
    return this.#settings;
  }

  /** Changes only what is named; throws ZodError when a value is out of range or unknown. */
  change(change: Record<string, unknown>): FaultSettings {
    this.#settings = faultSettings.parse({ ...this.#settings, ...change });
    return this.#settings;
  }

  happens(fault: Rate): boolean {
    return Math.random() < this.#settings[fault];
  }

  isLocked(code: string): boolean {
    return this.#settings.lockAgency.includes(code);
  }

  arrange<T>(items: T[]): T[] {
    if (!this.#settings.shuffle) return items;
    return items
      .map((item) => ({ item, place: Math.random() }))
      .sort((one, other) => one.place - other.place)
      .map(({ item }) => item);
  }
}
