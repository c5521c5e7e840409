import { Base64Decoder } from "../../edxml/attachments/base64.ts";
import { AxisError } from "../axis-error.ts";

const MAX_ENVELOPE = 64 * 1024;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const WHITESPACE_ESCAPES = new Set(["n", "r", "t", "f", "b"]);

/**
 * Reads the answer of getEdoc, `{"status":…,"data":"<base64>"}`, as a stream: the base64 of the top-level field
 * `data` is decoded on the way, everything else (at most 64 KB) is kept for parsing.
 */
export class DataFieldReader {
  readonly #decoder = new Base64Decoder();
  readonly #envelope: Buffer[] = [];
  #envelopeBytes = 0;
  #depth = 0;
  #state: "between" | "string" | "data" = "between";
  #string: number[] = [];
  #escaped = false;
  #expectKey = false;
  #key: string | undefined;
  #afterColon = false;
  #escape = "";
  #found = false;
  /** Base64 text of the current chunk between escapes, decoded together: some serialisers escape every "+". */
  #pieces: Buffer[] = [];

  /** Takes the next bytes of the answer, gives the decoded bytes of the message. @throws AxisError malformed */
  push(chunk: Buffer): Buffer[] {
    const decoded: Buffer[] = [];
    let at = 0;
    while (at < chunk.length) {
      if (this.#state === "data") at = this.#data(chunk, at, decoded);
      else at = this.#outside(chunk, at);
    }
    this.#decodePieces(decoded);
    return decoded;
  }

  /** The answer is complete: the JSON without its data, and whether there was a data field. */
  finish(): { envelope: string; found: boolean } {
    if (this.#state === "data") throw malformed("the answer ends inside data");
    if (this.#decode(() => this.#decoder.finish()).length > 0) throw malformed("incomplete base64");
    return { envelope: Buffer.concat(this.#envelope).toString("utf8"), found: this.#found };
  }

  /** Follows JSON just far enough to know a top-level key; the parser judges the rest later. */
  #outside(chunk: Buffer, start: number): number {
    let at = start;
    for (; at < chunk.length; at++) {
      const byte = chunk[at] ?? 0;
      if (this.#state === "string") {
        this.#inString(byte);
        continue;
      }
      if (byte === QUOTE) {
        if (this.#afterColon && this.#depth === 1 && this.#key === "data") {
          this.#beginData(chunk.subarray(start, at));
          return at + 1;
        }
        this.#state = "string";
        this.#string = [];
      } else this.#structure(byte);
    }
    this.#keep(chunk.subarray(start, at));
    return at;
  }

  #structure(byte: number): void {
    if (byte === 0x7b || byte === 0x5b) {
      this.#depth++;
      this.#expectKey = byte === 0x7b;
      this.#afterColon = false;
    } else if (byte === 0x7d || byte === 0x5d) {
      this.#depth--;
      this.#expectKey = false;
    } else if (byte === 0x2c) {
      this.#expectKey = true;
      this.#afterColon = false;
    } else if (byte === 0x3a) {
      this.#expectKey = false;
      this.#afterColon = true;
    }
  }

  #inString(byte: number): void {
    if (this.#escaped) this.#escaped = false;
    else if (byte === BACKSLASH) this.#escaped = true;
    else if (byte === QUOTE) {
      this.#state = "between";
      if (this.#expectKey && this.#depth === 1) this.#key = Buffer.from(this.#string).toString("utf8");
      return;
    }
    if (this.#string.length < 64) this.#string.push(byte);
  }

  #beginData(before: Buffer): void {
    if (this.#found) throw malformed("two data fields");
    this.#found = true;
    this.#keep(before);
    this.#keep(Buffer.from('""'));
    this.#state = "data";
    this.#afterColon = false;
  }

  #data(chunk: Buffer, start: number, decoded: Buffer[]): number {
    if (this.#escape !== "") return this.#escapeSequence(chunk, start);
    const nextBackslash = chunk.indexOf(BACKSLASH, start);
    const piece = chunk.subarray(start, nextBackslash < 0 ? chunk.length : nextBackslash);
    const quoteInPiece = piece.indexOf(QUOTE);
    const quote = quoteInPiece < 0 ? -1 : start + quoteInPiece;
    const backslash = quote < 0 && nextBackslash >= 0 ? piece.length : -1;
    const end = quote < 0 ? start + piece.length : quote;
    const plain = chunk.subarray(start, end);
    if (plain.length > 0) this.#pieces.push(plain);
    if (backslash >= 0) {
      this.#escape = "\\";
      return start + backslash + 1;
    }
    if (quote >= 0) {
      this.#decodePieces(decoded);
      decoded.push(this.#decode(() => this.#decoder.finish()));
      this.#state = "between";
      return quote + 1;
    }
    return end;
  }

  /** Some serialisers write "/" as "\/", "+" and "=" as "\u002b" and "\u003d", or line breaks as "\n". */
  #escapeSequence(chunk: Buffer, start: number): number {
    this.#escape += String.fromCharCode(chunk[start] ?? 0);
    const kind = this.#escape[1] ?? "";
    if (kind === "u" && this.#escape.length < 6) return start + 1;
    const unicode = /^\\u00([0-9a-fA-F]{2})$/.exec(this.#escape);
    const character = unicode === null ? kind : String.fromCharCode(Number.parseInt(unicode[1] ?? "", 16));
    this.#escape = "";
    if (unicode === null && WHITESPACE_ESCAPES.has(kind)) return start + 1;
    this.#pieces.push(Buffer.from(character, "latin1"));
    return start + 1;
  }

  #decodePieces(decoded: Buffer[]): void {
    const pieces = this.#pieces;
    if (pieces.length === 0) return;
    this.#pieces = [];
    decoded.push(this.#decode(() => this.#decoder.push(Buffer.concat(pieces))));
  }

  #decode(decode: () => Buffer): Buffer {
    try {
      return decode();
    } catch (error) {
      throw malformed(`data is not base64: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  #keep(bytes: Buffer): void {
    this.#envelopeBytes += bytes.length;
    if (this.#envelopeBytes > MAX_ENVELOPE) throw malformed("too much beside the data");
    if (bytes.length > 0) this.#envelope.push(Buffer.from(bytes));
  }
}

function malformed(detail: string): AxisError {
  return new AxisError("malformed", detail);
}
