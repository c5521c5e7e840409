import { createHash, randomBytes } from "node:crypto";
import "./tables.ts";
import type { Config } from "../config/index.ts";
import type { SystemActor, TransactionHost } from "../transaction/index.ts";

/** What identity needs of the house; a `House` fits. */
export interface IdentityHost extends TransactionHost {
  readonly config: Pick<Config, "mode" | "secret" | "baseUrl">;
}

/** Where a request comes from, kept with sessions and in the audit log. */
export interface Origin {
  /** Network address as text. */
  readonly address: string;
  readonly userAgent: string;
}

/** Identity itself, when nobody has proved yet who they are. */
export const IDENTITY: SystemActor = { kind: "system", name: "identity" };

/** 256 random bits as text for cookies, links and tokens. */
export function randomToken(): string {
  return randomBytes(32).toString("base64url");
}

/** What is stored of such a token: it is random, so a plain hash cannot be turned back. */
export function tokenHash(token: string): Buffer {
  return createHash("sha256").update(token).digest();
}

/** At most `length` characters of something a client sent about itself, without control characters. */
export function clip(text: string, length: number): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are exactly what must go
  return text.replace(/[\u0000-\u001f\u007f]/g, " ").slice(0, length);
}
