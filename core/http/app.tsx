import { randomBytes } from "node:crypto";
import { type Context, Hono } from "hono";
import { getCookie, setCookie } from "hono/cookie";
import { isDatabaseUnavailable } from "../database/index.ts";
import { Refusal, type Sentence } from "../errors.ts";
import { withPeopleWaiting } from "../give-way.ts";
import { plugInSettings } from "../signing/plug-in/settings.ts";
import type { House, System } from "../system.ts";
import type { PersonActor } from "../transaction/index.ts";
import { contentSecurityPolicy } from "../ui/csp.ts";
import { parseLanguage } from "../ui/language.ts";
import {
  defaultAddresses,
  type NavigationGroup,
  type PageAssets,
  type Shell,
  TEXT_SIZES,
} from "../ui/shell.ts";
import { isSecure, takeFlash } from "./answer.tsx";
import { mountApi } from "./api.ts";
import { apiPage } from "./api-page.tsx";
import type { HttpEnv, Session } from "./env.ts";
import { readForm, value } from "./form.ts";
import { helpOf } from "./help.ts";
import type { HelpContacts } from "./help-contacts.ts";
import { helpPage } from "./help-page.tsx";
import {
  installManifest,
  MANIFEST,
  MANIFEST_HEADERS,
  OFFLINE,
  offlinePage,
  SERVICE_WORKER,
} from "./install.tsx";
import { answerError, refusalPage } from "./refusal-page.tsx";
import { localPath } from "./request.ts";

/** What the front door puts into the web application; core does not know where these come from. */
export interface AppParts {
  readonly place: Sentence;
  readonly assets: PageAssets;
  readonly systems: readonly System[];
  /** Serves built styles, scripts and fonts under /assets/. */
  serveAsset(path: string, request: Request): Promise<Response | undefined>;
  /** The session of a page request, from its cookie. */
  resolveSession(c: Context<HttpEnv>): Promise<Session | null>;
  /** The person behind a personal access token. */
  resolveToken(token: string, address: string): Promise<Session | null>;
  unread(personId: string): Promise<number>;
  /** Names of whom help sends this person to; absent: help speaks of roles alone. */
  helpContacts?(actor: PersonActor): Promise<HelpContacts>;
  /** State of the parts for /healthz. */
  health(): Promise<Record<string, unknown>>;
}

/** The web application: every page and machine call of every room behind the same checks. */
export function createApp(house: House, parts: AppParts): Hono<HttpEnv> {
  const app = new Hono<HttpEnv>();
  const sockets = [new URL(plugInSettings(house).address).origin];

  app.use(async (c, next) => {
    const nonce = randomBytes(16).toString("base64");
    c.set("house", house);
    c.set("nonce", nonce);
    c.set("requestId", randomBytes(8).toString("hex"));
    c.set("lang", languageOf(c));
    c.set("session", null);
    let shell: Promise<Shell> | undefined;
    c.set("shell", () => {
      shell ??= makeShell(c, house, parts);
      return shell;
    });
    await withPeopleWaiting(next);
    const headers = c.res.headers;
    if (!headers.has("Content-Security-Policy"))
      headers.set("Content-Security-Policy", contentSecurityPolicy(nonce, sockets));
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("Referrer-Policy", "same-origin");
    headers.set("Permissions-Policy", "camera=(), microphone=(), geolocation=()");
    headers.set("Cross-Origin-Opener-Policy", "same-origin");
    headers.set("Cross-Origin-Resource-Policy", "same-origin");
    if (isSecure(c)) {
      headers.set("Strict-Transport-Security", "max-age=31536000; includeSubDomains");
    }
    // Nothing of an official's page may stay in a shared cache or behind the back button after signing out.
    if (!headers.has("Cache-Control")) headers.set("Cache-Control", "no-store");
  });

  app.get("/healthz", async (c) => {
    const health = await parts.health();
    const well = health.database === "ok";
    return c.json({ status: well ? "ok" : "degraded", ...health }, well ? 200 : 503);
  });
  for (const path of ["/assets/*", SERVICE_WORKER])
    app.get(path, async (c) => (await parts.serveAsset(c.req.path, c.req.raw)) ?? c.notFound());
  app.get(MANIFEST, (c) => c.body(JSON.stringify(installManifest(parts)), 200, MANIFEST_HEADERS));

  mountApi(app, house, parts);

  app.use(async (c, next) => {
    refuseForeignWrites(c, house);
    const session = await parts.resolveSession(c);
    c.set("session", session);
    if (session && getCookie(c, "language") === undefined) c.set("lang", session.language);
    await next();
  });

  app.get(OFFLINE, (c) => offlinePage(c, parts.assets));
  app.get("/api", (c) => apiPage(c, parts.systems));
  app.get("/help", (c) => helpPage(c, parts.systems));
  app.post("/preferences", async (c) => {
    const form = await readForm(c);
    const allowed: Readonly<Record<string, readonly string[]>> = {
      language: ["vi", "en"],
      theme: ["auto", "light", "dark"],
      density: ["compact", "comfortable"],
      textSize: TEXT_SIZES,
      contrast: ["normal", "high"],
    };
    for (const [name, choices] of Object.entries(allowed)) {
      const chosen = choices.find((choice) => choice === value(form, name));
      if (chosen !== undefined) {
        setCookie(c, name, chosen, {
          path: "/",
          sameSite: "Lax",
          secure: isSecure(c),
          maxAge: 400 * 24 * 3600,
        });
      }
    }
    return c.redirect(localPath(value(form, "back")), 303);
  });

  for (const system of parts.systems) system.pages?.(app, house);

  app.notFound((c) => noHandler(c, app));
  app.onError((error, c) => answerError(error, c, house));
  return app;
}

/** Nothing answers here: another method does, or the page does not exist. */
async function noHandler(c: Context<HttpEnv>, app: Hono<HttpEnv>): Promise<Response> {
  const allowed = methodsOf(app, c.req.path);
  const found = allowed.length > 0 && (c.req.method === "OPTIONS" || !allowed.includes(c.req.method));
  if (!found) {
    return refusalPage(c, 404, {
      vi: "Không có trang này. Kiểm tra lại địa chỉ hoặc quay về trang đầu.",
      en: "There is no such page. Check the address or go back to the start page.",
    });
  }
  c.header("Allow", allowed.join(", "));
  if (c.req.method === "OPTIONS") return c.body(null, 204);
  return refusalPage(c, 405, {
    vi: "Địa chỉ này không nhận thao tác vừa gửi. Hãy mở lại trang và thao tác lại.",
    en: "This address does not take what was sent. Open the page again and retry.",
  });
}

/** Methods with a handler of their own at a path; what runs for every method is only on the way. */
function methodsOf(app: Hono<HttpEnv>, path: string): string[] {
  const own = ["GET", "POST", "PUT", "DELETE"].filter((method) =>
    app.router.match(method, path)[0].some(([[, route]]) => route.method === method),
  );
  return own.includes("GET") ? ["HEAD", ...own, "OPTIONS"] : own.length > 0 ? [...own, "OPTIONS"] : [];
}

/** The reader's choice; a program without one says its language in the usual header. */
function languageOf(c: Context<HttpEnv>): "vi" | "en" {
  const spoken = c.req.path.startsWith("/api/") ? c.req.header("accept-language") : undefined;
  return parseLanguage(getCookie(c, "language") ?? spoken ?? "vi");
}

/** Browsers say where a write comes from; one that comes from another site is refused (CSRF). */
function refuseForeignWrites(c: Context<HttpEnv>, house: House): void {
  if (["GET", "HEAD", "OPTIONS"].includes(c.req.method)) return;
  const site = c.req.header("sec-fetch-site");
  const origin = c.req.header("origin");
  const host = c.req.header("host");
  const sameOrigin =
    site === "same-origin" ||
    (site === undefined && origin === undefined) ||
    (site === undefined &&
      origin !== undefined &&
      (origin === new URL(house.config.baseUrl).origin ||
        (host !== undefined && originHost(origin) === host)));
  if (!sameOrigin) {
    throw new Refusal("http.foreign-write", 403, {
      vi: "Yêu cầu đến từ một trang khác nên đã bị chặn. Hãy mở lại trang này trong hệ thống và thao tác lại.",
      en: "The request came from another site and was refused. Open this page in the system and try again.",
    });
  }
}

function originHost(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}

async function makeShell(c: Context<HttpEnv>, house: House, parts: AppParts): Promise<Shell> {
  const session = c.var.session;
  const theme = getCookie(c, "theme");
  const url = new URL(c.req.url);
  return {
    lang: c.var.lang,
    nonce: c.var.nonce,
    assets: parts.assets,
    place: parts.place,
    audience: "official",
    theme: theme === "light" || theme === "dark" ? theme : "auto",
    density: getCookie(c, "density") === "comfortable" ? "comfortable" : "compact",
    textSize: TEXT_SIZES.find((size) => size === getCookie(c, "textSize")) ?? "normal",
    contrast: getCookie(c, "contrast") === "high" ? "high" : "normal",
    demo: house.config.mode === "demo",
    path: `${url.pathname}${url.search}`,
    viewer: session && {
      id: session.personId,
      name: session.actor.fullName,
      position: heldPosition(session, session.actor.appointmentId),
      positions: session.appointments.map((held) => heldPosition(session, held.id)),
    },
    navigation: session ? navigationFor(parts.systems, session.actor.roles) : [],
    unread: session ? await unreadOf(session, parts) : 0,
    flashes: takeFlash(c),
    help: session ? helpOf(parts.systems, url.pathname) : undefined,
    helpContacts: session ? await parts.helpContacts?.(session.actor) : undefined,
    csrf: null,
    // One stream for each session and post of a browser: another post hears of another organisation.
    liveUrl: session ? `/live?for=${session.id}.${session.actor.appointmentId}` : undefined,
    liveAfter: session?.snapshot,
    sessionEndsAt: session?.expiresAt,
    addresses: { ...defaultAddresses, search: session ? "/search" : undefined },
  };
}

/** The page that says that the database is gone needs a shell too. */
async function unreadOf(session: Session, parts: AppParts): Promise<number> {
  try {
    return await parts.unread(session.personId);
  } catch (error) {
    if (isDatabaseUnavailable(error)) return 0;
    throw error;
  }
}

function heldPosition(session: Session, id: string): { id: string; title: string; unit: string } {
  const held = session.appointments.find((appointment) => appointment.id === id);
  return { id, title: held?.title ?? session.actor.positionTitle, unit: held?.organisation ?? "" };
}

function navigationFor(systems: readonly System[], roles: readonly string[]): NavigationGroup[] {
  const groups = new Map<
    string,
    { label: Sentence; order: number; items: { order: number; item: NavigationGroup["items"][number] }[] }
  >();
  for (const system of systems) {
    for (const entry of system.navigation ?? []) {
      if (!entry.visibleTo(roles)) continue;
      const group = groups.get(entry.group.vi) ?? { label: entry.group, order: entry.order, items: [] };
      group.order = Math.min(group.order, entry.order);
      group.items.push({
        order: entry.order,
        item: { href: entry.href, label: entry.label, icon: entry.icon, hint: entry.hint },
      });
      groups.set(entry.group.vi, group);
    }
  }
  return [...groups.values()]
    .sort((a, b) => a.order - b.order)
    .map(({ label, items }) => ({
      label,
      items: items.sort((a, b) => a.order - b.order).map(({ item }) => item),
    }));
}
