/**
 * `npm run -s edxml -- check [--json] [--lang vi|en] FILE…`: says what each edXML file is and what is wrong with it.
 * Exit code 0 when no file has an error, 1 when one has, 2 when the command was not understood.
 */
import { resolve } from "node:path";
import {
  BUSINESS_LABEL,
  type Label,
  type Organization,
  PRIORITY_LABEL,
  type Problem,
  type ReadResult,
  readEdxml,
  readFileChunks,
  STATUS_LABEL,
} from "../systems/interchange/edxml/index.ts";

type Language = "vi" | "en";

interface Command {
  readonly files: readonly string[];
  readonly json: boolean;
  readonly language: Language;
}

type Checked = { readonly file: string; readonly ok: boolean } & (
  | { readonly unreadable: string }
  | { readonly result: ReadResult }
);

const HELP: Label = {
  vi: `Cách dùng: npm run -s edxml -- check [--json] [--lang vi|en] TỆP…

Đọc từng thông điệp edXML (QCVN 102:2016/BTTTT), cho biết đó là gì và có gì sai.
  --json       mỗi tệp một dòng JSON
  --lang en    kết quả bằng tiếng Anh
  --help       in hướng dẫn này
Mã kết thúc: 0 khi mọi tệp không có lỗi, 1 khi có tệp lỗi hoặc không đọc được, 2 khi lệnh sai.`,
  en: `Usage: npm run -s edxml -- check [--json] [--lang vi|en] FILE…

Reads each edXML message (QCVN 102:2016/BTTTT) and says what it is and what is wrong with it.
  --json       one JSON line a file
  --lang en    answers in English
  --help       this text
Exit code: 0 when no file has an error, 1 when one has or cannot be read, 2 when the command is wrong.`,
};

process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  const command = parseCommand(args);
  if ("text" in command) {
    (command.exitCode === 0 ? process.stdout : process.stderr).write(`${command.text}\n`);
    return command.exitCode;
  }
  let failed = false;
  for (const file of command.files) {
    const checked = await check(file, command.language);
    failed ||= !checked.ok;
    const text = command.json ? JSON.stringify(asJson(checked)) : describe(checked, command.language);
    await write(`${text}\n`);
  }
  return failed ? 1 : 0;
}

function parseCommand(args: readonly string[]): Command | { text: string; exitCode: number } {
  const files: string[] = [];
  let [json, help, onlyFiles] = [false, false, false];
  let language: Language = "vi";
  let unknown: string | undefined;
  const rest = [...args];
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    if (onlyFiles || !arg.startsWith("-")) files.push(arg);
    else if (arg === "--") onlyFiles = true;
    else if (arg === "--json") json = true;
    else if (arg === "--help" || arg === "-h") help = true;
    else if (arg === "--lang" || arg.startsWith("--lang=")) {
      const value = arg === "--lang" ? rest.shift() : arg.slice(7);
      if (value === "vi" || value === "en") language = value;
      else unknown ??= `--lang ${value ?? ""}`;
    } else unknown ??= arg;
  }
  if (help) return { text: HELP[language], exitCode: 0 };
  const verb = files.shift();
  if (unknown !== undefined) {
    const text = { vi: `Không hiểu tùy chọn ${unknown}.`, en: `Unknown option ${unknown}.` };
    return { text: `${text[language]}\n\n${HELP[language]}`, exitCode: 2 };
  }
  if (verb !== "check" || files.length === 0) return { text: HELP[language], exitCode: 2 };
  return { files, json, language };
}

async function check(file: string, language: Language): Promise<Checked> {
  // npm runs the command in the project's folder; the user named the file from his own.
  const path = resolve(process.env.INIT_CWD ?? process.cwd(), file);
  try {
    const result = await readEdxml(readFileChunks(path));
    return { file, ok: result.ok && errorsOf(result).length === 0, result };
  } catch (error) {
    return { file, ok: false, unreadable: whyUnreadable(error, language) };
  }
}

function whyUnreadable(error: unknown, language: Language): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const known: Readonly<Record<string, Label>> = {
    ENOENT: { vi: "không tìm thấy tệp", en: "no such file" },
    EACCES: { vi: "không có quyền đọc", en: "no permission to read it" },
    EISDIR: { vi: "đây là thư mục, không phải tệp", en: "it is a folder" },
  };
  const reason = known[code]?.[language];
  return reason ?? (error instanceof Error ? error.message : String(error));
}

function errorsOf(result: ReadResult): readonly Problem[] {
  return result.ok ? result.violations : result.problems;
}

function asJson(checked: Checked): object {
  if ("unreadable" in checked) {
    const text = checked.unreadable;
    const unreadable = { code: "F.Unreadable", path: "", message: text };
    return { file: checked.file, ok: false, type: null, errors: [unreadable], warnings: [] };
  }
  const { result, file, ok } = checked;
  if (!result.ok) return { file, ok, type: null, errors: result.problems, warnings: [] };
  const { message, attachments, violations, warnings, signature } = result;
  const type = message.kind === "status" ? "status" : message.business.type;
  const sealed =
    signature.state === "valid" ? { state: signature.state, subject: signature.subject } : signature;
  return { file, ok, type, message, attachments, signature: sealed, errors: violations, warnings };
}

function describe(checked: Checked, language: Language): string {
  const vi = language === "vi";
  if ("unreadable" in checked) {
    return `${checked.file}: ${vi ? "KHÔNG ĐỌC ĐƯỢC" : "CANNOT BE READ"}: ${checked.unreadable}`;
  }
  const { result, file } = checked;
  const errors = errorsOf(result);
  const lines = [`${file}: ${titleOf(result, language)}`];
  if (result.ok) lines.push(...factsOf(result, language));
  for (const problem of errors)
    lines.push(`  ${vi ? "LỖI" : "ERROR"} ${problem.code}: ${problem.message[language]}`);
  const warnings = result.ok ? result.warnings : [];
  for (const problem of warnings) {
    lines.push(`  ${vi ? "Cảnh báo" : "Warning"} ${problem.code}: ${problem.message[language]}`);
  }
  if (errors.length === 0) lines.push(vi ? "  Kết luận: đúng quy chuẩn." : "  Verdict: to standard.");
  else lines.push(vi ? `  Kết luận: có ${errors.length} lỗi.` : `  Verdict: ${errors.length} error(s).`);
  return lines.join("\n");
}

function titleOf(result: ReadResult, language: Language): string {
  if (!result.ok)
    return language === "vi" ? "không đọc được như một thông điệp edXML" : "not usable as an edXML message";
  const { message } = result;
  if (message.kind === "document") return BUSINESS_LABEL[message.business.type][language];
  const word = language === "vi" ? "trạng thái" : "status";
  return `${word} ${message.statusCode} (${STATUS_LABEL[message.statusCode][language]})`;
}

function factsOf(result: Extract<ReadResult, { ok: true }>, language: Language): string[] {
  const { message, attachments, signature } = result;
  const lines: string[] = [];
  const say = (vi: string, en: string, text: string | undefined) => {
    if (text !== undefined && text !== "") lines.push(`  ${language === "vi" ? vi : en}: ${text}`);
  };
  say("Từ", "From", nameOf(message.from));
  if (message.kind === "status") {
    const { responseFor } = message;
    say("Đến", "To", responseFor.organId);
    say("Về văn bản", "About document", `${responseFor.code} (${responseFor.documentId})`);
    say("Ngày văn bản", "Date of document", dateOf(responseFor.promulgationDate));
    say("Diễn giải", "Description", message.description);
    say("Thời điểm", "At", message.timestamp);
  } else {
    for (const receiver of message.to) say("Đến", "To", nameOf(receiver));
    say("Số, ký hiệu", "Code", `${message.codeNumber}/${message.codeNotation}`);
    say("Ngày ban hành", "Date", dateOf(message.promulgationDate));
    say("Loại văn bản", "Document type", message.documentType.name);
    say("Trích yếu", "Abstract", message.subject);
    say("Người ký", "Signed by", message.signer.fullName);
    say("Độ khẩn", "Priority", PRIORITY_LABEL[message.priority][language]);
    say("Hạn trả lời", "Due", dateOf(message.dueDate));
    if (message.business.type !== "new") say("Lý do", "Reason", message.business.reason);
    for (const answered of message.responseFor ?? []) say("Trả lời văn bản", "Answers", answered.code);
  }
  for (const { name, sniffed, size, unpacked } of attachments) {
    const packed = unpacked ? (language === "vi" ? ", đã giải nén" : ", unpacked") : "";
    say("Tệp đính kèm", "Attachment", `${name} (${sniffed}, ${sizeOf(size, language)}${packed})`);
  }
  if (signature.state !== "absent") say("Chữ ký XML", "XML signature", signatureText(signature, language));
  return lines;
}

function signatureText(
  signature: Extract<ReadResult, { ok: true }>["signature"],
  language: Language,
): string {
  const vi = language === "vi";
  if (signature.state === "valid") {
    return `${vi ? "toàn vẹn" : "intact"}, ${signature.subject.replaceAll("\n", ", ")}`;
  }
  if (signature.state === "invalid") return vi ? "KHÔNG hợp lệ" : "NOT valid";
  return vi ? "không thuộc dạng được kiểm tra" : "not of a form that is checked";
}

function nameOf(organization: Organization): string {
  return `${organization.name} (${organization.organId})`;
}

function dateOf(date: string | undefined): string | undefined {
  return date?.split("-").reverse().join("/");
}

function sizeOf(bytes: number, language: Language): string {
  if (bytes < 1024) return `${bytes} byte`;
  const [value, unit] = bytes < 1024 * 1024 ? [bytes / 1024, "KB"] : [bytes / (1024 * 1024), "MB"];
  return `${value.toLocaleString(language, { maximumFractionDigits: 1 })} ${unit}`;
}

/** Waits when the reader of a pipe is slower than we are; a closed pipe ends the command quietly. */
async function write(text: string): Promise<void> {
  await new Promise<void>((done) => {
    process.stdout.write(text, (error) => {
      if (error) process.exit(1);
      done();
    });
  });
}
