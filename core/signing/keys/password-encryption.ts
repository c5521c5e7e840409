import { createDecipheriv, createHmac, hash, pbkdf2Sync } from "node:crypto";
import {
  type Asn1Cursor,
  type Asn1Node,
  enter,
  oids,
  readOctets,
  readOid,
  readSmallInteger,
  tag,
} from "../asn1/index.ts";
import { KeyError } from "./key-error.ts";
import { decryptRc2Cbc } from "./rc2.ts";

/** More rounds than this only keep the server busy: 10 million take some seconds. */
const MAXIMUM_ITERATIONS = 10_000_000;

/** The hash functions PKCS#12 files use. */
export type KdfHash = "sha1" | "sha224" | "sha256" | "sha384" | "sha512";

const blockBytes: Readonly<Record<KdfHash, number>> = {
  sha1: 64,
  sha224: 64,
  sha256: 64,
  sha384: 128,
  sha512: 128,
};

const hmacs = new Map<string, KdfHash>([
  [oids.hmacSha1, "sha1"],
  [oids.hmacSha224, "sha224"],
  [oids.hmacSha256, "sha256"],
  [oids.hmacSha384, "sha384"],
  [oids.hmacSha512, "sha512"],
]);

const aesCiphers = new Map<string, { readonly name: string; readonly keyBytes: number }>([
  [oids.aes128Cbc, { name: "aes-128-cbc", keyBytes: 16 }],
  [oids.aes192Cbc, { name: "aes-192-cbc", keyBytes: 24 }],
  [oids.aes256Cbc, { name: "aes-256-cbc", keyBytes: 32 }],
  [oids.tripleDesCbc, { name: "des-ede3-cbc", keyBytes: 24 }],
]);

/**
 * Decrypts what an AlgorithmIdentifier of PKCS#5 or PKCS#12 describes: PBES2 with AES or 3DES, and the older
 * SHA-1 schemes with 3DES or RC2.
 *
 * @throws KeyError `key.wrong-password`, `key.unsupported-encryption` or `key.too-many-iterations`
 */
export function decryptWithPassword(algorithm: Asn1Node, data: Uint8Array, password: string): Uint8Array {
  const parts = enter(algorithm, tag.sequence);
  const scheme = readOid(parts.next());
  if (scheme === oids.pbes2) return decryptPbes2(parts, data, password);
  const parameters = enter(parts.next(), tag.sequence);
  const salt = readOctets(parameters.next());
  const iterations = checkedIterations(readSmallInteger(parameters.next()));
  const derive = (purpose: 1 | 2, length: number): Uint8Array =>
    pkcs12Key("sha1", purpose, password, salt, iterations, length);
  switch (scheme) {
    case oids.pbeSha1TripleDes3Key:
      return decipher("des-ede3-cbc", derive(1, 24), derive(2, 8), data);
    case oids.pbeSha1TripleDes2Key: {
      const key = derive(1, 16);
      return decipher("des-ede3-cbc", Buffer.concat([key, key.subarray(0, 8)]), derive(2, 8), data);
    }
    case oids.pbeSha1Rc2With128:
      return decryptRc2Cbc(derive(1, 16), derive(2, 8), data);
    case oids.pbeSha1Rc2With40:
      return decryptRc2Cbc(derive(1, 5), derive(2, 8), data);
    default:
      throw new KeyError("key.unsupported-encryption", `encryption ${scheme} is not supported`);
  }
}

/** PBKDF2 from its AlgorithmIdentifier (RFC 8018 appendix A.2). */
export function pbkdf2Key(algorithm: Asn1Node, password: string, keyBytes: number): Uint8Array {
  const parts = enter(algorithm, tag.sequence);
  const scheme = readOid(parts.next());
  if (scheme !== oids.pbkdf2) throw new KeyError("key.unsupported-encryption", `key derivation ${scheme}`);
  const parameters = enter(parts.next(), tag.sequence);
  const salt = readOctets(parameters.next());
  const iterations = checkedIterations(readSmallInteger(parameters.next()));
  parameters.optional(tag.integer);
  const prf = parameters.done ? oids.hmacSha1 : readOid(enter(parameters.next(), tag.sequence).next());
  const digest = hmacs.get(prf);
  if (digest === undefined) throw new KeyError("key.unsupported-encryption", `key derivation with ${prf}`);
  return pbkdf2Sync(Buffer.from(password, "utf8"), salt, iterations, keyBytes, digest);
}

/** The hash of an HMAC algorithm identifier, for PBMAC1. */
export function hmacHash(oid: string): KdfHash | undefined {
  return hmacs.get(oid);
}

/** The MAC of PKCS#12 (RFC 7292 appendix B, purpose 3). */
export function pkcs12Mac(
  digest: KdfHash,
  password: string,
  salt: Uint8Array,
  iterations: number,
  data: Uint8Array,
): Uint8Array {
  const length = hash(digest, Buffer.alloc(0), "buffer").length;
  const key = pkcs12Key(digest, 3, password, salt, checkedIterations(iterations), length);
  return createHmac(digest, key).update(data).digest();
}

/**
 * Key derivation of RFC 7292 appendix B.2.
 *
 * @param purpose 1 key, 2 initialisation vector, 3 MAC
 */
export function pkcs12Key(
  digest: KdfHash,
  purpose: 1 | 2 | 3,
  password: string,
  salt: Uint8Array,
  iterations: number,
  length: number,
): Uint8Array {
  const block = blockBytes[digest];
  // The password is BMPString with two zero octets at its end.
  const secret = Buffer.from(`${password}\0`, "utf16le").swap16();
  const input = Buffer.concat([repeatTo(salt, block), repeatTo(secret, block)]);
  const diversifier = Buffer.alloc(block, purpose);
  const out: Buffer[] = [];
  for (let produced = 0; produced < length; ) {
    let value = hash(digest, Buffer.concat([diversifier, input]), "buffer");
    for (let i = 1; i < iterations; i++) value = hash(digest, value, "buffer");
    out.push(value);
    produced += value.length;
    addToBlocks(input, repeatTo(value, block).subarray(0, block), block);
  }
  return Buffer.concat(out).subarray(0, length);
}

function decryptPbes2(parts: Asn1Cursor, data: Uint8Array, password: string): Uint8Array {
  const parameters = enter(parts.next(), tag.sequence);
  const derivation = parameters.next();
  const cipherParts = enter(parameters.next(), tag.sequence);
  const cipherOid = readOid(cipherParts.next());
  const cipher = aesCiphers.get(cipherOid);
  if (cipher === undefined) throw new KeyError("key.unsupported-encryption", `cipher ${cipherOid}`);
  const key = pbkdf2Key(derivation, password, cipher.keyBytes);
  return decipher(cipher.name, key, readOctets(cipherParts.next()), data);
}

function decipher(name: string, key: Uint8Array, iv: Uint8Array, data: Uint8Array): Uint8Array {
  try {
    const cipher = createDecipheriv(name, key, iv);
    return Buffer.concat([cipher.update(data), cipher.final()]);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new KeyError("key.wrong-password", `the contents do not decrypt with this password (${reason})`);
  }
}

/** I = (I + B + 1) mod 2^block, block by block (appendix B.2 step 6 C). */
function addToBlocks(input: Buffer, addend: Uint8Array, block: number): void {
  for (let start = 0; start < input.length; start += block) {
    let carry = 1;
    for (let i = block - 1; i >= 0; i--) {
      const sum = (input[start + i] ?? 0) + (addend[i] ?? 0) + carry;
      input[start + i] = sum & 0xff;
      carry = sum >> 8;
    }
  }
}

function repeatTo(bytes: Uint8Array, block: number): Buffer {
  if (bytes.length === 0) return Buffer.alloc(0);
  const length = block * Math.ceil(bytes.length / block);
  const out = Buffer.alloc(length);
  for (let i = 0; i < length; i++) out[i] = bytes[i % bytes.length] ?? 0;
  return out;
}

function checkedIterations(iterations: number): number {
  if (iterations < 1 || iterations > MAXIMUM_ITERATIONS) {
    throw new KeyError("key.too-many-iterations", `${iterations} rounds of key derivation`);
  }
  return iterations;
}
