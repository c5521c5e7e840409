/** A picture in 256 greys, row after row; 0 is black. */
export interface GreyImage {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
}

/** Reads a binary PGM of 8 bits, as `pdftoppm -gray` writes it; undefined when it is none. */
export function readPgm(bytes: Uint8Array): GreyImage | undefined {
  const head = /^P5\s+(\d{1,6})\s+(\d{1,6})\s+255\s/.exec(
    Buffer.from(bytes.subarray(0, 64)).toString("latin1"),
  );
  if (!head) return undefined;
  const [all, width, height] = [head[0], Number(head[1]), Number(head[2])];
  const pixels = bytes.subarray(all.length, all.length + width * height);
  return pixels.length === width * height ? { width, height, pixels } : undefined;
}

export function writePgm({ width, height, pixels }: GreyImage): Buffer {
  return Buffer.concat([Buffer.from(`P5\n${width} ${height}\n255\n`), pixels]);
}

/** Largest slant looked for, degrees: a sheet that lies worse is laid again. */
const MOST_DEGREES = 6;
const STEP_DEGREES = 0.1;
const SHRINK = 4;

/**
 * By how many degrees the lines of text rise to the right (positive) or fall: the angle at which the rows of dark
 * pixels are the most uneven, because lines and gaps between them then coincide with rows.
 */
export function slantOf(image: GreyImage): number {
  const { xs, ys, height } = darkPoints(image);
  if (xs.length < 200) return 0;
  let best = 0;
  let bestScore = -1;
  const rows = new Float64Array(height * 2);
  for (let degrees = -MOST_DEGREES; degrees <= MOST_DEGREES; degrees += STEP_DEGREES) {
    rows.fill(0);
    const slope = Math.tan((degrees * Math.PI) / 180);
    for (let i = 0; i < xs.length; i += 1) {
      const row = Math.round((ys[i] ?? 0) + (xs[i] ?? 0) * slope + height / 2);
      rows[row] = (rows[row] ?? 0) + 1;
    }
    let score = 0;
    for (let i = 1; i < rows.length; i += 1) score += ((rows[i] ?? 0) - (rows[i - 1] ?? 0)) ** 2;
    if (score > bestScore) [best, bestScore] = [degrees, score];
  }
  return Math.abs(best) < STEP_DEGREES ? 0 : best;
}

function darkPoints({ width, height, pixels }: GreyImage): {
  xs: Int32Array;
  ys: Int32Array;
  height: number;
} {
  const [w, h] = [Math.floor(width / SHRINK), Math.floor(height / SHRINK)];
  const xs: number[] = [];
  const ys: number[] = [];
  for (let y = 0; y < h; y += 1) {
    for (let x = 0; x < w; x += 1) {
      let sum = 0;
      for (let dy = 0; dy < SHRINK; dy += 1)
        for (let dx = 0; dx < SHRINK; dx += 1)
          sum += pixels[(y * SHRINK + dy) * width + x * SHRINK + dx] ?? 255;
      if (sum / SHRINK ** 2 < 150) {
        xs.push(x - Math.floor(w / 2));
        ys.push(y);
      }
    }
  }
  return { xs: Int32Array.from(xs), ys: Int32Array.from(ys), height: h };
}

/** Turns a picture about its middle, clockwise for positive degrees; what comes in from outside is white. */
export function turned({ width, height, pixels }: GreyImage, degrees: number): GreyImage {
  const out = new Uint8Array(pixels.length).fill(255);
  const [sin, cos] = [Math.sin((degrees * Math.PI) / 180), Math.cos((degrees * Math.PI) / 180)];
  const [cx, cy] = [width / 2, height / 2];
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const sx = cos * (x - cx) + sin * (y - cy) + cx;
      const sy = cos * (y - cy) - sin * (x - cx) + cy;
      const [left, top] = [Math.floor(sx), Math.floor(sy)];
      if (left < 0 || top < 0 || left >= width - 1 || top >= height - 1) continue;
      const [fx, fy, at] = [sx - left, sy - top, top * width + left];
      const upper = (pixels[at] ?? 255) * (1 - fx) + (pixels[at + 1] ?? 255) * fx;
      const lower = (pixels[at + width] ?? 255) * (1 - fx) + (pixels[at + width + 1] ?? 255) * fx;
      out[y * width + x] = Math.round(upper * (1 - fy) + lower * fy);
    }
  }
  return { width, height, pixels: out };
}
