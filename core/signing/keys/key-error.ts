/** Stable codes of {@link KeyError}. */
export type KeyErrorCode =
  | "key.wrong-password"
  | "key.not-pkcs12"
  | "key.unsupported-encryption"
  | "key.no-private-key"
  | "key.no-certificate"
  | "key.too-many-iterations"
  | "key.unsupported-algorithm"
  | "key.does-not-match-certificate"
  | "key.bad-signature";

/** A key or key file that cannot be used, with a reason a screen can explain. */
export class KeyError extends Error {
  readonly code: KeyErrorCode;

  constructor(code: KeyErrorCode, message: string) {
    super(message);
    this.name = "KeyError";
    this.code = code;
  }
}
