import { hash, randomBytes } from "node:crypto";
import { der, enter, oids, readBitStringOctets, readWhole, tag } from "../asn1/index.ts";
import type { HashName } from "../types.ts";
import type { Certificate } from "./certificate.ts";

/** A question to an OCSP responder, with what its answer will be held against. */
export interface OcspQuestion {
  /** DER OCSPRequest. */
  readonly bytes: Uint8Array;
  /** Hexadecimal of the extension's value. */
  readonly nonce: string;
}

/**
 * Writes an OCSPRequest about one certificate (RFC 6960 section 4.1) with a nonce of 16 octets (RFC 8954). The CertID is
 * made with SHA-1, which every responder knows and RFC 5019 demands; it only finds the certificate and protects
 * nothing.
 */
export function askForStatus(certificate: Certificate, issuer: Certificate): OcspQuestion {
  const { issuerNameHash, issuerKeyHash } = issuerHashes(issuer, "sha1");
  const id = der.sequence(
    der.sequence(der.oid(oids.sha1), der.nullValue),
    der.octetString(Buffer.from(issuerNameHash, "hex")),
    der.octetString(Buffer.from(issuerKeyHash, "hex")),
    der.element(tag.integer, Buffer.from(certificate.serialNumber, "hex")),
  );
  const nonce = der.octetString(randomBytes(16));
  const extension = der.sequence(der.oid(oids.ocspNonce), der.octetString(nonce));
  const request = der.sequence(der.sequence(der.sequence(id)), der.context(2, der.sequence(extension)));
  return { bytes: der.sequence(request), nonce: Buffer.from(nonce).toString("hex") };
}

/** The two hashes by which a CertID names an issuer: of its subject's DER, and of its key without the wrapping. */
export function issuerHashes(
  issuer: Certificate,
  hashName: HashName,
): { readonly issuerNameHash: string; readonly issuerKeyHash: string } {
  return {
    issuerNameHash: hash(hashName, issuer.subject.der, "hex"),
    issuerKeyHash: hash(hashName, keyOctets(issuer), "hex"),
  };
}

/** The subjectPublicKey bits of a certificate, which OCSP hashes to name a key. */
export function keyOctets(certificate: Certificate): Uint8Array {
  const parts = enter(readWhole(certificate.publicKeyInfo), tag.sequence);
  parts.next();
  return readBitStringOctets(parts.next());
}
