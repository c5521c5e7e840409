import { createHmac, createPrivateKey, createPublicKey, type KeyObject, timingSafeEqual } from "node:crypto";
import {
  Asn1Error,
  type Asn1Node,
  childrenOf,
  contextConstructed,
  encoded,
  enter,
  oids,
  readImplicitOctets,
  readOctets,
  readOid,
  readSmallInteger,
  readWhole,
  tag,
} from "../asn1/index.ts";
import {
  type Certificate,
  checkIssuerLink,
  isSelfIssued,
  namesFit,
  parseCertificate,
  parseHashAlgorithm,
} from "../certificates/index.ts";
import type { Signer } from "../types.ts";
import { KeyError } from "./key-error.ts";
import { decryptWithPassword, hmacHash, pbkdf2Key, pkcs12Mac } from "./password-encryption.ts";
import { softwareSigner } from "./software-signer.ts";

/** What a PKCS#12 file holds. */
export interface Pkcs12Contents {
  readonly privateKey: KeyObject;
  /** DER; the key's own certificate first, then its issuers in order, the root left out. */
  readonly certificates: readonly Uint8Array[];
}

/** A key file has a few kilobytes; this leaves room for long chains. */
const MAXIMUM_BYTES = 1024 * 1024;

/**
 * Opens a PKCS#12 file (.p12, .pfx; RFC 7292) as a signer. See {@link readPkcs12}.
 *
 * @param password the file's password; may be empty
 */
export async function openPkcs12(bytes: Uint8Array, password: string): Promise<Signer> {
  return softwareSigner(readPkcs12(bytes, password));
}

/**
 * Reads key and certificates of a PKCS#12 file. The MAC is checked before anything is decrypted. Encryption: PBES2
 * (AES, 3DES) and the older 3DES and RC2 schemes that Windows writes; MAC: HMAC with any SHA, and PBMAC1 (RFC 9579).
 *
 * @throws KeyError `key.wrong-password`, `key.not-pkcs12`, `key.unsupported-encryption`, `key.no-private-key`,
 *   `key.no-certificate`, `key.too-many-iterations`
 */
export function readPkcs12(bytes: Uint8Array, password: string): Pkcs12Contents {
  try {
    return read(bytes, password);
  } catch (error) {
    if (error instanceof Asn1Error)
      throw new KeyError("key.not-pkcs12", `not a PKCS#12 file: ${error.message}`);
    throw error;
  }
}

function read(bytes: Uint8Array, password: string): Pkcs12Contents {
  const parts = enter(readWhole(bytes, { maximumBytes: MAXIMUM_BYTES }), tag.sequence);
  if (readSmallInteger(parts.next()) !== 3) throw new KeyError("key.not-pkcs12", "not version 3");
  const safe = contentOf(parts.next());
  if (parts.done) throw new KeyError("key.not-pkcs12", "the file has no integrity check (MAC)");
  checkMac(parts.next(), safe, password);

  const found: { key?: KeyObject; certificates: Certificate[] } = { certificates: [] };
  for (const part of childrenOf(readWhole(safe))) {
    for (const bag of childrenOf(readWhole(decrypted(part, password)))) takeBag(bag, password, found);
  }
  if (found.key === undefined) throw new KeyError("key.no-private-key", "the file holds no private key");
  return { privateKey: found.key, certificates: ordered(found.key, found.certificates).map((c) => c.der) };
}

/** RFC 7292 section 5.1: integrity by password. */
function checkMac(macData: Asn1Node, safe: Uint8Array, password: string): void {
  const parts = enter(macData, tag.sequence);
  const digestInfo = enter(parts.next(), tag.sequence);
  const algorithm = digestInfo.next();
  const expected = readOctets(digestInfo.next());
  const salt = readOctets(parts.next());
  const iterations = parts.done ? 1 : readSmallInteger(parts.next());
  const mac = macOf(algorithm, safe, password, salt, iterations);
  if (mac.length !== expected.length || !timingSafeEqual(mac, expected)) {
    throw new KeyError("key.wrong-password", "wrong password, or the file was changed");
  }
}

function macOf(
  algorithm: Asn1Node,
  data: Uint8Array,
  password: string,
  salt: Uint8Array,
  iterations: number,
): Uint8Array {
  const parts = enter(algorithm, tag.sequence);
  if (readOid(parts.next()) !== oids.pbmac1) {
    const digest = parseHashAlgorithm(algorithm);
    if (typeof digest !== "string")
      throw new KeyError("key.unsupported-encryption", `MAC with ${digest.unknown}`);
    return pkcs12Mac(digest, password, salt, iterations, data);
  }
  const parameters = enter(parts.next(), tag.sequence);
  const derivation = parameters.next();
  const scheme = readOid(enter(parameters.next(), tag.sequence).next());
  const digest = hmacHash(scheme);
  if (digest === undefined) throw new KeyError("key.unsupported-encryption", `MAC with ${scheme}`);
  const length = createHmac(digest, "").digest().length;
  return createHmac(digest, pbkdf2Key(derivation, password, length))
    .update(data)
    .digest();
}

/** Content of a ContentInfo of type data. */
function contentOf(info: Asn1Node): Uint8Array {
  const parts = enter(info, tag.sequence);
  const type = readOid(parts.next());
  if (type !== oids.data) throw new KeyError("key.unsupported-encryption", `content type ${type}`);
  return readOctets(enter(parts.next(), contextConstructed(0)).next());
}

function decrypted(info: Asn1Node, password: string): Uint8Array {
  const parts = enter(info, tag.sequence);
  if (readOid(parts.next()) !== oids.encryptedData) return contentOf(info);
  const data = enter(enter(parts.next(), contextConstructed(0)).next(), tag.sequence);
  data.expect(tag.integer);
  const encrypted = enter(data.next(), tag.sequence);
  encrypted.expect(tag.oid);
  const algorithm = encrypted.next();
  return decryptWithPassword(algorithm, readImplicitOctets(encrypted.next()), password);
}

function takeBag(
  bag: Asn1Node,
  password: string,
  found: { key?: KeyObject; certificates: Certificate[] },
): void {
  const parts = enter(bag, tag.sequence);
  const type = readOid(parts.next());
  const value = enter(parts.next(), contextConstructed(0)).next();
  if (type === oids.certificateBag) {
    const certificate = enter(value, tag.sequence);
    if (readOid(certificate.next()) !== oids.x509Certificate) return;
    const der = readOctets(enter(certificate.next(), contextConstructed(0)).next());
    found.certificates.push(parseCertificate(der));
  } else if (type === oids.shroudedKeyBag) {
    const shrouded = enter(value, tag.sequence);
    const algorithm = shrouded.next();
    found.key ??= privateKeyFrom(decryptWithPassword(algorithm, readOctets(shrouded.next()), password));
  } else if (type === oids.keyBag) {
    found.key ??= privateKeyFrom(encoded(value));
  }
}

function privateKeyFrom(pkcs8: Uint8Array): KeyObject {
  try {
    return createPrivateKey({ key: Buffer.from(pkcs8), format: "der", type: "pkcs8" });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new KeyError("key.unsupported-algorithm", `the private key cannot be used: ${reason}`);
  }
}

/** The key's own certificate, then each issuer in turn; files hold them in any order. */
function ordered(key: KeyObject, certificates: readonly Certificate[]): Certificate[] {
  const publicKeyInfo = createPublicKey(key).export({ format: "der", type: "spki" });
  const own = certificates.find((certificate) => publicKeyInfo.equals(certificate.publicKeyInfo));
  if (own === undefined) throw new KeyError("key.no-certificate", "the file holds no certificate of its key");
  const path = [own];
  for (let last = own; ; ) {
    const issuer = certificates.find(
      (candidate) =>
        !path.includes(candidate) &&
        namesFit(last, candidate) &&
        checkIssuerLink(last, candidate) === "right",
    );
    if (issuer === undefined || isSelfIssued(issuer)) return path;
    path.push(issuer);
    last = issuer;
  }
}
