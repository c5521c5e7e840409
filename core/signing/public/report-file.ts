import type { ContainerVerdict } from "../container/index.ts";
import type { Indication } from "../types.ts";
import { statusOfProblem } from "../verification/document-status.ts";
import type { PdfVerdict, SignatureVerdict } from "../verification/verdict.ts";
import type { XmlFileVerdict } from "../xml/index.ts";
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

/** The verdict on an XML file, in the same form. */
export function reportXml(file: string, verdict: XmlFileVerdict, at: Date): FileReport {
  return {
    ...commonPart(file, verdict, at),
    format: "xml",
    signatures: verdict.signatures.map((signature) =>
      reportSignature(signature, signature.files.length > 0 ? signature.files : null),
    ),
    files: null,
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
  return {
    file,
    verdict: wholeVerdict(verdict),
    status: problem === undefined ? status : "not-examined",
    sentence: verdict.sentence,
    problem: problem === undefined ? null : { ...problem, sentence: verdict.sentence },
    at: isoTime(at),
    trustList: verdict.trustListVersion,
  };
}

/**
 * One indication for the whole file, which never says something else than its status. A file without any signature has
 * nothing that could pass.
 */
function wholeVerdict({ problem, status }: Verdict): Indication {
  const said = problem === undefined ? status : statusOfProblem(problem.code);
  if (said === "valid-both" || said === "valid-one") return "TOTAL_PASSED";
  return said === "invalid" ? "TOTAL_FAILED" : "INDETERMINATE";
}
