import type { Context, MiddlewareHandler } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import { Refusal } from "../../../../core/errors.ts";
import { clientAddress, type HttpEnv, isSecure } from "../../../../core/http/index.ts";
import type { Origin } from "../../../../core/identity/index.ts";
import { defaultAddresses } from "../../../../core/ui/index.ts";
import type { Citizen } from "../citizen.ts";
import { type CitizenSession, resolveCitizenSession } from "../sessions/citizen-sessions.ts";
import type { NewCitizenSession } from "../sessions/open-citizen-session.ts";

const sessions = new WeakMap<Context<HttpEnv>, CitizenSession>();

/** Where citizens sign in; `back` is a path of this site. */
export function signInPath(back: string): string {
  return `/citizen/sign-in?back=${encodeURIComponent(back)}`;
}

/** Finds out once a request who is signed in as a citizen; every page of the house is behind it. */
export const resolveCitizen: MiddlewareHandler<HttpEnv> = async (c, next) => {
  const token = getCookie(c, cookieName(c));
  const session =
    token === undefined
      ? undefined
      : await resolveCitizenSession(c.var.house.database.queries, token, clientAddress(c));
  if (session) sessions.set(c, session);
  await next();
};

/** The pages of citizens show nothing of an official who happens to be signed in in the same browser. */
export const citizenShell: MiddlewareHandler<HttpEnv> = async (c, next) => {
  const shell = c.var.shell;
  c.set("shell", async () => ({
    ...(await shell()),
    audience: "citizen" as const,
    viewer: null,
    navigation: [],
    unread: 0,
    help: undefined,
    liveUrl: undefined,
    sessionEndsAt: undefined,
    addresses: { ...defaultAddresses, signIn: "/citizen/sign-in" },
  }));
  await next();
};

/** The session a request is made in. */
export function citizenSessionOf(c: Context<HttpEnv>): CitizenSession | undefined {
  return sessions.get(c);
}

/** The signed-in citizen of a request. */
export function citizenOf(c: Context<HttpEnv>): Citizen | undefined {
  return sessions.get(c)?.citizen;
}

/** The session behind `requireCitizen`. @throws Refusal 403 where that was forgotten: nobody gets in by mistake */
export function signedInCitizen(c: Context<HttpEnv>): CitizenSession {
  const session = sessions.get(c);
  if (session) return session;
  throw new Refusal("citizens.sign-in-needed", 403, {
    vi: "Bạn cần đăng nhập bằng tài khoản định danh để tiếp tục.",
    en: "Sign in with your identity account to continue.",
  });
}

/** Where a request comes from. */
export function originOf(c: Context<HttpEnv>): Origin {
  return { address: clientAddress(c), userAgent: c.req.header("user-agent") ?? "" };
}

/** Keeps a new session in the browser. */
export function keepCitizenSession(c: Context<HttpEnv>, session: NewCitizenSession): void {
  setCookie(c, cookieName(c), session.token, {
    path: "/",
    httpOnly: true,
    sameSite: "Lax",
    secure: isSecure(c),
    expires: session.endsAt,
  });
}

export function forgetCitizenSession(c: Context<HttpEnv>): void {
  deleteCookie(c, cookieName(c), { path: "/", secure: isSecure(c) });
}

/** The `__Host-` prefix binds a cookie to this very host, which browsers only grant over https. */
function cookieName(c: Context<HttpEnv>): string {
  return isSecure(c) ? "__Host-citizen" : "citizen";
}
