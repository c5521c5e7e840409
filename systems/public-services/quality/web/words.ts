import type { Sentence } from "../../../../core/errors.ts";
import { DOSSIER_STATES, type DossierState } from "../../dossiers/index.ts";
import type { TimeUnit } from "../tables.ts";

export const CHANNELS: Readonly<Record<1 | 2 | 3, Sentence>> = {
  1: { vi: "Trực tiếp", en: "At the counter" },
  2: { vi: "Trực tuyến", en: "Online" },
  3: { vi: "Bưu chính công ích", en: "By post" },
};

export const UNIT_WORDS: Readonly<Record<TimeUnit, Sentence>> = {
  "working-day": { vi: "ngày làm việc", en: "working days" },
  day: { vi: "ngày", en: "days" },
  hour: { vi: "giờ làm việc", en: "working hours" },
};

export function dossierState(state: number): DossierState {
  const found = DOSSIER_STATES.find((each) => each === state);
  if (found === undefined) throw new RangeError(`no state of a dossier: ${state}`);
  return found;
}
