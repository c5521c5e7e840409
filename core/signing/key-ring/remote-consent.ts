import { openSecret, sealSecret } from "../../identity/secret-box.ts";
import type { House } from "../../system.ts";
import { CONSENT_PURPOSE } from "./remote-act.ts";

/** The consent of a holder, readable by this installation for this act alone. @returns base64 */
export function sealConsent(house: House, actId: string, sad: string): string {
  return sealSecret(house.config.secret, CONSENT_PURPOSE, actId, Buffer.from(sad)).toString("base64");
}

/** @throws SecretBoxError */
export function openConsent(house: House, actId: string, box: string): string {
  return openSecret(house.config.secret, CONSENT_PURPOSE, actId, Buffer.from(box, "base64")).toString("utf8");
}
