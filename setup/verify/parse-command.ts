import { parseTime } from "../../core/signing/public/index.ts";

export type Language = "vi" | "en";

/** What `npm run -s verify` was asked to do. */
export interface Command {
  readonly files: readonly string[];
  /** Files that list files, one a line; `-` is the standard input. */
  readonly lists: readonly string[];
  readonly trust: readonly string[];
  readonly at: Date | undefined;
  readonly json: boolean;
  readonly offline: boolean;
  readonly language: Language;
}

const HELP: Readonly<Record<Language, string>> = {
  vi: `Cách dùng: npm run -s verify -- [--json] [--trust TỆP.pem…] [--at THỜI_ĐIỂM] [--offline] TỆP…

Kiểm tra mọi chữ ký số trong từng tệp PDF, ASiC hoặc XML và cho biết sau khi ký có gì bị thay đổi.
  --json            mỗi tệp một dòng JSON (xem docs/verification.md)
  --trust TỆP…      chứng thư gốc được tin cậy, PEM (một hay nhiều) hoặc DER; lặp lại được;
                    viết "public:TỆP" cho tổ chức chứng thực công cộng. Không có: lấy TRUST_FILES
  --at THỜI_ĐIỂM    kết luận tại thời điểm ấy: 2026-02-14 (cuối ngày) hoặc 2026-02-14T09:30;
                    không ghi múi giờ là giờ Việt Nam (+07:00)
  --offline         không dùng mạng; tình trạng thu hồi chỉ lấy từ chính tệp
  --files-from TỆP  đọc thêm danh sách tệp, mỗi dòng một tên; "-" là đầu vào chuẩn
  --lang en         kết quả bằng tiếng Anh
  --help            in hướng dẫn này
Mã kết thúc: 0 khi mọi tệp đều đạt (TOTAL_PASSED), 1 khi có tệp không đạt, 2 khi lệnh sai.`,
  en: `Usage: npm run -s verify -- [--json] [--trust FILE.pem…] [--at TIME] [--offline] FILE…

Checks every signature of each PDF, ASiC or XML file and says what was changed after signing.
  --json             one JSON line a file (see docs/verification.md)
  --trust FILE…      trusted roots, PEM (one or many) or DER; may be repeated;
                     "public:FILE" for public authorities. Without it: TRUST_FILES
  --at TIME          the verdict at that time: 2026-02-14 (end of the day) or 2026-02-14T09:30;
                     without a zone it is the time of Vietnam (+07:00)
  --offline          never asks the network; revocation comes from the file alone
  --files-from FILE  reads more names, one a line; "-" is the standard input
  --lang en          answers in English
  --help             this text
Exit code: 0 when every file passed (TOTAL_PASSED), 1 when one did not, 2 when the command is wrong.`,
};

/** What follows `--trust` is a certificate as long as it is named like one: nobody verifies a signature on those. */
const CERTIFICATE_FILE = /\.(pem|crt|cer|der|cert)$/i;

/**
 * Reads the arguments.
 * @param environment `TRUST_FILES` counts when no `--trust` is given
 * @returns the command, or a text to print with the exit code
 */
export function parseCommand(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Command | { readonly text: string; readonly exitCode: number } {
  const files: string[] = [];
  const lists: string[] = [];
  const trust: string[] = [];
  let [json, offline, help] = [false, false, false];
  let language: Language = "vi";
  let at: Date | undefined;
  let wrong: string | undefined;
  const rest = [...args];
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    const [, name = arg, attached] = /^(--[a-z-]+)=(.*)$/s.exec(arg) ?? [];
    const value = (): string => {
      const given = attached ?? rest.shift();
      if (given === undefined || given === "") wrong ??= arg;
      return given ?? "";
    };
    if (arg === "--") files.push(...rest.splice(0));
    else if (!arg.startsWith("-") || arg === "-") (arg === "-" ? lists : files).push(arg);
    else if (arg === "--json") json = true;
    else if (arg === "--offline") offline = true;
    else if (arg === "--help" || arg === "-h") help = true;
    else if (name === "--files-from") lists.push(value());
    else if (name === "--trust") {
      trust.push(value());
      while (CERTIFICATE_FILE.test(rest[0] ?? "")) trust.push(rest.shift() ?? "");
    } else if (name === "--at") {
      const text = value();
      at = parseTime(text);
      if (at === undefined) wrong ??= `--at ${text}`;
    } else if (name === "--lang") {
      const text = value();
      if (text === "vi" || text === "en") language = text;
      else wrong ??= `--lang ${text}`;
    } else wrong ??= arg;
  }
  if (help) return { text: HELP[language], exitCode: 0 };
  if (wrong !== undefined) {
    const text = { vi: `Không hiểu: ${wrong}`, en: `Not understood: ${wrong}` };
    return { text: `${text[language]}\n\n${HELP[language]}`, exitCode: 2 };
  }
  if (files.length + lists.length === 0) return { text: HELP[language], exitCode: 2 };
  const configured = (environment.TRUST_FILES ?? "").split(/[\s,]+/).filter((path) => path !== "");
  return { files, lists, trust: trust.length > 0 ? trust : configured, at, json, offline, language };
}
