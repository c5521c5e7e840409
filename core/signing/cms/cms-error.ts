/** Stable codes of {@link CmsError}. */
export type CmsErrorCode =
  | "cms.no-signer-certificate"
  | "cms.wrong-digest-length"
  | "cms.key-does-not-fit"
  | "cms.timestamp-missing";

/** A signature could not be built. Nothing was signed with a wrong structure. */
export class CmsError extends Error {
  readonly code: CmsErrorCode;

  constructor(code: CmsErrorCode, message: string) {
    super(message);
    this.name = "CmsError";
    this.code = code;
  }
}
