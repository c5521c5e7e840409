import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from "node:crypto";

/** A stored secret cannot be opened: another installation's key, another purpose or place, or damaged bytes. */
export class SecretBoxError extends Error {
  readonly code = "identity.secret-unreadable";
}

const VERSION = 1;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * A 32-byte key for one purpose, derived from the secret of the installation (HKDF-SHA256, RFC 5869), so that no key
 * serves two ends.
 *
 * @param secret `config.secret`, 32 bytes
 * @param purpose stable name, e.g. `identity.totp`; changing it makes what was sealed unreadable
 */
export function purposeKey(secret: Uint8Array, purpose: string): Buffer {
  return Buffer.from(hkdfSync("sha256", secret, "", `ngoc-linh/${purpose}`, 32));
}

/** HMAC-SHA256 under a purpose key: to look something up without storing it. */
export function keyedHash(secret: Uint8Array, purpose: string, text: string): Buffer {
  return createHmac("sha256", purposeKey(secret, purpose)).update(text).digest();
}

/**
 * Encrypts something that must be stored but not be readable from the database alone (AES-256-GCM, fresh nonce).
 *
 * @param place what the secret belongs to, e.g. an account id: a box moved to another place does not open
 * @returns version byte, nonce, ciphertext, tag
 */
export function sealSecret(secret: Uint8Array, purpose: string, place: string, plain: Uint8Array): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv("aes-256-gcm", purposeKey(secret, purpose), nonce);
  cipher.setAAD(Buffer.from(place));
  return Buffer.concat([
    Buffer.of(VERSION),
    nonce,
    cipher.update(plain),
    cipher.final(),
    cipher.getAuthTag(),
  ]);
}

/**
 * Opens what `sealSecret` made with the same secret, purpose and place.
 * @throws SecretBoxError
 */
export function openSecret(secret: Uint8Array, purpose: string, place: string, box: Uint8Array): Buffer {
  if (box.length < 1 + NONCE_BYTES + TAG_BYTES || box[0] !== VERSION) {
    throw new SecretBoxError(`${purpose}: not a sealed secret`);
  }
  const nonce = box.subarray(1, 1 + NONCE_BYTES);
  const decipher = createDecipheriv("aes-256-gcm", purposeKey(secret, purpose), nonce);
  decipher.setAAD(Buffer.from(place));
  decipher.setAuthTag(box.subarray(box.length - TAG_BYTES));
  try {
    return Buffer.concat([
      decipher.update(box.subarray(1 + NONCE_BYTES, box.length - TAG_BYTES)),
      decipher.final(),
    ]);
  } catch (error) {
    throw new SecretBoxError(`${purpose}: the secret does not open with the key of this installation`, {
      cause: error,
    });
  }
}
