import { z } from "zod";

/** What can be made to go wrong, by POST /faults; an empty object makes everything right again. */
export const faults = z.object({
  /** Wait this long before each answer (milliseconds; the real service took up to 131 s). */
  delayMs: z.int().min(0).max(600_000).optional(),
  /** Answer with this HTTP status instead. */
  status: z.int().min(400).max(599).optional(),
  /** Close the connection in the middle of the answer. */
  cut: z.boolean().optional(),
  /** Sign the imprint of something else. */
  wrongImprint: z.boolean().optional(),
  /** Give back another nonce. */
  wrongNonce: z.boolean().optional(),
  /** Move the time of the token by this many seconds. */
  clockOffsetSeconds: z.number().optional(),
  /** Break the signature value. */
  wrongSignature: z.boolean().optional(),
  /** Reject with this PKIFailureInfo bit. */
  rejectWith: z.int().min(0).max(31).optional(),
  /** Only the next so many requests; default all. */
  times: z.int().min(1).optional(),
});
export type Faults = z.infer<typeof faults>;

/** The faults in force, counted down per request. */
export interface FaultSwitch {
  set(next: Faults): void;
  /** The faults for one request. */
  take(): Faults;
  readonly current: Faults;
}

export function createFaultSwitch(): FaultSwitch {
  let current: Faults = {};
  return {
    get current() {
      return current;
    },
    set(next) {
      current = next;
    },
    take() {
      const taken = current;
      if (current.times !== undefined)
        current = current.times > 1 ? { ...current, times: current.times - 1 } : {};
      return taken;
    },
  };
}
