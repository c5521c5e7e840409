import { z } from "zod";

/** Which token, and which key on it. At least one of each group is given; all that are given must match. */
export const tokenChoiceSchema = z.object({
  module: z.string().min(1),
  tokenLabel: z.string().optional(),
  tokenSerial: z.string().optional(),
  slot: z.number().int().nonnegative().optional(),
  keyLabel: z.string().optional(),
  /** Hexadecimal. */
  keyId: z
    .string()
    .regex(/^([0-9a-f]{2})+$/i)
    .optional(),
});
export type TokenChoice = z.infer<typeof tokenChoiceSchema>;

const bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array);

/** What the key ring's process asks of the process that holds the token. */
export const toTokenSchema = z.discriminatedUnion("ask", [
  z.object({ ask: z.literal("open"), id: z.number(), choice: tokenChoiceSchema, pin: z.string() }),
  z.object({ ask: z.literal("sign"), id: z.number(), data: bytes }),
  z.object({ ask: z.literal("close"), id: z.number() }),
]);
export type ToToken = z.infer<typeof toTokenSchema>;

export const openedTokenSchema = z.object({
  keyType: z.enum(["rsa", "ec"]),
  /** DER, the key's own first where the token has it, then whatever else it holds. */
  certificates: z.array(bytes),
});
export type OpenedToken = z.infer<typeof openedTokenSchema>;

/** Its answers. */
export const fromTokenSchema = z.discriminatedUnion("answer", [
  z.object({ answer: z.literal("opened"), id: z.number(), token: openedTokenSchema }),
  z.object({ answer: z.literal("signed"), id: z.number(), value: bytes }),
  z.object({ answer: z.literal("closed"), id: z.number() }),
  z.object({ answer: z.literal("failed"), id: z.number(), code: z.string(), detail: z.string() }),
]);
export type FromToken = z.infer<typeof fromTokenSchema>;
