import { formatNumber } from "../../../../core/ui/index.ts";
import type { Counted } from "../index-766/figure.ts";

/** Hundredths as a number with two decimals, "11,67"; a dash when there is nothing to count. */
export function decimals(hundredths: number | undefined): string {
  return hundredths === undefined ? "–" : formatNumber(hundredths / 100, 2);
}

/** "58,33%" */
export function percent(hundredths: number | undefined): string {
  return hundredths === undefined ? "–" : `${decimals(hundredths)}%`;
}

/** "5 / 11 × 10 / 11" */
export function countsInWords({ n, d, times }: Counted): string {
  const own = `${formatNumber(n)} / ${formatNumber(d)}`;
  return times ? `${own} × ${formatNumber(times.n)} / ${formatNumber(times.d)}` : own;
}
