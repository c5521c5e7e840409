import type { Indication } from "../types.ts";
import { changeSentence, pageDifferenceSentence } from "../verification/change-sentences.ts";
import type { PdfVerdict, Sentence, SignatureVerdict } from "../verification/verdict.ts";
import { isoTime } from "./iso-time.ts";
import type { FileReport, SignatureReport } from "./report-schema.ts";

/**
 * The verdict on a PDF as programs read it.
 *
 * @param file name as the asker gave it
 * @param at the time for which the verdict was asked
 */
export function reportPdf(file: string, verdict: PdfVerdict, at: Date): FileReport {
  const signatures = verdict.signatures.map(reportSignature);
  const whole = wholeVerdict(verdict);
  return {
    file,
    format: verdict.problem?.code === "pdf.not-a-pdf" ? "unknown" : "pdf",
    verdict: whole,
    status: verdict.problem === undefined ? verdict.status : "not-examined",
    sentence: isNotAccepted(verdict, whole) ? NOT_ACCEPTED : verdict.sentence,
    signatures,
    problem: verdict.problem === undefined ? null : { ...verdict.problem, sentence: verdict.sentence },
    files: null,
    revisions: verdict.revisions,
    emptyFields: [...verdict.emptyFields],
    at: isoTime(at),
    trustList: verdict.trustListVersion,
  };
}

/** Nothing is wrong with the file itself, but a signature cannot be accepted here: that is not yet "invalid". */
const NOT_ACCEPTED: Sentence = {
  vi: "Chưa kết luận được: có chữ ký chưa thể công nhận. Xem lý do ở từng chữ ký.",
  en: "Not decided: a signature cannot be accepted. See the reason at each signature.",
};

function isNotAccepted({ problem, status }: PdfVerdict, whole: Indication): boolean {
  return problem === undefined && status === "invalid" && whole === "INDETERMINATE";
}

/** A file that asks for a password, or for more work than is granted, may be honest: it is undecided, not broken. */
const UNDECIDED_PROBLEMS = new Set<string>(["pdf.encrypted", "pdf.limit", "pdf.not-a-pdf"]);

/**
 * One indication for the whole file: the worst of its signatures, where one that later revisions altered has failed. A
 * file without any signature has nothing that could pass.
 */
function wholeVerdict({ problem, signatures, status }: PdfVerdict): Indication {
  if (problem !== undefined) return UNDECIDED_PROBLEMS.has(problem.code) ? "INDETERMINATE" : "TOTAL_FAILED";
  if (signatures.some((each) => each.indication === "TOTAL_FAILED" || each.changeLevel === 4))
    return "TOTAL_FAILED";
  return status === "valid-both" || status === "valid-one" ? "TOTAL_PASSED" : "INDETERMINATE";
}

function reportSignature(verdict: SignatureVerdict): SignatureReport {
  const { signer, time, coverage } = verdict;
  return {
    name: verdict.fieldName,
    kind: verdict.kind,
    verdict: verdict.indication,
    subIndication: verdict.subIndication ?? null,
    failedCheck: verdict.failedCheck ?? null,
    detail: verdict.detail ?? null,
    signer:
      signer === undefined
        ? null
        : {
            name: signer.name,
            organisation: signer.organisation ?? null,
            subject: signer.subject,
            issuer: signer.issuer,
            serial: signer.serialNumber,
            fingerprint: signer.fingerprint,
            notBefore: isoTime(signer.notBefore),
            notAfter: isoTime(signer.notAfter),
            role: signer.role,
            label: signer.label ?? null,
          },
    times: {
      claimed: time.claimed === undefined ? null : isoTime(time.claimed),
      proven: time.proven === undefined ? null : isoTime(time.proven),
      source: time.source,
    },
    level: verdict.level ?? null,
    archivedUntil: verdict.archivedUntil === undefined ? null : isoTime(verdict.archivedUntil),
    covers:
      coverage.kind === "part"
        ? { kind: "part", revision: null, of: null, files: null }
        : { ...coverage, files: null },
    laterChanges: {
      level: verdict.changeLevel,
      pages: verdict.pageDifferences.map((difference) => ({
        kind: difference.kind,
        pages: [...difference.pages],
        sentence: pageDifferenceSentence(difference),
      })),
      changes: verdict.changes.map((change) => ({
        level: change.level,
        code: change.code,
        revision: change.revision,
        pages: [...(change.pages ?? [])],
        detail: change.detail,
        sentence: changeSentence(change),
      })),
    },
    revocation: verdict.revocation,
    reason: verdict.reason ?? null,
    location: verdict.location ?? null,
    counts: verdict.counts,
    warnings: [...verdict.warnings],
    signedBytes: verdict.signedBytes ?? null,
    sentence: verdict.sentence,
  };
}
