import * as asn1js from "asn1js";

/** A parsed TimeStampReq (RFC 3161 section 2.4.1). */
export interface TimestampQuery {
  /** DER of the whole MessageImprint, given back as it came. */
  readonly imprint: Uint8Array;
  readonly imprintHash: string;
  readonly digest: Uint8Array;
  readonly policy: string | undefined;
  /** DER of the nonce INTEGER. */
  readonly nonce: Uint8Array | undefined;
  readonly wantsCertificates: boolean;
}

/** Length in octets of each hash function this authority accepts. */
const digestLengths = new Map([
  ["2.16.840.1.101.3.4.2.1", 32],
  ["2.16.840.1.101.3.4.2.2", 48],
  ["2.16.840.1.101.3.4.2.3", 64],
]);

/** A question that gets a rejection, with the bit of PKIFailureInfo. */
export class QueryError extends Error {
  readonly failureBit: number;

  constructor(failureBit: 0 | 2 | 5 | 15 | 16, message: string) {
    super(message);
    this.name = "QueryError";
    this.failureBit = failureBit;
  }
}

const badAlgorithm = 0;
const badRequest = 2;
const badDataFormat = 5;
const unacceptedPolicy = 15;
const unacceptedExtension = 16;

/**
 * Parses a question.
 *
 * @param ownPolicy the only policy this authority has, dotted
 * @throws QueryError
 */
export function readQuery(bytes: Uint8Array, ownPolicy: string): TimestampQuery {
  const { result, offset } = asn1js.fromBER(Uint8Array.from(bytes).buffer);
  if (offset !== bytes.length || !(result instanceof asn1js.Sequence)) {
    throw new QueryError(badDataFormat, "not a TimeStampReq");
  }
  const [version, imprint, ...rest] = result.valueBlock.value;
  if (!(version instanceof asn1js.Integer) || version.valueBlock.valueDec !== 1) {
    throw new QueryError(badRequest, "not version 1");
  }
  if (!(imprint instanceof asn1js.Sequence)) throw new QueryError(badDataFormat, "no message imprint");
  const [algorithm, digest] = imprint.valueBlock.value;
  const hashOid = algorithm instanceof asn1js.Sequence ? algorithm.valueBlock.value[0] : undefined;
  if (!(hashOid instanceof asn1js.ObjectIdentifier) || !(digest instanceof asn1js.OctetString)) {
    throw new QueryError(badDataFormat, "malformed message imprint");
  }
  const imprintHash = hashOid.valueBlock.toString();
  const digestBytes = digest.valueBlock.valueHexView;
  const expected = digestLengths.get(imprintHash);
  if (expected === undefined) throw new QueryError(badAlgorithm, `hash ${imprintHash} is not accepted`);
  if (digestBytes.length !== expected) throw new QueryError(badDataFormat, "digest of the wrong length");

  let policy: string | undefined;
  let nonce: Uint8Array | undefined;
  let wantsCertificates = false;
  for (const part of rest) {
    if (part instanceof asn1js.ObjectIdentifier) policy = part.valueBlock.toString();
    else if (part instanceof asn1js.Integer) nonce = part.valueBeforeDecodeView;
    else if (part instanceof asn1js.Boolean) wantsCertificates = part.valueBlock.value;
    else throw new QueryError(unacceptedExtension, "extensions are not accepted");
  }
  if (policy !== undefined && policy !== ownPolicy) {
    throw new QueryError(unacceptedPolicy, `policy ${policy} is not ours`);
  }
  return {
    imprint: imprint.valueBeforeDecodeView,
    imprintHash,
    digest: digestBytes,
    policy,
    nonce,
    wantsCertificates,
  };
}
