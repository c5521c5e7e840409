/**
 * `npm run -s package -- check FILE…`: says whether archive packages (SIP, AIP, DIP; zipped or unpacked) are what they
 * were when they were made, and what the signatures in them are worth. Needs no database and starts nothing.
 * Exit code 0 when all is well, 1 when a file is changed, missing or unexpected or a signature fails, 3 when the packages
 * are complete but a signature could not be decided, 2 when the command was not understood.
 */
import { resolve } from "node:path";
import { ContainerError } from "../core/signing/container/index.ts";
import { createExaminer, TrustFileError, trustListFromFiles } from "../core/signing/public/index.ts";
import { checkPackage, type PackageReport } from "../systems/records/packages/check/check-package.ts";
import { openPackage } from "../systems/records/packages/check/open-package.ts";
import { parseCommand } from "./verify/parse-command.ts";

const NETWORK_TIMEOUT_MS = 10_000;
const HELP = `Cách dùng: npm run -s package -- check [--json] [--trust TỆP.pem…] [--at THỜI_ĐIỂM] [--offline] [--lang en] GÓI…

Kiểm tra gói lưu trữ (tệp .zip hoặc thư mục đã giải nén): từng tệp so với manifest-sha256.txt, rồi chữ ký số của từng văn bản.
Checks archive packages (zipped or unpacked): each file against its manifest, then the signatures of each document.
Mã kết thúc / exit code: 0 nguyên vẹn; 1 có tệp thay đổi, thiếu, thừa, hoặc chữ ký không đạt; 3 nguyên vẹn nhưng có chữ ký
chưa kết luận được; 2 lệnh sai.`;

process.exitCode = await main(process.argv.slice(2));

async function main([verb, ...args]: readonly string[]): Promise<number> {
  const command = verb === "check" && !args.includes("--help") ? parseCommand(args, process.env) : undefined;
  if (!command || "text" in command || command.files.length === 0) {
    (args.includes("--help") || verb === "--help" ? process.stdout : process.stderr).write(`${HELP}\n`);
    return args.includes("--help") || verb === "--help" ? 0 : 2;
  }
  try {
    const trust = await trustListFromFiles(command.trust, fromTheirFolder);
    const examiner = createExaminer({
      trust,
      revocation: command.offline ? undefined : { timeoutMs: NETWORK_TIMEOUT_MS },
    });
    try {
      const codes: number[] = [];
      for (const file of command.files) {
        const report = await reportOn(fromTheirFolder(file), (opened) =>
          checkPackage(opened, examiner, command.at ?? new Date()),
        );
        const shown = command.json
          ? JSON.stringify({ package: file, ...report })
          : describe(file, report, command.language);
        process.stdout.write(`${shown}\n`);
        codes.push(report.exitCode);
      }
      return codes.includes(1) ? 1 : codes.includes(3) ? 3 : 0;
    } finally {
      await examiner.close();
    }
  } catch (error) {
    if (!(error instanceof TrustFileError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return 2;
  }
}

async function reportOn(
  path: string,
  check: (opened: Awaited<ReturnType<typeof openPackage>>) => Promise<PackageReport>,
): Promise<PackageReport> {
  try {
    const opened = await openPackage(path);
    try {
      return await check(opened);
    } finally {
      opened.close();
    }
  } catch (error) {
    // A package that cannot even be opened is one that failed, not a reason to leave the others unchecked.
    if (!(error instanceof ContainerError || (error instanceof Error && "syscall" in error))) throw error;
    process.stderr.write(`${path}: ${error.message}\n`);
    return { state: "not-a-package", sha256: null, files: [], documents: [], exitCode: 1 };
  }
}

/** npm runs the command in the project's folder; the user named the file from his own. */
function fromTheirFolder(path: string): string {
  return resolve(process.env.INIT_CWD ?? process.cwd(), path);
}

const WHOLE = {
  complete: { vi: "NGUYÊN VẸN", en: "COMPLETE" },
  broken: { vi: "KHÔNG NGUYÊN VẸN", en: "BROKEN" },
  "not-a-package": { vi: "KHÔNG PHẢI GÓI LƯU TRỮ ĐỌC ĐƯỢC", en: "NOT A READABLE PACKAGE" },
} as const;
const FILE = {
  same: { vi: "đúng", en: "as it was" },
  changed: { vi: "ĐÃ THAY ĐỔI", en: "CHANGED" },
  missing: { vi: "THIẾU", en: "MISSING" },
  unexpected: { vi: "KHÔNG CÓ TRONG MANIFEST", en: "NOT IN THE MANIFEST" },
} as const;
const VERDICT = {
  TOTAL_PASSED: { vi: "chữ ký đạt", en: "signatures passed" },
  INDETERMINATE: { vi: "chưa kết luận được", en: "not decided" },
  TOTAL_FAILED: { vi: "CHỮ KÝ KHÔNG ĐẠT", en: "SIGNATURE FAILED" },
  UNSIGNED: { vi: "không có chữ ký số", en: "not signed" },
} as const;

function describe(name: string, report: PackageReport, language: "vi" | "en"): string {
  const same = report.files.filter((file) => file.state === "same").length;
  const words = { vi: "tệp đúng SHA-256", en: "files as they were" }[language];
  return [
    `${name}: ${WHOLE[report.state][language]} (${same}/${report.files.length} ${words})`,
    ...(report.sha256 === null ? [] : [`  SHA-256 ${report.sha256}`]),
    ...report.files
      .filter((file) => file.state !== "same")
      .map((file) => `  ${file.path}: ${FILE[file.state][language]}`),
    ...report.documents.map(
      (document) =>
        `  ${document.path}: ${VERDICT[document.verdict][language]} (${document.signatures}). ${document.sentence[language]}`,
    ),
  ].join("\n");
}
