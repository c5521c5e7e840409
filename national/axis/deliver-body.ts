import { open } from "node:fs/promises";
import { integer, text } from "../wire/rows.ts";
import type { AxisContext } from "./context.ts";
import { AxisRefusal, ERROR } from "./protocol.ts";
import { reusedBuffers } from "./reused-buffers.ts";

const buffers = reusedBuffers(512 * 1024);

/**
 * The message of one copy as its receiver gets it: the sender's bytes with the axis's TraceHeader in its place.
 *
 * @returns the bytes, each piece valid until the next is asked for, and their number
 * @throws AxisRefusal 10 when the docId is not one of this system's or the body is past its retention
 */
export function deliverBody(
  context: AxisContext,
  systemId: string,
  docId: string,
): { pieces: AsyncGenerator<Buffer>; length: number } {
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
  return { pieces: piecesOf(path, at, trace, size), length: size + trace.length };
}

async function* piecesOf(path: string, at: number, trace: Buffer, size: number): AsyncGenerator<Buffer> {
  const file = await open(path);
  const buffer = buffers.take();
  try {
    if (at === 0) yield trace;
    for (let done = 0; done < size; ) {
      const until = done < at ? at : size;
      const { bytesRead } = await file.read(buffer, 0, Math.min(buffer.length, until - done), done);
      if (bytesRead === 0) throw new Error(`the body ${path} is too short`);
      yield buffer.subarray(0, bytesRead);
      done += bytesRead;
      if (done === at) yield trace;
    }
  } finally {
    buffers.give(buffer);
    await file.close();
  }
}

/** Base64 of the pieces, between a prefix and a suffix; holds at most two bytes back. */
export async function* base64Pieces(
  prefix: string,
  pieces: AsyncIterable<Buffer>,
  suffix: string,
): AsyncGenerator<Buffer> {
  yield Buffer.from(prefix);
  let rest: Buffer = Buffer.alloc(0);
  for await (const piece of pieces) {
    const bytes = rest.length === 0 ? piece : Buffer.concat([rest, piece]);
    const cut = bytes.length - (bytes.length % 3);
    rest = Buffer.from(bytes.subarray(cut));
    yield Buffer.from(bytes.toString("base64", 0, cut), "latin1");
  }
  yield Buffer.from(rest.toString("base64") + suffix);
}
