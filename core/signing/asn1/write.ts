import { Asn1Error } from "./errors.ts";
import { contextConstructed, contextPrimitive, tag } from "./tags.ts";

/** An element with this identifier octet and these parts, one after the other, as content (DER length). */
export function element(identifier: number, ...parts: readonly Uint8Array[]): Uint8Array {
  let length = 0;
  for (const part of parts) length += part.length;
  const header = headerLength(length);
  const out = new Uint8Array(header + length);
  out[0] = identifier;
  writeLength(out, length);
  let offset = header;
  for (const part of parts) {
    out.set(part, offset);
    offset += part.length;
  }
  return out;
}

export function sequence(...parts: readonly Uint8Array[]): Uint8Array {
  return element(tag.sequence, ...parts);
}

/** SET OF in DER: members in ascending order of their encodings (X.690 section 11.6). */
export function setOf(...members: readonly Uint8Array[]): Uint8Array {
  return element(tag.set, ...[...members].sort(Buffer.compare));
}

/** `[n] EXPLICIT`, or `[n] IMPLICIT` over the content of a constructed type. */
export function context(n: number, ...parts: readonly Uint8Array[]): Uint8Array {
  return element(contextConstructed(n), ...parts);
}

/** `[n] IMPLICIT` over a primitive type. */
export function contextValue(n: number, value: Uint8Array): Uint8Array {
  return element(contextPrimitive(n), value);
}

/** INTEGER from a non-negative number or bigint. */
export function integer(value: number | bigint): Uint8Array {
  const big = BigInt(value);
  if (big < 0n) throw new Asn1Error("asn1.bad-value", "negative INTEGER");
  const hex = big.toString(16);
  return unsignedInteger(Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, "hex"));
}

/** INTEGER from unsigned big-endian octets; leading zeros are normalised. */
export function unsignedInteger(magnitude: Uint8Array): Uint8Array {
  let start = 0;
  while (start < magnitude.length - 1 && magnitude[start] === 0) start++;
  const trimmed = magnitude.length === 0 ? Uint8Array.of(0) : magnitude.subarray(start);
  return (trimmed[0] ?? 0) >= 0x80
    ? element(tag.integer, Uint8Array.of(0), trimmed)
    : element(tag.integer, trimmed);
}

export function boolean(value: boolean): Uint8Array {
  return element(tag.boolean, Uint8Array.of(value ? 0xff : 0));
}

export function octetString(bytes: Uint8Array): Uint8Array {
  return element(tag.octetString, bytes);
}

/** BIT STRING of whole octets. */
export function bitString(bytes: Uint8Array): Uint8Array {
  return element(tag.bitString, Uint8Array.of(0), bytes);
}

/** Named BIT STRING: trailing zero bits are dropped (X.690 section 11.2.2). */
export function namedBits(bits: readonly number[]): Uint8Array {
  if (bits.length === 0) return element(tag.bitString, Uint8Array.of(0));
  const highest = Math.max(...bits);
  const bytes = new Uint8Array((highest >> 3) + 1);
  for (const bit of bits) bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) | (0x80 >> (bit & 7));
  return element(tag.bitString, Uint8Array.of(7 - (highest & 7)), bytes);
}

export const nullValue: Uint8Array = Uint8Array.of(0x05, 0x00);

export function utf8String(text: string): Uint8Array {
  return element(tag.utf8String, Buffer.from(text, "utf8"));
}

export function printableString(text: string): Uint8Array {
  if (!/^[A-Za-z0-9 '()+,\-./:=?]*$/.test(text)) {
    throw new Asn1Error("asn1.bad-value", `not a PrintableString: ${text}`);
  }
  return element(tag.printableString, Buffer.from(text, "latin1"));
}

export function ia5String(text: string): Uint8Array {
  if (!/^[\0-\x7f]*$/.test(text)) throw new Asn1Error("asn1.bad-value", `not an IA5String: ${text}`);
  return element(tag.ia5String, Buffer.from(text, "latin1"));
}

export function bmpString(text: string): Uint8Array {
  return element(tag.bmpString, Buffer.from(text, "utf16le").swap16());
}

/** OBJECT IDENTIFIER from dotted decimals. */
export function oid(dotted: string): Uint8Array {
  const [first, second, ...rest] = dotted.split(".").map((arc) => BigInt(arc));
  if (first === undefined || second === undefined || first > 2n || (first < 2n && second > 39n)) {
    throw new Asn1Error("asn1.bad-value", `not an object identifier: ${dotted}`);
  }
  const octets: number[] = [];
  for (const arc of [first * 40n + second, ...rest]) {
    const base128: number[] = [Number(arc & 0x7fn)];
    for (let left = arc >> 7n; left > 0n; left >>= 7n) base128.unshift(Number(left & 0x7fn) | 0x80);
    octets.push(...base128);
  }
  return element(tag.oid, Uint8Array.from(octets));
}

/** Time as RFC 5280 wants it: UTCTime up to 2049, GeneralizedTime from 2050, whole seconds, Z. */
export function certificateTime(at: Date): Uint8Array {
  const digits = at.toISOString().replaceAll(/[-:T]/g, "").slice(0, 14);
  const year = at.getUTCFullYear();
  return year >= 1950 && year < 2050
    ? element(tag.utcTime, Buffer.from(`${digits.slice(2)}Z`, "latin1"))
    : element(tag.generalizedTime, Buffer.from(`${digits}Z`, "latin1"));
}

function headerLength(length: number): number {
  if (length < 0x80) return 2;
  if (length < 0x100) return 3;
  if (length < 0x10000) return 4;
  if (length < 0x1000000) return 5;
  return 6;
}

function writeLength(out: Uint8Array, length: number): void {
  const header = headerLength(length);
  if (header === 2) {
    out[1] = length;
    return;
  }
  out[1] = 0x80 | (header - 2);
  for (let i = header - 1, left = length; i >= 2; i--, left = Math.floor(left / 256)) out[i] = left & 0xff;
}
