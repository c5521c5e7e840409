import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { z } from "zod";
import { type RunningServer, readAuthorityKeys } from "../certificate-authority/index.ts";
import { createFaultSwitch, type FaultSwitch, type Faults, faults } from "./faults.ts";
import { createTokenIssuer, demoTimestampPolicy, rejection, type TokenIssuer } from "./issue-token.ts";
import { QueryError, readQuery } from "./read-query.ts";

export interface TimestampAuthorityOptions {
  /** TCP port; 0 takes a free one. */
  readonly port: number;
  /** The folder of the demo certificate authority, which holds the key and certificate for timestamps. */
  readonly dataDir: string;
  /** Default 127.0.0.1. */
  readonly host?: string;
}

const MAXIMUM_QUERY = 64 * 1024;

/**
 * Starts the demo timestamp authority, a stand-in for the one at tsa.ca.gov.vn.
 *
 * POST / with application/timestamp-query; POST /faults switches faults on and off, GET /faults shows them;
 * GET / is a page that says what this is; GET /healthz.
 *
 * @throws Error when the certificate authority has not yet made its keys in `dataDir`
 */
export async function startTimestampAuthority(options: TimestampAuthorityOptions): Promise<RunningServer> {
  const keys = await readAuthorityKeys(options.dataDir);
  if (keys === undefined) {
    throw new Error(`no demo authority in ${options.dataDir}: start the certificate authority first`);
  }
  const issuer = createTokenIssuer(keys.timestamp.privateKey, [
    new Uint8Array(keys.timestamp.certificate.rawData),
    new Uint8Array(keys.sub.certificate.rawData),
  ]);
  const faultSwitch = createFaultSwitch();
  const stopping = new AbortController();
  const server = createServer((request, response) => {
    answer(request, response, issuer, faultSwitch, stopping.signal).catch(() => response.destroy());
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
        stopping.abort();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  issuer: TokenIssuer,
  faultSwitch: FaultSwitch,
  stopping: AbortSignal,
): Promise<void> {
  const path = (request.url ?? "/").split("?")[0];
  switch (`${request.method} ${path}`) {
    case "GET /":
      return send(response, 200, "text/html; charset=utf-8", Buffer.from(page));
    case "GET /healthz":
      return sendJson(response, 200, { status: "ok" });
    case "GET /faults":
      return sendJson(response, 200, faultSwitch.current);
    case "POST /faults":
      return setFaults(request, response, faultSwitch);
    case "POST /":
      return timestamp(request, response, issuer, faultSwitch.take(), stopping);
    default:
      return sendJson(response, 404, { code: "not-found", message: "Không có trang này." });
  }
}

async function timestamp(
  request: IncomingMessage,
  response: ServerResponse,
  issuer: TokenIssuer,
  active: Faults,
  stopping: AbortSignal,
): Promise<void> {
  if (request.headers["content-type"]?.split(";")[0]?.trim() !== "application/timestamp-query") {
    return sendJson(response, 415, { code: "wrong-type", message: "Cần application/timestamp-query." });
  }
  const query = await readBody(request);
  if (query === undefined) return sendJson(response, 413, { code: "too-large", message: "Yêu cầu quá lớn." });
  if (active.delayMs !== undefined) await pause(active.delayMs, stopping);
  if (active.status !== undefined) {
    return sendJson(response, active.status, { code: "fault", message: "Lỗi được bật để thử nghiệm." });
  }
  const reply = replyTo(query, issuer, active);
  if (active.cut === true) {
    response.writeHead(200, {
      "content-type": "application/timestamp-reply",
      "content-length": reply.length,
    });
    response.write(reply.subarray(0, reply.length >> 1), () => response.destroy());
    return;
  }
  send(response, 200, "application/timestamp-reply", reply);
}

function replyTo(query: Uint8Array, issuer: TokenIssuer, active: Faults): Buffer {
  if (active.rejectWith !== undefined) return rejection(active.rejectWith, "fault switched on");
  try {
    return issuer.issue(readQuery(query, demoTimestampPolicy), active);
  } catch (error) {
    if (error instanceof QueryError) return rejection(error.failureBit, error.message);
    throw error;
  }
}

async function setFaults(
  request: IncomingMessage,
  response: ServerResponse,
  faultSwitch: FaultSwitch,
): Promise<void> {
  const body = await readBody(request);
  const parsed = faults.safeParse(parseJson(body));
  if (!parsed.success) {
    return sendJson(response, 400, { code: "bad-input", message: z.prettifyError(parsed.error) });
  }
  faultSwitch.set(parsed.data);
  return sendJson(response, 200, faultSwitch.current);
}

function parseJson(body: Buffer | undefined): unknown {
  if (body === undefined) return undefined;
  try {
    return JSON.parse(body.toString("utf8"));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request) {
    size += part.length;
    if (size > MAXIMUM_QUERY) return undefined;
    parts.push(part);
  }
  return Buffer.concat(parts);
}

function pause(milliseconds: number, stopping: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, milliseconds);
    stopping.addEventListener("abort", done, { once: true });
    function done(): void {
      clearTimeout(timer);
      stopping.removeEventListener("abort", done);
      resolve();
    }
  });
}

function send(response: ServerResponse, status: number, type: string, body: Buffer): void {
  response.writeHead(status, { "content-type": type, "content-length": body.length });
  response.end(body);
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  send(response, status, "application/json; charset=utf-8", Buffer.from(JSON.stringify(body)));
}

const page = `<!doctype html>
<html lang="vi">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>TSA thử nghiệm</title></head>
<body>
<main style="font:1rem/1.6 system-ui,sans-serif;max-width:44rem;margin:2rem auto;padding:0 1rem">
<h1>TSA thử nghiệm</h1>
<p><strong>Đây là hệ thống mô phỏng.</strong> Dấu thời gian do trang này cấp chỉ dùng để thử nghiệm, không có giá trị
pháp lý. Hệ thống thật dùng dịch vụ cấp dấu thời gian của Ban Cơ yếu Chính phủ.</p>
<p>Máy gửi câu hỏi RFC 3161 bằng <code>POST /</code>; <code>POST /faults</code> bật và tắt các lỗi để thử.</p>
<p lang="en">This is a stand-in for demonstrations and tests. Its timestamps have no legal value.</p>
</main>
</body>
</html>
`;
