/**
 * `npm run -s verify -- [--json] [--trust FILE.pem…] [--at TIME] [--offline] FILE…`: says what the signatures of each
 * file are worth. Exit code 0 when every file passed, 1 when one did not, 2 when the command was not understood.
 * Needs no database and starts nothing.
 */
import { resolve } from "node:path";
import {
  createExaminer,
  type Examiner,
  type FileReport,
  TrustFileError,
  trustListFromFiles,
} from "../core/signing/public/index.ts";
import { describeReport } from "./verify/describe-report.ts";
import { type Command, parseCommand } from "./verify/parse-command.ts";
import { ListError, readList } from "./verify/read-list.ts";

const NETWORK_TIMEOUT_MS = 10_000;
/** Reports that may wait for an earlier file, so that the order of the input is kept and memory stays flat. */
const AHEAD = 64;

process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  const command = parseCommand(args, process.env);
  if ("text" in command) {
    (command.exitCode === 0 ? process.stdout : process.stderr).write(`${command.text}\n`);
    return command.exitCode;
  }
  try {
    const trust = await trustListFromFiles(command.trust, fromTheirFolder);
    if (trust.anchors.length === 0) warnWithoutRoots(command);
    const examiner = createExaminer({
      trust,
      revocation: command.offline ? undefined : { timeoutMs: NETWORK_TIMEOUT_MS },
    });
    const passed = await examineAll(examiner, command).finally(() => examiner.close());
    return passed ? 0 : 1;
  } catch (error) {
    if (!(error instanceof TrustFileError || error instanceof ListError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return 2;
  }
}

async function examineAll(examiner: Examiner, command: Command): Promise<boolean> {
  const at = command.at ?? new Date();
  const running: Promise<FileReport>[] = [];
  let passed = true;
  let count = 0;
  const next = async (): Promise<void> => {
    const report = await running.shift();
    if (report === undefined) return;
    passed &&= report.verdict === "TOTAL_PASSED";
    await write(
      command.json ? `${JSON.stringify(report)}\n` : `${describeReport(report, command.language)}\n`,
    );
  };
  for await (const name of names(command)) {
    count += 1;
    running.push(examiner.examine({ name, at, place: { path: fromTheirFolder(name) } }));
    if (running.length >= AHEAD) await next();
  }
  while (running.length > 0) await next();
  if (count === 0) throw new ListError("The list names no file. / Danh sách không có tệp nào.");
  return passed;
}

async function* names(command: Command): AsyncGenerator<string, void> {
  yield* command.files;
  for (const list of command.lists) yield* await readList(list === "-" ? list : fromTheirFolder(list));
}

/** npm runs the command in the project's folder; the user named the file from his own. */
function fromTheirFolder(path: string): string {
  return resolve(process.env.INIT_CWD ?? process.cwd(), path);
}

function warnWithoutRoots({ language }: Command): void {
  process.stderr.write(
    language === "vi"
      ? "Chưa có chứng thư gốc nào để tin cậy (--trust hoặc TRUST_FILES): không chữ ký nào có thể được công nhận.\n"
      : "No trusted root is named (--trust or TRUST_FILES): no signature can be accepted.\n",
  );
}

/** Waits when the reader of a pipe is slower than we are; a closed pipe ends the command quietly. */
async function write(line: string): Promise<void> {
  await new Promise<void>((done) => {
    process.stdout.write(line, (error) => {
      if (error) process.exit(1);
      done();
    });
  });
}
