import { join } from "node:path";
import type { House } from "../../system.ts";
import type { RevocationSettings } from "../trust/open-revocation.ts";

/** A page that shows a document must not wait long for a revocation list; unknown is an answer too. */
const REVOCATION_TIMEOUT_MS = 4_000;

/** How this house asks for revocation, as plain data: threads that verify open a source of their own from it. */
export function revocationSettings(house: House): RevocationSettings {
  return {
    timeoutMs: REVOCATION_TIMEOUT_MS,
    cacheDirectory: join(house.config.dataDirectory, "revocation-lists"),
    standIn: house.services.standIns?.certificateAuthority,
  };
}
