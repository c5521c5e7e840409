import type { Sentence } from "../../../../core/errors.ts";

/** Who vouches: the national service portal's own accounts, or the electronic identity (VNeID). */
export type ProviderName = "portal" | "vneid";
export type CitizenKind = 1 | 2 | 3;

/** From when to when a provider may be used, by whom, and how well they must be identified. */
export interface SignInRule {
  readonly provider: ProviderName;
  readonly kinds: readonly CitizenKind[];
  /** `yyyy-MM-dd`, both included. */
  readonly from: string;
  readonly until: string | null;
  readonly minimumLevel: 1 | 2;
  readonly basis: string;
}

/** The law of signing in to public services, by date. */
export const SIGN_IN_RULES: readonly SignInRule[] = [
  {
    provider: "portal",
    kinds: [1],
    from: "2019-12-09",
    until: "2024-06-30",
    minimumLevel: 1,
    basis: "QĐ 274/QĐ-TTg (2019)",
  },
  {
    provider: "portal",
    kinds: [2, 3],
    from: "2019-12-09",
    until: "2026-07-19",
    minimumLevel: 1,
    basis: "QĐ 274/QĐ-TTg (2019); QĐ 29/2026/QĐ-TTg",
  },
  {
    provider: "vneid",
    kinds: [1],
    from: "2022-10-20",
    until: "2024-06-30",
    minimumLevel: 1,
    basis: "NĐ 59/2022/NĐ-CP",
  },
  {
    provider: "vneid",
    kinds: [1, 2, 3],
    from: "2024-07-01",
    until: null,
    minimumLevel: 2,
    basis: "NĐ 69/2024/NĐ-CP; QĐ 29/2026/QĐ-TTg",
  },
];

export const PROVIDER_NAMES: Readonly<Record<ProviderName, Sentence>> = {
  portal: { vi: "Cổng Dịch vụ công quốc gia", en: "National service portal" },
  vneid: { vi: "VNeID", en: "VNeID" },
};

/** The rules in force on a day (`yyyy-MM-dd`). */
export function rulesOn(day: string): readonly SignInRule[] {
  return SIGN_IN_RULES.filter(({ from, until }) => from <= day && (until === null || day <= until));
}
