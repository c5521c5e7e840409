import { localDateOf } from "../../../../core/calendar/index.ts";
import type { Sentence } from "../../../../core/errors.ts";
import type { CriterionPoints, Grade } from "../tables.ts";

/**
 * The nine criteria of NĐ 61/2018/NĐ-CP Art. 31, each 0, 1 or 2 points. Seven are told by facts; what only the citizen
 * lived through (4, 7) is told by the citizen, and by facts when nobody answered.
 */
export interface Criterion {
  readonly number: 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9;
  readonly by: "facts" | "citizen";
  readonly name: Sentence;
  /** As the citizen is asked, with the answers for 0, 1 and 2 points. */
  readonly question: Sentence;
  readonly answers: readonly [Sentence, Sentence, Sentence];
}

const SAID: readonly [
  by: Criterion["by"],
  name: readonly [string, string],
  question: readonly [string, string],
  none: readonly [string, string],
  one: readonly [string, string],
  two: readonly [string, string],
][] = [
  [
    "facts",
    ["Tổng thời gian giải quyết so với quy định", "Total time against the rule"],
    ["Kết quả có đúng hẹn không?", "Did the result come in time?"],
    ["Trễ hẹn", "Late"],
    ["Đúng hẹn", "In time"],
    ["Sớm hơn hẹn", "Early"],
  ],
  [
    "facts",
    ["Thời gian thực hiện của từng cơ quan", "Time of each agency"],
    ["Các cơ quan xử lý có nhanh không?", "Were the agencies quick?"],
    ["Có nơi để chậm", "Some were slow"],
    ["Đúng thời gian", "In time"],
    ["Nhanh hơn quy định", "Quicker than the rule"],
  ],
  [
    "facts",
    ["Số lần phải liên hệ để hoàn thiện hồ sơ", "Contacts to complete the dossier"],
    [
      "Sau khi nộp, bạn phải liên hệ lại mấy lần để hoàn thiện hồ sơ?",
      "How often did you have to come back to complete it?",
    ],
    ["Từ 2 lần", "Twice or more"],
    ["1 lần", "Once"],
    ["Không lần nào", "Never"],
  ],
  [
    "citizen",
    ["Số cơ quan phải liên hệ để hoàn thiện hồ sơ", "Agencies contacted to complete the dossier"],
    ["Ngoài nơi nộp, bạn phải đến thêm mấy cơ quan?", "How many other agencies did you have to go to?"],
    ["Từ 2 cơ quan", "Two or more"],
    ["1 cơ quan", "One"],
    ["Không cơ quan nào", "None"],
  ],
  [
    "facts",
    ["Thực hiện tại Bộ phận một cửa", "One-stop organisation"],
    ["Mọi việc có làm xong ở một nơi không?", "Was everything done in one place?"],
    ["Không", "No"],
    ["Một phần", "In part"],
    ["Có", "Yes"],
  ],
  [
    "facts",
    ["Công khai thủ tục hành chính", "Publication of procedures"],
    ["Thủ tục có được công khai dễ thấy không?", "Was the procedure easy to find?"],
    ["Không thấy", "Not found"],
    ["Chỉ thấy ở một nơi", "In one place only"],
    ["Thấy cả tại trụ sở và trên mạng", "On the board and online"],
  ],
  [
    "citizen",
    ["Thái độ phục vụ", "Attitude"],
    ["Cán bộ phục vụ bạn thế nào?", "How were you served?"],
    ["Không tốt", "Badly"],
    ["Bình thường", "Fairly"],
    ["Tốt", "Well"],
  ],
  [
    "facts",
    ["Xử lý phản ánh, kiến nghị", "Handling of complaints"],
    ["Nếu bạn có phản ánh, có được trả lời đúng hạn không?", "If you complained, were you answered in time?"],
    ["Không được trả lời", "Not answered"],
    ["Trả lời chậm", "Answered late"],
    ["Đúng hạn, hoặc không có phản ánh", "In time, or no complaint"],
  ],
  [
    "facts",
    ["Cung cấp dịch vụ công trực tuyến", "Online services"],
    ["Nộp trực tuyến có dễ không?", "Was filing online easy?"],
    ["Không nộp được", "Not possible"],
    ["Khó", "Hard"],
    ["Dễ", "Easy"],
  ],
];

const sentence = ([vi, en]: readonly [string, string]): Sentence => ({ vi, en });

export const CRITERIA: readonly Criterion[] = ([1, 2, 3, 4, 5, 6, 7, 8, 9] as const).flatMap((number) => {
  const said = SAID[number - 1];
  if (!said) return [];
  const [by, name, question, none, one, two] = said;
  return [
    {
      number,
      by,
      name: sentence(name),
      question: sentence(question),
      answers: [sentence(none), sentence(one), sentence(two)] as const,
    },
  ];
});

/** What the dossier itself says. */
export interface DossierTold {
  readonly due: Date | null;
  readonly finished: Date;
  readonly stepLate: boolean | null;
  /** How often more papers were asked for. */
  readonly supplements: number;
  /** Other bodies that asked the citizen for something. */
  readonly askingBodies: number;
  readonly complained: boolean;
}

/** What the body's quarter says. Shares are of 0 to 1; undefined: nothing to count. */
export interface UnitTold {
  readonly level: "province" | "district" | "commune";
  /** Ended dossiers that no other body handled. */
  readonly handledHere: number | undefined;
  readonly onBoard: boolean;
  readonly onlinePublished: boolean;
  /** Complaints answered in time. */
  readonly complaintsInTime: number | undefined;
  /** Procedures of level 3 and 4. */
  readonly onlineServices: number | undefined;
  readonly onlineDossiers: number | undefined;
  readonly onlineOverdue: number;
}

/** Share that must be handled at the counter for 2 points. */
const HANDLED_HERE = { province: 0.2, district: 0.5, commune: 1 } as const;

/** Points of the nine criteria as the facts give them. */
export function factsOfCriteria(dossier: DossierTold, unit: UnitTold): CriterionPoints {
  const total = totalTime(dossier);
  return {
    1: total,
    // Every agency in time, and the whole early: all of them were quicker than the rule.
    2: dossier.stepLate === null ? total : dossier.stepLate ? 0 : Math.max(1, total),
    3: Math.max(0, 2 - dossier.supplements),
    4: Math.max(0, 2 - dossier.askingBodies),
    5: oneStop(unit),
    6: Number(unit.onBoard) + Number(unit.onlinePublished),
    7: dossier.complained ? 0 : total === 2 ? 2 : 1,
    8: complaints(unit.complaintsInTime),
    9: online(unit),
  };
}

/** Early means on a day before the promised one; without a limit there is nothing to be early against. */
function totalTime({ due, finished }: DossierTold): 0 | 1 | 2 {
  if (due === null) return 1;
  if (finished > due) return 0;
  return localDateOf(finished) < localDateOf(due) ? 2 : 1;
}

function oneStop({ level, handledHere }: UnitTold): 0 | 1 | 2 {
  if (handledHere === undefined) return 1;
  const wanted = HANDLED_HERE[level];
  return handledHere >= wanted ? 2 : handledHere >= wanted / 2 ? 1 : 0;
}

function complaints(inTime: number | undefined): 0 | 1 | 2 {
  return inTime === undefined || inTime >= 1 ? 2 : inTime >= 0.9 ? 1 : 0;
}

function online({ onlineServices = 0, onlineDossiers = 0, onlineOverdue }: UnitTold): 0 | 1 | 2 {
  if (onlineServices >= 0.2 && onlineDossiers >= 0.3 && onlineOverdue === 0) return 2;
  return onlineDossiers >= 0.15 ? 1 : 0;
}

/** Which points count: the reviewer's, else the citizen's where only the citizen knows, else those of the facts. */
export function pointsOfCriterion(
  { number, by }: Criterion,
  told: {
    readonly facts: CriterionPoints;
    readonly answers: CriterionPoints;
    readonly adjusted: CriterionPoints;
  },
): number {
  const { facts, answers, adjusted } = told;
  return adjusted[number] ?? (by === "citizen" ? answers[number] : undefined) ?? facts[number] ?? 0;
}

/** Total of 0 to 18 and its grade (NĐ 61/2018/NĐ-CP). */
export function gradeOf(told: Parameters<typeof pointsOfCriterion>[1]): {
  readonly total: number;
  readonly grade: Grade;
} {
  const total = CRITERIA.reduce((sum, criterion) => sum + pointsOfCriterion(criterion, told), 0);
  return { total, grade: gradeFor(total) };
}

function gradeFor(total: number): Grade {
  if (total >= 15) return "excellent";
  if (total >= 12) return "good";
  if (total >= 9) return "fair";
  return total >= 6 ? "average" : "weak";
}

export const GRADE_WORDS: Readonly<Record<Grade, Sentence>> = {
  excellent: { vi: "Xuất sắc", en: "Excellent" },
  good: { vi: "Tốt", en: "Good" },
  fair: { vi: "Khá", en: "Fair" },
  average: { vi: "Trung bình", en: "Average" },
  weak: { vi: "Yếu", en: "Weak" },
};

/** Overall (question 11) and convenience (question 10). */
export const SATISFACTION_WORDS: Readonly<Record<1 | 2 | 3, Sentence>> = {
  3: { vi: "Rất hài lòng", en: "Very satisfied" },
  2: { vi: "Hài lòng", en: "Satisfied" },
  1: { vi: "Không hài lòng", en: "Not satisfied" },
};
