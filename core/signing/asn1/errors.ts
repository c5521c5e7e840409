/** Stable codes of {@link Asn1Error}. */
export type Asn1ErrorCode =
  | "asn1.truncated"
  | "asn1.bad-length"
  | "asn1.bad-tag"
  | "asn1.bad-value"
  | "asn1.too-deep"
  | "asn1.too-large"
  | "asn1.trailing-data";

/** Bytes that are not the ASN.1 structure they should be. Parsers of untrusted input turn it into a typed result. */
export class Asn1Error extends Error {
  readonly code: Asn1ErrorCode;

  constructor(code: Asn1ErrorCode, message: string) {
    super(message);
    this.name = "Asn1Error";
    this.code = code;
  }
}
