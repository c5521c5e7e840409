import { hash } from "node:crypto";
import { der, oids } from "../asn1/index.ts";
import { parseCertificate } from "../certificates/index.ts";
import type { HashName, SignatureAlgorithm, Signer, TimestampAuthority } from "../types.ts";
import { CmsError } from "./cms-error.ts";

export interface BuildCmsInput {
  /** Hash of the signed content, made with `digestAlgorithmOf(signer.algorithm)`. */
  readonly digest: Uint8Array;
  readonly signer: Signer;
  /** DER of the list of signed pages, for the attribute `signedPages`. */
  readonly signedPages?: Uint8Array;
  /** Adds a signature timestamp over the signature value (PAdES B-T). */
  readonly timestampAuthority?: TimestampAuthority;
}

/** The hash function that goes with a signature algorithm. */
export function digestAlgorithmOf(algorithm: SignatureAlgorithm): Extract<HashName, "sha256" | "sha384"> {
  return algorithm.endsWith("sha384") ? "sha384" : "sha256";
}

/**
 * Builds a detached CMS signature for PAdES (RFC 5652; ETSI EN 319 142-1 baseline B and T): one SignerInfo; signed
 * attributes contentType, messageDigest, signingCertificateV2, and the list of signed pages where there is one, which
 * other readers pass over (signing-time is forbidden there).
 *
 * The parts that depend on the signer alone are encoded once per signer object.
 *
 * @returns DER ContentInfo
 * @throws CmsError when the digest has the wrong length or the signer has no certificate; whatever the signer or the
 *   timestamp authority throws passes through, and no signature is returned without the timestamp asked for
 */
export async function buildCms(input: BuildCmsInput): Promise<Uint8Array> {
  const { digest, signer, signedPages, timestampAuthority } = input;
  const prepared = prepareSigner(signer);
  const attributes = prepared.signedAttributes(digest, signedPages);
  const signature = await signer.sign(attributes);
  const unsigned =
    timestampAuthority === undefined ? nothing : await timestampAttribute(signature, timestampAuthority);
  attributes[0] = 0xa0;
  const signerInfo = der.sequence(
    prepared.signerInfoHead,
    attributes,
    prepared.signatureAlgorithm,
    der.octetString(signature),
    unsigned,
  );
  return der.sequence(
    signedDataOid,
    der.context(0, der.sequence(prepared.signedDataHead, der.element(0x31, signerInfo))),
  );
}

/** What a signer contributes to each of its signatures, encoded once. */
export interface PreparedSigner {
  readonly digestAlgorithm: "sha256" | "sha384";
  /** version, digestAlgorithms, encapContentInfo, certificates */
  readonly signedDataHead: Uint8Array;
  /** version, sid, digestAlgorithm */
  readonly signerInfoHead: Uint8Array;
  readonly signatureAlgorithm: Uint8Array;
  /** A fresh DER SET of the signed attributes around this digest and list of pages: the very bytes to sign. */
  signedAttributes(digest: Uint8Array, signedPages?: Uint8Array): Uint8Array;
  /** An upper bound for the DER size without a timestamp (bytes): for reserving the place of the signature. */
  readonly maximumSize: number;
}

/** Bytes by which a list of signed pages lengthens the CMS, at most. */
export function roomForSignedPages(signedPages: Uint8Array): number {
  return signedPages.length + 48;
}

const preparedSigners = new WeakMap<Signer, PreparedSigner>();

/**
 * The fixed parts of a signer's signatures, from a cache that lives as long as the signer object.
 *
 * @throws CmsError when the signer has no certificate, or one whose key is of another kind than its algorithm
 */
export function prepareSigner(signer: Signer): PreparedSigner {
  const known = preparedSigners.get(signer);
  if (known !== undefined) return known;
  const prepared = prepare(signer);
  preparedSigners.set(signer, prepared);
  return prepared;
}

const nothing = new Uint8Array(0);
const signedDataOid = der.oid(oids.signedData);
const version1 = der.integer(1);
const digestOids = { sha256: oids.sha256, sha384: oids.sha384 } as const;
// RSA with explicit NULL, ECDSA without parameters (RFC 4055 section 5, RFC 5758 section 3.2).
const signatureAlgorithms: Readonly<Record<SignatureAlgorithm, Uint8Array>> = {
  "rsa-sha256": der.sequence(der.oid(oids.sha256WithRsa), der.nullValue),
  "rsa-sha384": der.sequence(der.oid(oids.sha384WithRsa), der.nullValue),
  "ecdsa-sha256": der.sequence(der.oid(oids.ecdsaWithSha256)),
  "ecdsa-sha384": der.sequence(der.oid(oids.ecdsaWithSha384)),
};

function prepare(signer: Signer): PreparedSigner {
  const [own] = signer.certificates;
  if (own === undefined) throw new CmsError("cms.no-signer-certificate", "the signer has no certificate");
  const certificate = parseCertificate(own);
  const wantedKind = signer.algorithm.startsWith("rsa") ? "rsa" : "ec";
  if (certificate.keyKind.kind !== wantedKind) {
    throw new CmsError(
      "cms.key-does-not-fit",
      `${signer.algorithm} with a certificate for a ${certificate.keyKind.kind} key`,
    );
  }
  const digestAlgorithm = digestAlgorithmOf(signer.algorithm);
  const digestIdentifier = der.sequence(der.oid(digestOids[digestAlgorithm]), der.nullValue);
  const serial = der.element(0x02, Buffer.from(certificate.serialNumber, "hex"));
  const signedDataHead = joined(
    version1,
    der.setOf(digestIdentifier),
    der.sequence(der.oid(oids.data)),
    der.context(0, ...[...signer.certificates].sort(Buffer.compare)),
  );
  const issuerAndSerial = der.sequence(certificate.issuer.der, serial);
  const signerInfoHead = joined(version1, issuerAndSerial, digestIdentifier);
  const certificateReference = signingCertificateV2(certificate.der, certificate.issuer.der, serial);
  const plain = attributeTemplate(certificateReference, digestAlgorithm, undefined);
  // A file laid out once may be signed many times: its list of pages is the same object each time.
  const withPages = new WeakMap<Uint8Array, AttributeTemplate>();
  const templateFor = (signedPages: Uint8Array | undefined): AttributeTemplate => {
    if (signedPages === undefined) return plain;
    const known = withPages.get(signedPages);
    if (known !== undefined) return known;
    const template = attributeTemplate(certificateReference, digestAlgorithm, signedPages);
    withPages.set(signedPages, template);
    return template;
  };
  return {
    digestAlgorithm,
    signedDataHead,
    signerInfoHead,
    signatureAlgorithm: signatureAlgorithms[signer.algorithm],
    maximumSize:
      signedDataHead.length + signerInfoHead.length + plain.bytes.length + 64 + maximumValue(certificate),
    signedAttributes(digest, signedPages) {
      const template = templateFor(signedPages);
      if (digest.length !== template.digestLength) {
        throw new CmsError(
          "cms.wrong-digest-length",
          `${digest.length} bytes are no ${digestAlgorithm} digest (${template.digestLength} bytes)`,
        );
      }
      const attributes = template.bytes.slice();
      attributes.set(digest, template.digestOffset);
      return attributes;
    },
  };
}

/** Largest signature value of a key, in bytes; ECDSA as DER. */
function maximumValue({ keyKind }: ReturnType<typeof parseCertificate>): number {
  if (keyKind.kind === "other") return 1024;
  return keyKind.kind === "ec" ? 2 * Math.ceil(keyKind.bits / 8) + 16 : Math.ceil(keyKind.bits / 8);
}

interface AttributeTemplate {
  readonly bytes: Uint8Array;
  readonly digestOffset: number;
  readonly digestLength: number;
}

/** The SET of signed attributes with zeros where the digest goes; its DER order does not depend on the digest. */
function attributeTemplate(
  certificateReference: Uint8Array,
  digestAlgorithm: "sha256" | "sha384",
  signedPages: Uint8Array | undefined,
): AttributeTemplate {
  const digestLength = digestAlgorithm === "sha384" ? 48 : 32;
  const messageDigest = attribute(oids.messageDigest, der.octetString(new Uint8Array(digestLength)));
  const bytes = der.setOf(
    attribute(oids.contentType, der.oid(oids.data)),
    messageDigest,
    attribute(oids.signingCertificateV2, certificateReference),
    ...(signedPages === undefined ? [] : [attribute(oids.signedPages, signedPages)]),
  );
  const digestOffset = Buffer.from(bytes).indexOf(messageDigest) + messageDigest.length - digestLength;
  return { bytes, digestOffset, digestLength };
}

/** SigningCertificateV2 (RFC 5035): SHA-256 is the DEFAULT hash and therefore left out in DER. */
function signingCertificateV2(certificate: Uint8Array, issuer: Uint8Array, serial: Uint8Array): Uint8Array {
  const issuerSerial = der.sequence(der.sequence(der.context(4, issuer)), serial);
  const certificateHash = der.octetString(hash("sha256", certificate, "buffer"));
  return der.sequence(der.sequence(der.sequence(certificateHash, issuerSerial)));
}

async function timestampAttribute(signature: Uint8Array, authority: TimestampAuthority): Promise<Uint8Array> {
  const token = await authority.timestamp(hash("sha256", signature, "buffer"));
  if (token.length === 0)
    throw new CmsError("cms.timestamp-missing", "the timestamp authority returned nothing");
  return der.context(1, attribute(oids.signatureTimestamp, token));
}

function attribute(type: string, value: Uint8Array): Uint8Array {
  return der.sequence(der.oid(type), der.element(0x31, value));
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}
