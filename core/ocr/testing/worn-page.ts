import { type GreyImage, turned } from "../grey-image.ts";

/**
 * What a hurried scan does to a page, the same each time: turned by 1.2°, blurred and speckled.
 *
 * @param share of pixels that become specks, 0–1
 */
export function worn(image: GreyImage, share = 0.002): GreyImage {
  const blurry = blurred(turned(image, 1.2));
  const pixels = new Uint8Array(blurry.pixels);
  let seed = 20_200_305;
  const next = (): number => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return seed / 2 ** 32;
  };
  const specks = Math.round(pixels.length * share);
  for (let i = 0; i < specks; i += 1) pixels[Math.floor(next() * pixels.length)] = next() < 0.5 ? 40 : 250;
  return { ...blurry, pixels };
}

function blurred({ width, height, pixels }: GreyImage): GreyImage {
  const out = new Uint8Array(pixels);
  const weights = [1, 2, 1, 2, 4, 2, 1, 2, 1];
  for (let y = 1; y < height - 1; y += 1) {
    for (let x = 1; x < width - 1; x += 1) {
      let sum = 0;
      for (let i = 0; i < 9; i += 1)
        sum += (weights[i] ?? 0) * (pixels[(y + Math.floor(i / 3) - 1) * width + x + (i % 3) - 1] ?? 255);
      out[y * width + x] = Math.round(sum / 16);
    }
  }
  return { width, height, pixels: out };
}

/** Edits (insert, delete, replace) that lead from one text to the other, in characters after NFC, spaces as one. */
export function characterErrors(
  expected: string,
  found: string,
): { readonly edits: number; readonly percent: number } {
  const [a, b] = [expected, found].map((text) => [...text.normalize("NFC").replace(/\s+/g, " ").trim()]);
  let row = Array.from({ length: (b?.length ?? 0) + 1 }, (_, i) => i);
  for (const [i, letter] of (a ?? []).entries()) {
    const next = [i + 1];
    for (const [j, other] of (b ?? []).entries())
      next.push(
        Math.min((next[j] ?? 0) + 1, (row[j + 1] ?? 0) + 1, (row[j] ?? 0) + (letter === other ? 0 : 1)),
      );
    row = next;
  }
  const edits = row.at(-1) ?? 0;
  return { edits, percent: (edits * 100) / Math.max(1, a?.length ?? 0) };
}
