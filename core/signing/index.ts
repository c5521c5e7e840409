/** Public door of signing: signers, certificates, timestamps, signing and verifying PDFs. */
export * from "./acts/index.ts";
export { signingTimeLine } from "./appearance/appearance.ts";
export {
  attachedDocumentAppearance,
  COPY_WORDS,
  type CopyForm,
  copyAppearance,
  leaderAppearance,
  organisationAppearance,
} from "./appearance/official-appearance.ts";
export * from "./certificates/index.ts";
export * from "./cms/index.ts";
export * from "./container/index.ts";
export { DEMO_PIN } from "./demo/demo-pin.ts";
export {
  assertRemoteKeyReady,
  type BeginRemoteSigning,
  type BegunRemoteSigning,
  beginRemoteSigning,
} from "./key-ring/begin-remote-signing.ts";
export { continueRemoteSigning, type RemoteProgress } from "./key-ring/continue-remote-signing.ts";
export * from "./keys/index.ts";
export * from "./long-term/index.ts";
export { PdfError, type PdfErrorCode } from "./pdf/errors.ts";
export {
  type FillNumberAndDateInput,
  fillNumberAndDate,
  formatDateLine,
  formatNumberText,
} from "./pdf/fill-number-and-date.ts";
export { DEFAULT_LIMITS, type PdfLimits } from "./pdf/limits.ts";
export { type MakeCopyInput, makeCopy } from "./pdf/make-copy.ts";
export { normalisePdf } from "./pdf/normalise-pdf.ts";
export { pageBoxes } from "./pdf/page-boxes.ts";
export type { Rect } from "./pdf/pages.ts";
export type { SignatureAppearance, SignatureRequest } from "./pdf/plan-signature.ts";
export { DATE_FIELD, NUMBER_FIELD, prepareForNumbering } from "./pdf/prepare-for-numbering.ts";
export {
  type ProposedPlace,
  proposeSignaturePlace,
  SIGNATURE_RECTANGLE,
  type SignaturePlace,
} from "./pdf/propose-signature-place.ts";
export {
  listSignatures,
  type PlacedSignature,
  SEAL_DIAMETER,
  sealPlaceFor,
} from "./pdf/seal-place.ts";
export { type PreparedSigning, prepareSigning, signPdf } from "./pdf/sign-pdf.ts";
export { type ByteSource, memorySource, openFileSource } from "./pdf/source.ts";
export * from "./plug-in/index.ts";
export * from "./remote/index.ts";
export * from "./timestamps/index.ts";
export { trustVersion } from "./trust/trust-version.ts";
export * from "./types.ts";
export * from "./verification/index.ts";
export * from "./xml/index.ts";
