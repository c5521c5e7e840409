import { z } from "zod";

const delay = z.number().int().min(0);

/** How a simulated agency behaves; every delay counts from the arrival of the document, in milliseconds. */
export const behaviourSchema = z.strictObject({
  /** Refuses with status 02 when the abstract contains this text (any case); empty = never. */
  refuseWhenSubjectContains: z.string().default(""),
  refusalReason: z.string().min(10).default("Văn bản không thuộc thẩm quyền giải quyết của cơ quan"),
  refuseAfterMs: delay.default(3_000),
  steps: z.array(z.strictObject({ status: z.enum(["03", "04", "05", "06"]), afterMs: delay })).default([
    { status: "03", afterMs: 3_000 },
    { status: "04", afterMs: 6_000 },
    { status: "05", afterMs: 9_000 },
    { status: "06", afterMs: 20_000 },
  ]),
  /** Answers with a new document when the abstract contains the text; an empty text means always, null never. */
  answerWhenSubjectContains: z.string().nullable().default("đề nghị trả lời"),
  answerAfterMs: delay.default(15_000),
  /** What it says to a request to take back or to update: 15 or 16. */
  recall: z.enum(["agree", "refuse"]).default("agree"),
  recallAfterMs: delay.default(3_000),
});

export type Behaviour = z.infer<typeof behaviourSchema>;

export interface AgencyProfile {
  /** QĐ 20/2020 code. */
  code: string;
  /** 13-character code of QCVN 102:2016. */
  code102: string;
  name: string;
  /** Abbreviation in the notation of its documents. */
  abbreviation: string;
  /** The code style it writes as sender. */
  writes: "code" | "code102";
  signer: { position: string; fullName: string };
  behaviour: Behaviour;
}

/** The central bodies of the demonstration; the persons are invented. Codes: organisation-code lists of the axis. */
export const DEMO_AGENCIES: readonly AgencyProfile[] = [
  profile("G14", "Bộ Thông tin và Truyền thông", "BTTTT", "code102", "Nguyễn Minh Khang", {
    answerWhenSubjectContains: "",
  }),
  profile("G09", "Bộ Nội vụ", "BNV", "code", "Trần Thị Hồng Vân"),
  profile("G22", "Văn phòng Chính phủ", "VPCP", "code102", "Lê Quốc Bình", { recall: "refuse" }),
  profile("G15", "Bộ Tư pháp", "BTP", "code102", "Phạm Thu Hà", {
    refuseWhenSubjectContains: "thử từ chối",
    refusalReason:
      "Văn bản gửi không đúng thẩm quyền giải quyết của Bộ Tư pháp, đề nghị gửi lại đúng cơ quan",
  }),
  profile("G12", "Bộ Tài chính", "BTC", "code", "Đỗ Văn Thành"),
  profile("G18", "Bộ Y tế", "BYT", "code102", "Vũ Thị Lan Anh"),
  profile("G03", "Bộ Giáo dục và Đào tạo", "BGDĐT", "code", "Hoàng Đức Long"),
];

function profile(
  code: string,
  name: string,
  abbreviation: string,
  writes: AgencyProfile["writes"],
  fullName: string,
  behaviour: Partial<Behaviour> = {},
): AgencyProfile {
  const position = code === "G22" ? "Phó Chủ nhiệm" : "Thứ trưởng";
  return {
    code,
    code102: `000.00.00.${code}`,
    name,
    abbreviation,
    writes,
    signer: { position, fullName },
    behaviour: behaviourSchema.parse(behaviour),
  };
}

/** The code a profile writes as sender. */
export function wireCode(agency: AgencyProfile): string {
  return agency.writes === "code" ? agency.code : agency.code102;
}
