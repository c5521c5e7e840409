import type { House } from "../../system.ts";
import type { RevocationSource } from "../certificates/index.ts";
import type { SignatureService } from "../service.ts";
import type { TrustList } from "../types.ts";
import { OpenedKeys } from "./opened-keys.ts";

/** What the parts of the key ring share: one object a process. */
export interface KeyRing {
  readonly trust: TrustList;
  readonly revocation: RevocationSource;
  readonly opened: OpenedKeys;
  /** Owners for whom a demo certificate is being made, so that two signatures at once make one. */
  readonly issuing: Map<string, Promise<void>>;
}

declare module "../../system.ts" {
  interface Services {
    keyRing: KeyRing;
  }
}

/** The key ring of a house that has been provided with one. */
export function keyRingOf(house: House): KeyRing & { readonly signatures: SignatureService } {
  const { keyRing, signatures } = house.services;
  if (keyRing === undefined || signatures === undefined)
    throw new Error("the signing room has not been provided");
  return { ...keyRing, signatures };
}

export function createKeyRing(trust: TrustList, revocation: RevocationSource): KeyRing {
  return { trust, revocation, opened: new OpenedKeys(), issuing: new Map() };
}
