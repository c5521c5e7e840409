import type { RevocationStatus } from "../certificates/index.ts";
import type { PdfErrorCode } from "../pdf/errors.ts";
import type { Indication, SignerRole, SubIndication, TrustLabel } from "../types.ts";
import type { Change, ChangeLevel } from "./change.ts";
import type { PageDifference } from "./page-differences.ts";

/** One plain sentence in both languages of the house. */
export interface Sentence {
  readonly vi: string;
  readonly en: string;
}

/**
 * The document as a whole (NĐ 30/2020 Art. 5 and 21, QĐ 28/2018 Art. 4.2): signed by person and organisation; by one
 * of the two (for information and reference only); not decided because revocation could not be asked; invalid; not
 * signed.
 */
export type DocumentStatus = "valid-both" | "valid-one" | "unknown" | "invalid" | "unsigned";

/** How much of the present file the signature covers. `revision` counts from 1. */
export type CoverageVerdict =
  | { readonly kind: "whole"; readonly revision: number; readonly of: number }
  | { readonly kind: "revision"; readonly revision: number; readonly of: number }
  | { readonly kind: "part" };

export interface SignerIdentity {
  readonly name: string;
  readonly organisation: string | undefined;
  /** The whole subject as text. */
  readonly subject: string;
  readonly issuer: string;
  /** Hexadecimal. */
  readonly serialNumber: string;
  /** SHA-256 of the certificate, hexadecimal. */
  readonly fingerprint: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly role: SignerRole;
  /** The regime of the root; undefined when the chain is not trusted. */
  readonly label: TrustLabel | undefined;
}

/** When the document was signed, and how well that is known. */
export interface SigningTime {
  /** From /M: what the signer says. */
  readonly claimed: Date | undefined;
  /** From a verified timestamp. */
  readonly proven: Date | undefined;
  readonly source: "document-timestamp" | "signature-timestamp" | "claimed" | "none";
}

/** PAdES baseline levels (ETSI EN 319 142-1): what the file holds to prove the signature by itself. */
export type SignatureLevel = "B-B" | "B-T" | "B-LT" | "B-LTA";

export interface SignatureVerdict {
  readonly fieldName: string;
  readonly kind: "signature" | "document-timestamp";
  readonly indication: Indication;
  readonly subIndication: SubIndication | undefined;
  /** Stable code of the check that failed, e.g. `cms.digest-differs`. */
  readonly failedCheck: string | undefined;
  readonly detail: string | undefined;
  readonly signer: SignerIdentity | undefined;
  readonly time: SigningTime;
  readonly coverage: CoverageVerdict;
  /** What later revisions did to the signed one. */
  readonly changeLevel: ChangeLevel;
  readonly changes: readonly Change[];
  /**
   * Which pages of the present file are not those that were signed; looked for when the level is 4. When the digest differs, or the
   * whole file was written anew: pages that are not those of the signed list, or bear traces of edited bytes.
   */
  readonly pageDifferences: readonly PageDifference[];
  /**
   * Set when the file is no longer the one that was signed, and a signed list of pages could be compared: true when all pages
   * show what the list says, in its order. Annotations, form fields and layers are not looked at. It never makes a
   * signature count.
   */
  readonly pagesAsSigned?: boolean;
  readonly revocation: RevocationStatus["status"] | "not-checked";
  /** What was found, the highest that holds; undefined for a document timestamp. */
  readonly level: SignatureLevel | undefined;
  /**
   * Until when the newest document timestamp over it can be relied on (its own, for the newest one): the archive must be
   * renewed before. Undefined when none protects it.
   */
  readonly archivedUntil: Date | undefined;
  /** Reason and place the signer gave. */
  readonly reason: string | undefined;
  readonly location: string | undefined;
  /** True when it is TOTAL_PASSED and nothing suspicious came after it. */
  readonly counts: boolean;
  /** Stable codes of things worth showing that do not decide. */
  readonly warnings: readonly string[];
  readonly sentence: Sentence;
  /** End of the signed revision in bytes: cutting the file there gives the document as signed. */
  readonly signedBytes: number | undefined;
}

export interface PdfVerdict {
  readonly status: DocumentStatus;
  readonly signatures: readonly SignatureVerdict[];
  /** Signature fields that nobody has signed. */
  readonly emptyFields: readonly string[];
  readonly revisions: number;
  /** Set when the file could not be examined at all: broken, encrypted, too large. */
  readonly problem: { readonly code: PdfErrorCode; readonly detail: string } | undefined;
  readonly trustListVersion: string;
  readonly sentence: Sentence;
}
