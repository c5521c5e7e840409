import { randomInt } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { pipeline } from "node:stream/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { text } from "../wire/rows.ts";
import { type InitialAgency, openDirectory } from "./agency-directory.ts";
import { type AuthenticationContext, authenticate } from "./authenticate.ts";
import { type Answer, CALLS } from "./calls.ts";
import { type AxisContext, discardFile, prepareStatements } from "./context.ts";
import { Faults } from "./faults.ts";
import { serveOperatorPage } from "./operator-page.ts";
import { Parameters } from "./parameters.ts";
import { AxisRefusal, ERROR, failure, PATH_PREFIX } from "./protocol.ts";
import { openStore } from "./store.ts";

export interface AxisSystem {
  systemId: string;
  secret: string;
}

export interface AxisOptions {
  /** 0 takes a free port. */
  port: number;
  host?: string;
  dataDir: string;
  systems: readonly AxisSystem[];
  /** The directory to start with; `systemId` says which system receives for an agency. */
  agencies?: readonly InitialAgency[];
  /** Largest accepted message in bytes; 200 MB unless told. */
  sizeLimit?: number;
  /** How long a body stays after every receiver has acknowledged it; 24 hours unless told. */
  bodyRetentionMs?: number;
  /** The axis's own code in TraceHeader. */
  axisCode?: string;
  /** The clock of the replay window; the machine's unless told. */
  now?: () => Date;
}

export interface RunningAxis {
  /** Origin, e.g. `http://127.0.0.1:7070`; the operator's page. */
  url: string;
  /** What a client is configured with: origin + `/XrdAdapter/RestService/forward/mngadapter`. */
  endpoint: string;
  close(): Promise<void>;
}

const MEGABYTE = 1024 * 1024;
const HOUR_MS = 60 * 60 * 1000;

/** Starts the stand-in of the national document interchange axis; resolves when it listens. */
export async function startAxis(options: AxisOptions): Promise<RunningAxis> {
  const { host = "127.0.0.1", now = () => new Date() } = options;
  const store = openStore(options.dataDir);
  const context: AxisContext = {
    store,
    directory: openDirectory(store, options.agencies ?? []),
    faults: new Faults(),
    statements: prepareStatements(store),
    sizeLimit: options.sizeLimit ?? 200 * MEGABYTE,
    axisCode: options.axisCode ?? "000.00.00.G22",
    now,
    discard: discardFile,
  };
  const secrets = new Map(options.systems.map(({ systemId, secret }) => [systemId, secret]));
  const authentication: AuthenticationContext = {
    secretOf: (systemId) => secrets.get(systemId),
    now,
    rememberSignature: store.rememberSignature,
  };
  const server = createServer(
    { maxHeaderSize: 256 * 1024, keepAliveTimeout: 30_000 },
    (request, response) => {
      serve(context, authentication, request, response).catch((error: unknown) => {
        // A caller that hung up is no fault of the axis.
        const reason = error instanceof Error ? error.stack : String(error);
        if (!request.socket.destroyed) process.stderr.write(`axis: ${reason}\n`);
        response.destroy();
      });
    },
  );
  server.requestTimeout = 15 * 60 * 1000;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port, host, resolve);
  });
  const retention = options.bodyRetentionMs ?? 24 * HOUR_MS;
  const sweep = () => void removeOldBodies(context, retention);
  const sweeper = setInterval(sweep, Math.min(60_000, Math.max(100, retention)));
  sweeper.unref();
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : options.port;
  const url = `http://${host}:${port}`;
  return {
    url,
    endpoint: url + PATH_PREFIX,
    async close() {
      clearInterval(sweeper);
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
      store.close();
    },
  };
}

async function serve(
  context: AxisContext,
  authentication: AuthenticationContext,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { pathname } = new URL(request.url ?? "/", "http://axis");
  if (!pathname.startsWith(`${PATH_PREFIX}/`)) return serveOperatorPage(context, request, response);
  const { settings } = context.faults;
  if (settings.slowMs > 0) await sleep(settings.slowMs);
  const broken = context.faults.happens("errorRate");
  if (broken && randomInt(2) === 0) return answerBroken(request, response);
  const cut = context.faults.happens("cutRate");
  if (cut && randomInt(2) === 0) return cutWhileReceiving(request);
  const answer = await answerCall(context, authentication, pathname.slice(PATH_PREFIX.length + 1), request);
  if (broken) return discardAnswer(answer, () => answerBroken(request, response));
  const isJson = "json" in answer || answer.contentType.startsWith("application/json");
  if (cut || (isJson && context.faults.happens("badJsonRate")))
    return breakOff(answer, cut, request, response);
  await writeAnswer(answer, request, response);
}

async function answerCall(
  context: AxisContext,
  authentication: AuthenticationContext,
  name: string,
  request: IncomingMessage,
): Promise<Answer> {
  try {
    const call = CALLS[name];
    if (!call || call.method !== request.method) {
      throw new AxisRefusal(ERROR.system, `Không có dịch vụ ${request.method ?? ""} ${name}`);
    }
    const parameters = new Parameters(request);
    const caller = authenticate(parameters, call.required, authentication);
    return await call.run(context, caller, parameters, request);
  } catch (error) {
    if (error instanceof AxisRefusal) return { json: failure(error) };
    if (request.socket.destroyed) throw error;
    process.stderr.write(`axis: ${name}: ${error instanceof Error ? error.stack : String(error)}\n`);
    return { json: failure(new AxisRefusal(ERROR.system, "Lỗi hệ thống của trục")) };
  }
}

async function writeAnswer(
  answer: Answer,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  await drain(request);
  if ("json" in answer) {
    const body = Buffer.from(JSON.stringify(answer.json));
    response.writeHead(200, {
      "content-type": "application/json;charset=UTF-8",
      "content-length": body.length,
    });
    response.end(body);
    return;
  }
  const { length, fileName } = "pieces" in answer ? answer : {};
  response.writeHead(200, {
    "content-type": answer.contentType,
    ...(length === undefined ? {} : { "content-length": length }),
    ...(fileName === undefined ? {} : { "content-disposition": `attachment; filename="${fileName}"` }),
  });
  try {
    if ("pieces" in answer) await writePieces(answer.pieces, response);
    else await pipeline(answer.stream, response);
  } catch (error) {
    if (!response.destroyed) throw error;
  }
}

/** Each piece is written when the one before has gone, since it stands in the same memory. */
async function writePieces(pieces: AsyncGenerator<Buffer>, response: ServerResponse): Promise<void> {
  const gone = new Promise<never>((_, reject) => {
    response.once("close", () => reject(new Error("the caller hung up")));
  });
  gone.catch(() => undefined);
  for await (const piece of pieces) {
    if (piece.length === 0) continue;
    const written = new Promise<void>((resolve, reject) => {
      response.write(piece, (error) => (error ? reject(error) : resolve()));
    });
    await Promise.race([written, gone]);
  }
  response.end();
}

/** A refusal before the body was read: the caller must be able to finish writing, or it never reads the answer. */
async function drain(request: IncomingMessage): Promise<void> {
  if (request.complete || request.destroyed || request.readableEnded) return;
  request.resume();
  await new Promise<void>((resolve) => {
    request
      .once("end", resolve)
      .once("close", resolve)
      .once("error", () => resolve());
  });
}

async function answerBroken(request: IncomingMessage, response: ServerResponse): Promise<void> {
  await drain(request);
  response.writeHead(500 + randomInt(5), { "content-type": "text/html" });
  response.end("<html><body><h1>Service Unavailable</h1></body></html>");
}

function cutWhileReceiving(request: IncomingMessage): void {
  request.once("data", () => request.socket.destroy());
  request.once("end", () => request.socket.destroy());
}

async function discardAnswer(answer: Answer, next: () => Promise<void>): Promise<void> {
  if ("stream" in answer) answer.stream.destroy();
  if ("pieces" in answer) await answer.pieces.return(undefined);
  await next();
}

/** Sends about the first half of an answer: then the end (bad JSON) or nothing more (cut). */
async function breakOff(
  answer: Answer,
  cut: boolean,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  await drain(request);
  let start = "";
  if ("json" in answer) start = JSON.stringify(answer.json);
  else {
    for await (const chunk of "pieces" in answer ? answer.pieces : answer.stream) {
      start = Buffer.from(chunk).toString("latin1");
      break;
    }
  }
  const half = start.slice(0, Math.max(1, start.length >> 1));
  const length = cut ? { "content-length": start.length } : {};
  response.writeHead(200, { "content-type": "application/json;charset=UTF-8", ...length });
  if (!cut) {
    response.end(half);
    return;
  }
  response.write(half, () => request.socket.destroy());
}

/** Bodies every receiver has acknowledged leave the disk after their retention. */
async function removeOldBodies(context: AxisContext, retentionMs: number): Promise<void> {
  const now = context.now().getTime();
  context.store.forgetSignatures(now);
  for (const row of context.statements.bodiesToRemove.all(now - retentionMs, now - retentionMs)) {
    const id = text(row, "id");
    context.statements.bodyRemoved.run(id);
    await context.discard(context.store.bodyPath(id));
  }
}
