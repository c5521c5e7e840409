import { LIFE_EVENTS } from "../../../province/procedures/life-events.ts";
import { EMPTY_WORDS, SPOKEN_GROUPS } from "../../../province/procedures/speech.ts";
import type { WrittenComponent, WrittenProcedure } from "../../../province/procedures/written.ts";
import { type ProcedureRecord, procedureRecord } from "./record.ts";
import { foldWords, synonymsOf } from "./synonyms.ts";

/** How the people of the province speak. */
export const SPEECH = synonymsOf(SPOKEN_GROUPS, EMPTY_WORDS);

export { LIFE_EVENTS };

const STEPS = [
  "Bạn nộp hồ sơ theo một trong các cách ở trên.",
  "Người tiếp nhận kiểm tra. Nếu thiếu giấy tờ, bạn được hướng dẫn bổ sung một lần.",
  "Cơ quan giải quyết xem xét hồ sơ và trình ký kết quả.",
  "Bạn nhận kết quả tại nơi nộp, trên mạng hoặc qua bưu chính.",
];

/** The procedures of the province's data as full records; loaded only when somebody asks for them. */
export async function provinceRecords(): Promise<readonly ProcedureRecord[]> {
  const { AS_OF, FIELDS, PROVINCE_PROCEDURES } = await import("../../../province/procedures/index.ts");
  return PROVINCE_PROCEDURES.map((written) => {
    const [code, name] = FIELDS[written.field];
    return procedureRecord.parse({ ...recordOf(written), field: { code, name }, asOf: AS_OF });
  });
}

function recordOf(written: WrittenProcedure): Omit<ProcedureRecord, "field" | "asOf"> {
  return {
    code: written.code,
    name: written.name,
    summary: written.summary,
    levels: [...written.levels],
    serviceLevel: written.serviceLevel,
    publishedBy: "",
    implementingBody: written.body,
    competentBody: written.body,
    coordinatingBody: "",
    department: written.department ?? "",
    targets: [...written.who],
    targetText: "",
    lifeEvents: [...written.lifeEvents],
    keywords: [...written.keywords],
    cases: written.cases.map((each, index) => ({
      key: `case-${index + 1}`,
      name: each.name,
      formCode: null,
      workflowCode: written.workflow ?? null,
      steps: [...(each.steps ?? STEPS)],
      channels: (each.channels ?? [1, 2, 3]).map((channel) => {
        const [amount, unit, text = ""] = channel === 2 ? (each.online ?? each.time) : each.time;
        return {
          channel,
          durations: [{ amount: unit === "none" ? 0 : amount, unit, text }],
          fees: (each.fees ?? []).map(([kind, money, said], at) => ({
            code: `${written.code}-${index + 1}-${at + 1}`,
            kind,
            amount: money,
            currency: "VND",
            text: said,
            collect: 1 as const,
          })),
        };
      }),
      components: each.bring.map(componentOf),
    })),
    results: written.results.map((name, index) => ({ code: `${written.code}-KQ${index + 1}`, name })),
    conditions: written.conditions ?? "",
    legalBases: written.laws.map(([number, title]) => ({ number, title })),
    unverified: [...(written.unverified ?? [])],
  };
}

function componentOf([name, originals, copies, marks = ""]: WrittenComponent, index: number) {
  return {
    key: `paper-${index + 1}`,
    code: "",
    name,
    originals,
    copies,
    electronic: !marks.includes("p"),
    required: !marks.includes("o"),
    reusable: marks.includes("r"),
    template: /^(Tờ khai|Đơn|Giấy đề nghị|Thông báo|Phiếu yêu cầu)/.test(name) ? name : "",
  };
}

/** A key made from words, for records that come without one. */
export function keyOf(text: string, fallback: string): string {
  const key = foldWords(text)
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 50)
    .replace(/-+$/, "");
  return key === "" ? fallback : key;
}
