import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { z } from "zod";
import { type Faults, faults } from "./faults.ts";
import { createGrants } from "./grants.ts";
import { createTokenSigner } from "./id-token.ts";
import { firstPage, signedOutPage } from "./pages.ts";
import { dayList, platformPage } from "./payment/day-list.ts";
import { payPage } from "./payment/pay-page.ts";
import { confirmFaults, createPlatform, type Partner, type Platform } from "./payment/platform.ts";
import { accountSchema, openPeople } from "./people.ts";
import { html, readBody, send } from "./replies.ts";
import { authorize, type Client, introspect, type SignInDesk, signIn, token, userInfo } from "./sign-in.ts";

export interface ServicePortalOptions {
  /** TCP port; 0 takes a free one. */
  readonly port: number;
  readonly dataDir: string;
  /** Who may ask people to sign in, and where they are sent back to. */
  readonly clients: readonly Client[];
  /** Whose dossiers are paid here; default nobody's. */
  readonly partners?: readonly Partner[];
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** Life of a code, seconds; default 60. */
  readonly codeSeconds?: number;
}

export interface RunningServicePortal {
  readonly url: string;
  close(): Promise<void>;
}

const CODE_SECONDS = 60;

/**
 * Starts the stand-in of the national portal's and VNeID's sign-in (OpenID Connect Core 1.0).
 *
 * /oauth2/… is the portal, /vneid/… is VNeID; POST /accounts adds a person; POST /faults; GET /healthz.
 */
export async function startServicePortal(options: ServicePortalOptions): Promise<RunningServicePortal> {
  let url = "";
  const desk: SignInDesk = {
    clients: options.clients,
    people: openPeople(options.dataDir),
    grants: createGrants(options.codeSeconds ?? CODE_SECONDS),
    signer: createTokenSigner(options.dataDir),
    base: () => url,
  };
  const platform = createPlatform(options.dataDir, options.partners ?? []);
  const state: State = { desk, platform, faults: {} };
  const server = createServer((request, response) => {
    answer(request, response, state).catch((error: unknown) => {
      if (response.headersSent) response.destroy();
      else if (error instanceof z.ZodError || error instanceof SyntaxError)
        send(response, 400, { error: "invalid_request", error_description: String(error) });
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
  url = `http://${host.includes(":") ? `[${host}]` : host}:${port}`;
  return {
    url,
    close: () =>
      new Promise((resolve) => {
        platform.close();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

interface State {
  readonly desk: SignInDesk;
  readonly platform: Platform;
  faults: Faults;
}

async function answer(request: IncomingMessage, response: ServerResponse, state: State): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? "/", "http://portal.invalid");
  const body = await readBody(request);
  if (body === undefined) return send(response, 413, { error: "invalid_request" });
  const { desk } = state;
  const call = `${request.method} ${pathname}`;
  switch (call) {
    case "GET /healthz":
      return send(response, 200, { status: "ok" });
    case "GET /":
      return html(response, 200, firstPage(desk.people.all()));
    case "POST /accounts": {
      const account = accountSchema.parse(JSON.parse(body));
      desk.people.add(account);
      return send(response, 201, account);
    }
    case "GET /faults":
      return send(response, 200, state.faults);
    case "POST /faults":
      state.faults = faults.parse(JSON.parse(body));
      return send(response, 200, state.faults);
  }
  const active = takeFaults(state, pathname);
  if (active.delayMs !== undefined) await new Promise((resolve) => setTimeout(resolve, active.delayMs));
  if (active.cut === true) return void response.destroy();
  if (active.status !== undefined) return send(response, active.status, { error: "server_error" });
  if (pathname.startsWith("/payment")) return await pay(response, state, call, body);
  const form = new URLSearchParams(body);
  switch (call) {
    case "GET /oauth2/authorize":
      return authorize(response, desk, "portal", searchParams);
    case "GET /vneid/auth":
      return authorize(response, desk, "vneid", searchParams);
    case "POST /sign-in":
      return signIn(response, desk, form);
    case "POST /oauth2/token":
      return await token(response, desk, "portal", form, active.wrongNonce === true);
    case "POST /vneid/token":
      return await token(response, desk, "vneid", form, active.wrongNonce === true);
    case "POST /oauth2/userinfo":
      return userInfo(request, response, desk, "portal", active.otherSubject === true);
    case "POST /vneid/userinfo":
      return userInfo(request, response, desk, "vneid", active.otherSubject === true);
    case "POST /oauth2/introspect":
      return introspect(response, desk, form);
    case "GET /oauth2/jwks":
    case "GET /vneid/jwks":
      return send(response, 200, await desk.signer.keySet());
    case "GET /oidc/logout":
    case "GET /vneid/logout":
      return html(response, 200, signedOutPage());
  }
  send(response, 404, { error: "not_found" });
}

/** The payment platform: POST /payment takes the messages, /payment/pay/… is what the payer sees. */
async function pay(
  response: ServerResponse,
  { desk, platform }: State,
  call: string,
  body: string,
): Promise<void> {
  const [, method, id = ""] = /^(GET|POST) \/payment\/pay\/([0-9a-f]{32})$/.exec(call) ?? [];
  if (call === "POST /payment") {
    const reply = await platform.receive(JSON.parse(body), desk.base());
    if (!Buffer.isBuffer(reply)) return send(response, 200, reply);
    response.writeHead(200, { "content-type": "application/pdf" }).end(reply);
    return;
  }
  if (call === "POST /payment/faults") {
    platform.faults = confirmFaults.parse(JSON.parse(body));
    return send(response, 200, platform.faults);
  }
  if (call === "GET /payment") return html(response, 200, platformPage(platform.all()));
  const [, day] = /^GET \/payment\/days\/(\d{8})\.csv$/.exec(call) ?? [];
  if (day !== undefined) {
    response.writeHead(200, { "content-type": "text/csv; charset=utf-8" }).end(dayList(platform.all(), day));
    return;
  }
  const payment = platform.find(id);
  if (!payment) return send(response, 404, { error: "not_found" });
  if (method === "GET") return html(response, 200, payPage(payment));
  const outcome = new URLSearchParams(body).get("outcome") === "thanh-cong" ? "thanh-cong" : "that-bai";
  const decided = platform.decide(id, outcome) ?? payment;
  response.writeHead(303, { location: decided.returnTo || `/payment/pay/${id}` }).end();
}

/** The faults for one request, counted down. */
function takeFaults(state: Pick<State, "faults">, path: string): Faults {
  const { faults: active } = state;
  if (active.path !== undefined && !path.endsWith(active.path)) return {};
  if (active.times !== undefined)
    state.faults = active.times > 1 ? { ...active, times: active.times - 1 } : {};
  return active;
}
