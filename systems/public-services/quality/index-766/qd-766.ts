import type { IndicatorId } from "./indicators.ts";
import type { DatedWeight } from "./weights.ts";

const SOURCE = "QĐ 766/QĐ-TTg ngày 23/6/2022";

/**
 * Points and thresholds of QĐ 766/QĐ-TTg. The sums of the groups (18, 20, 12, 10 = 2 + 2 + 6, 22, 18) and the thresholds
 * of 3.1, 3.3, 3.5, 3.6, 4.2, 4.3 and 5.4 are known; how a group is divided among its indicators is not verified and
 * shown as such. The office that controls procedures corrects it on /quality/weights.
 */
const POINTS: readonly [IndicatorId, points: number, fullAt: number, verified: boolean][] = [
  ["1.1", 4, 100, false],
  ["1.2", 4, 100, false],
  ["1.3", 4, 100, false],
  ["1.4", 6, 100, false],
  ["2.1", 20, 100, true],
  ["2.2", 0, 100, false],
  ["3.1", 2, 80, false],
  ["3.2", 4, 100, false],
  ["3.3", 6, 50, false],
  ["3.4", 2, 100, false],
  ["3.5", 2, 80, true],
  ["3.6", 6, 30, true],
  ["4.1", 4, 100, false],
  ["4.2", 4, 80, false],
  ["4.3", 4, 80, false],
  ["4.4", 4, 100, false],
  ["4.5a", 3, 100, false],
  ["4.5b", 3, 100, false],
  ["5.1", 0, 100, false],
  ["5.2", 6, 100, false],
  ["5.3", 6, 100, false],
  ["5.4", 6, 90, false],
];

export const WEIGHTS_766: readonly DatedWeight[] = POINTS.map(([indicator, points, fullAt, verified]) => ({
  indicator,
  // Dossiers from before the decision are measured by it as well: there was no other index.
  validFrom: "2000-01-01",
  points: points * 100,
  fullAt: fullAt * 100,
  source: SOURCE,
  verified,
}));
