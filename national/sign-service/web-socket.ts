import { createHash } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { createFrameReader, encodeClose, encodeFrame, FrameError, type Incoming, OPCODE } from "./frames.ts";

/** One open connection. */
export interface Connection {
  /** Fires when the connection ends, whoever ended it. */
  readonly ended: AbortSignal;
  send(text: string): void;
  /** Because the program ends. */
  close(): void;
  /** Ends without a word, as a program that dies. */
  drop(): void;
}

/** RFC 6455 section 1.3. */
const MAGIC = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
const MESSAGE_MAXIMUM = 64 * 1024;
const GOING_AWAY = 1001;

/**
 * Takes the upgrade of a request to a web socket (RFC 6455 section 4.2), or answers 400 or 426.
 *
 * @param head octets that came behind the request
 * @param onText called with each whole text
 * @returns undefined when the request was refused
 */
export function acceptWebSocket(
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
  onText: (text: string, connection: Connection) => void,
): Connection | undefined {
  const key = request.headers["sec-websocket-key"];
  if (request.headers["sec-websocket-version"] !== "13")
    return refuse(socket, "426 Upgrade Required", "Sec-WebSocket-Version: 13\r\n");
  if (
    request.method !== "GET" ||
    request.headers.upgrade?.toLowerCase() !== "websocket" ||
    typeof key !== "string" ||
    !/^[A-Za-z0-9+/]{22}==$/.test(key)
  )
    return refuse(socket, "400 Bad Request");
  const accept = createHash("sha1").update(`${key}${MAGIC}`).digest("base64");
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
  );
  return run(socket, head, onText);
}

function run(
  socket: Duplex,
  head: Buffer,
  onText: (text: string, connection: Connection) => void,
): Connection {
  const ending = new AbortController();
  const read = createFrameReader(MESSAGE_MAXIMUM);
  const end = (code: number): void => {
    if (socket.writable) socket.end(encodeClose(code));
  };
  const connection: Connection = {
    ended: ending.signal,
    send: (text) => {
      if (socket.writable) socket.write(encodeFrame(OPCODE.text, Buffer.from(text, "utf8")));
    },
    close: () => end(GOING_AWAY),
    drop: () => void socket.destroy(),
  };
  const take = (incoming: Incoming): void => {
    if (incoming.kind === "text") onText(incoming.text, connection);
    if (incoming.kind === "ping" && socket.writable) socket.write(encodeFrame(OPCODE.pong, incoming.payload));
    if (incoming.kind === "close") end(incoming.code);
  };
  let broken = false;
  const receive = (octets: Uint8Array): void => {
    if (broken) return;
    try {
      read(octets).forEach(take);
    } catch (error) {
      if (!(error instanceof FrameError)) throw error;
      broken = true;
      end(error.code);
    }
  };
  socket.on("data", receive);
  socket.on("end", () => void socket.end());
  socket.on("error", () => void socket.destroy());
  socket.on("close", () => ending.abort());
  if (head.length > 0) receive(head);
  return connection;
}

function refuse(socket: Duplex, status: string, headers = ""): undefined {
  socket.on("error", () => void socket.destroy());
  socket.end(`HTTP/1.1 ${status}\r\n${headers}Connection: close\r\nContent-Length: 0\r\n\r\n`);
  return undefined;
}
