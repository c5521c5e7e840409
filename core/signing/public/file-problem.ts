import type { Sentence } from "../verification/verdict.ts";
import { isoTime } from "./iso-time.ts";
import type { FileReport } from "./report-schema.ts";

/** Why a file could not be examined, beyond what its own format says. */
export type FileProblemCode =
  | "file.missing"
  | "file.no-permission"
  | "file.not-a-file"
  | "file.unreadable"
  | "check.time-out"
  | "check.stopped";

const SENTENCES: Readonly<Record<FileProblemCode, Sentence>> = {
  "file.missing": { vi: "Không tìm thấy tệp.", en: "There is no such file." },
  "file.no-permission": { vi: "Không có quyền đọc tệp.", en: "There is no permission to read the file." },
  "file.not-a-file": { vi: "Đây không phải là tệp thông thường.", en: "It is not an ordinary file." },
  "file.unreadable": { vi: "Không đọc được tệp.", en: "The file cannot be read." },
  "check.time-out": {
    vi: "Không kiểm tra xong trong thời gian cho phép: cấu trúc tệp bất thường.",
    en: "The check did not end within the time allowed: the file is built unusually.",
  },
  "check.stopped": {
    vi: "Việc kiểm tra bị dừng vì tệp cần quá nhiều bộ nhớ hoặc gây lỗi: không kết luận được.",
    en: "The check was stopped because the file needs too much memory or caused an error: no conclusion.",
  },
};

/** The report on a file that could not be examined: nothing is said about its signatures. */
export function reportProblem(
  file: string,
  code: FileProblemCode,
  detail: string,
  asked: { readonly at: Date; readonly trustVersion: string },
): FileReport {
  const sentence = SENTENCES[code];
  return {
    file,
    format: "unknown",
    verdict: "INDETERMINATE",
    status: "not-examined",
    sentence,
    signatures: [],
    problem: { code, detail, sentence },
    files: null,
    revisions: 0,
    emptyFields: [],
    warnings: [],
    at: isoTime(asked.at),
    trustList: asked.trustVersion,
  };
}

/** The code of an error of the file system. */
export function fileProblemOf(error: unknown): FileProblemCode {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "ENOENT" || code === "ENOTDIR") return "file.missing";
  if (code === "EACCES" || code === "EPERM") return "file.no-permission";
  return code === "EISDIR" ? "file.not-a-file" : "file.unreadable";
}
