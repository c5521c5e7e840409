import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";

/** RFC 6238 as every authenticator app speaks it: HMAC-SHA1, 30 seconds, 6 digits. */
const STEP_SECONDS = 30;
const DIGITS = 6;
/** One step of clock difference either way (RFC 6238 section 5.2). */
const WINDOW = 1;
const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** A fresh 160-bit key (RFC 4226 section 4, R6). */
export function newTotpKey(): Buffer {
  return randomBytes(20);
}

/** Time step an instant lies in. */
export function totpStep(at: Date): number {
  return Math.floor(at.getTime() / 1000 / STEP_SECONDS);
}

/** The code of a step (RFC 4226 section 5.3). `digits` other than 6 only serve the published vectors. */
export function totpCode(key: Uint8Array, step: number, digits: number = DIGITS): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac("sha1", key).update(counter).digest();
  const offset = mac.readUInt8(mac.length - 1) & 0x0f;
  const binary = mac.readUInt32BE(offset) & 0x7fffffff;
  return String(binary % 10 ** digits).padStart(digits, "0");
}

/**
 * Finds the step a typed code belongs to, within one step of now and after the last one used.
 * @param lastStep the last step accepted; this one and earlier ones are refused (no replay)
 * @returns the step to remember, or undefined when the code is wrong, too old or used
 */
export function matchTotp(key: Uint8Array, typed: string, now: Date, lastStep: number): number | undefined {
  const code = Buffer.from(typed.replace(/\s+/g, ""));
  let found: number | undefined;
  for (let step = totpStep(now) - WINDOW; step <= totpStep(now) + WINDOW; step += 1) {
    const expected = Buffer.from(totpCode(key, step));
    const equal = code.length === expected.length && timingSafeEqual(code, expected);
    if (equal && step > lastStep) found = step;
  }
  return found;
}

/** The key as people type it into an app, RFC 4648 base 32 without padding. */
export function base32(bytes: Uint8Array): string {
  let text = "";
  let bits = 0;
  let held = 0;
  for (const byte of bytes) {
    held = (held << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += BASE32.charAt((held >>> bits) & 31);
    }
    held &= (1 << bits) - 1;
  }
  return bits > 0 ? text + BASE32.charAt((held << (5 - bits)) & 31) : text;
}

/** Address that authenticator apps read from the square code (Key URI format). */
export function otpauthUri(key: Uint8Array, issuer: string, username: string): string {
  const label = `${encodeURIComponent(issuer)}:${encodeURIComponent(username)}`;
  const secret = base32(key);
  return `otpauth://totp/${label}?secret=${secret}&issuer=${encodeURIComponent(issuer)}&algorithm=SHA1&digits=${DIGITS}&period=${STEP_SECONDS}`;
}
