import type { Sentence } from "../../../core/errors.ts";
import { FormRefusal } from "../../../core/errors.ts";
import { type ProcedureCase, type ProcedureRecord, procedureRecord } from "./record.ts";
import { foldWords } from "./synonyms.ts";

/** A record as officials type it: one thing a line, parts of a line between bars. Goes both ways without loss. */
export type TypedRecord = Readonly<Record<string, string>>;

/** Fields of the form in their order; `lines`: one thing a line. Sentence = the hint. */
export const RECORD_FIELDS: readonly {
  readonly name: string;
  readonly label: Sentence;
  readonly lines: number;
  readonly hint?: Sentence;
}[] = [
  { name: "name", label: { vi: "Tên thủ tục", en: "Name" }, lines: 2 },
  { name: "summary", label: { vi: "Để làm gì (câu ngắn)", en: "What it is for (short)" }, lines: 2 },
  {
    name: "field",
    label: { vi: "Lĩnh vực", en: "Field" },
    lines: 1,
    hint: { vi: "Mã | Tên, ví dụ: HT | Hộ tịch", en: "Code | name" },
  },
  {
    name: "levels",
    label: { vi: "Cấp giải quyết", en: "Levels" },
    lines: 1,
    hint: { vi: "province, district, commune, cách nhau bằng dấu phẩy", en: "province, district, commune" },
  },
  {
    name: "serviceLevel",
    label: { vi: "Mức độ trực tuyến", en: "Service level" },
    lines: 1,
    hint: { vi: "2 thông tin, 3 một phần, 4 toàn trình", en: "2 information, 3 partial, 4 full" },
  },
  { name: "implementingBody", label: { vi: "Cơ quan thực hiện", en: "Implementing body" }, lines: 1 },
  { name: "competentBody", label: { vi: "Cơ quan có thẩm quyền", en: "Competent body" }, lines: 1 },
  { name: "coordinatingBody", label: { vi: "Cơ quan phối hợp", en: "Co-operating body" }, lines: 1 },
  { name: "department", label: { vi: "Sở tiếp nhận (cấp tỉnh)", en: "Receiving department" }, lines: 1 },
  { name: "targets", label: { vi: "Đối tượng, mỗi dòng một", en: "Who may ask, one a line" }, lines: 3 },
  { name: "targetText", label: { vi: "Mô tả đối tượng", en: "About who may ask" }, lines: 2 },
  {
    name: "lifeEvents",
    label: { vi: "Việc trong đời sống (khóa, mỗi dòng một)", en: "Life events, keys" },
    lines: 2,
  },
  {
    name: "keywords",
    label: { vi: "Cách dân gọi, mỗi dòng một", en: "As people say it, one a line" },
    lines: 4,
  },
  {
    name: "cases",
    label: {
      vi: "Trường hợp, thời hạn, phí, thành phần, các bước",
      en: "Cases with times, fees, components, steps",
    },
    lines: 24,
    hint: {
      vi: "Mỗi trường hợp bắt đầu bằng: Trường hợp | khóa | tên. Rồi: Kênh | 1 | số | working-day, day, hour hoặc none | diễn giải; Phí | kênh | fee hoặc charge | số tiền (bỏ trống nếu theo quy định) | VND | 1, 2 hoặc 4 | mã | diễn giải; Giấy | khóa | tên | bản chính | bản sao | bắt buộc (x) | điện tử (x) | dùng lại (x) | mã | mẫu; Bước | nội dung; Biểu mẫu | mã; Quy trình | mã.",
      en: "Each case begins with: Trường hợp | key | name. Then lines: Kênh | Phí | Giấy | Bước | Biểu mẫu | Quy trình.",
    },
  },
  { name: "results", label: { vi: "Kết quả: mã | tên", en: "Results: code | name" }, lines: 2 },
  { name: "conditions", label: { vi: "Yêu cầu, điều kiện", en: "Conditions" }, lines: 3 },
  { name: "legalBases", label: { vi: "Căn cứ: số | tên", en: "Legal bases: number | title" }, lines: 4 },
  {
    name: "asOf",
    label: { vi: "Đối chiếu pháp luật đến ngày", en: "Law as of" },
    lines: 1,
    hint: { vi: "năm-tháng-ngày", en: "year-month-day" },
  },
  {
    name: "unverified",
    label: { vi: "Điểm cần kiểm lại, mỗi dòng một", en: "To be checked, one a line" },
    lines: 2,
  },
];

/** What the form shows for a record. */
export function typedRecord(record: ProcedureRecord): TypedRecord {
  const pairs = (list: readonly (readonly string[])[]) =>
    list.map((parts) => parts.map(escapeBar).join(" | ")).join("\n");
  return {
    code: record.code,
    name: record.name,
    summary: record.summary,
    field: pairs([[record.field.code, record.field.name]]),
    levels: record.levels.join(", "),
    serviceLevel: String(record.serviceLevel),
    implementingBody: record.implementingBody,
    competentBody: record.competentBody,
    coordinatingBody: record.coordinatingBody,
    department: record.department,
    targets: record.targets.join("\n"),
    targetText: record.targetText,
    lifeEvents: record.lifeEvents.join("\n"),
    keywords: record.keywords.join("\n"),
    cases: record.cases
      .flatMap(caseLines)
      .map((parts) => parts.map(escapeBar).join(" | "))
      .join("\n"),
    results: pairs(record.results.map(({ code, name }) => [code, name])),
    conditions: record.conditions,
    legalBases: pairs(record.legalBases.map(({ number, title }) => [number, title])),
    asOf: record.asOf,
    unverified: record.unverified.join("\n"),
  };
}

function caseLines(each: ProcedureCase): string[][] {
  const mark = (yes: boolean) => (yes ? "x" : "");
  return [
    ["Trường hợp", each.key, each.name],
    ...(each.formCode === null ? [] : [["Biểu mẫu", each.formCode]]),
    ...(each.workflowCode === null ? [] : [["Quy trình", each.workflowCode]]),
    ...each.channels.flatMap(({ channel, durations, fees }) => [
      ...durations.map(({ amount, unit, text }) => [
        "Kênh",
        String(channel),
        String(amount),
        unit,
        oneLine(text),
      ]),
      ...fees.map((fee) => [
        "Phí",
        String(channel),
        fee.kind,
        fee.amount === null ? "" : String(fee.amount),
        fee.currency,
        String(fee.collect),
        fee.code,
        oneLine(fee.text),
      ]),
    ]),
    ...each.components.map((paper) => [
      "Giấy",
      paper.key,
      oneLine(paper.name),
      String(paper.originals),
      String(paper.copies),
      mark(paper.required),
      mark(paper.electronic),
      mark(paper.reusable),
      paper.code,
      paper.template,
    ]),
    ...each.steps.map((step) => ["Bước", oneLine(step)]),
  ];
}

/**
 * The record somebody typed.
 * @throws FormRefusal with a sentence beside each field that cannot be meant
 */
export function parseTypedRecord(typed: TypedRecord): ProcedureRecord {
  const get = (name: string) => (typed[name] ?? "").trim();
  const lines = (name: string) =>
    get(name)
      .split("\n")
      .map((line) => line.trim())
      .filter(Boolean);
  const pairs = (name: string) => lines(name).map(splitBar);
  const problems: Record<string, Sentence> = {};
  const cases = readCases(lines("cases"), problems);
  const [field = []] = pairs("field");
  const parsed = procedureRecord.safeParse({
    code: get("code"),
    name: get("name"),
    summary: get("summary"),
    field: { code: field[0] ?? "", name: field[1] ?? "" },
    levels: get("levels")
      .split(/[\s,]+/)
      .filter(Boolean),
    serviceLevel: Number(get("serviceLevel")),
    publishedBy: "",
    implementingBody: get("implementingBody"),
    competentBody: get("competentBody"),
    coordinatingBody: get("coordinatingBody"),
    department: get("department"),
    targets: lines("targets"),
    targetText: get("targetText"),
    lifeEvents: lines("lifeEvents"),
    keywords: lines("keywords"),
    cases,
    results: pairs("results").map(([code = "", name = ""]) => ({ code, name })),
    conditions: get("conditions"),
    legalBases: pairs("legalBases").map(([number = "", title = ""]) => ({ number, title })),
    asOf: get("asOf"),
    unverified: lines("unverified"),
  });
  for (const issue of parsed.error?.issues ?? []) {
    const name = String(issue.path[0] ?? "");
    problems[name] ??= WRONG[name] ?? {
      vi: "Ô này còn trống hoặc chưa đúng cách viết; xem lời nhắc của ô.",
      en: "This is empty or not written as the hint says.",
    };
  }
  if (Object.keys(problems).length > 0 || !parsed.success) throw new FormRefusal(problems);
  return parsed.data;
}

const WRONG: Readonly<Record<string, Sentence>> = {
  code: { vi: "Mã thủ tục có dạng 1.001193.", en: "A code looks like 1.001193." },
  asOf: { vi: "Ghi ngày dạng 2022-03-01.", en: "Write the day as 2022-03-01." },
  levels: {
    vi: "Chọn trong: province, district, commune.",
    en: "One or more of province, district, commune.",
  },
  serviceLevel: { vi: "Ghi 2, 3 hoặc 4.", en: "Write 2, 3 or 4." },
  lifeEvents: {
    vi: "Khóa chỉ có chữ thường không dấu, số và dấu gạch.",
    en: "Keys are lower-case letters, digits and dashes.",
  },
};

interface OpenCase {
  readonly key: string;
  readonly name: string;
  formCode: string | null;
  workflowCode: string | null;
  readonly steps: string[];
  readonly channels: Map<number, { readonly durations: unknown[]; readonly fees: unknown[] }>;
  readonly components: unknown[];
}

function readCases(lines: readonly string[], problems: Record<string, Sentence>): unknown[] {
  const cases: OpenCase[] = [];
  for (const [index, line] of lines.entries()) {
    const [what = "", ...parts] = splitBar(line);
    const word = foldWords(what);
    const current = cases.at(-1);
    if (word === "truong hop") {
      const [key = "", name = ""] = parts;
      cases.push({
        key,
        name,
        formCode: null,
        workflowCode: null,
        steps: [],
        channels: new Map(),
        components: [],
      });
    } else if (!current || !readLine(current, word, parts)) {
      problems.cases ??= {
        vi: `Dòng ${index + 1} chưa đúng cách viết: ${line.slice(0, 80)}`,
        en: `Line ${index + 1} is not written as the hint says: ${line.slice(0, 80)}`,
      };
    }
  }
  return cases.map(({ channels, ...rest }) => ({
    ...rest,
    channels: [...channels].map(([channel, said]) => ({ channel, ...said })),
  }));
}

function readLine(current: OpenCase, word: string, parts: readonly string[]): boolean {
  const [a = "", b = "", c = "", d = "", e = "", f = "", g = "", h = "", i = ""] = parts;
  const channelOf = (text: string) => {
    const known = current.channels.get(Number(text)) ?? { durations: [], fees: [] };
    current.channels.set(Number(text), known);
    return known;
  };
  switch (word) {
    case "kenh":
      channelOf(a).durations.push({ amount: Number(b), unit: c, text: d });
      return b !== "";
    case "phi":
      channelOf(a).fees.push({
        kind: b,
        amount: c === "" ? null : Number(c),
        currency: d,
        collect: Number(e),
        code: f,
        text: g,
      });
      return true;
    case "giay":
      current.components.push({
        key: a,
        name: b,
        originals: Number(c),
        copies: Number(d),
        required: e === "x",
        electronic: f === "x",
        reusable: g === "x",
        code: h,
        template: i,
      });
      return true;
    case "buoc":
      current.steps.push(a);
      return a !== "";
    case "bieu mau":
      current.formCode = a;
      return a !== "";
    case "quy trinh":
      current.workflowCode = a;
      return a !== "";
    default:
      return false;
  }
}

/** A bar inside a text is written doubled. */
function escapeBar(text: string): string {
  return text.replaceAll("|", "||");
}

function splitBar(line: string): string[] {
  return line
    .replaceAll("||", "\u0000")
    .split("|")
    .map((part) => part.replaceAll("\u0000", "|").trim());
}

function oneLine(text: string): string {
  return text.replace(/\s*\n\s*/g, " ");
}
