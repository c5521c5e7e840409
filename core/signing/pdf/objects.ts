/** The PDF object model (ISO 32000-2 section 7.3), as small as signing and verifying need. */
export type PdfObject =
  | null
  | boolean
  | number
  | PdfName
  | PdfString
  | PdfRef
  | PdfObject[]
  | PdfDict
  | PdfStream;

export class PdfName {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
}

export class PdfRef {
  readonly number: number;
  readonly generation: number;
  constructor(number: number, generation: number) {
    this.number = number;
    this.generation = generation;
  }
}

/**
 * A string as it stands in the file. `start` and `end` are absolute offsets with its brackets (-1 inside object
 * streams), because the gap of a signature must be exactly the `/Contents` string.
 */
export class PdfString {
  readonly start: number;
  readonly end: number;
  readonly hex: boolean;
  /** What stands between the brackets, still escaped or in hex. */
  readonly raw: Uint8Array;
  #bytes: Uint8Array | undefined;

  constructor(raw: Uint8Array, hex: boolean, start: number, end: number) {
    this.raw = raw;
    this.hex = hex;
    this.start = start;
    this.end = end;
  }

  /** The decoded bytes. */
  get bytes(): Uint8Array {
    this.#bytes ??= this.hex ? decodeHex(this.raw) : decodeLiteral(this.raw);
    return this.#bytes;
  }

  /** The first `count` decoded bytes, fewer when there are no more; cheap for long hexadecimal strings. */
  prefix(count: number): Uint8Array {
    if (!this.hex || this.#bytes !== undefined) return this.bytes.subarray(0, count);
    const part = decodeHex(this.raw.subarray(0, count * 2));
    return part.length >= count || this.raw.length <= count * 2 ? part : this.bytes.subarray(0, count);
  }

  /** Text string (ISO 32000-2 7.9.2.2): UTF-16BE or UTF-8 by byte order mark, else Latin-1 as near PDFDocEncoding. */
  get text(): string {
    const bytes = this.bytes;
    if (bytes[0] === 0xfe && bytes[1] === 0xff) {
      return Buffer.from(bytes.subarray(2, bytes.length - (bytes.length % 2)))
        .swap16()
        .toString("utf16le");
    }
    if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf)
      return Buffer.from(bytes.subarray(3)).toString("utf8");
    return Buffer.from(bytes).toString("latin1");
  }
}

export class PdfDict {
  readonly map = new Map<string, PdfObject>();
  /** True when a key stood twice: readers differ in which value they take, so a verifier refuses it. */
  duplicateKeys = false;

  get(key: string): PdfObject | undefined {
    return this.map.get(key);
  }

  has(key: string): boolean {
    return this.map.has(key);
  }
}

/** A stream: its dictionary and where its undecoded bytes lie in the file. */
export class PdfStream {
  readonly dict: PdfDict;
  readonly start: number;
  readonly length: number;
  constructor(dict: PdfDict, start: number, length: number) {
    this.dict = dict;
    this.start = start;
    this.length = length;
  }
}

export function isName(value: PdfObject | undefined, name: string): boolean {
  return value instanceof PdfName && value.name === name;
}

export function nameOf(value: PdfObject | undefined): string | undefined {
  return value instanceof PdfName ? value.name : undefined;
}

function decodeHex(raw: Uint8Array): Uint8Array {
  const text = Buffer.from(raw.buffer, raw.byteOffset, raw.length).toString("latin1");
  const quick = Buffer.from(text, "hex");
  if (quick.length * 2 === text.length) return quick;
  const digits = text.replace(/[^0-9a-fA-F]/g, "");
  return Buffer.from(digits.length % 2 === 0 ? digits : `${digits}0`, "hex");
}

const ESCAPES: Readonly<Record<number, number>> = { 110: 10, 114: 13, 116: 9, 98: 8, 102: 12 };

function decodeLiteral(raw: Uint8Array): Uint8Array {
  if (!raw.includes(0x5c) && !raw.includes(0x0d)) return raw;
  const out: number[] = [];
  for (let i = 0; i < raw.length; i += 1) {
    const byte = raw[i] ?? 0;
    if (byte === 0x0d) {
      out.push(10);
      if (raw[i + 1] === 10) i += 1;
      continue;
    }
    if (byte !== 0x5c) {
      out.push(byte);
      continue;
    }
    i += 1;
    const next = raw[i];
    if (next === undefined) break;
    if (next >= 0x30 && next <= 0x37) {
      let code = 0;
      let digits = 0;
      while (digits < 3 && isOctal(raw[i])) {
        code = code * 8 + (raw[i] ?? 0x30) - 0x30;
        digits += 1;
        i += 1;
      }
      i -= 1;
      out.push(code & 0xff);
    } else if (next === 0x0d) {
      if (raw[i + 1] === 10) i += 1;
    } else if (next !== 0x0a) {
      out.push(ESCAPES[next] ?? next);
    }
  }
  return Uint8Array.from(out);
}

function isOctal(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x37;
}
