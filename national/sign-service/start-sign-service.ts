import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { z } from "zod";
import { ACTIONS, carryOutCall, type Program } from "./carry-out-call.ts";
import { createDesk } from "./desk.ts";
import { faultsSchema } from "./faults.ts";
import { signServicePage } from "./page.ts";
import { holderSchema, openTokens } from "./tokens.ts";
import { acceptWebSocket, type Connection } from "./web-socket.ts";

export interface SignServiceOptions {
  /** TCP port; 0 takes a free one. */
  readonly port: number;
  readonly dataDir: string;
  /** Where the certificates of the tokens are asked for. */
  readonly certificateAuthority: string;
  /** Where timestamps are asked for. */
  readonly timestampAuthority: string;
  /** Default 127.0.0.1, as the real program. */
  readonly host?: string;
}

export interface RunningSignService {
  /** Of its page; the socket has the same address with `ws:` and the action behind it. */
  readonly url: string;
  close(): Promise<void>;
}

const MAXIMUM_BYTES = 64 * 1024;
/** A holder; an empty object is the token of whom the calling page names. */
const insertedSchema = z
  .strictObject({})
  .transform(() => undefined)
  .or(holderSchema);

/**
 * Starts the stand-in of the signing program at the signer's computer (VGCA Sign Service).
 *
 * `ws://…/<Action>` takes the JSON that vgcaplugin.js sends; GET / is the window of the program; POST /token plugs a
 * token in; POST /faults; GET /healthz.
 */
export async function startSignService(options: SignServiceOptions): Promise<RunningSignService> {
  const program: Program = {
    desk: createDesk(),
    tokens: openTokens(options.dataDir, options.certificateAuthority),
    timestampAuthority: options.timestampAuthority,
  };
  const server = createServer((request, response) => {
    answer(request, response, program).catch((error: unknown) => {
      if (response.headersSent) response.destroy();
      else if (error instanceof z.ZodError || error instanceof SyntaxError)
        sendJson(response, 400, {
          code: "bad-input",
          message: error instanceof z.ZodError ? z.prettifyError(error) : "not JSON",
        });
      else sendJson(response, 500, { code: "failed", message: String(error) });
    });
  });
  const connections = new Set<Connection>();
  server.on("upgrade", (request, socket, head) => {
    const { origin } = request.headers;
    const action = actionOf(request);
    const connection = acceptWebSocket(request, socket, head, (parameters, from) => {
      void carryOutCall(program, { action, parameters, origin, ended: from.ended }).then((result) => {
        if (result === "break-off") from.drop();
        else if (result !== "silence") from.send(JSON.stringify(result));
      });
    });
    if (connection === undefined) return;
    connections.add(connection);
    connection.ended.addEventListener("abort", () => connections.delete(connection));
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
        for (const connection of connections) {
          connection.close();
          connection.drop();
        }
        server.closeAllConnections();
      }),
  };
}

/** `/SignApproved` → `SignApproved`; the case of letters differs between releases of vgcaplugin.js. */
function actionOf(request: IncomingMessage): string {
  const asked = (request.url ?? "/").split("?")[0]?.slice(1) ?? "";
  return [...ACTIONS.keys()].find((known) => known.toLowerCase() === asked.toLowerCase()) ?? asked;
}

async function answer(request: IncomingMessage, response: ServerResponse, program: Program): Promise<void> {
  const { desk, tokens } = program;
  const body = await readBody(request);
  if (body === undefined) return sendJson(response, 413, { code: "too-large" });
  switch (`${request.method} ${(request.url ?? "/").split("?")[0]}`) {
    case "GET /":
      response
        .writeHead(200, { "content-type": "text/html; charset=utf-8" })
        .end(signServicePage(desk, tokens.all()));
      return;
    case "GET /healthz":
      return sendJson(response, 200, { status: "ok" });
    case "GET /token":
      return sendJson(response, 200, desk.inserted ?? {});
    case "POST /token":
      desk.inserted = insertedSchema.parse(JSON.parse(body));
      return sendJson(response, 200, desk.inserted ?? {});
    case "GET /faults":
      return sendJson(response, 200, desk.faults);
    case "POST /faults":
      desk.setFaults(faultsSchema.parse(JSON.parse(body)));
      return sendJson(response, 200, desk.faults);
    case "POST /choose":
      choose(program, new URLSearchParams(body));
      response.writeHead(303, { location: "/" }).end();
      return;
    default:
      return sendJson(response, 404, { code: "not-found", message: "Không có trang này." });
  }
}

/** What the form of the page says. */
function choose({ desk }: Program, form: URLSearchParams): void {
  const token = form.get("token") ?? "";
  if (token === "") desk.inserted = undefined;
  else
    desk.inserted = holderSchema.parse(
      token === "other" ? { name: form.get("name"), kind: form.get("kind") } : JSON.parse(token),
    );
  desk.setFaults(faultsSchema.parse({ fault: form.get("fault") || undefined }));
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

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json; charset=utf-8" }).end(JSON.stringify(body));
}
