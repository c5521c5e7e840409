import type { DocumentStatus, Sentence, SignatureVerdict } from "../verification/verdict.ts";
import type { ContainerErrorCode } from "./container-error.ts";
import type { ContainerFormat } from "./open-container.ts";

/** The verdict on one signature or timestamp of a container; `fieldName` is the name of its file. */
export interface ContainerSignatureVerdict extends SignatureVerdict {
  readonly form: "xades" | "cades" | "timestamp";
  /** Names of the files it was found to be over; empty when that could not be established. */
  readonly files: readonly string[];
}

export interface ContainerFileVerdict {
  readonly name: string;
  /** Bytes, unpacked. */
  readonly size: number;
  readonly mediaType: string | undefined;
  /** `fieldName` of the signatures that count and cover this file. */
  readonly signedBy: readonly string[];
}

export interface ContainerVerdict {
  readonly format: ContainerFormat | "unknown";
  /** As for a PDF; `valid-both` only when every file is signed by person and organisation. */
  readonly status: DocumentStatus;
  readonly signatures: readonly ContainerSignatureVerdict[];
  readonly files: readonly ContainerFileVerdict[];
  /** Stable codes of departures from the standard that do not decide. */
  readonly warnings: readonly string[];
  /** Why the container could not be examined at all. */
  readonly problem: { readonly code: ContainerErrorCode; readonly detail: string } | undefined;
  readonly trustListVersion: string;
  readonly sentence: Sentence;
}
