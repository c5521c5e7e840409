/** A procedure as the province's data writes it: short, with what is usual left out. */
export interface WrittenProcedure {
  readonly code: string;
  readonly name: string;
  /** To the citizen: "Bạn cần …". */
  readonly summary: string;
  /** Key of `FIELDS`. */
  readonly field: FieldKey;
  readonly levels: readonly ("province" | "district" | "commune")[];
  readonly serviceLevel: 2 | 3 | 4;
  /** Department that receives it at the province. */
  readonly department?: string;
  readonly body: string;
  /** Workflow of its cases (province/workflows); absent: the usual one of the body's level. */
  readonly workflow?: string;
  readonly who: readonly string[];
  readonly lifeEvents: readonly string[];
  /** As people say it. */
  readonly keywords: readonly string[];
  readonly cases: readonly WrittenCase[];
  readonly results: readonly string[];
  readonly conditions?: string;
  readonly laws: readonly (readonly [number: string, title: string])[];
  readonly unverified?: readonly string[];
}

export interface WrittenCase {
  readonly name: string;
  readonly steps?: readonly string[];
  readonly time: WrittenTime;
  readonly online?: WrittenTime;
  /** Default: counter, online and post. */
  readonly channels?: readonly (1 | 2 | 3)[];
  readonly fees?: readonly WrittenFee[];
  readonly bring: readonly WrittenComponent[];
}

type WrittenTime = readonly [amount: number, unit: "working-day" | "day" | "hour" | "none", text?: string];
/** Amount in đồng; null = by a rule that the text names. */
type WrittenFee = readonly [kind: "fee" | "charge", amount: number | null, text: string];
/**
 * Name, originals, copies and marks: `o` may be left out, `p` paper only (no electronic copy is enough), `r` is taken from a
 * register or an earlier dossier when it is there.
 */
export type WrittenComponent = readonly [name: string, originals: number, copies: number, marks?: string];

export type FieldKey = keyof typeof FIELDS;

/** Fields of the catalogue. The codes are the province's own until the national list is taken in. */
export const FIELDS = {
  "civil-status": ["HT", "Hộ tịch"],
  certification: ["CT", "Chứng thực"],
  "judicial-records": ["LLTP", "Lý lịch tư pháp"],
  land: ["DD", "Đất đai"],
  business: ["KD", "Thành lập và hoạt động hộ kinh doanh, doanh nghiệp"],
  construction: ["XD", "Hoạt động xây dựng"],
  labour: ["LD", "Lao động, việc làm"],
  "social-aid": ["BTXH", "Bảo trợ xã hội"],
  merit: ["NCC", "Người có công"],
  education: ["GDDT", "Giáo dục và Đào tạo"],
  health: ["YT", "Y tế và an toàn thực phẩm"],
  transport: ["GTVT", "Giao thông vận tải đường bộ"],
} as const satisfies Readonly<Record<string, readonly [string, string]>>;

/** Day on which the law was last read for these records. */
export const AS_OF = "2022-03-01";
