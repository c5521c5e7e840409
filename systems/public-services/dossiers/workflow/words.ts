import type { Sentence } from "../../../../core/errors.ts";
import type { StepPlace, StepRole, WorkflowStep } from "./definition.ts";

/** What people call the places of steps. */
export const PLACE_WORDS: Readonly<Record<StepPlace, Sentence>> = {
  receiver: { vi: "Nơi nhận hồ sơ", en: "Where it was received" },
  commune: { vi: "Cấp xã", en: "Commune" },
  district: { vi: "Cấp huyện", en: "District" },
  province: { vi: "Cấp tỉnh", en: "Province" },
};

export const ROLE_WORDS: Readonly<Record<StepRole, Sentence>> = {
  desk: { vi: "Bộ phận một cửa", en: "One-stop desk" },
  specialist: { vi: "Chuyên viên, công chức chuyên môn", en: "Specialist" },
  "head-of-unit": { vi: "Trưởng phòng", en: "Head of unit" },
  leader: { vi: "Lãnh đạo", en: "Leader" },
  clerk: { vi: "Văn thư", en: "Clerk" },
};

/** Where a step is done: the department alone when it says enough, else level and department. */
export function placeWords({ place, department }: Pick<WorkflowStep, "place" | "department">): Sentence {
  const { vi, en } = PLACE_WORDS[place];
  return department === "" ? { vi, en } : { vi: `${vi}: ${department}`, en: `${en}: ${department}` };
}

/** A share of the whole time, in per cent. */
export function shareWords(share: number): Sentence {
  if (share === 0) return { vi: "trong ngày", en: "the same day" };
  const number = String(Math.round(share * 10) / 10);
  return { vi: `${number.replace(".", ",")} % thời hạn`, en: `${number} % of the time` };
}
