import { createHmac, hash, randomBytes, timingSafeEqual } from "node:crypto";
import type { Context } from "hono";
import { getCookie, setCookie } from "hono/cookie";
import { type HttpEnv, isSecure } from "../../../../core/http/index.ts";
import type { FilingCitizen } from "../services.ts";

/** Whoever fills in a form: this browser, and the citizen signed in on it. */
export interface Filer {
  /** SHA-256 of the secret in the cookie. */
  readonly holder: Buffer;
  readonly citizen: FilingCitizen | undefined;
}

const COOKIE = "filing";
const SECRET = /^[A-Za-z0-9_-]{43}$/;
/** A draft lives this long after its last change. */
export const DRAFT_DAYS = 30;

/** Who is asking; a browser without the cookie holds nothing. */
export function filerOf(c: Context<HttpEnv>): Filer {
  const secret = getCookie(c, COOKIE) ?? "";
  return {
    holder: SECRET.test(secret)
      ? hash("sha256", secret, "buffer")
      : hash("sha256", randomBytes(32), "buffer"),
    citizen: c.var.house.services.filingCitizen?.(c),
  };
}

/** As `filerOf`, for the first write of a browser: gives it the cookie its drafts are found by. */
export function makeFiler(c: Context<HttpEnv>): Filer {
  const present = getCookie(c, COOKIE) ?? "";
  const secret = SECRET.test(present) ? present : randomBytes(32).toString("base64url");
  setCookie(c, COOKIE, secret, {
    path: "/services",
    httpOnly: true,
    sameSite: "Lax",
    secure: isSecure(c),
    maxAge: DRAFT_DAYS * 24 * 3600,
  });
  return { holder: hash("sha256", secret, "buffer"), citizen: c.var.house.services.filingCitizen?.(c) };
}

/** Takes the cookie away: on a shared machine the next person finds nothing. */
export function forgetFiler(c: Context<HttpEnv>): void {
  setCookie(c, COOKIE, "", {
    path: "/services",
    httpOnly: true,
    sameSite: "Lax",
    secure: isSecure(c),
    maxAge: 0,
  });
}

/** What proves the right to a draft in a link that its owner copied or sent to another device. */
export function resumeKey(secret: Buffer, draftId: string): string {
  return createHmac("sha256", secret).update(`forms.resume:${draftId}`).digest("base64url").slice(0, 32);
}

/** Compares in constant time. */
export function isResumeKey(secret: Buffer, draftId: string, given: string): boolean {
  const expected = Buffer.from(resumeKey(secret, draftId));
  const actual = Buffer.from(given);
  return expected.length === actual.length && timingSafeEqual(expected, actual);
}
