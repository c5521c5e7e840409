import { createHash } from "node:crypto";

/**
 * The mac of an event: plain SHA-256 over appId, raw body, timestamp and OA secret, one behind the other; no HMAC.
 * @returns lower-case hex
 */
export function webhookMac(appId: string, rawBody: string, timestamp: string, oaSecret: string): string {
  return createHash("sha256")
    .update(appId + rawBody + timestamp + oaSecret)
    .digest("hex");
}
