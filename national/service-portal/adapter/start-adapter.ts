import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { z } from "zod";
import { html, readBody, send } from "../replies.ts";
import { type Answer, carryOut, refusal } from "./carry-out.ts";
import { FaultDice, type FaultKind, faultsSchema } from "./faults.ts";
import { fileDossier, filingSchema } from "./file-dossier.ts";
import { adapterPage, dossierPage } from "./pages.ts";
import { type Account, createSessions, type Sessions } from "./sessions.ts";
import { type AdapterStore, type KeptDossier, openStore } from "./store.ts";

export interface PortalAdapterOptions {
  /** TCP port; 0 takes a free one. */
  readonly port: number;
  readonly dataDir: string;
  readonly accounts: readonly Account[];
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** Life of a session, milliseconds; default 30 minutes. */
  readonly sessionMs?: number;
}

export interface RunningPortalAdapter {
  /** Address of its page. */
  readonly url: string;
  /** What a client is configured with: `login` and `g` stand below it. */
  readonly endpoint: string;
  kept(code: string): KeptDossier | undefined;
  close(): Promise<void>;
}

/** Whom the calls are for: the portal on the national exchange. */
export const DESTINATION = "VN:GOV:000.00.00.G22:vpcpdvcprovider";
const PATH = "/XrdAdapter/RestService/forward/mapi";
const SESSION_MS = 30 * 60_000;

interface State {
  readonly store: AdapterStore;
  readonly sessions: Sessions;
  readonly dice: FaultDice;
  readonly accounts: readonly Account[];
}

/**
 * Starts the stand-in of the national portal's synchronisation behind the adapter of the exchange.
 *
 * POST …/mapi/login and …/mapi/g are the wire; GET / shows what came; POST /faults; POST /nop files a dossier; GET /healthz.
 */
export async function startPortalAdapter(options: PortalAdapterOptions): Promise<RunningPortalAdapter> {
  const store = openStore(options.dataDir);
  const state: State = {
    store,
    sessions: createSessions(options.accounts, options.sessionMs ?? SESSION_MS),
    dice: new FaultDice(),
    accounts: options.accounts,
  };
  const server = createServer((request, response) => {
    answer(request, response, state).catch((error: unknown) => {
      if (response.headersSent) response.destroy();
      else if (error instanceof z.ZodError || error instanceof SyntaxError)
        send(response, 400, refusal("Nội dung không phải JSON hợp lệ"));
      else send(response, 500, refusal(String(error)));
    });
  });
  const host = options.host ?? "127.0.0.1";
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port, host, resolve);
  });
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : options.port;
  const url = `http://${host.includes(":") ? `[${host}]` : host}:${port}`;
  return {
    url,
    endpoint: url + PATH,
    kept: (code) => store.dossier(code),
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          store.close();
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

async function answer(request: IncomingMessage, response: ServerResponse, state: State): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? "/", "http://adapter.invalid");
  const body = await readBody(request);
  if (body === undefined) return send(response, 413, refusal("Nội dung quá lớn"));
  const call = `${request.method} ${pathname}`;
  switch (call) {
    case "GET /healthz":
      return send(response, 200, { status: "ok" });
    case "GET /":
      return html(response, 200, adapterPage(state.store));
    case "GET /faults":
      return send(response, 200, state.dice.faults);
    case "POST /faults":
      state.dice.set(faultsSchema.parse(JSON.parse(body)));
      if (state.dice.faults.endSessions) state.sessions.endAll();
      return send(response, 200, state.dice.faults);
    case "POST /nop":
      return await file(request, response, state, body);
  }
  const [, code] = /^GET \/ho-so\/([^/]+)$/.exec(call) ?? [];
  const found = code === undefined ? undefined : state.store.dossier(decodeURIComponent(code));
  if (found) return html(response, 200, dossierPage(found));
  if (call !== `POST ${PATH}/login` && call !== `POST ${PATH}/g`)
    return send(response, 404, refusal("Không có địa chỉ này"));
  const destination = request.headers.dstcode ?? searchParams.get("dstcode");
  if (destination !== DESTINATION) return send(response, 400, refusal("dstcode: thiếu hoặc không tồn tại"));
  await answerCall(
    response,
    state,
    call.endsWith("/login"),
    z.record(z.string(), z.unknown()).parse(JSON.parse(body)),
  );
}

async function answerCall(
  response: ServerResponse,
  state: State,
  isLogin: boolean,
  body: Readonly<Record<string, unknown>>,
): Promise<void> {
  const service = isLogin ? "login" : String(body.service ?? "");
  const fault = state.dice.take(service);
  if (fault === "cut") return void response.destroy();
  if (fault === "http-500") {
    response.writeHead(500, { "content-type": "text/html" }).end("<h1>500 Internal Server Error</h1>");
    return;
  }
  const done = isLogin ? logIn(state, body) : use(state, service, body);
  await afterwards(response, state, fault, done);
}

/** The effect has happened; its answer may be late or lost. */
async function afterwards(
  response: ServerResponse,
  { dice }: State,
  fault: FaultKind | undefined,
  done: Answer,
): Promise<void> {
  if (fault === "lost") return void response.destroy();
  if (fault === "slow") {
    await new Promise((resolve) => setTimeout(resolve, dice.faults.holdMs).unref());
    if (response.destroyed) return;
  }
  send(response, 200, done);
}

function logIn({ sessions }: State, body: Readonly<Record<string, unknown>>): Answer {
  const session = sessions.open(body.username, body.password);
  if (session === undefined) return refusal("Tài khoản hoặc mật khẩu không đúng");
  return { error_code: "0", message: "Thành công", session };
}

function use({ store, sessions }: State, service: string, body: Readonly<Record<string, unknown>>): Answer {
  const account = sessions.of(body.session);
  if (!account) return refusal("Phiên làm việc không tồn tại hoặc đã hết hạn");
  if (body.madonvi !== account.madonvi) return refusal("madonvi: không thuộc tài khoản này");
  return carryOut(store, { service, account, body });
}

/** Somebody files here, by the form of the page or by JSON. */
async function file(
  request: IncomingMessage,
  response: ServerResponse,
  { store, accounts }: State,
  body: string,
): Promise<void> {
  const isJson = request.headers["content-type"]?.startsWith("application/json") === true;
  const fields = isJson
    ? JSON.parse(body)
    : Object.fromEntries([...new URLSearchParams(body)].filter(([, value]) => value.trim() !== ""));
  const account = accounts.find(({ receiver }) => receiver !== undefined);
  if (!account) return send(response, 409, refusal("Chưa cấu hình nơi nhận của tỉnh"));
  const filed = await fileDossier(store, account, filingSchema.parse(fields));
  if (isJson) return send(response, 200, { error_code: filed.answer, message: filed.message });
  response.writeHead(303, { location: "/" }).end();
}
