import { z } from "zod";

/** What can be made to go wrong, by POST /faults; an empty object makes everything right again. */
export const faults = z.object({
  /** Wait this long before each answer (milliseconds). */
  delayMs: z.int().min(0).max(600_000).optional(),
  /** Answer with this HTTP status instead. */
  status: z.int().min(400).max(599).optional(),
  /** Close the connection instead of answering. */
  cut: z.boolean().optional(),
  /** Only paths that end so, e.g. `/token`. */
  path: z.string().optional(),
  /** The id_token carries another nonce than the one asked with. */
  wrongNonce: z.boolean().optional(),
  /** userinfo speaks of somebody else than the id_token. */
  otherSubject: z.boolean().optional(),
  /** Only the next so many requests; default all. */
  times: z.int().min(1).optional(),
});
export type Faults = z.infer<typeof faults>;
