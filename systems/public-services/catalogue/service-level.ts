import type { Sentence } from "../../../core/errors.ts";

export type ServiceLevel = ProcedureLevel | "information" | "partial" | "full";
type ProcedureLevel = 2 | 3 | 4;

/** Words of the service levels by the day they hold from (NĐ 43/2011 Art. 3; NĐ 42/2022/NĐ-CP Art. 11, from 15/08/2022). */
const REGIMES: readonly {
  readonly from: string;
  readonly levels: Readonly<
    Record<ProcedureLevel, { readonly level: ServiceLevel; readonly words: Sentence }>
  >;
}[] = [
  {
    from: "2022-08-15",
    levels: {
      4: { level: "full", words: { vi: "Dịch vụ công trực tuyến toàn trình", en: "Fully online" } },
      3: { level: "partial", words: { vi: "Dịch vụ công trực tuyến một phần", en: "Partly online" } },
      2: {
        level: "information",
        words: { vi: "Cung cấp thông tin trực tuyến", en: "Information online" },
      },
    },
  },
  {
    from: "0001-01-01",
    levels: {
      4: { level: 4, words: { vi: "Dịch vụ công trực tuyến mức độ 4", en: "Online service, level 4" } },
      3: { level: 3, words: { vi: "Dịch vụ công trực tuyến mức độ 3", en: "Online service, level 3" } },
      2: { level: 2, words: { vi: "Dịch vụ công mức độ 2", en: "Public service, level 2" } },
    },
  },
];

/**
 * What a service level is called on a day.
 * @param day `yyyy-MM-dd`
 */
export function serviceLevelOn(
  level: ProcedureLevel,
  day: string,
): { readonly level: ServiceLevel; readonly words: Sentence } {
  const regime = REGIMES.find(({ from }) => from <= day) ?? REGIMES[0];
  if (!regime) throw new Error("no words for service levels");
  return regime.levels[level];
}
