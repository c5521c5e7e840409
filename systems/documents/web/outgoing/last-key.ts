import type { Context } from "hono";
import { getCookie, setCookie } from "hono/cookie";
import { type HttpEnv, isSecure } from "../../../../core/http/index.ts";
import type { HeldKey } from "../../../../core/signing/service.ts";

export type KeyKind = HeldKey["kind"];

const KINDS: readonly KeyKind[] = ["software", "pkcs11", "remote", "plug-in"];
const COOKIE = "signing-key";
const YEAR_SECONDS = 365 * 24 * 3600;

/** The kind of key this browser signed with last. */
export function lastKey(c: Context<HttpEnv>): KeyKind | undefined {
  const kept = getCookie(c, COOKIE);
  return KINDS.find((kind) => kind === kept);
}

export function rememberKey(c: Context<HttpEnv>, kind: KeyKind): void {
  setCookie(c, COOKIE, kind, {
    path: "/",
    httpOnly: true,
    sameSite: "Lax",
    secure: isSecure(c),
    maxAge: YEAR_SECONDS,
  });
}
