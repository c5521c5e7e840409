import { type ByteSource, toSource } from "../pdf/source.ts";
import type { SignerRole } from "../types.ts";
import { isBroken, statusOfProblem } from "../verification/document-status.ts";
import { isNotAccepted, NOT_ACCEPTED } from "../verification/sentences.ts";
import type { DocumentStatus } from "../verification/verdict.ts";
import type { VerifySignatureOptions } from "../xml/judge-xml.ts";
import { ContainerError } from "./container-error.ts";
import { judgeSignatureFiles } from "./judge-files.ts";
import { type OpenContainer, openContainer } from "./open-container.ts";
import { containerSentence } from "./sentences.ts";
import type { ContainerFileVerdict, ContainerSignatureVerdict, ContainerVerdict } from "./verdict.ts";
import { DEFAULT_ZIP_LIMITS, type ZipLimits } from "./zip/layout.ts";

export interface VerifyContainerOptions extends VerifySignatureOptions {
  readonly limits?: ZipLimits;
}

/**
 * Verifies all signatures of an ASiC container (ETSI EN 319 162-1): XAdES, CAdES with manifests, timestamps; extended and
 * simple. A container whose parts could be read in two ways, a file that no valid signature covers, and a signature over
 * an absent or changed file are never valid. It does not throw for bad input.
 *
 * @param container bytes, or a source that is read in windows and hashed as a stream
 */
export async function verifyContainer(
  container: Uint8Array | ByteSource,
  options: VerifyContainerOptions,
): Promise<ContainerVerdict> {
  try {
    const opened = await openContainer(toSource(container), options.limits ?? DEFAULT_ZIP_LIMITS);
    return summarise(opened, await judgeSignatureFiles(opened, options), options);
  } catch (error) {
    if (!(error instanceof ContainerError)) throw error;
    const { vi, en } = error.sentence;
    return {
      format: "unknown",
      status: statusOfProblem(error.code),
      signatures: [],
      files: [],
      warnings: [],
      problem: { code: error.code, detail: error.message },
      trustListVersion: options.trust.version,
      sentence: { vi: `${vi}.`, en: `${en}.` },
    };
  }
}

function summarise(
  opened: OpenContainer,
  signatures: readonly ContainerSignatureVerdict[],
  { trust }: VerifyContainerOptions,
): ContainerVerdict {
  const files = opened.data.map(({ name, size }): ContainerFileVerdict => {
    const counting = signatures.filter(
      (each) => each.counts && each.kind === "signature" && each.files.includes(name),
    );
    const signedBy = counting.map(({ fieldName }) => fieldName);
    return { name, size, mediaType: opened.mediaTypes.get(name), signedBy };
  });
  const status = statusOf(signatures, files);
  const unsigned = files.find(({ signedBy }) => signedBy.length === 0);
  const broken = signatures.find((each) => each.indication === "TOTAL_FAILED");
  return {
    format: opened.format,
    status,
    signatures,
    files,
    warnings: opened.warnings,
    problem: undefined,
    trustListVersion: trust.version,
    sentence:
      status === "invalid" && broken !== undefined
        ? broken.sentence
        : status === "unknown" && signatures.some(isNotAccepted)
          ? NOT_ACCEPTED
          : containerSentence(status, unsigned?.name),
  };
}

/** As of a PDF (`documentStatus`); beside that, a file that no signature is over makes the container invalid. */
function statusOf(
  all: readonly ContainerSignatureVerdict[],
  files: readonly ContainerFileVerdict[],
): DocumentStatus {
  const signatures = all.filter(({ kind }) => kind === "signature");
  if (all.some(isBroken)) return "invalid";
  if (signatures.length === 0) return "unsigned";
  const promised = new Set(signatures.flatMap((each) => each.files));
  const open = signatures.some((each) => !each.counts && each.files.length === 0);
  if (files.length === 0 || (!open && files.some(({ name }) => !promised.has(name)))) return "invalid";
  if (signatures.some((each) => !each.counts)) return "unknown";
  const both = files.every(({ name }) => {
    const roles = new Set<SignerRole | undefined>(
      signatures.filter((each) => each.files.includes(name)).map(({ signer }) => signer?.role),
    );
    return roles.has("person") && roles.has("organisation");
  });
  return both ? "valid-both" : "valid-one";
}
