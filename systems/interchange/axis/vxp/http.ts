import { open } from "node:fs/promises";
import {
  type ClientRequest,
  Agent as HttpAgent,
  request as httpRequest,
  type IncomingMessage,
} from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import { AxisError } from "../axis-error.ts";
import type { MessageContent } from "../axis-port.ts";

export interface HttpTimeouts {
  /** Milliseconds without any byte in either direction. */
  readonly idleMs: number;
  /** Milliseconds for the whole exchange, body included. */
  readonly totalMs: number;
}

export interface HttpRequest {
  readonly method: "GET" | "POST";
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | { readonly file: MessageContent; readonly size: number };
}

/** Consumes the body of an answer with status 200. */
export type BodyReader<T> = (body: AsyncIterable<Buffer>, contentType: string) => Promise<T>;

/** HTTP(S) with kept-alive connections; every failure becomes an AxisError. */
export class HttpWire {
  readonly #timeouts: HttpTimeouts;
  readonly #agent: HttpAgent;
  readonly #secureAgent: HttpsAgent;

  constructor(timeouts: HttpTimeouts, maxConnections: number) {
    const options = {
      keepAlive: true,
      keepAliveMsecs: 15_000,
      maxSockets: maxConnections,
      scheduling: "lifo" as const,
    };
    this.#timeouts = timeouts;
    this.#agent = new HttpAgent(options);
    this.#secureAgent = new HttpsAgent(options);
  }

  close(): void {
    this.#agent.destroy();
    this.#secureAgent.destroy();
  }

  async exchange<T>(request: HttpRequest, read: BodyReader<T>): Promise<T> {
    const deadline = new AbortController();
    const timer = setTimeout(
      () => deadline.abort(new Error("the exchange takes too long")),
      this.#timeouts.totalMs,
    );
    try {
      const response = await this.#send(request, deadline.signal);
      return await this.#receive(response, read);
    } catch (error) {
      throw asAxisError(deadline.signal.aborted ? deadline.signal.reason : error);
    } finally {
      clearTimeout(timer);
    }
  }

  async #send({ method, url, headers, body }: HttpRequest, signal: AbortSignal): Promise<IncomingMessage> {
    const length = typeof body === "string" ? Buffer.byteLength(body) : body.size;
    const secure = url.protocol === "https:";
    const options = {
      method,
      signal,
      agent: secure ? this.#secureAgent : this.#agent,
      timeout: this.#timeouts.idleMs,
      headers: method === "GET" ? headers : { ...headers, "Content-Length": String(length) },
    };
    const request = secure ? httpsRequest(url, options) : httpRequest(url, options);
    request.on("timeout", () => request.destroy(new Error("no byte for too long")));
    const answered = new Promise<IncomingMessage>((resolve, reject) => {
      request.on("response", resolve);
      request.on("error", reject);
    });
    if (typeof body === "string") {
      request.end(body);
      return answered;
    }
    const uploaded = upload(request, exactFile(body.file, body.size));
    // The axis may answer, or hang up, before the whole file is sent: its answer is what counts then.
    const refused = uploaded.then(
      () => answered,
      (error: unknown) => {
        request.destroy();
        if (error instanceof AxisError) throw error;
        return answered;
      },
    );
    return Promise.race([answered, refused]);
  }

  async #receive<T>(response: IncomingMessage, read: BodyReader<T>): Promise<T> {
    if (response.statusCode !== 200) {
      const status = response.statusCode ?? 0;
      response.resume();
      response.destroy();
      throw new AxisError("http", `HTTP ${status} ${response.statusMessage ?? ""}`.trim(), { status });
    }
    try {
      return await read(response, response.headers["content-type"] ?? "");
    } finally {
      // A body that was not read to its end must not block the connection.
      if (!response.readableEnded) response.destroy();
    }
  }
}

/** Reads a small body whole. @throws AxisError oversized */
export async function readLimited(body: AsyncIterable<Buffer>, maximum: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let total = 0;
  for await (const chunk of body) {
    total += chunk.length;
    if (total > maximum) throw new AxisError("oversized", `more than ${maximum} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Writes chunk by chunk, each when the one before has gone, so that its owner may reuse the memory. */
async function upload(request: ClientRequest, chunks: AsyncIterable<Uint8Array>): Promise<void> {
  const gone = new Promise<never>((_, reject) => {
    request.once("close", () => reject(new Error("the connection closed before everything was sent")));
  });
  gone.catch(() => undefined);
  for await (const chunk of chunks) {
    const written = new Promise<void>((resolve, reject) => {
      request.write(chunk, (error) => (error ? reject(error) : resolve()));
    });
    await Promise.race([written, gone]);
  }
  request.end();
}

/** The bytes of a file of which the size was announced in the headers already. */
async function* exactFile(content: MessageContent, size: number): AsyncGenerator<Uint8Array> {
  let sent = 0;
  try {
    for await (const chunk of typeof content === "string" ? fileChunks(content) : content()) {
      sent += chunk.length;
      if (sent > size) break;
      yield chunk;
    }
  } catch (error) {
    throw new AxisError("file", error instanceof Error ? error.message : String(error), { cause: error });
  }
  if (sent !== size) throw new AxisError("file", `the message has not the announced ${size} bytes`);
}

async function* fileChunks(path: string): AsyncGenerator<Uint8Array> {
  const file = await open(path, "r");
  try {
    yield* file.createReadStream({ highWaterMark: 128 * 1024, autoClose: false });
  } finally {
    await file.close();
  }
}

function asAxisError(error: unknown): AxisError {
  if (error instanceof AxisError) return error;
  return new AxisError("network", error instanceof Error ? error.message : String(error), { cause: error });
}
