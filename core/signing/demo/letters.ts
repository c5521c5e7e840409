import type { Font } from "fontkit";
import { openFont } from "../../fonts/open-font.ts";
import type { Point } from "./raster.ts";

const FONT_FILE = new URL("../../../province/fonts/Tinos-Regular.ttf", import.meta.url);
const CURVE_STEPS = 6;

/** A letter as outlines, one em high, baseline at y = 0, y upwards. */
export interface Letter {
  readonly outlines: readonly (readonly Point[])[];
  /** How far the next letter stands, in em. */
  readonly advance: number;
}

let font: Font | undefined;
const known = new Map<string, Letter>();

/** The letter of a character of Tinos; a blank for characters the font does not have. */
export function letterOf(character: string): Letter {
  let letter = known.get(character);
  if (letter === undefined) {
    font ??= openFont(FONT_FILE);
    const glyph = font.glyphForCodePoint(character.codePointAt(0) ?? 0x20);
    const em = font.unitsPerEm;
    letter = {
      outlines: glyph.id === 0 ? [] : flatten(glyph.path.commands, em),
      advance: glyph.advanceWidth / em,
    };
    known.set(character, letter);
  }
  return letter;
}

/** Width of a text in em. */
export function widthOf(text: string): number {
  return [...text].reduce((sum, character) => sum + letterOf(character).advance, 0);
}

interface Command {
  readonly command: string;
  readonly args: readonly number[];
}

function flatten(commands: readonly Command[], em: number): Point[][] {
  const outlines: Point[][] = [];
  let current: Point[] = [];
  const at = (args: readonly number[], index: number): Point => ({
    x: (args[index] ?? 0) / em,
    y: (args[index + 1] ?? 0) / em,
  });
  for (const { command, args } of commands) {
    const from = current.at(-1) ?? { x: 0, y: 0 };
    if (command === "moveTo") {
      current = [at(args, 0)];
      outlines.push(current);
    } else if (command === "lineTo") current.push(at(args, 0));
    else if (command === "quadraticCurveTo") {
      current.push(...curve([from, at(args, 0), at(args, 2)]));
    } else if (command === "bezierCurveTo") {
      current.push(...curve([from, at(args, 0), at(args, 2), at(args, 4)]));
    }
  }
  return outlines;
}

/** Points of a Bézier curve without its first (de Casteljau). */
function curve(control: readonly Point[]): Point[] {
  return Array.from({ length: CURVE_STEPS }, (_, step) => pointOf(control, (step + 1) / CURVE_STEPS));
}

function pointOf(control: readonly Point[], t: number): Point {
  const [first = { x: 0, y: 0 }, ...others] = control;
  if (others.length === 0) return first;
  const next = others.map((point, index) => {
    const before = control[index] ?? first;
    return { x: before.x + (point.x - before.x) * t, y: before.y + (point.y - before.y) * t };
  });
  return pointOf(next, t);
}
