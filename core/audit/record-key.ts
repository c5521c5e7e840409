import { createHmac, createSecretKey, type KeyObject } from "node:crypto";

const keys = new WeakMap<Buffer, KeyObject>();

/** Key of the HMAC that marks audit records as written by the platform holding `secret`. */
export function recordKeyOf(secret: Buffer): KeyObject {
  const known = keys.get(secret);
  if (known) return known;
  // As a key object: from raw bytes Node makes one at every call, which costs seven times the HMAC itself.
  const key = createSecretKey(createHmac("sha256", secret).update("ngoc-linh audit record v1").digest());
  keys.set(secret, key);
  return key;
}
