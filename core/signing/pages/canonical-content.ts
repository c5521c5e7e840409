/** A content stream without what a tool may write another way and mean the same. */
export interface CanonicalContent {
  readonly bytes: Uint8Array;
  /** Every name that stands in it: the resources it can use. */
  readonly names: ReadonlySet<string>;
}

const WHITE = 1;
const DELIMITER = 2;
/** Classes of bytes (ISO 32000-2 section 7.2.3); 0 is a regular character. */
const CLASS = new Uint8Array(256);
for (const byte of [0, 9, 10, 12, 13, 32]) CLASS[byte] = WHITE;
for (const byte of Buffer.from("()<>[]{}/%")) CLASS[byte] = DELIMITER;

const HEX = new Int8Array(256).fill(-1);
for (const [index, digit] of [..."0123456789abcdef"].entries()) {
  HEX[digit.charCodeAt(0)] = index;
  HEX[digit.toUpperCase().charCodeAt(0)] = index;
}

const ESCAPES = new Uint8Array(256);
for (const [letter, value] of Object.entries({ n: 10, r: 13, t: 9, b: 8, f: 12 }))
  ESCAPES[letter.charCodeAt(0)] = value;

const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;
const PERCENT = 0x25;
const OPEN = 0x28;
const CLOSE = 0x29;
const SLASH = 0x2f;
const LESS = 0x3c;
const GREATER = 0x3e;
const BACKSLASH = 0x5c;

/**
 * Brings a content stream (ISO 32000-2 section 7.8.2) into one form: single spaces, no comments, strings decoded. So
 * white space, line ends, the way strings are written, and where an array of streams was joined make no difference;
 * any operator or operand does. Data of inline images are kept as they are. Never fails, whatever the bytes.
 */
export function canonicalContent(content: Uint8Array): CanonicalContent {
  const writer = new Canon(content);
  return { bytes: writer.run(), names: writer.names };
}

/** One pass over the bytes; every byte read writes two at most. */
class Canon {
  readonly names = new Set<string>();
  readonly #in: Uint8Array;
  readonly #out: Buffer;
  #at = 0;
  #end = 0;

  constructor(content: Uint8Array) {
    this.#in = content;
    this.#out = Buffer.allocUnsafe(content.length * 2 + 16);
  }

  run(): Uint8Array {
    const { length } = this.#in;
    while (this.#at < length) this.#token(this.#in[this.#at] ?? 0);
    return this.#out.subarray(0, this.#end);
  }

  #token(byte: number): void {
    if (CLASS[byte] === WHITE) {
      this.#at += 1;
    } else if (byte === PERCENT) {
      this.#comment();
    } else if (byte === OPEN) {
      this.#literal();
    } else if (byte === LESS && this.#in[this.#at + 1] !== LESS) {
      this.#hexadecimal();
    } else if (byte === SLASH) {
      this.#name();
    } else if (CLASS[byte] === DELIMITER) {
      this.#delimiter(byte);
    } else {
      this.#word();
    }
  }

  #put(byte: number): void {
    this.#out[this.#end] = byte;
    this.#end += 1;
  }

  #comment(): void {
    while (this.#at < this.#in.length) {
      const byte = this.#in[this.#at];
      if (byte === CR || byte === LF) return;
      this.#at += 1;
    }
  }

  /** Brackets of arrays and procedures, and the doubled ones of dictionaries. */
  #delimiter(byte: number): void {
    this.#put(byte);
    this.#at += 1;
    if ((byte === LESS || byte === GREATER) && this.#in[this.#at] === byte) {
      this.#put(byte);
      this.#at += 1;
    }
    this.#put(SPACE);
  }

  #name(): void {
    const start = this.#end;
    this.#put(SLASH);
    this.#at += 1;
    for (; this.#at < this.#in.length; this.#at += 1) {
      const byte = this.#in[this.#at] ?? 0;
      if (CLASS[byte] !== 0) break;
      const code = byte === 0x23 ? this.#hexAt(this.#at + 1) : -1;
      this.#put(code < 0 ? byte : code);
      if (code >= 0) this.#at += 2;
    }
    this.names.add(this.#out.toString("latin1", start + 1, this.#end));
    this.#put(SPACE);
  }

  #hexAt(at: number): number {
    const high = HEX[this.#in[at] ?? 0] ?? -1;
    const low = HEX[this.#in[at + 1] ?? 0] ?? -1;
    return high < 0 || low < 0 ? -1 : high * 16 + low;
  }

  #word(): void {
    const start = this.#at;
    for (; this.#at < this.#in.length; this.#at += 1) {
      const byte = this.#in[this.#at] ?? 0;
      if (CLASS[byte] !== 0) break;
      this.#put(byte);
    }
    this.#put(SPACE);
    const isData = this.#at - start === 2 && this.#in[start] === 0x49 && this.#in[start + 1] === 0x44;
    if (isData) this.#inlineImage();
  }

  /** From behind `ID` to the `EI` that stands alone. */
  #inlineImage(): void {
    const { length } = this.#in;
    for (let at = this.#at; at < length; at += 1) {
      const isEnd =
        CLASS[this.#in[at] ?? 0] === WHITE &&
        this.#in[at + 1] === 0x45 &&
        this.#in[at + 2] === 0x49 &&
        (at + 3 >= length || CLASS[this.#in[at + 3] ?? 0] === WHITE);
      if (!isEnd) continue;
      this.#copy(at);
      return;
    }
    this.#copy(length);
  }

  #copy(end: number): void {
    for (; this.#at < end; this.#at += 1) this.#put(this.#in[this.#at] ?? 0);
    this.#put(SPACE);
  }

  /** A byte of a string, so that its end stays unmistakable. */
  #putInString(byte: number): void {
    if (byte === CLOSE || byte === BACKSLASH) this.#put(BACKSLASH);
    this.#put(byte);
  }

  #endString(): void {
    this.#put(CLOSE);
    this.#put(SPACE);
  }

  #hexadecimal(): void {
    this.#put(OPEN);
    this.#at += 1;
    let half = -1;
    for (; this.#at < this.#in.length; this.#at += 1) {
      const byte = this.#in[this.#at] ?? 0;
      if (byte === GREATER) break;
      const digit = HEX[byte] ?? -1;
      if (digit < 0) continue;
      if (half < 0) {
        half = digit;
        continue;
      }
      this.#putInString(half * 16 + digit);
      half = -1;
    }
    if (half >= 0) this.#putInString(half * 16);
    this.#at += 1;
    this.#endString();
  }

  #literal(): void {
    this.#put(OPEN);
    this.#at += 1;
    for (let nesting = 1; this.#at < this.#in.length; ) {
      const byte = this.#in[this.#at] ?? 0;
      this.#at += 1;
      if (byte === BACKSLASH) {
        this.#escape();
        continue;
      }
      if (byte === OPEN) nesting += 1;
      else if (byte === CLOSE) nesting -= 1;
      if (nesting === 0) break;
      if (byte === CR) {
        this.#skipLineFeed();
        this.#putInString(10);
      } else this.#putInString(byte);
    }
    this.#endString();
  }

  /** What follows a backslash (ISO 32000-2 table 3). */
  #escape(): void {
    if (this.#at >= this.#in.length) return;
    const byte = this.#in[this.#at] ?? 0;
    if (isOctal(byte)) {
      this.#octal();
      return;
    }
    this.#at += 1;
    if (byte === CR) this.#skipLineFeed();
    else if (byte !== LF) this.#putInString(ESCAPES[byte] || byte);
  }

  #octal(): void {
    let code = 0;
    for (let digits = 0; digits < 3; digits += 1) {
      const digit = this.#in[this.#at] ?? 0;
      if (!isOctal(digit)) break;
      code = code * 8 + digit - 0x30;
      this.#at += 1;
    }
    this.#putInString(code & 0xff);
  }

  #skipLineFeed(): void {
    if (this.#in[this.#at] === LF) this.#at += 1;
  }
}

function isOctal(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x37;
}
