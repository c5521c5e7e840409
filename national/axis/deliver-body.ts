import { createReadStream } from "node:fs";
import { Readable, Transform, type TransformCallback } from "node:stream";
import { integer, text } from "../wire/rows.ts";
import type { AxisContext } from "./context.ts";
import { AxisRefusal, ERROR } from "./protocol.ts";

/**
 * The message of one copy as its receiver gets it: the sender's bytes with the axis's TraceHeader in its place.
 *
 * @returns a stream of the bytes and their number
 * @throws AxisRefusal 10 when the docId is not one of this system's or the body is past its retention
 */
export function deliverBody(
  context: AxisContext,
  systemId: string,
  docId: string,
): { stream: Readable; length: number } {
  const copy = context.statements.findCopy.get(docId, systemId);
  const message = copy && context.statements.findMessage.get(text(copy, "message_id"));
  if (!message) throw new AxisRefusal(ERROR.badFile, `Không có gói tin ${docId}`);
  if (integer(message, "body_removed") === 1) {
    throw new AxisRefusal(ERROR.badFile, `Gói tin ${docId} đã hết hạn lưu trên trục`);
  }
  const path = context.store.bodyPath(text(message, "id"));
  const size = integer(message, "size");
  const trace = Buffer.from(text(message, "trace_xml"));
  const at = trace.length === 0 ? size : integer(message, "trace_at");
  const stream = Readable.from(pieces(path, at, trace, size), { objectMode: false });
  return { stream, length: size + trace.length };
}

async function* pieces(path: string, at: number, trace: Buffer, size: number): AsyncGenerator<Buffer> {
  const options = { highWaterMark: 256 * 1024 };
  if (at > 0) yield* createReadStream(path, { ...options, end: at - 1 });
  if (trace.length > 0) yield trace;
  if (at < size) yield* createReadStream(path, { ...options, start: at, end: size - 1 });
}

/** Base64 of a byte stream, between a prefix and a suffix; holds at most two bytes back. */
export class Base64Envelope extends Transform {
  #rest: Buffer = Buffer.alloc(0);
  readonly #suffix: string;

  constructor(prefix: string, suffix: string) {
    super();
    this.#suffix = suffix;
    this.push(prefix);
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    const cut = bytes.length - (bytes.length % 3);
    this.#rest = Buffer.from(bytes.subarray(cut));
    done(null, bytes.toString("base64", 0, cut));
  }

  override _flush(done: TransformCallback): void {
    done(null, this.#rest.toString("base64") + this.#suffix);
  }
}
