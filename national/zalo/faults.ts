import { z } from "zod";

/** What can be made to go wrong, by POST /faults; an empty object makes everything right again. */
export const faults = z.object({
  /** Wait this long before each answer of the API (milliseconds). */
  delayMs: z.int().min(0).max(600_000).optional(),
  /** Answer the API with this HTTP status instead. */
  status: z.int().min(400).max(599).optional(),
  /** Answer the API with this error code, e.g. -216. */
  error: z.int().optional(),
  /** Only the next so many API calls; default all. */
  times: z.int().min(1).optional(),
  /** Each event is delivered so many times. */
  repeatEvents: z.int().min(1).max(20).optional(),
  /** So many events are never delivered. */
  loseEvents: z.int().min(0).optional(),
  /** The mac of events is wrong. */
  wrongMac: z.boolean().optional(),
});
export type Faults = z.infer<typeof faults>;
