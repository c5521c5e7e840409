import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { z } from "zod";
import { newAccount, openAccounts } from "./accounts.ts";
import { type Faults, faults } from "./faults.ts";
import { methods, type Service } from "./methods.ts";
import { phonePage } from "./phone-page.ts";
import { createTransactions } from "./transactions.ts";

export interface RemoteSigningOptions {
  /** TCP port; 0 takes a free one. */
  readonly port: number;
  readonly dataDir: string;
  /** Where certificates are asked for. */
  readonly certificateAuthority: string;
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** Seconds a holder has to agree; default 180. */
  readonly windowSeconds?: number;
}

export interface RunningRemoteSigning {
  readonly url: string;
  close(): Promise<void>;
}

const MAXIMUM_BYTES = 256 * 1024;
const WINDOW_SECONDS = 180;
/** Public, like everything of a stand-in. */
const CLIENT = { id: "ngoc-linh", secret: "thu-nghiem" };

/**
 * Starts the stand-in of a remote signing service (CSC API v2.0.0.2).
 *
 * POST /csc/v2/…; POST /accounts opens a holder's account; GET /phone is the holders' phone, GET /phone/pending the
 * same as JSON; POST /faults; GET /healthz.
 */
export async function startRemoteSigning(options: RemoteSigningOptions): Promise<RunningRemoteSigning> {
  const service: Service = {
    accounts: openAccounts(options.dataDir, options.certificateAuthority),
    transactions: createTransactions(options.windowSeconds ?? WINDOW_SECONDS),
    slow: new Map(),
  };
  const state: State = { service, tokens: new Set(), faults: {} };
  const server = createServer((request, response) => {
    answer(request, response, state).catch((error: unknown) => {
      if (response.headersSent) response.destroy();
      else if (error instanceof z.ZodError)
        send(response, 400, { error: "invalid_request", error_description: z.prettifyError(error) });
      else send(response, 500, { error: "server_error", error_description: String(error) });
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
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

interface State {
  readonly service: Service;
  readonly tokens: Set<string>;
  faults: Faults;
}

async function answer(request: IncomingMessage, response: ServerResponse, state: State): Promise<void> {
  const path = (request.url ?? "/").split("?")[0] ?? "/";
  const body = await readBody(request);
  if (body === undefined) return send(response, 413, { error: "invalid_request" });
  const { accounts, transactions } = state.service;
  const waiting = () =>
    transactions.waiting().flatMap((pending) => {
      const account = accounts.find(pending.credentialID);
      return account === undefined ? [] : [{ account, pending }];
    });
  switch (`${request.method} ${path}`) {
    case "GET /healthz":
      return send(response, 200, { status: "ok" });
    case "GET /":
    case "GET /phone":
      return page(response, phonePage(waiting()));
    case "GET /phone/pending":
      return send(
        response,
        200,
        waiting().map(({ account, pending: { id, otp, hashes } }) => ({
          id,
          userID: account.userID,
          credentialID: account.credentialID,
          otp,
          hashes,
        })),
      );
    case "POST /phone/confirm": {
      const form = new URLSearchParams(body);
      const pending = transactions.find(form.get("id") ?? "");
      if (pending?.state === "waiting" && transactions.isOpen(pending)) {
        if (form.get("answer") === "no") pending.state = "declined";
        else if (pending.otp === undefined) transactions.confirm(pending);
      }
      response.writeHead(303, { location: "/phone" }).end();
      return;
    }
    case "POST /accounts": {
      const { privateKey: _kept, ...account } = await accounts.open(newAccount.parse(JSON.parse(body)));
      return send(response, 201, account);
    }
    case "GET /faults":
      return send(response, 200, state.faults);
    case "POST /faults":
      state.faults = faults.parse(JSON.parse(body));
      return send(response, 200, state.faults);
    case "POST /csc/v2/oauth2/token":
      return token(response, new URLSearchParams(body), state);
  }
  const name = path.startsWith("/csc/v2/") ? path.slice("/csc/v2/".length) : "";
  const method = Object.hasOwn(methods, name) ? methods[name] : undefined;
  if (method === undefined || request.method !== "POST")
    return send(response, 404, { error: "invalid_request" });
  if (name !== "info" && !state.tokens.has(request.headers.authorization?.replace(/^Bearer /, "") ?? ""))
    return send(response, 401, { error: "invalid_token", error_description: "The token is invalid" });
  const active = takeFaults(state, name);
  if (active.delayMs !== undefined) await new Promise((resolve) => setTimeout(resolve, active.delayMs));
  if (active.cut === true) return void response.destroy();
  if (active.status !== undefined) return send(response, active.status, { error: "server_error" });
  const reply = method(state.service, JSON.parse(body), active);
  send(response, reply.status, reply.body);
}

function token(response: ServerResponse, form: URLSearchParams, state: State): void {
  if (form.get("client_id") !== CLIENT.id || form.get("client_secret") !== CLIENT.secret) {
    send(response, 401, { error: "invalid_client" });
    return;
  }
  const access_token = randomBytes(24).toString("base64url");
  state.tokens.add(access_token);
  send(response, 200, { access_token, token_type: "Bearer", expires_in: 3600 });
}

/** The faults for one call of a method, counted down. */
function takeFaults(state: State, name: string): Faults {
  const { faults: active } = state;
  if (active.method !== undefined && !name.endsWith(active.method)) return {};
  if (active.times !== undefined)
    state.faults = active.times > 1 ? { ...active, times: active.times - 1 } : {};
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

function page(response: ServerResponse, html: string): void {
  response.writeHead(200, { "content-type": "text/html; charset=utf-8" }).end(html);
}

function send(response: ServerResponse, status: number, body?: unknown): void {
  if (body === undefined) response.writeHead(status).end();
  else
    response
      .writeHead(status, { "content-type": "application/json; charset=utf-8" })
      .end(JSON.stringify(body));
}
