import * as asn1js from "asn1js";

/** One certificate asked about (CertID, RFC 6960 section 4.1.1). */
export interface AskedCertificate {
  /** DER of the whole CertID, given back as it came. */
  readonly certId: Uint8Array;
  /** Name for node:crypto. */
  readonly hash: string;
  readonly issuerNameHash: Uint8Array;
  readonly issuerKeyHash: Uint8Array;
  /** Hexadecimal, as the ledger writes serial numbers. */
  readonly serialNumber: string;
}

export interface StatusQuery {
  readonly certificates: readonly AskedCertificate[];
  /** DER of the nonce extension's value. */
  readonly nonce: Uint8Array | undefined;
}

const hashes = new Map([
  ["1.3.14.3.2.26", "sha1"],
  ["2.16.840.1.101.3.4.2.1", "sha256"],
  ["2.16.840.1.101.3.4.2.2", "sha384"],
  ["2.16.840.1.101.3.4.2.3", "sha512"],
]);
const nonceOid = "1.3.6.1.5.5.7.48.1.2";
const MAXIMUM_CERTIFICATES = 50;

/** Parses an OCSPRequest; undefined when it is none, or asks about none or too many. */
export function readStatusQuery(bytes: Uint8Array): StatusQuery | undefined {
  const { result, offset } = asn1js.fromBER(Uint8Array.from(bytes).buffer);
  if (offset !== bytes.length || !(result instanceof asn1js.Sequence)) return undefined;
  const [toBeSigned] = result.valueBlock.value;
  if (!(toBeSigned instanceof asn1js.Sequence)) return undefined;
  let certificates: (AskedCertificate | undefined)[] = [];
  let nonce: Uint8Array | undefined;
  for (const part of toBeSigned.valueBlock.value) {
    if (part instanceof asn1js.Sequence) certificates = part.valueBlock.value.map(readRequest);
    else if (part instanceof asn1js.Constructed && part.idBlock.tagNumber === 2)
      nonce = readNonce(part.valueBlock.value[0]);
  }
  const known = certificates.filter((certificate) => certificate !== undefined);
  if (known.length === 0 || known.length < certificates.length || known.length > MAXIMUM_CERTIFICATES)
    return undefined;
  return { certificates: known, nonce };
}

function readRequest(request: asn1js.BaseBlock): AskedCertificate | undefined {
  const id = request instanceof asn1js.Sequence ? request.valueBlock.value[0] : undefined;
  if (!(id instanceof asn1js.Sequence)) return undefined;
  const [algorithm, name, key, serial] = id.valueBlock.value;
  const oid = algorithm instanceof asn1js.Sequence ? algorithm.valueBlock.value[0] : undefined;
  if (!(oid instanceof asn1js.ObjectIdentifier)) return undefined;
  const hash = hashes.get(oid.valueBlock.toString());
  if (
    hash === undefined ||
    !(name instanceof asn1js.OctetString) ||
    !(key instanceof asn1js.OctetString) ||
    !(serial instanceof asn1js.Integer)
  )
    return undefined;
  return {
    certId: id.valueBeforeDecodeView,
    hash,
    issuerNameHash: name.valueBlock.valueHexView,
    issuerKeyHash: key.valueBlock.valueHexView,
    serialNumber: Buffer.from(serial.valueBlock.valueHexView).toString("hex"),
  };
}

function readNonce(extensions: asn1js.BaseBlock | undefined): Uint8Array | undefined {
  if (!(extensions instanceof asn1js.Sequence)) return undefined;
  for (const extension of extensions.valueBlock.value) {
    if (!(extension instanceof asn1js.Sequence)) continue;
    const [oid, ...rest] = extension.valueBlock.value;
    const value = rest.at(-1);
    if (!(oid instanceof asn1js.ObjectIdentifier) || oid.valueBlock.toString() !== nonceOid) continue;
    if (value instanceof asn1js.OctetString) return value.valueBlock.valueHexView;
  }
  return undefined;
}
