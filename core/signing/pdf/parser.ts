import { PdfError } from "./errors.ts";
import { PdfDict, PdfName, type PdfObject, PdfRef, PdfString } from "./objects.ts";

const REGULAR = 0;
const WHITESPACE = 1;
const DELIMITER = 2;
const CLASS = new Uint8Array(256);
for (const byte of [0, 9, 10, 12, 13, 32]) CLASS[byte] = WHITESPACE;
for (const character of "()<>[]{}/%") CLASS[character.charCodeAt(0)] = DELIMITER;

export function isWhitespace(byte: number | undefined): boolean {
  return byte !== undefined && CLASS[byte] === WHITESPACE;
}

/** One object with more parts than this is hostile: the largest honest ones are page trees and widths of fonts. */
const MOST_VALUES = 2_000_000;
/** Longest name, number or keyword, bytes; ISO 32000-1 Annex C allows names of 127. */
const LONGEST_TOKEN = 4096;

/** Thrown when the window ended inside a token: the caller retries with a larger one. One object, since it is usual. */
export const WINDOW_TOO_SMALL = new Error("The window ended inside a token");

/**
 * Reader of PDF tokens and objects over one window of a file. `base` is the absolute offset of the window's first byte;
 * `complete` says that the window reaches the end of the data, so that running out is an error of the file.
 */
export class Parser {
  readonly data: Uint8Array;
  readonly base: number;
  readonly complete: boolean;
  readonly maxDepth: number;
  pos: number;
  /** Values read so far, those inside others included. */
  values = 0;

  constructor(data: Uint8Array, pos = 0, base = 0, complete = true, maxDepth = 100) {
    this.data = data;
    this.pos = pos;
    this.base = base;
    this.complete = complete;
    this.maxDepth = maxDepth;
  }

  /** Skips white space and comments. */
  skipSpace(): void {
    const { data } = this;
    for (;;) {
      const byte = data[this.pos];
      if (byte === undefined) {
        if (!this.complete) throw WINDOW_TOO_SMALL;
        return;
      }
      if (CLASS[byte] === WHITESPACE) this.pos += 1;
      else if (byte === 0x25) this.#skipComment();
      else return;
    }
  }

  #skipComment(): void {
    const { data } = this;
    for (;;) {
      const byte = data[this.pos];
      if (byte === undefined || byte === 10 || byte === 13) return;
      this.pos += 1;
    }
  }

  /** The next object; indirect references are recognised by looking ahead. @throws PdfError pdf.syntax, WINDOW_TOO_SMALL */
  object(depth = 0): PdfObject {
    if (depth > this.maxDepth) throw new PdfError("pdf.limit", "Objects nested too deep");
    this.values += 1;
    if (this.values > MOST_VALUES) throw new PdfError("pdf.limit", "An object of too many parts");
    this.skipSpace();
    const { data } = this;
    const byte = data[this.pos];
    if (byte === undefined) this.#end();
    switch (byte) {
      case 0x2f:
        return this.#name();
      case 0x28:
        return this.#literal();
      case 0x5b:
        return this.#array(depth);
      case 0x3c:
        return data[this.pos + 1] === 0x3c ? this.#dict(depth) : this.#hexString();
      default:
        if (
          byte !== undefined &&
          ((byte >= 0x30 && byte <= 0x39) || byte === 0x2b || byte === 0x2d || byte === 0x2e)
        )
          return this.#numberOrReference();
        return this.#word();
    }
  }

  /** A run of regular characters, "" when the next byte is a delimiter. */
  keyword(): string {
    this.skipSpace();
    const start = this.pos;
    this.#regularEnd();
    return latin1(this.data, start, this.pos);
  }

  /** Consumes the keyword if it comes next. */
  accept(keyword: string): boolean {
    const before = this.pos;
    this.skipSpace();
    const { data } = this;
    for (let i = 0; i < keyword.length; i += 1) {
      const byte = data[this.pos + i];
      if (byte === undefined && !this.complete) throw WINDOW_TOO_SMALL;
      if (byte !== keyword.charCodeAt(i)) {
        this.pos = before;
        return false;
      }
    }
    this.pos += keyword.length;
    return true;
  }

  /** A non-negative integer, undefined (and no movement) when the next token is something else. */
  unsigned(): number | undefined {
    const before = this.pos;
    this.skipSpace();
    const { data } = this;
    let value = 0;
    let at = this.pos;
    for (;;) {
      const byte = data[at];
      if (byte === undefined && !this.complete) throw WINDOW_TOO_SMALL;
      if (byte === undefined || byte < 0x30 || byte > 0x39) break;
      value = value * 10 + byte - 0x30;
      at += 1;
    }
    const next = data[at];
    if (at === this.pos || at - this.pos > 15 || (next !== undefined && CLASS[next] === REGULAR)) {
      this.pos = before;
      return undefined;
    }
    this.pos = at;
    return value;
  }

  #end(): never {
    if (!this.complete) throw WINDOW_TOO_SMALL;
    throw new PdfError("pdf.unexpected-end", `Data ended at offset ${this.base + this.pos}`);
  }

  #fail(what: string): never {
    throw new PdfError("pdf.syntax", `${what} at offset ${this.base + this.pos}`);
  }

  #regularEnd(): void {
    const { data } = this;
    const start = this.pos;
    for (;;) {
      if (this.pos - start > LONGEST_TOKEN) this.#fail("Token too long");
      const byte = data[this.pos];
      if (byte === undefined) {
        if (!this.complete) throw WINDOW_TOO_SMALL;
        return;
      }
      if (CLASS[byte] !== REGULAR) return;
      this.pos += 1;
    }
  }

  #numberOrReference(): PdfObject {
    const first = this.unsigned();
    if (first === undefined) return this.#number();
    const after = this.pos;
    if (!isWhitespace(this.data[after])) {
      if (this.data[after] === undefined && !this.complete) throw WINDOW_TOO_SMALL;
      return first;
    }
    const second = this.unsigned();
    if (second !== undefined) {
      this.skipSpace();
      if (this.data[this.pos] === 0x52) {
        const next = this.data[this.pos + 1];
        if (next === undefined && !this.complete) throw WINDOW_TOO_SMALL;
        if (next === undefined || CLASS[next] !== REGULAR) {
          this.pos += 1;
          return new PdfRef(first, second);
        }
      }
    }
    this.pos = after;
    return first;
  }

  #number(): number {
    const start = this.pos;
    this.#regularEnd();
    const text = latin1(this.data, start, this.pos);
    if (!/^[+-]*(\d+\.?\d*|\.\d+)(-\d*)?$/.test(text)) {
      if (/^[+-]?\.?$/.test(text)) return 0;
      this.#fail(`Bad number ${JSON.stringify(text.slice(0, 20))}`);
    }
    return Number.parseFloat(text.replace(/^[+-]*-/, "-").replace(/^\++/, ""));
  }

  #word(): PdfObject {
    const start = this.pos;
    this.#regularEnd();
    const text = latin1(this.data, start, this.pos);
    if (text === "true") return true;
    if (text === "false") return false;
    if (text === "null") return null;
    this.pos = start;
    return this.#fail(`Unexpected ${JSON.stringify(text.slice(0, 20))}`);
  }

  #name(): PdfName {
    this.pos += 1;
    const start = this.pos;
    this.#regularEnd();
    const text = latin1(this.data, start, this.pos);
    if (!text.includes("#")) return new PdfName(text);
    return new PdfName(
      text.replace(/#([0-9a-fA-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    );
  }

  #literal(): PdfString {
    const { data } = this;
    const start = this.pos;
    let nesting = 1;
    let at = start + 1;
    for (;;) {
      const byte = data[at];
      if (byte === undefined) {
        this.pos = at;
        this.#end();
      }
      if (byte === 0x5c) at += 1;
      else if (byte === 0x28) nesting += 1;
      else if (byte === 0x29) {
        nesting -= 1;
        if (nesting === 0) break;
      }
      at += 1;
    }
    this.pos = at + 1;
    return new PdfString(data.subarray(start + 1, at), false, this.base + start, this.base + at + 1);
  }

  #hexString(): PdfString {
    const { data } = this;
    const start = this.pos;
    const close = data.indexOf(0x3e, start + 1);
    if (close < 0) {
      this.pos = data.length;
      this.#end();
    }
    this.pos = close + 1;
    return new PdfString(data.subarray(start + 1, close), true, this.base + start, this.base + close + 1);
  }

  #array(depth: number): PdfObject[] {
    this.pos += 1;
    const items: PdfObject[] = [];
    for (;;) {
      this.skipSpace();
      const byte = this.data[this.pos];
      if (byte === undefined) this.#end();
      if (byte === 0x5d) {
        this.pos += 1;
        return items;
      }
      items.push(this.object(depth + 1));
    }
  }

  #dict(depth: number): PdfDict {
    this.pos += 2;
    const dict = new PdfDict();
    for (;;) {
      this.skipSpace();
      const byte = this.data[this.pos];
      if (byte === undefined) this.#end();
      if (byte === 0x3e) {
        const next = this.data[this.pos + 1];
        if (next === undefined) this.#end();
        if (next !== 0x3e) this.#fail("Bad end of dictionary");
        this.pos += 2;
        return dict;
      }
      if (byte !== 0x2f) this.#fail("Dictionary key is not a name");
      const key = this.#name().name;
      const value = this.object(depth + 1);
      if (dict.map.has(key)) dict.duplicateKeys = true;
      dict.map.set(key, value);
    }
  }
}

function latin1(data: Uint8Array, start: number, end: number): string {
  let text = "";
  for (let i = start; i < end; i += 1) text += String.fromCharCode(data[i] ?? 0);
  return text;
}
