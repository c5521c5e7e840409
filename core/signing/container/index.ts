export { ContainerError, type ContainerErrorCode } from "./container-error.ts";
export { type SignContainerRequest, signContainer } from "./sign-container.ts";
export type { ContainerFileVerdict, ContainerSignatureVerdict, ContainerVerdict } from "./verdict.ts";
export { type VerifyContainerOptions, verifyContainer } from "./verify-container.ts";
export { type ContainerInput, writeContainer } from "./write-container.ts";
export { DEFAULT_ZIP_LIMITS, type ZipLimits } from "./zip/layout.ts";
