import { Asn1Error } from "./errors.ts";

/** How deep elements may nest; certificates and CMS stay below 20. */
const MAXIMUM_DEPTH = 64;

/**
 * One element inside a byte array. Nothing is copied: offsets point into `bytes`.
 * With an indefinite length, `contentEnd` stands before the two end-of-contents octets and `end` behind them.
 */
export interface Asn1Node {
  readonly bytes: Uint8Array;
  /** The identifier octet, class and constructed bit included. */
  readonly tag: number;
  readonly start: number;
  readonly contentStart: number;
  readonly contentEnd: number;
  readonly end: number;
}

/**
 * Reads the element at `offset` (DER, and BER's indefinite and over-long lengths).
 *
 * @param bytes the input
 * @param offset where the identifier octet stands
 * @param limit the element must end at or before this offset
 * @throws Asn1Error when truncated, nested deeper than 64 levels, or with a tag number above 30
 */
export function readNode(bytes: Uint8Array, offset = 0, limit = bytes.length): Asn1Node {
  return readAt(bytes, offset, limit, 0);
}

/**
 * Reads one element that must fill `bytes`, except for zero octets behind it when `zeroPadding` is set
 * (the /Contents value of a PDF signature is padded with zeros).
 *
 * @throws Asn1Error; `asn1.trailing-data` when anything else follows, `asn1.too-large` above `maximumBytes`
 */
export function readWhole(
  bytes: Uint8Array,
  options: { maximumBytes?: number; zeroPadding?: boolean } = {},
): Asn1Node {
  const maximum = options.maximumBytes ?? 64 * 1024 * 1024;
  if (bytes.length > maximum) {
    throw new Asn1Error("asn1.too-large", `${bytes.length} bytes exceed the limit of ${maximum}`);
  }
  const node = readAt(bytes, 0, bytes.length, 0);
  if (node.end < bytes.length) {
    const rest = Buffer.from(bytes.buffer, bytes.byteOffset + node.end, bytes.length - node.end);
    if (!(options.zeroPadding === true && isZero(rest))) {
      throw new Asn1Error("asn1.trailing-data", `${rest.length} bytes follow the element`);
    }
  }
  return node;
}

/** The whole element, identifier and length octets included; a view, not a copy. */
export function encoded(node: Asn1Node): Uint8Array {
  return node.bytes.subarray(node.start, node.end);
}

/** The content octets; a view, not a copy. */
export function content(node: Asn1Node): Uint8Array {
  return node.bytes.subarray(node.contentStart, node.contentEnd);
}

/** Walks over the elements inside a constructed element, in order. */
export class Asn1Cursor {
  readonly #bytes: Uint8Array;
  readonly #end: number;
  #offset: number;

  constructor(node: Asn1Node) {
    if ((node.tag & 0x20) === 0) {
      throw new Asn1Error("asn1.bad-tag", `element 0x${node.tag.toString(16)} is not constructed`);
    }
    this.#bytes = node.bytes;
    this.#offset = node.contentStart;
    this.#end = node.contentEnd;
  }

  get done(): boolean {
    return this.#offset >= this.#end;
  }

  /** The identifier octet of the next element, or -1 at the end. */
  get nextTag(): number {
    return this.#offset < this.#end ? (this.#bytes[this.#offset] ?? -1) : -1;
  }

  /** The next element, whatever it is. */
  next(): Asn1Node {
    const node = readAt(this.#bytes, this.#offset, this.#end, 0);
    this.#offset = node.end;
    return node;
  }

  /** The next element, which must carry this identifier octet. */
  expect(tag: number): Asn1Node {
    if (this.nextTag !== tag) {
      throw new Asn1Error(
        "asn1.bad-tag",
        `expected element 0x${tag.toString(16)}, found ${this.done ? "the end" : `0x${this.nextTag.toString(16)}`}`,
      );
    }
    return this.next();
  }

  /** The next element if it carries this identifier octet. */
  optional(tag: number): Asn1Node | undefined {
    return this.nextTag === tag ? this.next() : undefined;
  }

  /** Fails when elements are left: a structure with unknown tails is not the structure we check. */
  expectEnd(): void {
    if (!this.done) throw new Asn1Error("asn1.trailing-data", "unexpected element at the end of a structure");
  }
}

/** A cursor over `node`, which must carry the identifier octet `tag`. */
export function enter(node: Asn1Node, tag: number): Asn1Cursor {
  if (node.tag !== tag) {
    throw new Asn1Error(
      "asn1.bad-tag",
      `expected element 0x${tag.toString(16)}, found 0x${node.tag.toString(16)}`,
    );
  }
  return new Asn1Cursor(node);
}

/** All elements inside a constructed element. */
export function childrenOf(node: Asn1Node): Asn1Node[] {
  const cursor = new Asn1Cursor(node);
  const children: Asn1Node[] = [];
  while (!cursor.done) children.push(cursor.next());
  return children;
}

function readAt(bytes: Uint8Array, offset: number, limit: number, depth: number): Asn1Node {
  if (depth > MAXIMUM_DEPTH)
    throw new Asn1Error("asn1.too-deep", `nested deeper than ${MAXIMUM_DEPTH} levels`);
  if (limit > bytes.length || offset + 2 > limit) throw truncated(offset);
  const tag = bytes[offset] ?? 0;
  if ((tag & 0x1f) === 0x1f) throw new Asn1Error("asn1.bad-tag", "tag numbers above 30 are not used here");
  const first = bytes[offset + 1] ?? 0;
  if (first < 0x80) return bounded(bytes, tag, offset, offset + 2, first, limit);
  if (first === 0x80) return readIndefinite(bytes, tag, offset, limit, depth);
  const count = first & 0x7f;
  if (count > 8) throw new Asn1Error("asn1.bad-length", `length of ${count} octets`);
  if (offset + 2 + count > limit) throw truncated(offset);
  let length = 0;
  for (let i = 0; i < count; i++) length = length * 256 + (bytes[offset + 2 + i] ?? 0);
  return bounded(bytes, tag, offset, offset + 2 + count, length, limit);
}

function bounded(
  bytes: Uint8Array,
  tag: number,
  start: number,
  contentStart: number,
  length: number,
  limit: number,
): Asn1Node {
  const end = contentStart + length;
  if (end > limit) throw truncated(start);
  return { bytes, tag, start, contentStart, contentEnd: end, end };
}

/** BER indefinite length (X.690 section 8.1.3.6): inner elements until two zero octets. */
function readIndefinite(
  bytes: Uint8Array,
  tag: number,
  start: number,
  limit: number,
  depth: number,
): Asn1Node {
  if ((tag & 0x20) === 0) throw new Asn1Error("asn1.bad-length", "indefinite length on a primitive element");
  let position = start + 2;
  for (;;) {
    if (position + 2 > limit) throw truncated(start);
    if (bytes[position] === 0 && bytes[position + 1] === 0) {
      return { bytes, tag, start, contentStart: start + 2, contentEnd: position, end: position + 2 };
    }
    position = readAt(bytes, position, limit, depth + 1).end;
  }
}

function truncated(offset: number): Asn1Error {
  return new Asn1Error("asn1.truncated", `element at offset ${offset} is cut off`);
}

function isZero(bytes: Buffer): boolean {
  return bytes.equals(Buffer.alloc(bytes.length));
}
