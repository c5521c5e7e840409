import { bufferPool } from "../../../../core/files/index.ts";

const DECODE_MARGIN = 4;
/** Text is made and read in pieces of so many characters: long strings would go straight to the old generation. */
const TEXT_BLOCK = 48 * 1024;

/** Why base64 text cannot be decoded. */
export class Base64Error extends Error {
  constructor(message: string) {
    super(message);
    this.name = "Base64Error";
  }
}

/**
 * Strict streaming base64 decoder: white space is skipped, every other foreign character is an error. Runs at the
 * speed of the native decoder; missing padding at the very end is accepted and told by `unpadded`.
 */
export class Base64Decoder {
  readonly #allocate: (bytes: number) => Buffer;
  #carry = "";
  #ended = false;
  unpadded = false;

  /** @param allocate gives the memory for decoded bytes */
  constructor(allocate: (bytes: number) => Buffer = Buffer.allocUnsafe) {
    this.#allocate = allocate;
  }

  /** Decodes the next piece. @throws Base64Error */
  push(octets: Buffer): Buffer {
    const compact = hasBlank(octets) ? withoutBlanks(octets) : octets;
    if (compact.length === 0) return Buffer.alloc(0);
    if (this.#ended) throw new Base64Error("data after the padding");
    const out = this.#allocate(Math.ceil((this.#carry.length + compact.length) / 4) * 3 + DECODE_MARGIN);
    let length = 0;
    for (let at = 0; at < compact.length; at += TEXT_BLOCK) {
      if (this.#ended) throw new Base64Error("data after the padding");
      const text = this.#carry + compact.toString("latin1", at, Math.min(at + TEXT_BLOCK, compact.length));
      const whole = text.length - (text.length % 4);
      this.#carry = text.slice(whole);
      length += this.#decode(whole === text.length ? text : text.slice(0, whole), out, length);
    }
    return out.subarray(0, length);
  }

  /** Decodes what is left. @throws Base64Error when characters are missing */
  finish(): Buffer {
    const rest = this.#carry;
    this.#carry = "";
    if (rest === "") return Buffer.alloc(0);
    if (rest.length === 1 || rest.includes("=")) throw new Base64Error("incomplete last group");
    this.unpadded = true;
    const out = this.#allocate(3 + DECODE_MARGIN);
    return out.subarray(0, this.#decode(rest.padEnd(4, "="), out, 0));
  }

  /** Decodes whole groups into `out` from `at` on. @returns how many bytes */
  #decode(text: string, out: Buffer, at: number): number {
    if (text === "") return 0;
    const padding = text.indexOf("=");
    let pads = 0;
    if (padding >= 0) {
      pads = text.length - padding;
      if (pads > 2 || text.slice(padding) !== "=".repeat(pads))
        throw new Base64Error("padding inside the data");
      this.#ended = true;
    }
    // The native decoder skips foreign characters and knows the URL alphabet: a short result or "-", "_" tells.
    const expected = (text.length / 4) * 3 - pads;
    const written = out.write(text, at, expected + DECODE_MARGIN, "base64");
    if (written !== expected || text.includes("-") || text.includes("_")) {
      throw new Base64Error("a character outside the base64 alphabet");
    }
    return expected;
  }
}

function hasBlank(octets: Buffer): boolean {
  return octets.includes(0x0a) || octets.includes(0x20) || octets.includes(0x0d) || octets.includes(0x09);
}

function withoutBlanks(octets: Buffer): Buffer {
  const out = Buffer.allocUnsafe(octets.length);
  let length = 0;
  for (const byte of octets) {
    if (byte > 0x20 || (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09))
      out[length++] = byte;
  }
  return out.subarray(0, length);
}

/** Bytes taken from the source for one piece of text. */
const ENCODE_BYTES = 192 * 1024;
const blocks = bufferPool(ENCODE_BYTES, 8);
const texts = bufferPool((ENCODE_BYTES / 3) * 4, 8);

/** Encodes a byte stream as base64 text without line breaks, in pieces of at most 256 KB in reused memory. */
export async function* encodeBase64(source: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  const [block, text] = [blocks.take(), texts.take()];
  try {
    let filled = 0;
    for await (const chunk of source) {
      let taken = 0;
      while (taken < chunk.length) {
        const part = chunk.subarray(taken, taken + ENCODE_BYTES - filled);
        block.set(part, filled);
        filled += part.length;
        taken += part.length;
        if (filled === ENCODE_BYTES) {
          yield encodeInto(text, block, filled);
          filled = 0;
        }
      }
    }
    if (filled > 0) yield encodeInto(text, block, filled);
  } finally {
    blocks.give(block);
    texts.give(text);
  }
}

/** Through short strings, as in decoding. */
function encodeInto(text: Buffer, bytes: Buffer, length: number): Buffer {
  let written = 0;
  for (let at = 0; at < length; at += TEXT_BLOCK) {
    written += text.write(bytes.toString("base64", at, Math.min(at + TEXT_BLOCK, length)), written, "latin1");
  }
  return text.subarray(0, written);
}
