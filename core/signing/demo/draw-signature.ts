import { createHash } from "node:crypto";
import { letterOf, widthOf } from "./letters.ts";
import { createMask, encodePng, fillOutlines, type Mask, type Point, stampDisc } from "./raster.ts";

const WIDTH = 720;
const HEIGHT = 300;

/**
 * A blue picture that looks handwritten, for demo people: a tall first stroke, loops, a flourish under it, and "demo"
 * in small letters. The same name always gives the same bytes; it imitates nobody's real signature.
 *
 * @returns PNG with transparency, about 60 × 25 mm at 300 dpi
 */
export function drawSignature(fullName: string): Uint8Array {
  const mask = createMask(WIDTH, HEIGHT);
  const random = randomFrom(fullName.normalize("NFC"));
  const loops = 3 + Math.floor(random() * 3);
  stroke(mask, [...firstLetter(random), ...smallLoops(random, loops)], random, 4.6);
  stroke(mask, flourish(random), random, 3.4);
  const size = 22;
  let x = WIDTH - 16 - widthOf("demo") * size;
  for (const character of "demo") {
    const { outlines, advance } = letterOf(character);
    const start = x;
    fillOutlines(
      mask,
      outlines.map((outline) => outline.map((p) => ({ x: start + p.x * size, y: HEIGHT - 12 - p.y * size }))),
    );
    x += advance * size;
  }
  return encodePng(mask, 22, 58, 176);
}

/** Numbers in [0, 1) that depend on the name alone. */
function randomFrom(text: string): () => number {
  let state = createHash("sha256").update(text).digest().readUInt32LE(0) || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 0x1_0000_0000;
  };
}

function firstLetter(random: () => number): Point[] {
  const lean = 20 + random() * 40;
  const tall = 30 + random() * 30;
  return [
    { x: 70, y: 190 + random() * 30 },
    { x: 90 + lean, y: tall + 30 },
    { x: 120 + lean, y: tall },
    { x: 112 + lean / 2, y: 120 },
    { x: 84, y: 226 },
    { x: 72 + random() * 20, y: 236 },
    { x: 120, y: 150 + random() * 20 },
    { x: 190, y: 110 + random() * 30 },
  ];
}

function smallLoops(random: () => number, count: number): Point[] {
  const points: Point[] = [];
  let x = 200;
  const step = 330 / count;
  for (let index = 0; index < count; index += 1) {
    const tall = random() < 0.25 ? 80 : 25 + random() * 35;
    const base = 190 + random() * 18;
    points.push(
      { x: x + step * 0.2, y: base },
      { x: x + step * 0.65, y: base - tall * 0.6 },
      { x: x + step * 0.55, y: base - tall },
      { x: x + step * 0.35, y: base - tall * 0.55 },
      { x: x + step * 0.75, y: base + 4 },
    );
    x += step;
  }
  points.push({ x: x + 40, y: 160 + random() * 20 }, { x: x + 110, y: 120 + random() * 40 });
  return points;
}

function flourish(random: () => number): Point[] {
  const drop = random() * 14;
  return [
    { x: 560 + random() * 60, y: 176 },
    { x: 640, y: 204 + drop },
    { x: 500, y: 236 + drop },
    { x: 260, y: 244 + drop },
    { x: 150, y: 250 },
    { x: 170, y: 266 },
    { x: 400 + random() * 120, y: 258 + drop / 2 },
  ];
}

/** A smooth line through the points (Catmull–Rom), thinner where the pen is quick and at both ends. */
function stroke(mask: Mask, points: readonly Point[], random: () => number, weight: number): void {
  const phase = random() * 6;
  const last = points.length - 1;
  const at = (index: number): Point => points[Math.min(last, Math.max(0, index))] ?? { x: 0, y: 0 };
  for (let segment = 0; segment < last; segment += 1) {
    const [a, b, c, d] = [at(segment - 1), at(segment), at(segment + 1), at(segment + 2)];
    const length = Math.hypot(c.x - b.x, c.y - b.y);
    const steps = Math.max(4, Math.ceil(length * 1.5));
    for (let step = 0; step < steps; step += 1) {
      const t = step / steps;
      const along = (segment + t) / last;
      const ends = Math.min(1, Math.min(along, 1 - along) * 12);
      const pressure = 0.72 + 0.28 * Math.sin(along * 19 + phase);
      const radius = 0.8 + weight * pressure * (0.35 + 0.65 * ends) * (0.75 + 15 / (length + 60));
      stampDisc(mask, { x: spline(a.x, b.x, c.x, d.x, t), y: spline(a.y, b.y, c.y, d.y, t) }, radius);
    }
  }
}

function spline(a: number, b: number, c: number, d: number, t: number): number {
  return b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)));
}
