import type { Context } from "hono";
import type { z } from "zod";
import type { HttpEnv } from "./env.ts";

/** What a program can do without a token: one POST under /api/v1 that takes a file, in /api/openapi.json as well. */
export interface PublicOperation {
  /** camelCase, unique: operationId. */
  readonly id: string;
  /** Under /api/v1. */
  readonly path: string;
  readonly summary: { readonly vi: string; readonly en: string };
  readonly tag: string;
  /** Media types of a body that is the file itself; a form with the file in the field `file` is always taken. */
  readonly types: readonly string[];
  readonly answer: z.ZodType;
  /** @throws Refusal, which is answered as a problem (RFC 9457) */
  run(c: Context<HttpEnv>): Promise<unknown>;
}
