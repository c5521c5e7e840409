import { z } from "zod";

/** What can be made to go wrong, by POST /faults; an empty object makes everything right again. */
export const faults = z.object({
  /** Wait this long before each answer (milliseconds). */
  delayMs: z.int().min(0).max(600_000).optional(),
  /** Answer with this HTTP status instead. */
  status: z.int().min(400).max(599).optional(),
  /** Close the connection instead of answering. */
  cut: z.boolean().optional(),
  /** Only methods whose name ends so, e.g. `signHash`. */
  method: z.string().optional(),
  /** Sign something else than what was asked for. */
  wrongHash: z.boolean().optional(),
  /** Answer signHash with a responseID, and only after so many polls with the value. */
  polls: z.int().min(1).max(100).optional(),
  /** ECDSA values as r‖s instead of DER. */
  rawEcdsa: z.boolean().optional(),
  /** Only the next so many requests; default all. */
  times: z.int().min(1).optional(),
});
export type Faults = z.infer<typeof faults>;
