import type { Context } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import { clientAddress, type HttpEnv, type Session } from "../../http/index.ts";
import type { IdentityHost } from "../host.ts";
import { resolveSession } from "../resolve-session.ts";

/** The `__Host-` prefix binds a cookie to this very host, which browsers only grant over https. */
function isSecure(c: Context<HttpEnv>): boolean {
  return c.var.house.config.baseUrl.startsWith("https:");
}

function cookieName(c: Context<HttpEnv>, name: string): string {
  return isSecure(c) ? `__Host-${name}` : name;
}

function put(c: Context<HttpEnv>, name: string, token: string, until: Date): void {
  setCookie(c, cookieName(c, name), token, {
    path: "/",
    httpOnly: true,
    sameSite: "Lax",
    secure: isSecure(c),
    expires: until,
  });
}

function take(c: Context<HttpEnv>, name: string): void {
  deleteCookie(c, cookieName(c, name), { path: "/", secure: isSecure(c) });
}

/** The signed-in person of a request, from its cookie; for `AppParts.resolveSession`. */
export async function resolveRequestSession(
  c: Context<HttpEnv>,
  host: Pick<IdentityHost, "config" | "database">,
): Promise<Session | null> {
  const token = getCookie(c, cookieName(c, "session"));
  return token ? await resolveSession(host, token, clientAddress(c)) : null;
}

/** Keeps a new session in the browser. */
export function keepSession(c: Context<HttpEnv>, session: { token: string; endsAt: Date }): void {
  put(c, "session", session.token, session.endsAt);
}

export function forgetSession(c: Context<HttpEnv>): void {
  take(c, "session");
}

/** Keeps a sign-in that waits for its second factor. */
export function keepChallenge(c: Context<HttpEnv>, challenge: string, until: Date): void {
  put(c, "second-factor", challenge, until);
}

export function readChallenge(c: Context<HttpEnv>): string | undefined {
  return getCookie(c, cookieName(c, "second-factor"));
}

export function forgetChallenge(c: Context<HttpEnv>): void {
  take(c, "second-factor");
}
