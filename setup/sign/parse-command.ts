import type { Language } from "../verify/parse-command.ts";
import { parseVisible, type Visible } from "./parse-visible.ts";

export type Level = "B-B" | "B-T" | "B-LT" | "B-LTA";

/** A PKCS#12 file, or a key on a PKCS#11 token. */
export type KeyChoice =
  | { readonly kind: "p12"; readonly file: string }
  | {
      readonly kind: "token";
      readonly module: string;
      readonly token: string | undefined;
      readonly label: string | undefined;
    };

/** What `npm run -s sign` was asked to do. */
export interface Command {
  readonly input: string;
  readonly output: string;
  readonly key: KeyChoice;
  readonly pinFile: string | undefined;
  readonly level: Level;
  readonly timestampAuthorities: readonly string[];
  readonly trust: readonly string[];
  /** Absent: invisible. */
  readonly visible: Visible | undefined;
  readonly reason: string | undefined;
  readonly location: string | undefined;
  readonly field: string | undefined;
  readonly certification: 1 | 2 | 3 | undefined;
  readonly lock: readonly string[];
  readonly normalise: boolean;
  readonly json: boolean;
  readonly language: Language;
}

const HELP: Readonly<Record<Language, string>> = {
  vi: `Cách dùng: npm run -s sign -- --p12 TỆP --level B-B|B-T|B-LT|B-LTA [--tsa URL]… VÀO.pdf RA.pdf

Ký số một tệp PDF (PAdES). Mọi chữ ký có sẵn vẫn hợp lệ; không ký được thì nói rõ lý do và không ghi gì.
  --p12 TỆP         chứng thư số và khóa (PKCS#12). Mã PIN lấy từ --pin-file, biến P12_PASSWORD, hoặc hỏi;
                    không bao giờ ghi trên dòng lệnh
  --pkcs11 TRÌNH_ĐIỀU_KHIỂN [--token NHÃN] [--key NHÃN]   thay cho --p12: khóa trong thiết bị ký
  --pin-file TỆP    tệp có mã PIN ở dòng đầu
  --level MỨC       B-B chữ ký; B-T thêm dấu thời gian; B-LT thêm dữ liệu thu hồi; B-LTA thêm dấu thời gian lưu trữ
  --tsa URL         máy chủ dấu thời gian; lặp lại được, hỏi theo thứ tự. Không có: lấy TSA_URLS
  --trust TỆP…      chứng thư gốc được tin cậy (như lệnh verify)
  --visible [page=1,x=..,y=..,w=..,h=..,image=TỆP.png|text=…]
                    chữ ký có hình; điểm (1/72 inch) tính từ góc dưới bên trái; không ghi chỗ thì tự chọn chỗ
  --reason, --location, --field   lý do, nơi ký, tên ô chữ ký (có sẵn và còn trống, hoặc mới)
  --certify 1|2|3   chứng nhận tài liệu: 1 cấm sửa, 2 cho điền và ký, 3 cho cả ghi chú
  --lock Ô…         khóa các ô biểu mẫu này
  --normalise       chuẩn hóa tệp chưa ký mà không thể ghi nối tiếp
  --json, --lang en, --help
Mã kết thúc: 0 đã ký, 1 không ký được (không ghi tệp nào), 2 lệnh sai.`,
  en: `Usage: npm run -s sign -- --p12 FILE --level B-B|B-T|B-LT|B-LTA [--tsa URL]… IN.pdf OUT.pdf

Signs a PDF (PAdES). Every earlier signature stays valid; what cannot be signed is refused with the reason, and nothing is written.
  --p12 FILE        certificate and key (PKCS#12). The PIN comes from --pin-file, the variable P12_PASSWORD, or a
                    question; never from the command line
  --pkcs11 MODULE [--token LABEL] [--key LABEL]   instead of --p12: a key on a signing device
  --pin-file FILE   a file with the PIN in its first line
  --level LEVEL     B-B signature; B-T with a timestamp; B-LT with revocation data; B-LTA with an archive timestamp
  --tsa URL         timestamp authority; may be repeated, asked in order. Without it: TSA_URLS
  --trust FILE…     trusted roots (as for verify)
  --visible [page=1,x=..,y=..,w=..,h=..,image=FILE.png|text=…]
                    a visible signature; points (1/72 inch) from the lower left corner; without a place one is chosen
  --reason, --location, --field   reason, place, name of the signature field (empty and there, or new)
  --certify 1|2|3   certifies: 1 no changes, 2 filling and signing, 3 notes too
  --lock FIELD…     locks these form fields
  --normalise       first normalises an unsigned file that cannot be added to
  --json, --lang en, --help
Exit code: 0 signed, 1 refused (no file written), 2 the command is wrong.`,
};

const LEVELS: readonly Level[] = ["B-B", "B-T", "B-LT", "B-LTA"];
const CERTIFICATE_FILE = /\.(pem|crt|cer|der|cert)$/i;
const PLACE = /^(page|x|y|w|h|image|text)=/;

/**
 * Reads the arguments.
 * @param environment `TSA_URLS` and `TRUST_FILES` count when the options are absent
 * @returns the command, or a text to print with the exit code
 */
export function parseCommand(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Command | { readonly text: string; readonly exitCode: number } {
  const names: string[] = [];
  const given = new Map<string, string[]>();
  const add = (name: string, ...values: string[]) => given.set(name, [...(given.get(name) ?? []), ...values]);
  let wrong: string | undefined;
  const rest = [...args];
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    const [, name = arg, attached] = /^(--[a-z0-9-]+)=(.*)$/s.exec(arg) ?? [];
    if (arg === "--") names.push(...rest.splice(0));
    else if (!arg.startsWith("-")) names.push(arg);
    else if (arg === "-h") add("--help");
    else if (FLAGS.has(arg)) add(arg);
    else if (name === "--visible") {
      add(name, attached ?? (PLACE.test(rest[0] ?? "") ? (rest.shift() ?? "") : ""));
    } else if (VALUES.has(name)) {
      const value = attached ?? rest.shift();
      if (value === undefined || value === "") wrong ??= arg;
      else add(name, value);
      if (name === "--trust") while (CERTIFICATE_FILE.test(rest[0] ?? "")) add(name, rest.shift() ?? "");
      // The last two are the files; whatever stands between is one more field.
      if (name === "--lock")
        while (rest.length > 2 && !rest[0]?.startsWith("-")) add(name, rest.shift() ?? "");
    } else wrong ??= arg;
  }
  const one = (name: string): string | undefined => given.get(name)?.at(-1);
  const language: Language = one("--lang") === "en" ? "en" : "vi";
  if (given.has("--help")) return { text: HELP[language], exitCode: 0 };
  const level = LEVELS.find((each) => each === one("--level"));
  const certification = ([1, 2, 3] as const).find((each) => String(each) === one("--certify"));
  const visible = given.has("--visible") ? parseVisible(one("--visible") ?? "") : undefined;
  const key = keyChoice(one);
  const [input, output] = names;
  if (level === undefined) wrong ??= `--level ${one("--level") ?? ""}`;
  if (given.has("--certify") && certification === undefined) wrong ??= `--certify ${one("--certify")}`;
  if (visible === "wrong") wrong ??= `--visible ${one("--visible")}`;
  if (key === undefined) wrong ??= "--p12 | --pkcs11";
  if (names.length !== 2) wrong ??= names.length < 2 ? "VÀO.pdf RA.pdf" : names.slice(2).join(" ");
  const timestampAuthorities = given.get("--tsa") ?? listOf(environment.TSA_URLS);
  if (level !== "B-B" && timestampAuthorities.length === 0) wrong ??= "--tsa";
  wrong ??= timestampAuthorities.find((url) => !/^https?:/i.test(url) || !URL.canParse(url));
  if (
    wrong !== undefined ||
    level === undefined ||
    key === undefined ||
    input === undefined ||
    output === undefined ||
    visible === "wrong"
  ) {
    const text = { vi: `Thiếu hoặc không hiểu: ${wrong}`, en: `Missing or not understood: ${wrong}` };
    return { text: `${text[language]}\n\n${HELP[language]}`, exitCode: 2 };
  }
  return {
    input,
    output,
    key,
    pinFile: one("--pin-file"),
    level,
    timestampAuthorities,
    trust: given.get("--trust") ?? listOf(environment.TRUST_FILES),
    visible,
    reason: one("--reason"),
    location: one("--location"),
    field: one("--field"),
    certification,
    lock: given.get("--lock") ?? [],
    normalise: given.has("--normalise"),
    json: given.has("--json"),
    language,
  };
}

const FLAGS = new Set(["--help", "--normalise", "--json"]);
const VALUES = new Set([
  "--p12",
  "--pkcs11",
  "--token",
  "--key",
  "--pin-file",
  "--level",
  "--tsa",
  "--trust",
  "--reason",
  "--location",
  "--field",
  "--certify",
  "--lock",
  "--lang",
]);

function keyChoice(one: (name: string) => string | undefined): KeyChoice | undefined {
  const [file, module] = [one("--p12"), one("--pkcs11")];
  if (file !== undefined && module === undefined) return { kind: "p12", file };
  if (module === undefined || file !== undefined) return undefined;
  return { kind: "token", module, token: one("--token"), label: one("--key") };
}

function listOf(text: string | undefined): string[] {
  return (text ?? "").split(/[\s,]+/).filter((item) => item !== "");
}
