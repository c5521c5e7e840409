/** The few kinds of frame of RFC 6455 section 5.2. */
export const OPCODE = {
  continuation: 0x0,
  text: 0x1,
  binary: 0x2,
  close: 0x8,
  ping: 0x9,
  pong: 0xa,
} as const;

/** What a browser sent, put together: whole texts and the frames that steer the connection. */
export type Incoming =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "ping"; readonly payload: Buffer }
  | { readonly kind: "pong" }
  | { readonly kind: "close"; readonly code: number };

/** The peer broke the protocol; the connection must end with this code (RFC 6455 section 7.4.1). */
export class FrameError extends Error {
  readonly code: 1002 | 1003 | 1007 | 1009;

  constructor(code: FrameError["code"], message: string) {
    super(message);
    this.code = code;
  }
}

const NO_CODE = 1005;
const CONTROL_MAXIMUM = 125;
/** RFC 6455 section 7.4.1 and 7.4.2: what may stand in a close frame. */
const isCloseCode = (code: number): boolean =>
  (code >= 1000 && code <= 1014 && ![1004, 1005, 1006].includes(code)) || (code >= 3000 && code <= 4999);

/**
 * Reads what a client sends, in pieces of any size.
 *
 * @param maximumBytes of one message, however many frames it is cut into
 * @returns a function that takes the next octets and returns what is complete
 * @throws FrameError from the returned function; nothing may be read afterwards
 */
export function createFrameReader(maximumBytes: number): (octets: Uint8Array) => Incoming[] {
  let waiting = Buffer.alloc(0);
  /** Of a message whose last frame has not come yet. */
  let parts: Buffer[] | undefined;

  const take = (frame: Frame): Incoming | undefined => {
    const { opcode, final, payload } = frame;
    if (opcode >= OPCODE.close) return control(frame);
    if (opcode === OPCODE.binary) throw new FrameError(1003, "only texts are understood");
    if ((opcode === OPCODE.continuation) !== (parts !== undefined))
      throw new FrameError(1002, "a continuation without a beginning, or a beginning inside a message");
    parts = [...(parts ?? []), payload];
    if (parts.reduce((sum, part) => sum + part.length, 0) > maximumBytes)
      throw new FrameError(1009, "the message is too large");
    if (!final) return undefined;
    const whole = Buffer.concat(parts);
    parts = undefined;
    return { kind: "text", text: readUtf8(whole) };
  };

  return (octets) => {
    waiting = Buffer.concat([waiting, octets]);
    const read: Incoming[] = [];
    for (;;) {
      const frame = readFrame(waiting, maximumBytes);
      if (frame === undefined) return read;
      waiting = waiting.subarray(frame.length);
      const incoming = take(frame);
      if (incoming !== undefined) read.push(incoming);
    }
  };
}

/** One frame as a server sends it: whole and unmasked. */
export function encodeFrame(opcode: number, payload: Uint8Array): Buffer {
  const { length } = payload;
  const head = Buffer.alloc(length < 126 ? 2 : length <= 0xffff ? 4 : 10);
  head[0] = 0x80 | opcode;
  head[1] = length < 126 ? length : length <= 0xffff ? 126 : 127;
  if (head.length === 4) head.writeUInt16BE(length, 2);
  if (head.length === 10) head.writeBigUInt64BE(BigInt(length), 2);
  return Buffer.concat([head, payload]);
}

/** The frame that ends a connection. */
export function encodeClose(code: number): Buffer {
  if (code === NO_CODE) return encodeFrame(OPCODE.close, Buffer.alloc(0));
  const payload = Buffer.alloc(2);
  payload.writeUInt16BE(code);
  return encodeFrame(OPCODE.close, payload);
}

interface Frame {
  readonly opcode: number;
  readonly final: boolean;
  readonly payload: Buffer;
  /** Octets of the whole frame. */
  readonly length: number;
}

/** @returns undefined while octets are missing */
function readFrame(octets: Buffer, maximumBytes: number): Frame | undefined {
  if (octets.length < 2) return undefined;
  const first = octets.readUInt8(0);
  const second = octets.readUInt8(1);
  const opcode = first & 0x0f;
  if ((first & 0x70) !== 0) throw new FrameError(1002, "an extension nobody agreed on");
  if (!Object.values<number>(OPCODE).includes(opcode)) throw new FrameError(1002, "an unknown kind of frame");
  if ((second & 0x80) === 0) throw new FrameError(1002, "a client must mask what it sends");
  const final = (first & 0x80) !== 0;
  const short = second & 0x7f;
  if (opcode >= OPCODE.close && (!final || short > CONTROL_MAXIMUM))
    throw new FrameError(1002, "a control frame is whole and short");
  const maskAt = short < 126 ? 2 : short === 126 ? 4 : 10;
  if (octets.length < maskAt) return undefined;
  const size =
    short < 126 ? short : short === 126 ? octets.readUInt16BE(2) : Number(octets.readBigUInt64BE(2));
  // Before anything of it is waited for.
  if (size > maximumBytes) throw new FrameError(1009, "the message is too large");
  const bodyAt = maskAt + 4;
  const length = bodyAt + size;
  if (octets.length < length) return undefined;
  const payload = Buffer.from(octets.subarray(bodyAt, length));
  for (let index = 0; index < size; index += 1)
    payload[index] = (payload[index] ?? 0) ^ octets.readUInt8(maskAt + (index % 4));
  return { opcode, final, payload, length };
}

function control({ opcode, payload }: Frame): Incoming {
  if (opcode === OPCODE.ping) return { kind: "ping", payload };
  if (opcode === OPCODE.pong) return { kind: "pong" };
  if (payload.length === 0) return { kind: "close", code: NO_CODE };
  const code = payload.length === 1 ? 0 : payload.readUInt16BE(0);
  if (!isCloseCode(code)) throw new FrameError(1002, "a close frame with a code that does not exist");
  readUtf8(payload.subarray(2));
  return { kind: "close", code };
}

function readUtf8(octets: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(octets);
  } catch {
    throw new FrameError(1007, "a text that is not UTF-8");
  }
}
