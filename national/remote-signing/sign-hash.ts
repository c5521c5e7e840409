import {
  constants,
  createECDH,
  createPrivateKey,
  type KeyObject,
  privateEncrypt,
  randomBytes,
} from "node:crypto";
import { sequence, unsignedInteger } from "../wire/der.ts";

// DigestInfo of SHA-256 (RFC 8017 section 9.2, note 1).
const SHA256_DIGEST_INFO = Buffer.from("3031300d060960864801650304020105000420", "hex");
/** Order of P-256 (SEC 2 section 2.4.2). */
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

/**
 * Signs a SHA-256 hash that was made elsewhere.
 *
 * @param privateKey PKCS#8 DER
 * @returns RSA PKCS#1 v1.5; ECDSA as DER or, if `raw`, as r‖s
 */
export function signHash(privateKey: Uint8Array, hash: Uint8Array, raw: boolean): Buffer {
  const key = createPrivateKey({ key: Buffer.from(privateKey), format: "der", type: "pkcs8" });
  if (key.asymmetricKeyType === "ec") return ecdsa(key, hash, raw);
  return privateEncrypt(
    { key, padding: constants.RSA_PKCS1_PADDING },
    Buffer.concat([SHA256_DIGEST_INFO, hash]),
  );
}

/** FIPS 186-5 section 6.4.1; written out because Node.js hashes whatever it signs with ECDSA. */
function ecdsa(key: KeyObject, hash: Uint8Array, raw: boolean): Buffer {
  const secret = big(Buffer.from(key.export({ format: "jwk" }).d ?? "", "base64url"));
  for (;;) {
    const nonce = randomBytes(32);
    const k = big(nonce);
    if (k === 0n || k >= ORDER) continue;
    const curve = createECDH("prime256v1");
    curve.setPrivateKey(nonce);
    const r = big(curve.getPublicKey().subarray(1, 33)) % ORDER;
    const s = (inverse(k) * ((big(hash) + r * secret) % ORDER)) % ORDER;
    if (r === 0n || s === 0n) continue;
    return raw
      ? Buffer.concat([fixed(r), fixed(s)])
      : sequence(unsignedInteger(shortest(r)), unsignedInteger(shortest(s)));
  }
}

function inverse(value: bigint): bigint {
  let [a, b, x, y] = [value, ORDER, 1n, 0n];
  while (b !== 0n) {
    const quotient = a / b;
    [a, b] = [b, a - quotient * b];
    [x, y] = [y, x - quotient * y];
  }
  return ((x % ORDER) + ORDER) % ORDER;
}

function big(bytes: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(bytes).toString("hex")}`);
}

function fixed(value: bigint): Buffer {
  return Buffer.from(value.toString(16).padStart(64, "0"), "hex");
}

function shortest(value: bigint): Buffer {
  const bytes = fixed(value);
  return bytes.subarray(bytes.findIndex((octet) => octet !== 0));
}
