import type { Context } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import type { z } from "zod";
import { type HttpEnv, isSecure } from "../../../../core/http/index.ts";
import { openSecret, SecretBoxError, sealSecret } from "../../../../core/identity/index.ts";

/** Something kept in the browser between two steps of signing in: nobody but this server can read or make it. */
export interface SealedCookie<Content> {
  keep(c: Context<HttpEnv>, content: Content): void;
  /** What is kept and still good, and takes it away: it serves once. */
  take(c: Context<HttpEnv>): Content | undefined;
  /** The same without taking it away, for showing a page again. */
  read(c: Context<HttpEnv>): Content | undefined;
}

const PURPOSE = "citizens.sign-in";

/** @param schema of the content; `until` is when it ends, milliseconds since 1970 */
export function sealedCookie<Content extends { readonly until: number }>(
  name: string,
  schema: z.ZodType<Content>,
): SealedCookie<Content> {
  const cookie = (c: Context<HttpEnv>) => (isSecure(c) ? `__Host-${name}` : name);
  const read = (c: Context<HttpEnv>): Content | undefined => {
    const text = getCookie(c, cookie(c));
    if (!text) return undefined;
    try {
      const plain = openSecret(c.var.house.config.secret, PURPOSE, name, Buffer.from(text, "base64url"));
      const content = schema.parse(JSON.parse(plain.toString("utf8")));
      return content.until > Date.now() ? content : undefined;
    } catch (error) {
      if (error instanceof SecretBoxError) return undefined;
      throw error;
    }
  };
  return {
    keep(c, content) {
      const box = sealSecret(c.var.house.config.secret, PURPOSE, name, Buffer.from(JSON.stringify(content)));
      setCookie(c, cookie(c), box.toString("base64url"), {
        path: "/",
        httpOnly: true,
        sameSite: "Lax",
        secure: isSecure(c),
        expires: new Date(content.until),
      });
    },
    read,
    take(c) {
      const content = read(c);
      deleteCookie(c, cookie(c), { path: "/", secure: isSecure(c) });
      return content;
    },
  };
}
