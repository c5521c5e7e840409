import { Asn1Error } from "./errors.ts";
import { type Asn1Node, childrenOf, content } from "./read.ts";
import { tag } from "./tags.ts";

const oidTexts = new Map<string, string>();

/** An OBJECT IDENTIFIER as dotted decimals. */
export function readOid(node: Asn1Node): string {
  if (node.tag !== tag.oid) throw wrong(node, "OBJECT IDENTIFIER");
  return oidFromContent(content(node));
}

/** Dotted decimals from the content octets of an OBJECT IDENTIFIER. */
export function oidFromContent(bytes: Uint8Array): string {
  const key = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("latin1");
  const known = oidTexts.get(key);
  if (known !== undefined) return known;
  const text = decodeOid(bytes);
  // The set of OIDs in honest files is small; hostile files must not grow the table for ever.
  if (oidTexts.size < 1000) oidTexts.set(key, text);
  return text;
}

/** INTEGER content octets (two's complement, as received), e.g. a serial number. */
export function readIntegerBytes(node: Asn1Node): Uint8Array {
  if (node.tag !== tag.integer || node.contentEnd === node.contentStart) throw wrong(node, "INTEGER");
  return content(node);
}

/** A small INTEGER or ENUMERATED as a number (at most 6 octets). */
export function readSmallInteger(node: Asn1Node): number {
  if (node.tag !== tag.integer && node.tag !== tag.enumerated) throw wrong(node, "INTEGER");
  const bytes = content(node);
  if (bytes.length === 0 || bytes.length > 6) throw wrong(node, "small INTEGER");
  let value = (bytes[0] ?? 0) >= 0x80 ? -1 : 0;
  for (const byte of bytes) value = value * 256 + byte;
  return value;
}

export function readBoolean(node: Asn1Node): boolean {
  const bytes = content(node);
  if (node.tag !== tag.boolean || bytes.length !== 1) throw wrong(node, "BOOLEAN");
  return bytes[0] !== 0;
}

/** Octets of an OCTET STRING; BER's constructed form is joined. */
export function readOctets(node: Asn1Node): Uint8Array {
  if (node.tag === tag.octetString) return content(node);
  if (node.tag === (tag.octetString | 0x20)) return joinConstructed(node, 0);
  throw wrong(node, "OCTET STRING");
}

/** Octets of `[n] IMPLICIT OCTET STRING`, primitive or constructed. */
export function readImplicitOctets(node: Asn1Node): Uint8Array {
  return (node.tag & 0x20) === 0 ? content(node) : joinConstructed(node, 0);
}

/** Octets of a BIT STRING with no unused bits (signatures, keys). */
export function readBitStringOctets(node: Asn1Node): Uint8Array {
  const bytes = content(node);
  if (node.tag !== tag.bitString || bytes.length === 0) throw wrong(node, "BIT STRING");
  if (bytes[0] !== 0) throw new Asn1Error("asn1.bad-value", "BIT STRING with unused bits");
  return bytes.subarray(1);
}

/** Positions of the set bits of a named BIT STRING (bit 0 is the first). */
export function readNamedBits(node: Asn1Node): Set<number> {
  const bytes = content(node);
  if (node.tag !== tag.bitString || bytes.length === 0) throw wrong(node, "BIT STRING");
  const bits = new Set<number>();
  for (let i = 1; i < bytes.length; i++) {
    for (let bit = 0; bit < 8; bit++) {
      if (((bytes[i] ?? 0) & (0x80 >> bit)) !== 0) bits.add((i - 1) * 8 + bit);
    }
  }
  return bits;
}

const utf8 = new TextDecoder("utf-8");

/** A character string of any of the types that names use. */
export function readText(node: Asn1Node): string {
  const bytes = content(node);
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  switch (node.tag) {
    case tag.utf8String:
      return utf8.decode(bytes);
    case tag.printableString:
    case tag.ia5String:
    case tag.visibleString:
    case tag.teletexString:
      return buffer.toString("latin1");
    case tag.numericString:
      if (!bytes.every((byte) => byte === 0x20 || (byte >= 0x30 && byte <= 0x39)))
        throw wrong(node, "NumericString");
      return buffer.toString("latin1");
    case tag.bmpString: {
      if (bytes.length % 2 !== 0) throw wrong(node, "BMPString");
      return Buffer.from(buffer).swap16().toString("utf16le");
    }
    case tag.universalString: {
      if (bytes.length % 4 !== 0) throw wrong(node, "UniversalString");
      let text = "";
      for (let i = 0; i < bytes.length; i += 4) {
        const point = buffer.readUInt32BE(i);
        text += point <= 0x10ffff ? String.fromCodePoint(point) : "\ufffd";
      }
      return text;
    }
    default:
      throw wrong(node, "character string");
  }
}

/**
 * UTCTime or GeneralizedTime. UTCTime years 50–99 are 19xx (RFC 5280 section 4.1.2.5.1).
 * Fractions of a second (RFC 3161) are kept to the millisecond. Zones other than Z are read, BER allows them.
 */
export function readTime(node: Asn1Node): Date {
  const text = Buffer.from(content(node)).toString("latin1");
  const match =
    node.tag === tag.utcTime
      ? /^(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})?()(Z|[+-]\d{4})$/.exec(text)
      : node.tag === tag.generalizedTime
        ? /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})(?:[.,](\d{1,9}))?(Z|[+-]\d{4})$/.exec(text)
        : null;
  if (match === null)
    throw new Asn1Error("asn1.bad-value", `not a time: ${JSON.stringify(text.slice(0, 40))}`);
  const [
    ,
    yearText = "",
    month = "",
    day = "",
    hour = "",
    minute = "",
    second = "00",
    fraction = "",
    zone = "Z",
  ] = match;
  const short = Number(yearText);
  const year = node.tag === tag.utcTime ? (short >= 50 ? 1900 + short : 2000 + short) : short;
  const milliseconds = Number(fraction.padEnd(3, "0").slice(0, 3));
  const utc = Date.UTC(
    year,
    Number(month) - 1,
    Number(day),
    Number(hour),
    Number(minute),
    Number(second),
    milliseconds,
  );
  const check = new Date(utc);
  if (check.getUTCMonth() !== Number(month) - 1 || check.getUTCDate() !== Number(day) || Number(hour) > 23) {
    throw new Asn1Error("asn1.bad-value", `not a calendar date: ${text}`);
  }
  if (zone === "Z") return check;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(3, 5));
  return new Date(utc - (zone.startsWith("-") ? -minutes : minutes) * 60_000);
}

function decodeOid(bytes: Uint8Array): string {
  const last = bytes.at(-1);
  if (last === undefined || last >= 0x80)
    throw new Asn1Error("asn1.bad-value", "OBJECT IDENTIFIER is cut off");
  const arcs: bigint[] = [];
  let arc = 0n;
  for (const byte of bytes) {
    arc = (arc << 7n) | BigInt(byte & 0x7f);
    if (arc >> 128n !== 0n) throw new Asn1Error("asn1.bad-value", "OBJECT IDENTIFIER arc above 128 bits");
    if (byte < 0x80) {
      if (arcs.length === 0) {
        const top = arc < 40n ? 0n : arc < 80n ? 1n : 2n;
        arcs.push(top, arc - top * 40n);
      } else arcs.push(arc);
      arc = 0n;
    }
  }
  return arcs.join(".");
}

function joinConstructed(node: Asn1Node, depth: number): Uint8Array {
  if (depth > 8) throw new Asn1Error("asn1.too-deep", "OCTET STRING pieces nested too deeply");
  const parts = childrenOf(node).map((child) => {
    if (child.tag === tag.octetString) return content(child);
    if (child.tag === (tag.octetString | 0x20)) return joinConstructed(child, depth + 1);
    throw wrong(child, "OCTET STRING piece");
  });
  return new Uint8Array(Buffer.concat(parts));
}

function wrong(node: Asn1Node, expected: string): Asn1Error {
  return new Asn1Error("asn1.bad-value", `element 0x${node.tag.toString(16)} is not a valid ${expected}`);
}
