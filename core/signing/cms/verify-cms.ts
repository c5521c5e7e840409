import { hash } from "node:crypto";
import {
  Asn1Error,
  type Asn1Node,
  contextConstructed,
  encoded,
  enter,
  oids,
  readIntegerBytes,
  readOctets,
  readOid,
  readTime,
  readWhole,
  tag,
} from "../asn1/index.ts";
import {
  type AlgorithmPolicy,
  type Certificate,
  checkSignature,
  currentAlgorithmPolicy,
  objectionToHash,
  objectionToKey,
  parseHashAlgorithm,
  parseName,
  parseReceivedCertificates,
  schemeText,
} from "../certificates/index.ts";
import type { Failure, HashName, SubIndication } from "../types.ts";
import { parseSignedData, type SignedData, type SignerInfo, singleValue } from "./parse-signed-data.ts";

/** Hashes the signed content with the function the signature names; called at most once. */
export type ContentDigester = (algorithm: HashName) => Uint8Array | Promise<Uint8Array>;

export interface VerifyCmsOptions {
  /** Time for which the algorithm policy is asked: when the signature is proven to have existed; default now. */
  readonly at?: Date;
  readonly algorithmPolicy?: AlgorithmPolicy;
}

/** What a CMS says, as far as it could be read. */
export interface CmsDetails {
  readonly signer: Certificate;
  /** All certificates in the structure that could be parsed, the signer's included. */
  readonly certificates: readonly Certificate[];
  /** DER of the CRLs inside. */
  readonly crls: readonly Uint8Array[];
  readonly digestAlgorithm: HashName;
  /** e.g. "rsa-sha256". */
  readonly signatureAlgorithm: string;
  readonly signatureValue: Uint8Array;
  /** DER of the signature timestamp tokens (unsigned attribute); not verified here. */
  readonly timestampTokens: readonly Uint8Array[];
  /** The signing-time attribute, forbidden in PAdES baseline B; claimed, never proven. */
  readonly signingTime?: Date;
  /** True when a commitment-type attribute is present. */
  readonly hasCommitmentType: boolean;
  /** DER of the list of signed pages, as it stands in its attribute; one that is repeated or empty is passed over. */
  readonly signedPages?: Uint8Array;
}

/** Integrity of a CMS signature; trust in its certificate is another question (`buildChain`). */
export type CmsResult = ({ readonly ok: true } & CmsDetails) | CmsFailure;

export interface CmsFailure extends Failure {
  /** True when digest and signature value are right and only policy speaks against it. */
  readonly cryptographicallyIntact: boolean;
  /** Present when the structure could be read up to the signer's certificate. */
  readonly details?: CmsDetails;
}

/**
 * Verifies a detached CMS signature as PAdES uses it (RFC 5652, RFC 5035, ETSI EN 319 102-1 sections 5.2.2 and 5.2.7).
 *
 * Never throws for bad input. Sub-indications: FORMAT_FAILURE (not a CMS, no or two SignerInfos, content inside,
 * contentType or messageDigest missing or wrong), HASH_FAILURE, SIG_CRYPTO_FAILURE, NO_SIGNING_CERTIFICATE_FOUND,
 * SIG_CONSTRAINTS_FAILURE (signingCertificateV2 missing or of another certificate), CRYPTO_CONSTRAINTS_FAILURE
 * (algorithm unsupported, or refused by policy).
 *
 * @param bytes the CMS, DER or BER, possibly padded with zeros as in /Contents
 * @param contentDigest hashes what was signed; what it throws passes through
 */
export async function verifyCms(
  bytes: Uint8Array,
  contentDigest: ContentDigester,
  options: VerifyCmsOptions = {},
): Promise<CmsResult> {
  return verifySignedData(bytes, { kind: "detached", contentDigest }, options);
}

/** What a SignedData must be. */
export type ExpectedContent =
  | { readonly kind: "detached"; readonly contentDigest: ContentDigester }
  /**
   * Detached from content that is not looked at: whether the signer said what the signed attributes say, whatever became of
   * the content. Never a reason to call a signature valid.
   */
  | { readonly kind: "attributes" }
  /** Content of this type inside, as in a timestamp token; ESSCertID version 1 is accepted there (RFC 5816). */
  | { readonly kind: "inside"; readonly contentType: string };

/** As {@link verifyCms}, for every kind of content. */
export async function verifySignedData(
  bytes: Uint8Array,
  expected: ExpectedContent,
  options: VerifyCmsOptions = {},
): Promise<CmsResult> {
  const read = guarded(() => readStructure(bytes, expected));
  if (isFailure(read)) return read;
  const { data, info, digestAlgorithm, messageDigest, signedBytes } = read;

  const certificates = parseReceivedCertificates(data.certificates);
  const signer = guarded(() => findSigner(certificates, info));
  if (isFailure(signer)) return signer;
  const details = guarded(() => detailsOf(data, info, digestAlgorithm, signer, certificates));
  if (isFailure(details)) return details;
  const fail = (subIndication: SubIndication, code: string, detail: string, intact = false): CmsFailure => ({
    ...failure(subIndication, code, detail),
    cryptographicallyIntact: intact,
    details,
  });

  const digest = await digestOf(expected, data, digestAlgorithm);
  if (digest !== undefined && !equal(digest, messageDigest)) {
    return fail("HASH_FAILURE", "cms.digest-differs", "the content is not what was signed");
  }
  const { scheme } = info;
  if (scheme.kind !== "unsupported" && scheme.hash !== undefined && scheme.hash !== digestAlgorithm) {
    return fail(
      "FORMAT_FAILURE",
      "cms.algorithms-differ",
      `${schemeText(scheme)} with a ${digestAlgorithm} digest`,
    );
  }
  const check = checkSignature(scheme, signer.publicKey, signedBytes, info.signature, digestAlgorithm);
  if (check === "unsupported") {
    const detail = `signature algorithm or encoding is not supported: ${schemeText(scheme)}`;
    return fail("CRYPTO_CONSTRAINTS_FAILURE", "cms.algorithm-unsupported", detail);
  }
  if (check === "wrong") {
    return fail(
      "SIG_CRYPTO_FAILURE",
      "cms.signature-wrong",
      "the signature value does not fit the certificate's key",
    );
  }
  const reference = guarded(() => signingCertificateProblem(info, signer, expected));
  if (isFailure(reference)) return { ...reference, details };
  if (reference !== undefined) return fail("SIG_CONSTRAINTS_FAILURE", reference.code, reference.detail, true);

  const policy = options.algorithmPolicy ?? currentAlgorithmPolicy;
  const at = options.at ?? new Date();
  const objection =
    objectionToHash(digestAlgorithm, at, policy) ?? objectionToKey(signer.keyKind, at, policy);
  if (objection !== undefined) {
    return fail("CRYPTO_CONSTRAINTS_FAILURE", "cms.algorithm-refused", objection, true);
  }
  return { ok: true, ...details };
}

/** The digest of what was signed; undefined when it is not looked at. */
async function digestOf(
  expected: ExpectedContent,
  { content }: SignedData,
  algorithm: HashName,
): Promise<Uint8Array | undefined> {
  if (expected.kind === "attributes") return undefined;
  return expected.kind === "detached"
    ? await expected.contentDigest(algorithm)
    : hash(algorithm, content ?? new Uint8Array(0), "buffer");
}

interface Structure {
  readonly data: SignedData;
  readonly info: SignerInfo;
  readonly digestAlgorithm: HashName;
  readonly messageDigest: Uint8Array;
  readonly signedBytes: Uint8Array;
}

function readStructure(bytes: Uint8Array, expected: ExpectedContent): Structure | CmsFailure {
  const data = parseSignedData(bytes);
  const [info] = data.signerInfos;
  if (info === undefined) return formatFailure("cms.no-signer", "no SignerInfo");
  if (data.signerInfos.length > 1) {
    return formatFailure("cms.two-signers", `${data.signerInfos.length} SignerInfos; exactly one is allowed`);
  }
  const wantedType = expected.kind === "inside" ? expected.contentType : oids.data;
  if (data.contentType !== wantedType) {
    return formatFailure("cms.wrong-content-type", `content type ${data.contentType}`);
  }
  if (expected.kind !== "inside" && data.content !== undefined) {
    return formatFailure("cms.not-detached", "the signature carries content of its own");
  }
  if (expected.kind === "inside" && data.content === undefined) {
    return formatFailure("cms.no-content", "the content is missing");
  }
  if (info.signedBytes === undefined)
    return formatFailure("cms.no-signed-attributes", "no signed attributes");
  const contentType = singleValue(info.signedAttributes, oids.contentType);
  if (contentType === undefined) return formatFailure("cms.no-content-type", "no contentType attribute");
  if (readOid(contentType) !== wantedType) {
    return formatFailure("cms.wrong-content-type", `contentType attribute ${readOid(contentType)}`);
  }
  const digest = singleValue(info.signedAttributes, oids.messageDigest);
  if (digest === undefined) return formatFailure("cms.no-message-digest", "no messageDigest attribute");
  const { digestAlgorithm } = info;
  if (typeof digestAlgorithm !== "string") {
    const detail = `digest algorithm ${digestAlgorithm.unknown} is not supported`;
    return failure("CRYPTO_CONSTRAINTS_FAILURE", "cms.algorithm-unsupported", detail);
  }
  return { data, info, digestAlgorithm, messageDigest: readOctets(digest), signedBytes: info.signedBytes };
}

function findSigner(
  certificates: readonly Certificate[],
  { identifier }: SignerInfo,
): Certificate | CmsFailure {
  const found = certificates.find((certificate) =>
    identifier.kind === "issuer-and-serial"
      ? certificate.serialNumber === identifier.serialNumber &&
        sameName(certificate.issuer, identifier.issuer)
      : certificate.extensions.subjectKeyIdentifier === identifier.keyIdentifier,
  );
  if (found !== undefined) return found;
  return failure(
    "NO_SIGNING_CERTIFICATE_FOUND",
    "cms.no-signing-certificate",
    certificates.length === 0
      ? "the signature carries no certificate"
      : "the signer's certificate is not among those inside",
  );
}

/** Honest software repeats the name byte for byte; only another spelling needs to be read. */
function sameName(name: Certificate["issuer"], node: Asn1Node): boolean {
  return equal(name.der, encoded(node)) || parseName(node).key === name.key;
}

function detailsOf(
  data: SignedData,
  info: SignerInfo,
  digestAlgorithm: HashName,
  signer: Certificate,
  certificates: readonly Certificate[],
): CmsDetails {
  const time = singleValue(info.signedAttributes, oids.signingTime);
  const signedPages = signedPagesOf(info);
  return {
    signer,
    certificates,
    crls: data.crls,
    digestAlgorithm,
    signatureAlgorithm: schemeText(info.scheme),
    signatureValue: info.signature,
    timestampTokens: info.unsignedAttributes
      .filter((attribute) => attribute.type === oids.signatureTimestamp)
      .flatMap((attribute) => attribute.values.map(encoded)),
    ...(time === undefined ? {} : { signingTime: readTime(time) }),
    hasCommitmentType: info.signedAttributes.some((attribute) => attribute.type === oids.commitmentType),
    ...(signedPages === undefined ? {} : { signedPages }),
  };
}

/** Nothing depends on the list of pages: an odd one is no reason against the signature. */
function signedPagesOf({ signedAttributes }: SignerInfo): Uint8Array | undefined {
  const [list, ...others] = signedAttributes.filter((attribute) => attribute.type === oids.signedPages);
  const [value, ...more] = list?.values ?? [];
  return value === undefined || others.length > 0 || more.length > 0 ? undefined : encoded(value);
}

/** RFC 5035 section 5.4: the first ESSCertID names the signer's certificate, by hash and by issuer and serial. */
function signingCertificateProblem(
  info: SignerInfo,
  signer: Certificate,
  expected: ExpectedContent,
): { code: string; detail: string } | undefined {
  const second = singleValue(info.signedAttributes, oids.signingCertificateV2);
  const first =
    expected.kind === "inside" ? singleValue(info.signedAttributes, oids.signingCertificate) : undefined;
  const reference = second ?? first;
  if (reference === undefined) {
    return { code: "cms.no-signing-certificate-reference", detail: "no signingCertificateV2 attribute" };
  }
  const list = enter(enter(reference, tag.sequence).next(), tag.sequence);
  const parts = enter(list.next(), tag.sequence);
  let algorithm: HashName | { readonly unknown: string } = second === undefined ? "sha1" : "sha256";
  if (second !== undefined && parts.nextTag === tag.sequence) algorithm = parseHashAlgorithm(parts.next());
  const certificateHash = readOctets(parts.next());
  if (typeof algorithm !== "string" || (second !== undefined && algorithm === "sha1")) {
    return {
      code: "cms.signing-certificate-hash",
      detail: "signingCertificateV2 with an unusable hash function",
    };
  }
  const issuerSerial = parts.optional(tag.sequence);
  const fits =
    equal(hash(algorithm, signer.der, "buffer"), certificateHash) &&
    (issuerSerial === undefined || namesSigner(issuerSerial, signer));
  return fits
    ? undefined
    : { code: "cms.other-signing-certificate", detail: "signingCertificateV2 names another certificate" };
}

function namesSigner(issuerSerial: Asn1Node, signer: Certificate): boolean {
  const parts = enter(issuerSerial, tag.sequence);
  const names = enter(parts.next(), tag.sequence);
  const serialNumber = Buffer.from(readIntegerBytes(parts.next())).toString("hex");
  if (serialNumber !== signer.serialNumber) return false;
  while (!names.done) {
    const name = names.next();
    if (name.tag !== contextConstructed(4)) continue;
    const issuer = encoded(enter(name, name.tag).next());
    if (equal(issuer, signer.issuer.der) || parseName(readWhole(issuer)).key === signer.issuer.key)
      return true;
  }
  return false;
}

function guarded<T>(read: () => T | CmsFailure): T | CmsFailure {
  try {
    return read();
  } catch (error) {
    if (error instanceof Asn1Error) return formatFailure(error.code, error.message);
    throw error;
  }
}

function isFailure<T extends object | undefined>(value: T | CmsFailure): value is CmsFailure {
  return value !== undefined && "ok" in value && value.ok === false;
}

function formatFailure(code: string, detail: string): CmsFailure {
  return failure("FORMAT_FAILURE", code, detail);
}

function failure(subIndication: SubIndication, code: string, detail: string): CmsFailure {
  return { ok: false, subIndication, code, detail, cryptographicallyIntact: false };
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}
