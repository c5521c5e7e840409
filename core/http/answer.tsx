import type { Context } from "hono";
import { getCookie, setCookie } from "hono/cookie";
import type { VNode } from "preact";
import { LanguageContext } from "../ui/language.ts";
import { Page, type PageProps } from "../ui/page.tsx";
import { PublicPage, type PublicPageProps } from "../ui/public-page.tsx";
import { renderFragment, renderPage } from "../ui/render.ts";
import type { Flash } from "../ui/shell.ts";
import type { HttpEnv } from "./env.ts";

const FLASH = "flash";

type PageStatus = 200 | 400 | 401 | 403 | 404 | 405 | 409 | 410 | 413 | 415 | 422 | 423 | 429 | 500 | 503;

/**
 * Answers a whole page in the shell.
 *
 * @param props as `Page`, without the shell, which comes from the request
 * @param status 200, or 422 when a form comes back with errors (Turbo then shows it)
 */
export async function answerPage(
  c: Context<HttpEnv>,
  props: Omit<PageProps, "shell">,
  status: PageStatus = 200,
): Promise<Response> {
  const shell = await c.var.shell();
  const { children, ...rest } = props;
  const html = renderPage(
    <Page {...rest} shell={shell}>
      {children}
    </Page>,
  );
  return c.body(asBytes(html), status, { "Content-Type": "text/html; charset=UTF-8" });
}

/**
 * Answers a page for everybody: the light layout without an official's header and places, at most 50 KB on the wire.
 *
 * @param props as `PublicPage`, without the shell, which comes from the request
 */
export async function answerPublicPage(
  c: Context<HttpEnv>,
  props: Omit<PublicPageProps, "shell">,
  status: PageStatus = 200,
): Promise<Response> {
  const shell = await c.var.shell();
  const { children, ...rest } = props;
  const html = renderPage(
    <PublicPage {...rest} shell={shell}>
      {children}
    </PublicPage>,
  );
  return c.body(asBytes(html), status, { "Content-Type": "text/html; charset=UTF-8" });
}

let scratch = Buffer.allocUnsafeSlow(512 * 1024);

/**
 * A page as bytes: a string would be walked twice more, for its length and on its way into the socket. Written into
 * kept memory first, because Buffer.from reserves three bytes a character and gives most of them back: a tenth of the
 * cost of a page.
 */
function asBytes(html: string): Buffer<ArrayBuffer> {
  const most = html.length * 3;
  if (most > scratch.length) scratch = Buffer.allocUnsafeSlow(most);
  const length = scratch.write(html, "utf8");
  const bytes = Buffer.allocUnsafeSlow(length);
  scratch.copy(bytes, 0, 0, length);
  return bytes;
}

/** Answers a part of a page (a Turbo frame). */
export function answerFragment(c: Context<HttpEnv>, node: VNode): Response | Promise<Response> {
  return c.html(
    renderFragment(<LanguageContext.Provider value={c.var.lang}>{node}</LanguageContext.Provider>),
  );
}

/** Leaves a message for the next page this browser opens. */
export function flash(c: Context<HttpEnv>, message: Flash): void {
  setCookie(c, FLASH, Buffer.from(JSON.stringify(message)).toString("base64url"), {
    path: "/",
    httpOnly: true,
    sameSite: "Lax",
    secure: isSecure(c),
    maxAge: 60,
  });
}

/** Takes the message left by the last answer; anything malformed is ignored, because a cookie is outside input. */
export function takeFlash(c: Context<HttpEnv>): Flash[] {
  const text = getCookie(c, FLASH);
  if (!text) return [];
  setCookie(c, FLASH, "", { path: "/", httpOnly: true, sameSite: "Lax", secure: isSecure(c), maxAge: 0 });
  try {
    const raw: unknown = JSON.parse(Buffer.from(text, "base64url").toString("utf8"));
    if (typeof raw !== "object" || raw === null || !("tone" in raw) || !("message" in raw)) return [];
    const tone = (["good", "info", "attention", "bad"] as const).find((name) => name === raw.tone);
    const message = raw.message;
    if (!tone) return [];
    if (typeof message === "string") return [{ tone, message }];
    if (typeof message !== "object" || message === null || !("vi" in message) || !("en" in message))
      return [];
    if (typeof message.vi !== "string" || typeof message.en !== "string") return [];
    return [{ tone, message: { vi: message.vi, en: message.en } }];
  } catch {
    return [];
  }
}

/** True when people reach this installation by https: cookies then travel by nothing else. */
export function isSecure(c: Context<HttpEnv>): boolean {
  return c.var.house.config.baseUrl.startsWith("https:");
}

/** See Other, after a write: a reload then repeats nothing. */
export function redirectTo(c: Context<HttpEnv>, path: string, message?: Flash): Response {
  if (message) flash(c, message);
  return c.redirect(path, 303);
}
