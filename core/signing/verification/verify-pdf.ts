import type { AlgorithmPolicy, RevocationSource } from "../certificates/index.ts";
import { openPdf, type PdfDocument } from "../pdf/document.ts";
import { PdfError } from "../pdf/errors.ts";
import { DEFAULT_LIMITS, type PdfLimits } from "../pdf/limits.ts";
import { type Coverage, type CoverageFailure, checkCoverage } from "../pdf/signature-coverage.ts";
import type { ByteSource } from "../pdf/source.ts";
import { type Failure, indicationOf, type TrustList } from "../types.ts";
import type { Change, ChangeLevel } from "./change.ts";
import { highestLevel, RevisionHistory } from "./changes-after.ts";
import { locateDetachedSignatures } from "./detached-signatures.ts";
import { documentStatus, statusOfProblem } from "./document-status.ts";
import { judgeMoved, judgeSignature, type Surroundings } from "./judge-signature.ts";
import { judgeDocumentTimestamp } from "./judge-timestamp.ts";
import { failedJudgement, type Judgement } from "./judge-value.ts";
import { isInRevision, type LocatedSignature, locateSignatures } from "./locate-signatures.ts";
import { readLongTermData } from "./long-term-data.ts";
import type { PageDifference } from "./page-differences.ts";
import { Proofs } from "./proofs.ts";
import { documentSentence, problemSentence, signatureSentence } from "./sentences.ts";
import { claimedTime, textEntry } from "./signature-entries.ts";
import { SignedPages } from "./signed-pages.ts";
import type { CoverageVerdict, PdfVerdict, SignatureVerdict, SigningTime } from "./verdict.ts";

export interface VerifyPdfOptions {
  readonly trust: TrustList;
  /** The time for which the verdict is asked; default now. */
  readonly at?: Date;
  /** Where revocation is asked when the file does not prove it itself. */
  readonly revocation?: RevocationSource;
  /** Never asks the network: revocation that the file does not prove is then unknown, never good. */
  readonly offline?: boolean;
  readonly algorithmPolicy?: AlgorithmPolicy;
  readonly limits?: PdfLimits;
}

/**
 * Verifies all signatures of a PDF (ETSI EN 319 102-1, PAdES, NĐ 30/2020 Art. 21) with an analysis of what was changed
 * after each. Broken, encrypted, unsigned and forged files give a typed verdict; it does not throw for bad input.
 *
 * @param pdf bytes, or a source that is read in windows and hashed as a stream
 */
export async function verifyPdf(
  pdf: Uint8Array | ByteSource,
  options: VerifyPdfOptions,
): Promise<PdfVerdict> {
  try {
    return await verifyDocument(openPdf(pdf, options.limits ?? DEFAULT_LIMITS), options);
  } catch (error) {
    if (!(error instanceof PdfError)) throw error;
    return {
      status: statusOfProblem(error.code),
      signatures: [],
      emptyFields: [],
      revisions: 0,
      problem: { code: error.code, detail: error.message },
      trustListVersion: options.trust.version,
      sentence: problemSentence(error.sentence),
    };
  }
}

async function verifyDocument(document: PdfDocument, options: VerifyPdfOptions): Promise<PdfVerdict> {
  const { signatures, emptyFields } = locateSignatures(document);
  const located = signatures.length > 0 ? signatures : locateDetachedSignatures(document);
  const covered = located.map((signature) => ({ signature, coverage: coverageOf(document, signature) }));
  refuseSharedRanges(covered);
  const longTerm = readLongTermData(document);
  const proofs = new Proofs(longTerm);
  const surroundings: Surroundings = {
    document,
    trust: options.trust,
    at: options.at ?? new Date(),
    revocation: options.offline === true ? undefined : options.revocation,
    algorithmPolicy: options.algorithmPolicy,
    longTerm,
    proofs,
  };
  const signedPages = new SignedPages(located, surroundings);
  const examined: Examined = { document, history: new RevisionHistory(document), signedPages };
  const verdicts = new Map<LocatedSignature, SignatureVerdict>();
  // From the newest to the oldest: each proves when those before it existed (EN 319 102-1 section 5.6.3.4).
  const stamps = covered.filter((item) => item.signature.isTimestamp).sort(byRevisionDescending);
  for (const { signature, coverage } of stamps) {
    if (!coverage.ok) {
      const judgement = { ...failedJudgement(failureOf(coverage), NO_TIME), level: undefined };
      verdicts.set(signature, await assemble(examined, signature, coverage, judgement));
      continue;
    }
    const judgement = await judgeDocumentTimestamp(signature, coverage, surroundings);
    const verdict = await assemble(examined, signature, coverage, judgement);
    verdicts.set(signature, verdict);
    if (verdict.counts && judgement.proving !== undefined) proofs.add(judgement.proving);
  }
  for (const { signature, coverage } of covered.filter((item) => !item.signature.isTimestamp)) {
    const judgement = coverage.ok
      ? await judgeSignature(signature, coverage, surroundings)
      : await judgeMoved(
          failureOf(coverage),
          signature,
          await signedPages.statementOf(signature),
          surroundings,
        );
    verdicts.set(signature, await assemble(examined, signature, coverage, judgement));
  }
  const judged = [...verdicts.values()].sort((a, b) => (a.signedBytes ?? 0) - (b.signedBytes ?? 0));
  const status = documentStatus(judged);
  return {
    status,
    signatures: judged,
    emptyFields,
    revisions: document.revisions.length,
    problem: undefined,
    trustListVersion: options.trust.version,
    sentence: documentSentence(status, judged),
  };
}

interface Covered {
  readonly signature: LocatedSignature;
  coverage: Coverage | CoverageFailure;
}

function byRevisionDescending(a: Covered, b: Covered): number {
  return (b.coverage.ok ? b.coverage.revision : -1) - (a.coverage.ok ? a.coverage.revision : -1);
}

function coverageOf(document: PdfDocument, signature: LocatedSignature): Coverage | CoverageFailure {
  if (signature.detached) {
    const detail = "a page shows the signature, and no form leads to it";
    return { ok: false, kind: "malformed", code: "pdf.signature-without-form", detail };
  }
  const coverage = checkCoverage(document, signature.dict);
  if (coverage.ok && !isInRevision(document, signature, coverage.revision)) {
    const detail = "the signed revision does not hold this signature in this field";
    return { ok: false, kind: "malformed", code: "pdf.signature-not-in-revision", detail };
  }
  return coverage;
}

/** Two signatures over the same revision cannot both be honest: the one listed later is refused. */
function refuseSharedRanges(covered: Covered[]): void {
  const taken = new Set<number>();
  for (const item of covered) {
    if (!item.coverage.ok) continue;
    if (taken.has(item.coverage.revision)) {
      const detail = "another signature has the same range";
      item.coverage = { ok: false, kind: "malformed", code: "pdf.range-shared", detail };
    } else taken.add(item.coverage.revision);
  }
}

const NO_TIME: SigningTime = { claimed: undefined, proven: undefined, source: "none" };

function failureOf({ code, detail }: CoverageFailure): Failure {
  return { ok: false, subIndication: "FORMAT_FAILURE", code, detail };
}

/** What the verdicts on one document have in common. */
interface Examined {
  readonly document: PdfDocument;
  readonly history: RevisionHistory;
  readonly signedPages: SignedPages;
}

async function assemble(
  examined: Examined,
  signature: LocatedSignature,
  coverage: Coverage | CoverageFailure,
  judgement: Judgement,
): Promise<SignatureVerdict> {
  const { document, history } = examined;
  const { field, dict, view, isTimestamp } = signature;
  const { failure, signer, revocation, warnings, level, archivedUntil } = judgement;
  let changes: readonly Change[] = [];
  if (coverage.ok) {
    const signedView = document.view(coverage.revision);
    changes = history.after(coverage.revision, signedView, field.dict, dict);
  }
  const changeLevel = highestLevel(changes);
  const claimed = judgement.time.claimed ?? claimedTime(view, dict);
  const verdict: Omit<SignatureVerdict, "sentence"> = {
    fieldName: field.name,
    kind: isTimestamp ? "document-timestamp" : "signature",
    indication: failure === undefined ? "TOTAL_PASSED" : indicationOf(failure.subIndication),
    subIndication: failure?.subIndication,
    failedCheck: failure?.code,
    detail: failure?.detail,
    signer,
    time: { ...judgement.time, claimed },
    coverage: coverageVerdict(document, coverage),
    changeLevel,
    changes,
    ...(await findPages(examined, signature, coverage, failure, changeLevel)),
    revocation,
    level,
    archivedUntil,
    reason: textEntry(view, dict, "Reason"),
    location: textEntry(view, dict, "Location"),
    counts: failure === undefined && changeLevel < 4,
    warnings: changeLevel === 3 ? [...warnings, "annotation-added"] : warnings,
    signedBytes: coverage.ok ? coverage.ranges[1][1] : undefined,
  };
  return { ...verdict, sentence: signatureSentence(verdict) };
}

/**
 * Which pages are not those that were signed. While the digest holds, the signed revision itself tells; when it does not,
 * only what the signers listed, and the traces of edited bytes.
 */
async function findPages(
  { history, signedPages }: Examined,
  signature: LocatedSignature,
  coverage: Coverage | CoverageFailure,
  failure: Failure | undefined,
  changeLevel: ChangeLevel,
): Promise<Pick<SignatureVerdict, "pageDifferences" | "pagesAsSigned">> {
  if (coverage.ok && failure?.subIndication !== "HASH_FAILURE")
    return { pageDifferences: changeLevel === 4 ? history.pageDifferences(coverage.revision) : [] };
  const damaged = coverage.ok ? history.damagedPages(coverage.revision) : [];
  const listed = await signedPages.differences(signature);
  const pageDifferences = withoutRepeats(damaged, listed ?? []);
  return listed === undefined
    ? { pageDifferences }
    : { pageDifferences, pagesAsSigned: pageDifferences.length === 0 };
}

/** A page whose data are damaged also differs from the one that was listed: that is said once. */
function withoutRepeats(
  damaged: readonly PageDifference[],
  listed: readonly PageDifference[],
): PageDifference[] {
  const told = new Set(damaged.flatMap(({ pages }) => pages));
  const others = listed.map(
    ({ kind, pages }): PageDifference =>
      kind === "replaced" ? { kind, pages: pages.filter((page) => !told.has(page)) } : { kind, pages },
  );
  return [...damaged, ...others.filter(({ pages }) => pages.length > 0)];
}

function coverageVerdict(document: PdfDocument, coverage: Coverage | CoverageFailure): CoverageVerdict {
  if (!coverage.ok) return { kind: "part" };
  const of = document.revisions.length;
  const whole = coverage.revision === of - 1 && document.foreignTail() === undefined;
  return { kind: whole ? "whole" : "revision", revision: coverage.revision + 1, of };
}
