import type { ContainerVerdict } from "../container/index.ts";
import type { Indication } from "../types.ts";
import type { PdfVerdict, Sentence, SignatureVerdict } from "../verification/verdict.ts";
import { isoTime } from "./iso-time.ts";
import type { FileReport } from "./report-schema.ts";
import { reportSignature } from "./report-signature.ts";

/**
 * The verdict on a PDF as programs read it.
 *
 * @param file name as the asker gave it
 * @param at the time for which the verdict was asked
 */
export function reportPdf(file: string, verdict: PdfVerdict, at: Date): FileReport {
  return {
    ...commonPart(file, verdict, at),
    format: verdict.problem?.code === "pdf.not-a-pdf" ? "unknown" : "pdf",
    signatures: verdict.signatures.map((signature) => reportSignature(signature)),
    files: null,
    revisions: verdict.revisions,
    emptyFields: [...verdict.emptyFields],
    warnings: [],
  };
}

/** The verdict on an ASiC container, in the same form. */
export function reportContainer(file: string, verdict: ContainerVerdict, at: Date): FileReport {
  return {
    ...commonPart(file, verdict, at),
    format: verdict.format,
    signatures: verdict.signatures.map((signature) => reportSignature(signature, signature.files)),
    files: verdict.files.map(({ name, size, signedBy }) => ({ name, size, signedBy: [...signedBy] })),
    revisions: 1,
    emptyFields: [],
    warnings: [...verdict.warnings],
  };
}

type Verdict = Pick<PdfVerdict, "status" | "trustListVersion" | "sentence"> & {
  readonly signatures: readonly SignatureVerdict[];
  readonly problem: { readonly code: string; readonly detail: string } | undefined;
};

type CommonPart = Pick<
  FileReport,
  "file" | "verdict" | "status" | "sentence" | "problem" | "at" | "trustList"
>;

function commonPart(file: string, verdict: Verdict, at: Date): CommonPart {
  const { problem, status } = verdict;
  const whole = wholeVerdict(verdict);
  const notAccepted = problem === undefined && status === "invalid" && whole === "INDETERMINATE";
  return {
    file,
    verdict: whole,
    status: problem === undefined ? status : "not-examined",
    sentence: notAccepted ? NOT_ACCEPTED : verdict.sentence,
    problem: problem === undefined ? null : { ...problem, sentence: verdict.sentence },
    at: isoTime(at),
    trustList: verdict.trustListVersion,
  };
}

/** Nothing is wrong with the file itself, but a signature cannot be accepted here: that is not yet "invalid". */
const NOT_ACCEPTED: Sentence = {
  vi: "Chưa kết luận được: có chữ ký chưa thể công nhận. Xem lý do ở từng chữ ký.",
  en: "Not decided: a signature cannot be accepted. See the reason at each signature.",
};

/** A file that asks for a password, or for more work than is granted, may be honest: it is undecided, not broken. */
const UNDECIDED_PROBLEMS = new Set([
  "pdf.encrypted",
  "pdf.limit",
  "pdf.not-a-pdf",
  "container.encrypted",
  "container.limit",
  "container.not-asic",
  "container.zip64",
  "container.method",
]);

/**
 * One indication for the whole file: the worst of its signatures, where one that later revisions altered has failed, as
 * has a container with a file that no signature covers. A file without any signature has nothing that could pass.
 */
function wholeVerdict({ problem, signatures, status }: Verdict): Indication {
  if (problem !== undefined) return UNDECIDED_PROBLEMS.has(problem.code) ? "INDETERMINATE" : "TOTAL_FAILED";
  if (signatures.some((each) => each.indication === "TOTAL_FAILED" || each.changeLevel === 4))
    return "TOTAL_FAILED";
  if (status === "valid-both" || status === "valid-one") return "TOTAL_PASSED";
  return status === "invalid" && signatures.every(({ counts }) => counts) ? "TOTAL_FAILED" : "INDETERMINATE";
}
