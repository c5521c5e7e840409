import type { AlgorithmPolicy, Certificate, RevocationSource } from "../certificates/index.ts";
import { indicationOf, type TrustList } from "../types.ts";
import type { Judgement, TrustSurroundings } from "../verification/judge-value.ts";
import type { LongTermData } from "../verification/long-term-data.ts";
import { Proofs } from "../verification/proofs.ts";
import { signatureSentence } from "../verification/sentences.ts";
import type { SignatureVerdict } from "../verification/verdict.ts";
import type { ReadSignature } from "./read-signature.ts";

/** How signatures outside PDFs are verified. */
export interface VerifySignatureOptions {
  readonly trust: TrustList;
  /** The time for which the verdict is asked; default now. */
  readonly at?: Date;
  /** Where revocation is asked when the file does not prove it itself. */
  readonly revocation?: RevocationSource;
  /** Never asks the network: revocation that the file does not prove is then unknown, never good. */
  readonly offline?: boolean;
  readonly algorithmPolicy?: AlgorithmPolicy;
}

/** The certificate of a plain ds:Signature: the first; a broken one must not let the next take its place. */
export function firstCertificate(
  signature: ReadSignature,
  certificates: readonly Certificate[],
): Certificate | undefined {
  const [first] = signature.certificates;
  return first && certificates.find(({ der }) => Buffer.compare(der, first) === 0);
}

/** What a judgement may draw on, with the evidence that the signature brings along. */
export function surroundingsOf(
  options: VerifySignatureOptions,
  stored: Pick<LongTermData, "certificates" | "evidence"> = { certificates: [], evidence: [] },
): TrustSurroundings {
  const longTerm = { ...stored, storedSince: new Map<string, number>() };
  return {
    trust: options.trust,
    at: options.at ?? new Date(),
    revocation: options.offline === true ? undefined : options.revocation,
    algorithmPolicy: options.algorithmPolicy,
    longTerm,
    proofs: new Proofs(longTerm),
  };
}

/** A judgement as a verdict of the same shape as a PDF's; nothing can come later than a signature over a whole file. */
export function verdictOf(
  name: string,
  judgement: Judgement,
  kind: SignatureVerdict["kind"] = "signature",
): SignatureVerdict {
  const { failure, signer, time, revocation, warnings, level, archivedUntil } = judgement;
  const verdict: Omit<SignatureVerdict, "sentence"> = {
    fieldName: name,
    kind,
    indication: failure === undefined ? "TOTAL_PASSED" : indicationOf(failure.subIndication),
    subIndication: failure?.subIndication,
    failedCheck: failure?.code,
    detail: failure?.detail,
    signer,
    time,
    coverage: { kind: "whole", revision: 1, of: 1 },
    changeLevel: 0,
    changes: [],
    pageDifferences: [],
    revocation,
    level,
    archivedUntil,
    reason: undefined,
    location: undefined,
    counts: failure === undefined,
    warnings,
    signedBytes: undefined,
  };
  return { ...verdict, sentence: signatureSentence(verdict) };
}
