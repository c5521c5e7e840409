import { letterOf, widthOf } from "./letters.ts";
import { createMask, drawRing, encodePng, fillOutlines, type Mask, type Point, stampDisc } from "./raster.ts";

/** Pixels a side: 36 mm, the size of a seal of the state, at 340 dots per inch. */
export const SEAL_PIXELS = 480;
const CENTRE: Point = { x: SEAL_PIXELS / 2, y: SEAL_PIXELS / 2 };
const BASELINE = 156;
const BAND_OUTER = 216;
const LARGEST = 44;
/** The name may take this much of the circle, radians; the rest says what the seal is worth. */
const NAME_ARC = (250 / 180) * Math.PI;

/**
 * The red seal of an organisation for demonstrations: double ring, its name around, a star, and DEMO in the middle, so
 * that nobody can take it for a real one. The same name always gives the same bytes.
 *
 * @returns PNG with transparency, 36 mm at 340 dpi
 */
export function drawSeal(organisationName: string): Uint8Array {
  const mask = createMask(SEAL_PIXELS, SEAL_PIXELS);
  drawRing(mask, CENTRE, 234, 7);
  drawRing(mask, CENTRE, 222, 3);
  drawRing(mask, CENTRE, 142, 3);
  const name = organisationName.normalize("NFC").toLocaleUpperCase("vi");
  const size = Math.min(LARGEST, (NAME_ARC * BASELINE) / Math.max(0.1, widthOf(name)));
  alongTheTop(mask, name, size);
  alongTheBottom(mask, "THỬ NGHIỆM", 30);
  fillOutlines(mask, [star({ x: CENTRE.x, y: CENTRE.y - 34 }, 62)]);
  const width = widthOf("DEMO") * 66;
  const start = { x: CENTRE.x - width / 2, y: CENTRE.y + 84 };
  let reached = 0;
  for (const character of "DEMO") {
    ink(mask, character, 66, 2, ({ x, y }) => ({ x: start.x + (reached + x) * 66, y: start.y - y * 66 }));
    reached += letterOf(character).advance;
  }
  return encodePng(mask, 208, 16, 32);
}

function alongTheTop(mask: Mask, text: string, size: number): void {
  const radius = BASELINE + ((BAND_OUTER - BASELINE) * (1 - size / LARGEST)) / 3;
  const total = widthOf(text) * size;
  let reached = -total / 2;
  for (const character of text) {
    const advance = letterOf(character).advance * size;
    const angle = (reached + advance / 2) / BASELINE;
    ink(mask, character, size, size / 28, ({ x, y }) =>
      turned({ x: x * size - advance / 2, y: -radius - y * size }, angle),
    );
    reached += advance;
  }
}

/** Letters stand upright at the bottom: their feet point outwards. */
function alongTheBottom(mask: Mask, text: string, size: number): void {
  const radius = BAND_OUTER - 24;
  let reached = (-widthOf(text) * size) / 2;
  for (const character of text) {
    const advance = letterOf(character).advance * size;
    const angle = -(reached + advance / 2) / radius;
    ink(mask, character, size, 0.8, ({ x, y }) =>
      turned({ x: x * size - advance / 2, y: radius - y * size }, angle),
    );
    reached += advance;
  }
}

/** A point relative to the centre, turned clockwise on the picture. */
function turned({ x, y }: Point, angle: number): Point {
  const [sin, cos] = [Math.sin(angle), Math.cos(angle)];
  return { x: CENTRE.x + x * cos - y * sin, y: CENTRE.y + x * sin + y * cos };
}

/** A letter, made bolder by going over its edge. */
function ink(mask: Mask, character: string, size: number, bold: number, place: (p: Point) => Point): void {
  const outlines = letterOf(character).outlines.map((outline) => outline.map(place));
  if (outlines.length === 0) return;
  fillOutlines(mask, outlines);
  for (const outline of outlines) {
    for (const [index, from] of outline.entries()) {
      const to = outline[(index + 1) % outline.length] ?? from;
      const steps = Math.max(1, Math.ceil(Math.hypot(to.x - from.x, to.y - from.y)));
      for (let step = 0; step < steps; step += 1) {
        const t = step / steps;
        stampDisc(
          mask,
          { x: from.x + (to.x - from.x) * t, y: from.y + (to.y - from.y) * t },
          bold * Math.min(1, size / 20),
        );
      }
    }
  }
}

function star(centre: Point, radius: number): Point[] {
  return Array.from({ length: 10 }, (_, index) => {
    const reach = index % 2 === 0 ? radius : radius * 0.382;
    const angle = (index * Math.PI) / 5;
    return { x: centre.x + reach * Math.sin(angle), y: centre.y - reach * Math.cos(angle) };
  });
}
