import { z } from "zod";

/** What can be made to go wrong with OCSP answers, by POST /faults; an empty object makes everything right again. */
export const statusFaults = z.object({
  /** Wait this long before each answer (milliseconds). */
  delayMs: z.int().min(0).max(600_000).optional(),
  /** Answer with this HTTP status instead. */
  status: z.int().min(400).max(599).optional(),
  /** Close the connection in the middle of the answer. */
  cut: z.boolean().optional(),
  /** Refuse politely (OCSPResponseStatus 3). */
  tryLater: z.boolean().optional(),
  /** Know no certificate. */
  unknown: z.boolean().optional(),
  /** Give back another nonce. */
  wrongNonce: z.boolean().optional(),
  /** Break the signature value. */
  wrongSignature: z.boolean().optional(),
  /** Answer with what was true two hours ago, and has ended since. */
  stale: z.boolean().optional(),
});
export type StatusFaults = z.infer<typeof statusFaults>;
