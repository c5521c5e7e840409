/** What was counted: so many, of so many; and by what the share is multiplied (3.3). Whole numbers, never shares. */
export interface Counted {
  readonly n: number;
  readonly d: number;
  readonly times?: { readonly n: number; readonly d: number };
}

/** Points and threshold of an indicator, in hundredths so that nothing is lost: 4.5 points = 450, 80 % = 8000. */
export interface Weight {
  readonly points: number;
  readonly fullAt: number;
}

/**
 * The share in hundredths of a per cent (99.98 % = 9998), rounded half up.
 *
 * @returns undefined when there is nothing to count: a zero denominator is no figure
 */
export function shareOf(counted: Counted): number | undefined {
  const { top, bottom } = fraction(counted);
  return bottom === 0n ? undefined : roundedHalfUp(top * 10_000n, bottom);
}

/**
 * Points in hundredths: all of them from the threshold on, below it share × points ÷ threshold (QĐ 766/QĐ-TTg). Counted
 * in whole numbers, so that a half is a half.
 */
export function pointsOf(counted: Counted, weight: Weight): number | undefined {
  const { top, bottom } = fraction(counted);
  if (bottom === 0n) return undefined;
  const points = roundedHalfUp(top * 10_000n * BigInt(weight.points), bottom * BigInt(weight.fullAt));
  return Math.min(points, weight.points);
}

function fraction({ n, d, times }: Counted): { readonly top: bigint; readonly bottom: bigint } {
  return {
    top: BigInt(n) * BigInt(times?.n ?? 1),
    bottom: BigInt(d) * BigInt(times?.d ?? 1),
  };
}

function roundedHalfUp(top: bigint, bottom: bigint): number {
  return Number((2n * top + bottom) / (2n * bottom));
}
