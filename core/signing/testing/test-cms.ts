import { constants, hash, sign } from "node:crypto";
import { der, oids } from "../asn1/index.ts";
import { parseCertificate } from "../certificates/index.ts";
import type { TestIdentity } from "./test-certificates.ts";

/** A CMS put together as asked, right or wrong; what is not named is as PAdES wants it. */
export interface TestCmsInput {
  readonly identity: TestIdentity;
  readonly content: Uint8Array;
  readonly certificates?: readonly Uint8Array[];
  readonly hash?: "sha1" | "sha256" | "sha512";
  /** In place of the hash's own identifier in digestAlgorithm. */
  readonly digestOid?: string;
  readonly signatureAlgorithm?: Uint8Array;
  readonly pss?: boolean;
  readonly signerInfos?: number;
  readonly contentType?: string;
  readonly contentInside?: Uint8Array;
  /** Attributes to leave out, by OID. */
  readonly without?: readonly string[];
  /** Attributes to add: OID and value. */
  readonly adding?: readonly (readonly [string, Uint8Array])[];
  /** The certificate that signingCertificateV2 names; default the signer's. */
  readonly referenced?: Uint8Array;
  readonly signedAttributes?: "unsorted" | "none";
  /** Changes the signature value. */
  readonly distort?: (signature: Uint8Array) => Uint8Array;
}

const digestOids = { sha1: oids.sha1, sha256: oids.sha256, sha512: oids.sha512 } as const;

/** DER of the asked-for CMS. */
export function testCms(input: TestCmsInput): Uint8Array {
  const hashName = input.hash ?? "sha256";
  const certificate = parseCertificate(input.identity.certificate);
  const contentType = input.contentType ?? oids.data;
  const digestAlgorithm = der.sequence(der.oid(input.digestOid ?? digestOids[hashName]), der.nullValue);
  const attributes = attributesOf(input, contentType, hashName);
  const toBeSigned =
    input.signedAttributes === "unsorted"
      ? der.element(0x31, ...[...attributes].reverse())
      : der.setOf(...attributes);
  const raw = sign(
    hashName,
    input.signedAttributes === "none" ? input.content : toBeSigned,
    input.pss === true
      ? { key: input.identity.privateKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }
      : input.identity.privateKey,
  );
  const signedPart = Uint8Array.from(toBeSigned);
  signedPart[0] = 0xa0;
  const signerInfo = der.sequence(
    der.integer(1),
    der.sequence(certificate.issuer.der, der.element(0x02, Buffer.from(certificate.serialNumber, "hex"))),
    digestAlgorithm,
    input.signedAttributes === "none" ? new Uint8Array(0) : signedPart,
    input.signatureAlgorithm ?? defaultAlgorithm(input, hashName),
    der.octetString(input.distort?.(raw) ?? raw),
  );
  const inside = input.contentInside;
  const certificates = input.certificates ?? [input.identity.certificate];
  const signedData = der.sequence(
    der.integer(1),
    der.setOf(digestAlgorithm),
    der.sequence(
      der.oid(contentType),
      inside === undefined ? new Uint8Array(0) : der.context(0, der.octetString(inside)),
    ),
    certificates.length === 0 ? new Uint8Array(0) : der.context(0, ...certificates),
    der.element(0x31, ...Array.from({ length: input.signerInfos ?? 1 }, () => signerInfo)),
  );
  return der.sequence(der.oid(oids.signedData), der.context(0, signedData));
}

function attributesOf(
  input: TestCmsInput,
  contentType: string,
  hashName: "sha1" | "sha256" | "sha512",
): Uint8Array[] {
  const referenced = hash("sha256", input.referenced ?? input.identity.certificate, "buffer");
  const all: (readonly [string, Uint8Array])[] = [
    [oids.contentType, der.oid(contentType)],
    [oids.messageDigest, der.octetString(hash(hashName, input.content, "buffer"))],
    [oids.signingCertificateV2, der.sequence(der.sequence(der.sequence(der.octetString(referenced))))],
    ...(input.adding ?? []),
  ];
  return all
    .filter(([type]) => input.without?.includes(type) !== true)
    .map(([type, value]) => der.sequence(der.oid(type), der.element(0x31, value)));
}

function defaultAlgorithm(input: TestCmsInput, hashName: "sha1" | "sha256" | "sha512"): Uint8Array {
  if (input.pss === true) {
    const sha256 = der.sequence(der.oid(oids.sha256), der.nullValue);
    const mask = der.sequence(der.oid(oids.mgf1), sha256);
    return der.sequence(
      der.oid(oids.rsaPss),
      der.sequence(der.context(0, sha256), der.context(1, mask), der.context(2, der.integer(32))),
    );
  }
  const rsa = { sha1: oids.sha1WithRsa, sha256: oids.sha256WithRsa, sha512: oids.sha512WithRsa } as const;
  const ec = {
    sha1: oids.ecdsaWithSha1,
    sha256: oids.ecdsaWithSha256,
    sha512: oids.ecdsaWithSha512,
  } as const;
  return input.identity.privateKey.asymmetricKeyType === "rsa"
    ? der.sequence(der.oid(rsa[hashName]), der.nullValue)
    : der.sequence(der.oid(ec[hashName]));
}
