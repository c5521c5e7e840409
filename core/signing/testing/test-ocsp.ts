import { hash, type KeyObject, randomBytes, sign } from "node:crypto";
import { der, oids } from "../asn1/index.ts";
import { issuerHashes, keyOctets, parseCertificate } from "../certificates/index.ts";

/** A certificate and its key, as both kinds of test world have them. */
interface Identity {
  readonly certificate: Uint8Array;
  readonly privateKey: KeyObject;
}

/** An OCSP response put together as asked, right or wrong. */
export interface TestOcspInput {
  /** The authority asked about. */
  readonly issuer: Identity;
  /** Who signs; default the issuer itself. Its certificate then comes along. */
  readonly responder?: Identity;
  /** Leaves the responder's certificate out. */
  readonly withoutCertificate?: boolean;
  readonly certificate: Uint8Array;
  readonly status?: "good" | "unknown" | { readonly revokedAt: Date; readonly reason?: number };
  readonly thisUpdate?: Date;
  /** null leaves it out. */
  readonly nextUpdate?: Date | null;
  readonly producedAt?: Date;
  readonly hash?: "sha1" | "sha256";
  readonly responderBy?: "name" | "key";
  /** DER value of the nonce extension. */
  readonly nonce?: Uint8Array;
  readonly archiveCutoff?: Date;
  readonly responseStatus?: number;
  /** Changes the signature value. */
  readonly distort?: (signature: Uint8Array) => Uint8Array;
}

/** DER OCSPResponse. */
export function testOcsp(input: TestOcspInput): Uint8Array {
  if (input.responseStatus !== undefined)
    return der.sequence(der.element(0x0a, Uint8Array.of(input.responseStatus)));
  const signer = input.responder ?? input.issuer;
  const own = parseCertificate(signer.certificate);
  const thisUpdate = input.thisUpdate ?? new Date(Date.now() - 1000);
  const responder =
    input.responderBy === "key"
      ? der.context(2, der.octetString(hash("sha1", keyOctets(own), "buffer")))
      : der.context(1, own.subject.der);
  const cutoff = input.archiveCutoff;
  const single = der.sequence(
    certificateId(input),
    statusOf(input.status ?? "good"),
    generalizedTime(thisUpdate),
    input.nextUpdate === null
      ? nothing
      : der.context(0, generalizedTime(input.nextUpdate ?? new Date(thisUpdate.getTime() + 86_400_000))),
    cutoff === undefined
      ? nothing
      : der.context(1, der.sequence(extension(oids.ocspArchiveCutoff, generalizedTime(cutoff)))),
  );
  const data = der.sequence(
    responder,
    generalizedTime(input.producedAt ?? thisUpdate),
    der.sequence(single),
    input.nonce === undefined
      ? nothing
      : der.context(1, der.sequence(extension(oids.ocspNonce, input.nonce))),
  );
  const rsa = signer.privateKey.asymmetricKeyType === "rsa";
  const algorithm = rsa
    ? der.sequence(der.oid(oids.sha256WithRsa), der.nullValue)
    : der.sequence(der.oid(oids.ecdsaWithSha256));
  const value = sign("sha256", data, signer.privateKey);
  const basic = der.sequence(
    data,
    algorithm,
    der.bitString(input.distort?.(value) ?? value),
    input.responder === undefined || input.withoutCertificate === true
      ? nothing
      : der.context(0, der.sequence(input.responder.certificate)),
  );
  return der.sequence(
    der.element(0x0a, Uint8Array.of(0)),
    der.context(0, der.sequence(der.oid(oids.ocspBasicResponse), der.octetString(basic))),
  );
}

const nothing = new Uint8Array(0);

function certificateId({ issuer, certificate, hash: name = "sha1" }: TestOcspInput): Uint8Array {
  const { issuerNameHash, issuerKeyHash } = issuerHashes(parseCertificate(issuer.certificate), name);
  return der.sequence(
    der.sequence(der.oid(name === "sha1" ? oids.sha1 : oids.sha256), der.nullValue),
    der.octetString(Buffer.from(issuerNameHash, "hex")),
    der.octetString(Buffer.from(issuerKeyHash, "hex")),
    der.element(0x02, Buffer.from(parseCertificate(certificate).serialNumber, "hex")),
  );
}

function statusOf(status: NonNullable<TestOcspInput["status"]>): Uint8Array {
  if (status === "good") return der.contextValue(0, nothing);
  if (status === "unknown") return der.contextValue(2, nothing);
  const reason =
    status.reason === undefined ? nothing : der.context(0, der.element(0x0a, Uint8Array.of(status.reason)));
  return der.context(1, generalizedTime(status.revokedAt), reason);
}

function extension(oid: string, value: Uint8Array): Uint8Array {
  return der.sequence(der.oid(oid), der.octetString(value));
}

function generalizedTime(at: Date): Uint8Array {
  return der.element(0x18, Buffer.from(`${at.toISOString().replaceAll(/[-:T]/g, "").slice(0, 14)}Z`));
}

/** A nonce as clients write it. */
export function testNonce(): Uint8Array {
  return der.octetString(randomBytes(16));
}
