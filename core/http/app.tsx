import { randomBytes } from "node:crypto";
import { type Context, Hono } from "hono";
import { getCookie, setCookie } from "hono/cookie";
import { isDatabaseUnavailable } from "../database/index.ts";
import { Refusal, type Sentence } from "../errors.ts";
import type { House, System } from "../system.ts";
import { contentSecurityPolicy } from "../ui/csp.ts";
import { parseLanguage } from "../ui/language.ts";
import { Notice } from "../ui/notice.tsx";
import { defaultAddresses, type NavigationGroup, type PageAssets, type Shell } from "../ui/shell.ts";
import { answerPage, takeFlash } from "./answer.tsx";
import { mountApi } from "./api.ts";
import type { HttpEnv, Session } from "./env.ts";
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
  /** State of the parts for /healthz. */
  health(): Promise<Record<string, unknown>>;
}

/** The web application: every page and machine call of every room behind the same checks. */
export function createApp(house: House, parts: AppParts): Hono<HttpEnv> {
  const app = new Hono<HttpEnv>();

  app.get("/healthz", async (c) => {
    const health = await parts.health();
    return c.json(
      { status: health.database === "ok" ? "ok" : "degraded", ...health },
      health.database === "ok" ? 200 : 503,
    );
  });
  app.get("/assets/*", async (c) => (await parts.serveAsset(c.req.path, c.req.raw)) ?? c.notFound());

  app.use(async (c, next) => {
    const nonce = randomBytes(16).toString("base64");
    c.set("house", house);
    c.set("nonce", nonce);
    c.set("requestId", randomBytes(8).toString("hex"));
    c.set("lang", parseLanguage(getCookie(c, "language") ?? "vi"));
    c.set("session", null);
    let shell: Promise<Shell> | undefined;
    c.set("shell", () => {
      shell ??= makeShell(c, house, parts);
      return shell;
    });
    await next();
    const headers = c.res.headers;
    if (!headers.has("Content-Security-Policy"))
      headers.set("Content-Security-Policy", contentSecurityPolicy(nonce));
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("Referrer-Policy", "same-origin");
    headers.set("Permissions-Policy", "camera=(), microphone=(), geolocation=()");
    if (house.config.baseUrl.startsWith("https:")) {
      headers.set("Strict-Transport-Security", "max-age=31536000; includeSubDomains");
    }
    // Nothing of an official's page may stay in a shared cache or behind the back button after signing out.
    if (!headers.has("Cache-Control")) headers.set("Cache-Control", "no-store");
  });

  mountApi(app, house, parts);

  app.use(async (c, next) => {
    refuseForeignWrites(c, house);
    const session = await parts.resolveSession(c);
    c.set("session", session);
    if (session && getCookie(c, "language") === undefined) c.set("lang", session.language);
    await next();
  });

  app.post("/preferences", async (c) => {
    const form = await c.req.parseBody();
    const allowed = {
      language: ["vi", "en"],
      theme: ["auto", "light", "dark"],
      density: ["compact", "comfortable"],
    };
    for (const [name, choices] of Object.entries(allowed)) {
      const chosen = form[name];
      if (typeof chosen === "string" && choices.includes(chosen)) {
        setCookie(c, name, chosen, { path: "/", sameSite: "Lax", maxAge: 400 * 24 * 3600 });
      }
    }
    const back = form.back;
    return c.redirect(localPath(typeof back === "string" ? back : undefined), 303);
  });

  for (const system of parts.systems) system.pages?.(app, house);

  app.notFound((c) =>
    refusalPage(c, 404, {
      vi: "Không có trang này. Kiểm tra lại địa chỉ hoặc quay về trang đầu.",
      en: "There is no such page. Check the address or go back to the start page.",
    }),
  );
  app.onError((error, c) => answerError(error, c, house));
  return app;
}

/** Browsers say where a write comes from; one that comes from another site is refused (CSRF). */
function refuseForeignWrites(c: Context<HttpEnv>, house: House): void {
  if (c.req.method === "GET" || c.req.method === "HEAD") return;
  const site = c.req.header("sec-fetch-site");
  const origin = c.req.header("origin");
  const host = c.req.header("host");
  const sameOrigin =
    site === "same-origin" ||
    (site === undefined && origin === undefined) ||
    (site === undefined &&
      origin !== undefined &&
      (origin === house.config.baseUrl || originHost(origin) === host));
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
    demo: house.config.mode === "demo",
    path: `${url.pathname}${url.search}`,
    viewer: session && {
      name: session.actor.fullName,
      position: heldPosition(session, session.actor.appointmentId),
      positions: session.appointments.map((held) => heldPosition(session, held.id)),
    },
    navigation: session ? navigationFor(parts.systems, session.actor.roles) : [],
    unread: session ? await parts.unread(session.personId) : 0,
    flashes: takeFlash(c),
    csrf: null,
    liveUrl: session ? "/live" : undefined,
    sessionEndsAt: session?.expiresAt,
    addresses: { ...defaultAddresses, search: session ? "/search" : undefined },
  };
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
        item: { href: entry.href, label: entry.label, icon: entry.icon },
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

async function answerError(error: unknown, c: Context<HttpEnv>, house: House): Promise<Response> {
  const problem = c.req.path.startsWith("/api/");
  if (error instanceof Refusal) {
    if (problem) return problemAnswer(error.status, error.code, error.sentence, c.var.lang);
    if (error.status === 401) {
      const back = c.req.method === "GET" ? new URL(c.req.url).pathname + new URL(c.req.url).search : "/";
      return c.redirect(`/sign-in?back=${encodeURIComponent(back)}`, 303);
    }
    return await refusalPage(c, error.status, error.sentence);
  }
  if (isDatabaseUnavailable(error)) {
    const sentence = {
      vi: "Hệ thống tạm thời chưa kết nối được cơ sở dữ liệu và đang tự khôi phục. Những gì đã gửi trước đó vẫn còn; hãy tải lại trang sau ít phút.",
      en: "The database cannot be reached for the moment; the system is recovering by itself. Reload the page in a minute.",
    };
    c.header("Retry-After", "5");
    return problem
      ? problemAnswer(503, "database.unavailable", sentence, c.var.lang)
      : refusalPage(c, 503, sentence);
  }
  house.log.error(
    {
      request: c.var.requestId,
      path: c.req.path,
      error: error instanceof Error ? error.stack : String(error),
    },
    "unexpected error",
  );
  const sentence = {
    vi: `Có lỗi ngoài dự kiến. Chưa có gì bị thay đổi. Hãy thử lại; nếu vẫn lỗi, báo quản trị mã ${c.var.requestId}.`,
    en: `Something unexpected happened. Nothing was changed. Try again; if it persists give the administrator the code ${c.var.requestId}.`,
  };
  return problem ? problemAnswer(500, "unexpected", sentence, c.var.lang) : refusalPage(c, 500, sentence);
}

/** RFC 9457. */
export function problemAnswer(
  status: number,
  code: string,
  sentence: Sentence,
  lang: "vi" | "en",
  extra: object = {},
): Response {
  return new Response(
    JSON.stringify({ type: `urn:ngoc-linh:problem:${code}`, title: sentence[lang], status, code, ...extra }),
    {
      status,
      headers: { "Content-Type": "application/problem+json; charset=utf-8" },
    },
  );
}

async function refusalPage(
  c: Context<HttpEnv>,
  status: Refusal["status"] | 500,
  sentence: Sentence,
): Promise<Response> {
  const title =
    status === 404
      ? { vi: "Không tìm thấy", en: "Not found" }
      : status === 403
        ? { vi: "Bạn không có quyền làm việc này", en: "You may not do this" }
        : status === 503
          ? { vi: "Hệ thống đang khôi phục", en: "The system is recovering" }
          : { vi: "Chưa thực hiện được", en: "This could not be done" };
  const body = <Notice tone={status >= 500 ? "bad" : "attention"}>{sentence[c.var.lang]}</Notice>;
  try {
    return await answerPage(c, { title, width: "narrow", children: body }, status);
  } catch (error) {
    if (!isDatabaseUnavailable(error)) throw error;
    // The shell itself needs the database (unread counter): say it without the shell.
    return c.html(
      `<!doctype html><html lang="vi"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title.vi}</title><h1>${title.vi}</h1><p>${sentence.vi}</p><p lang="en">${sentence.en}</p>`,
      503,
    );
  }
}
