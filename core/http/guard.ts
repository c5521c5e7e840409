import type { Context } from "hono";
import { Refusal } from "../errors.ts";
import type { HttpEnv, Session } from "./env.ts";

/**
 * The signed-in person of a request.
 * @throws Refusal 401, which pages turn into the sign-in page that leads back here.
 */
export function requireSession(c: Context<HttpEnv>): Session {
  const session = c.var.session;
  if (session) return session;
  throw new Refusal("identity.sign-in-needed", 401, {
    vi: "Bạn cần đăng nhập để tiếp tục.",
    en: "Sign in to continue.",
  });
}
