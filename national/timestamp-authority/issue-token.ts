import { createHash, createPrivateKey, randomBytes, sign } from "node:crypto";
import * as asn1js from "asn1js";
import { element, generalizedTime, octetString, oid, sequence, unsignedInteger } from "../wire/der.ts";
import type { Faults } from "./faults.ts";
import type { TimestampQuery } from "./read-query.ts";

/** The policy of the demo timestamps (2.999 is the arc for examples, ITU-T X.660). */
export const demoTimestampPolicy = "2.999.84.30.9";

const oids = {
  signedData: oid("2a864886f70d010702"),
  timestampInfo: oid("2a864886f70d0109100104"),
  contentType: oid("2a864886f70d010903"),
  messageDigest: oid("2a864886f70d010904"),
  signingTime: oid("2a864886f70d010905"),
  signingCertificateV2: oid("2a864886f70d010910022f"),
  sha256: oid("608648016503040201"),
  sha256WithRsa: oid("2a864886f70d01010b"),
  // 2.999.84.30.9
  policy: oid("8837541e09"),
};
const nothing = Buffer.alloc(0);
const derNull = Buffer.from([0x05, 0x00]);
const sha256 = sequence(oids.sha256, derNull);
const sha256WithRsa = sequence(oids.sha256WithRsa, derNull);
const accuracyOneSecond = sequence(unsignedInteger(Buffer.from([1])));

/** Makes tokens for one certificate and key. */
export interface TokenIssuer {
  /** A granted TimeStampResp, DER. */
  issue(query: TimestampQuery, faults: Faults): Buffer;
}

/**
 * Prepares the fixed parts of every token (RFC 3161 section 2.4.2, RFC 5816).
 *
 * @param privateKey PKCS#8 DER, RSA
 * @param certificates DER: the timestamp certificate first, then its issuers
 */
export function createTokenIssuer(privateKey: Uint8Array, certificates: readonly Uint8Array[]): TokenIssuer {
  const key = createPrivateKey({ key: Buffer.from(privateKey), format: "der", type: "pkcs8" });
  const [own = nothing] = certificates;
  const { issuer, serialNumber } = issuerAndSerialOf(own);
  const reference = signingCertificateAttribute(own, issuer, serialNumber);
  const certificateSet = element(0xa0, ...[...certificates].sort(Buffer.compare));
  const signerHead = Buffer.concat([
    unsignedInteger(Buffer.from([1])),
    sequence(issuer, serialNumber),
    sha256,
  ]);
  const contentType = attribute(oids.contentType, oids.timestampInfo);

  return { issue };

  function issue(query: TimestampQuery, faults: Faults): Buffer {
    const at = new Date(Date.now() + (faults.clockOffsetSeconds ?? 0) * 1000);
    const info = timestampInfo(query, faults, at);
    const digest = createHash("sha256").update(info).digest();
    const attributes = element(
      0x31,
      ...[
        contentType,
        attribute(oids.signingTime, utcTime(at)),
        attribute(oids.messageDigest, octetString(digest)),
        reference,
      ].sort(Buffer.compare),
    );
    const signature = sign("sha256", attributes, key);
    if (faults.wrongSignature === true) signature[7] = (signature[7] ?? 0) ^ 1;
    attributes[0] = 0xa0;
    const signerInfo = sequence(signerHead, attributes, sha256WithRsa, octetString(signature));
    const signedData = sequence(
      unsignedInteger(Buffer.from([3])),
      element(0x31, sha256),
      sequence(oids.timestampInfo, element(0xa0, octetString(info))),
      query.wantsCertificates ? certificateSet : nothing,
      element(0x31, signerInfo),
    );
    const token = sequence(oids.signedData, element(0xa0, signedData));
    return sequence(sequence(unsignedInteger(Buffer.from([0]))), token);
  }
}

/** A TimeStampResp that says no, with the reason's bit of PKIFailureInfo (RFC 3161 section 2.4.2). */
export function rejection(failureBit: number, message: string): Buffer {
  const bytes = Buffer.alloc(1 + (failureBit >> 3) + 1);
  bytes[0] = 7 - (failureBit & 7);
  bytes[1 + (failureBit >> 3)] = 0x80 >> (failureBit & 7);
  const text = sequence(element(0x0c, Buffer.from(message, "utf8")));
  return sequence(sequence(unsignedInteger(Buffer.from([2])), text, element(0x03, bytes)));
}

function timestampInfo(query: TimestampQuery, faults: Faults, at: Date): Buffer {
  const imprint = Buffer.from(query.imprint);
  const last = imprint.length - 1;
  if (faults.wrongImprint === true) imprint[last] = (imprint[last] ?? 0) ^ 1;
  const nonce = query.nonce === undefined ? nothing : Buffer.from(query.nonce);
  const lastOfNonce = nonce.length - 1;
  if (faults.wrongNonce === true && nonce.length > 0) nonce[lastOfNonce] = (nonce[lastOfNonce] ?? 0) ^ 1;
  const serial = randomBytes(16);
  serial[0] = ((serial[0] ?? 0) & 0x3f) | 0x40;
  return sequence(
    unsignedInteger(Buffer.from([1])),
    oids.policy,
    imprint,
    unsignedInteger(serial),
    generalizedTime(at),
    accuracyOneSecond,
    nonce,
  );
}

function signingCertificateAttribute(
  certificate: Uint8Array,
  issuer: Uint8Array,
  serialNumber: Uint8Array,
): Buffer {
  const hash = createHash("sha256").update(certificate).digest();
  const issuerSerial = sequence(sequence(element(0xa4, issuer)), serialNumber);
  return attribute(oids.signingCertificateV2, sequence(sequence(sequence(octetString(hash), issuerSerial))));
}

function attribute(type: Uint8Array, value: Uint8Array): Buffer {
  return sequence(type, element(0x31, value));
}

function utcTime(at: Date): Buffer {
  return element(0x17, Buffer.from(`${at.toISOString().replaceAll(/[-:T]/g, "").slice(2, 14)}Z`, "latin1"));
}

/** DER of issuer and serial number, cut out of the certificate. */
function issuerAndSerialOf(certificate: Uint8Array): { issuer: Uint8Array; serialNumber: Uint8Array } {
  const { result } = asn1js.fromBER(Uint8Array.from(certificate).buffer);
  const toBeSigned = result instanceof asn1js.Sequence ? result.valueBlock.value[0] : undefined;
  const parts = toBeSigned instanceof asn1js.Sequence ? toBeSigned.valueBlock.value : [];
  const [, serialNumber, , issuer] = parts;
  if (!(serialNumber instanceof asn1js.Integer) || !(issuer instanceof asn1js.Sequence)) {
    throw new Error("the timestamp certificate is not an X.509 version 3 certificate");
  }
  return { issuer: issuer.valueBeforeDecodeView, serialNumber: serialNumber.valueBeforeDecodeView };
}
