import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { z } from "zod";
import { type Chat, createChat } from "./chat.ts";
import { createDelivery } from "./deliver-events.ts";
import { type Faults, faults } from "./faults.ts";
import { quotaOf, type Reply, sendMessage, sendZns, userDetail } from "./messages.ts";
import { type App, createOAuth, type OAuth } from "./oauth.ts";
import { chatPage, peoplePage } from "./pages.ts";
import { openStore, type Store } from "./state.ts";

export interface ZaloOptions extends App {
  /** TCP port; 0 takes a free one. */
  readonly port: number;
  readonly dataDir: string;
  readonly oaId: string;
  /** Of the official account, for the mac of events; another one than the app's. */
  readonly oaSecret: string;
  /** The first refresh token: what somebody gets who connects the account by hand. */
  readonly refreshToken: string;
  /** Where events are posted. */
  readonly webhookUrl?: string;
  /** Approved templates of ZNS. */
  readonly templates?: readonly string[];
  /** Pauses before an event is delivered again; default 30 s, 5, 15, 30 min, 1 h. */
  readonly retryMs?: readonly number[];
  /** Default 127.0.0.1. */
  readonly host?: string;
}

export interface RunningZalo {
  readonly url: string;
  close(): Promise<void>;
}

const MAXIMUM_BYTES = 1024 * 1024;
const RETRY_MS = [30_000, 300_000, 900_000, 1_800_000, 3_600_000];

/** What is made to go wrong. */
interface Current {
  faults: Faults;
  /** How far the platform's clock is ahead, milliseconds: windows and quotas are tried by moving it. */
  aheadMs: number;
}

interface State {
  readonly store: Store;
  readonly oauth: OAuth;
  readonly chat: Chat;
  readonly templates: readonly string[];
  readonly now: () => number;
  readonly current: Current;
}

/**
 * Starts the stand-in of Zalo's platform for official accounts: OAuth v4, messages, ZNS, events.
 *
 * GET / and /chat/<id> are people's telephones; POST /faults; POST /clock `{aheadMs}`; GET /healthz.
 */
export async function startZalo(options: ZaloOptions): Promise<RunningZalo> {
  const current: Current = { faults: {}, aheadMs: 0 };
  const now = () => Date.now() + current.aheadMs;
  const store = openStore(options.dataDir, options.refreshToken, now());
  const delivery = createDelivery({
    appId: options.appId,
    oaSecret: options.oaSecret,
    webhookUrl: options.webhookUrl,
    retryMs: options.retryMs ?? RETRY_MS,
    faults: () => current.faults,
    lose() {
      const { loseEvents = 0 } = current.faults;
      if (loseEvents > 0) current.faults = { ...current.faults, loseEvents: loseEvents - 1 };
      return loseEvents > 0;
    },
  });
  const state: State = {
    store,
    oauth: createOAuth(options, store, now),
    chat: createChat({ appId: options.appId, oaId: options.oaId, store, delivery, now }),
    templates: options.templates ?? [],
    now,
    current,
  };
  const server = createServer((request, response) => {
    answer(request, response, state).catch((error: unknown) => {
      if (response.headersSent) response.destroy();
      else if (error instanceof z.ZodError || error instanceof SyntaxError)
        send(response, 200, { error: -201, message: String(error) });
      else send(response, 500, { error: -1, message: String(error) });
    });
  });
  const host = options.host ?? "127.0.0.1";
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port, host, resolve);
  });
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : options.port;
  return {
    url: `http://${host.includes(":") ? `[${host}]` : host}:${port}`,
    close: () =>
      new Promise((resolve) => {
        delivery.close();
        store.close();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(request: IncomingMessage, response: ServerResponse, state: State): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? "/", "http://zalo.invalid");
  const body = await readBody(request);
  if (body === undefined) return send(response, 413, { error: -201, message: "too large" });
  switch (`${request.method} ${pathname}`) {
    case "GET /healthz":
      return send(response, 200, { status: "ok" });
    case "GET /":
      return html(response, peoplePage(state.store));
    case "POST /faults":
      state.current.faults = faults.parse(JSON.parse(body));
      return send(response, 200, state.current.faults);
    case "POST /clock":
      state.current.aheadMs = z.object({ aheadMs: z.int().min(0) }).parse(JSON.parse(body)).aheadMs;
      return send(response, 200, { aheadMs: state.current.aheadMs });
    case "GET /v4/oa/permission": {
      const back = state.oauth.permit(searchParams);
      if (back === undefined)
        return send(response, 400, { error: -14002, message: "Invalid app or redirect_uri" });
      response.writeHead(302, { location: back }).end();
      return;
    }
  }
  const [, userId = "", action] = /^\/chat\/(\d+)(?:\/(\w+))?$/.exec(pathname) ?? [];
  if (userId !== "") return phone(response, state, userId, action, new URLSearchParams(body));
  await callApi(request, response, state, `${request.method} ${pathname}`, searchParams, body);
}

function phone(
  response: ServerResponse,
  { store, chat }: State,
  userId: string,
  action: string | undefined,
  form: URLSearchParams,
) {
  const user = store.user(userId);
  if (!user) return send(response, 404, { error: -201, message: "not found" });
  if (action === undefined) return html(response, chatPage(user));
  if (!chat.act(userId, action, form.get("text") ?? "")) {
    return send(response, 400, { error: -201, message: "not possible" });
  }
  response.writeHead(303, { location: `/chat/${userId}` }).end();
}

async function callApi(
  request: IncomingMessage,
  response: ServerResponse,
  state: State,
  call: string,
  query: URLSearchParams,
  body: string,
): Promise<void> {
  const active = takeFaults(state);
  if (active.delayMs !== undefined) await new Promise((resolve) => setTimeout(resolve, active.delayMs));
  if (active.status !== undefined)
    return send(response, active.status, { error: -1, message: "server error" });
  if (active.error !== undefined) return send(response, 200, { error: active.error, message: "on demand" });
  if (call === "POST /v4/oa/access_token") {
    const secret = String(request.headers.secret_key ?? "");
    return send(response, 200, state.oauth.exchange(new URLSearchParams(body), secret));
  }
  const token = String(request.headers.access_token ?? "");
  if (token === "") return send(response, 200, { error: -216, message: "Access token is missing" });
  if (!state.oauth.isValid(token))
    return send(response, 200, { error: -124, message: "Access token is invalid" });
  const reply = carryOut(state, call, query, body);
  send(response, reply ? 200 : 404, reply ?? { error: -404, message: "not found" });
}

function carryOut(
  { store, templates, now }: State,
  call: string,
  query: URLSearchParams,
  body: string,
): Reply | undefined {
  switch (call) {
    case "POST /v3.0/oa/message/cs":
      return sendMessage(store, "cs", JSON.parse(body), now());
    case "POST /v3.0/oa/message/transaction":
      return sendMessage(store, "transaction", JSON.parse(body), now());
    case "POST /v3.0/oa/message/promotion":
      return sendMessage(store, "promotion", JSON.parse(body), now());
    case "POST /v3.0/oa/quota/message":
      return quotaOf(store, JSON.parse(body), now());
    case "GET /v3.0/oa/user/detail":
      return userDetail(store, query.get("data") ?? "");
    case "POST /message/template":
      return sendZns(store, templates, JSON.parse(body), now());
  }
  return undefined;
}

/** The faults for one API call, counted down. */
function takeFaults(state: State): Faults {
  const { faults: active } = state.current;
  if (active.times !== undefined) {
    const { delayMs: _delay, status: _status, error: _error, times, ...events } = active;
    state.current.faults = times > 1 ? { ...active, times: times - 1 } : events;
  }
  return active;
}

async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request) {
    size += part.length;
    if (size > MAXIMUM_BYTES) return undefined;
    parts.push(part);
  }
  return Buffer.concat(parts).toString("utf8");
}

function html(response: ServerResponse, page: string): void {
  response.writeHead(200, { "content-type": "text/html; charset=utf-8" }).end(page);
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json; charset=utf-8" }).end(JSON.stringify(body));
}
