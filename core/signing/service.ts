import type { Transaction } from "../transaction/index.ts";
import type { Signer, TimestampAuthority } from "./types.ts";
import type { PdfVerdict } from "./verification/index.ts";

/** Whose certificate: a person signs, an organisation seals (NĐ 30/2020 Art. 5). */
export interface KeyOwner {
  readonly kind: "person" | "organisation";
  /** directory.person or directory.organisation. */
  readonly id: string;
}

/** A key that is ready to sign, for one act. */
export interface OpenKey {
  readonly signer: Signer;
  /** PNG with transparency: the handwritten signature in blue, or the seal in red (NĐ 30/2020 PL I). */
  readonly image: Uint8Array;
  /** Common name of the certificate. */
  readonly subject: string;
}

/** What a person sees of a certificate in their care. */
export interface HeldCertificate {
  readonly id: string;
  readonly owner: KeyOwner;
  readonly subject: string;
  readonly issuer: string;
  readonly serial: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly state: "active" | "revoked" | "replaced";
}

/** Signing and verification as the rooms use them; the service of `house.services.signatures`. */
export interface SignatureService {
  /**
   * Opens the owner's current key with its PIN.
   * @throws Refusal signing.no-certificate | signing.wrong-pin (field `pin`) | signing.locked | signing.expired
   */
  openKey(owner: KeyOwner, pin: string): Promise<OpenKey>;
  heldCertificate(owner: KeyOwner): Promise<HeldCertificate | undefined>;
  /** Absent when no authority is configured. */
  readonly timestampAuthority: TimestampAuthority | undefined;
  /**
   * Verifies a stored PDF. Never throws for a bad file: broken, encrypted and unsigned files are verdicts.
   * @param sha256 content in the file store
   */
  verifyStored(sha256: string, at?: Date): Promise<PdfVerdict>;
  /**
   * Puts a stored, signed PDF into the archive's care, in the caller's transaction: a job gives it its long-term proof
   * (PAdES B-LTA) and renews that before it ends. The event `signing.file-archived` names each new content.
   * @param sha256 content in the file store
   * @param notBefore wait until then
   */
  archive(tx: Transaction, sha256: string, notBefore?: Date): Promise<void>;
}

declare module "../system.ts" {
  interface Services {
    signatures: SignatureService;
  }
}
