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

/** A key an owner may sign with, and where it is. */
export interface HeldKey {
  readonly id: string;
  /** A file in our care, the server's signing device, a remote service, or a token at the holder's computer. */
  readonly kind: "software" | "pkcs11" | "remote" | "plug-in";
  readonly subject: string;
  readonly issuer: string;
  readonly serial: string;
  /** SHA-256 of the certificate, lower-case hexadecimal. */
  readonly fingerprint: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** Of a key at a remote service: how its holder agrees, and whether the service wants a PIN beside that. */
  readonly remote?: { readonly consent: "otp" | "push"; readonly pin: boolean };
}

/** Signing and verification as the rooms use them; the service of `house.services.signatures`. */
export interface SignatureService {
  /**
   * Opens one of the owner's keys with its PIN: the file in our care, or the key `keyId` on the server's device. Keys
   * at a remote service or at the holder's computer are not opened; a signing act is begun with them.
   * @throws Refusal signing.no-certificate | signing.wrong-pin (field `pin`) | signing.locked | signing.expired |
   *   signing.key-elsewhere | not-found | pkcs11.…
   */
  openKey(owner: KeyOwner, pin: string, keyId?: string): Promise<OpenKey>;
  /** Every key the owner may sign with: the file in our care first. */
  keysOf(owner: KeyOwner): Promise<readonly HeldKey[]>;
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
  /**
   * The archived content that stands for this one by now; undefined while there is none. It stays so until the caller's
   * transaction ends.
   * @param sha256 any content of a file in the archive's care
   */
  archivedContent(tx: Transaction, sha256: string): Promise<string | undefined>;
}

declare module "../system.ts" {
  interface Services {
    signatures: SignatureService;
  }
}
