import { createHmac } from "node:crypto";

const keys = new WeakMap<Buffer, Buffer>();

/** Key of the HMAC that marks audit records as written by the platform holding `secret`. */
export function recordKeyOf(secret: Buffer): Buffer {
  const known = keys.get(secret);
  if (known) return known;
  const key = createHmac("sha256", secret).update("ngoc-linh audit record v1").digest();
  keys.set(secret, key);
  return key;
}
