/** Identifier octets used by X.509, CMS, RFC 3161 and PKCS#12 (all have tag numbers below 31). */
export const tag = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  oid: 0x06,
  enumerated: 0x0a,
  utf8String: 0x0c,
  numericString: 0x12,
  printableString: 0x13,
  teletexString: 0x14,
  ia5String: 0x16,
  utcTime: 0x17,
  generalizedTime: 0x18,
  visibleString: 0x1a,
  universalString: 0x1c,
  bmpString: 0x1e,
  sequence: 0x30,
  set: 0x31,
} as const;

/** Identifier octet of `[n]` with constructed content (EXPLICIT, or IMPLICIT over SEQUENCE/SET). */
export function contextConstructed(n: number): number {
  return 0xa0 | n;
}

/** Identifier octet of `[n] IMPLICIT` over a primitive type. */
export function contextPrimitive(n: number): number {
  return 0x80 | n;
}
