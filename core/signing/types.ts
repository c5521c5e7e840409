/**
 * The vocabulary shared by the cryptographic half of signing (asn1, cms, certificates, timestamps, keys) and the
 * PDF half (pdf, appearance, verification).
 *
 * Sources: ETSI EN 319 142-1 (PAdES baseline), EN 319 102-1 (names of indications), RFC 5652 (CMS), RFC 5280
 * (certificates and CRLs), RFC 3161 and 5816 (timestamps), Nghị định 68/2024 (official-duty signatures).
 */

/** Signature algorithms this house produces. Others may be verified, none may be produced. */
export type SignatureAlgorithm = "rsa-sha256" | "ecdsa-sha256" | "rsa-sha384" | "ecdsa-sha384";

/** Hash functions a received signature may name; the algorithm policy decides which of them count. */
export type HashName = "sha1" | "sha224" | "sha256" | "sha384" | "sha512";

/** Something that holds a private key: a PKCS#12 file, a token, a remote service. */
export interface Signer {
  /** DER certificates: the signer's own first, then its issuers. The root may be left out. */
  readonly certificates: readonly Uint8Array[];
  readonly algorithm: SignatureAlgorithm;
  /**
   * Signs the bytes themselves (the signer hashes them).
   * Returns the raw signature value in CMS form; ECDSA as DER SEQUENCE { r, s }.
   */
  sign(toBeSigned: Uint8Array): Promise<Uint8Array>;
  /** The key lies in this process and was proven to be that of the certificate when it was opened. */
  readonly inProcess?: true;
  /** Every signature costs its holder an act (a code from the phone, a touch): it is never asked for twice. */
  readonly oneTime?: true;
}

/** A source of RFC 3161 tokens. What it returns has already been checked against the question. */
export interface TimestampAuthority {
  /** Takes a SHA-256 imprint (32 bytes), returns a TimeStampToken (DER). */
  timestamp(sha256: Uint8Array): Promise<Uint8Array>;
}

/** Main indications of EN 319 102-1 section 5.1.3. */
export type Indication = "TOTAL_PASSED" | "INDETERMINATE" | "TOTAL_FAILED";

/** Sub-indications of EN 319 102-1 that this house uses. */
export type SubIndication =
  | "FORMAT_FAILURE"
  | "HASH_FAILURE"
  | "SIG_CRYPTO_FAILURE"
  | "REVOKED"
  | "NO_SIGNING_CERTIFICATE_FOUND"
  | "NO_CERTIFICATE_CHAIN_FOUND"
  | "CHAIN_CONSTRAINTS_FAILURE"
  | "CRYPTO_CONSTRAINTS_FAILURE"
  | "SIG_CONSTRAINTS_FAILURE"
  | "OUT_OF_BOUNDS_NO_POE"
  | "REVOKED_NO_POE"
  | "CRYPTO_CONSTRAINTS_FAILURE_NO_POE"
  | "NO_POE"
  | "TRY_LATER"
  | "SIGNED_DATA_NOT_FOUND";

/** Which main indication a sub-indication belongs to (EN 319 102-1 table 5). */
export function indicationOf(sub: SubIndication): Exclude<Indication, "TOTAL_PASSED"> {
  return sub === "FORMAT_FAILURE" ||
    sub === "HASH_FAILURE" ||
    sub === "SIG_CRYPTO_FAILURE" ||
    sub === "REVOKED"
    ? "TOTAL_FAILED"
    : "INDETERMINATE";
}

/** Why a check did not pass: a stable machine code and one English sentence for the log. */
export interface Failure {
  readonly ok: false;
  readonly subIndication: SubIndication;
  /** Stable, e.g. "cms.two-signers"; screens translate it. */
  readonly code: string;
  readonly detail: string;
}

/** Who a certificate speaks for: NĐ 30/2020 Art. 5 wants both on a document. */
export type SignerRole = "person" | "organisation";

/** Which regime a root belongs to: NĐ 68/2024 (official duty), NĐ 23/2025 (public), or our own stand-in. */
export type TrustLabel = "official-duty" | "public" | "demo";

/** One trusted root. Roots are configuration; none but the demo root is ever shipped or generated. */
export interface TrustAnchor {
  /** DER. */
  readonly certificate: Uint8Array;
  readonly label: TrustLabel;
  /** The range in which signatures under this root count; open where absent. */
  readonly trustedFrom?: Date;
  readonly trustedUntil?: Date;
}

/** A condition on a certificate and the role it proves; the first matching rule decides. */
export interface RoleRule {
  readonly role: SignerRole;
  /** Matches when the certificate carries this policy OID. */
  readonly policy?: string;
  /** Matches when the subject has this attribute (short name or OID) … */
  readonly attribute?: string;
  /** … and, if given, its value matches (case-insensitive regular expression source). */
  readonly pattern?: string;
}

/** The roots a verification trusts, with the version that its report names. */
export interface TrustList {
  readonly version: string;
  readonly anchors: readonly TrustAnchor[];
  /** Authorities below the roots (DER) that signatures may leave out; they help to build a path and prove nothing. */
  readonly intermediates?: readonly Uint8Array[];
  /** Checked before the built-in rules of `roleOf`. */
  readonly roleRules?: readonly RoleRule[];
}
