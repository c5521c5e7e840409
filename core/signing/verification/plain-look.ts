import { readFormContent, type TextRun } from "../pdf/content-text.ts";
import type { PdfView } from "../pdf/document.ts";
import { fontResource } from "../pdf/font-text.ts";
import { nameOf, type PdfDict, type PdfObject, type PdfStream } from "../pdf/objects.ts";
import { Parser } from "../pdf/parser.ts";

/** Where a look is drawn, in its own space. */
interface Box {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
}

/**
 * Whether a filled field's look is drawn the way viewers draw text fields (ISO 32000-2 section 12.7.4.3): a ground and a
 * border, then upright text that can be seen, in a font that says what its glyphs are, and nothing over it. Whatever else
 * it does could show something else than its text says: hidden or covered text, text outside the box, layers, masks.
 *
 * @param widget the annotation that shows it
 * @throws PdfError when the content cannot be read
 */
export function isPlainLook(view: PdfView, widget: PdfDict, form: PdfStream): boolean {
  const box = boxOf(view, form.dict.get("BBox"));
  if (box === undefined || !fillsItsPlace(view, widget, form, box)) return false;
  if (["OC", "Group", "Ref", "OPI", "PS"].some((key) => form.dict.has(key))) return false;
  const resources = view.dict(form.dict.get("Resources"));
  if (!new Drawing(view, resources, box).isPlain(view.document.decode(form))) return false;
  return areVisible(readFormContent(view, form).runs, box);
}

function boxOf(view: PdfView, value: PdfObject | undefined): Box | undefined {
  const [a, b, c, d] = (view.array(value) ?? []).map((item) => view.number(item));
  if (a === undefined || b === undefined || c === undefined || d === undefined) return undefined;
  return { x0: Math.min(a, c), y0: Math.min(b, d), x1: Math.max(a, c), y1: Math.max(b, d) };
}

const width = ({ x0, x1 }: Box): number => x1 - x0;
const height = ({ y0, y1 }: Box): number => y1 - y0;

/** The box has the size of the annotation, so that nothing is stretched, and is turned no further than the field is. */
function fillsItsPlace(view: PdfView, widget: PdfDict, form: PdfStream, box: Box): boolean {
  const place = boxOf(view, widget.get("Rect"));
  if (place === undefined) return false;
  const matrix = (view.array(form.dict.get("Matrix")) ?? [1, 0, 0, 1]).map((item) => view.number(item) ?? 0);
  const [a = 0, b = 0, c = 0, d = 0] = matrix;
  const turn = view.number(view.dict(widget.get("MK"))?.get("R")) ?? 0;
  const [cos, sin] = TURNS[((turn % 360) + 360) % 360] ?? [2, 2];
  if (![a - cos, b - sin, c + sin, d - cos].every((off) => Math.abs(off) < 0.001)) return false;
  const [w, h] = sin === 0 ? [width(place), height(place)] : [height(place), width(place)];
  const near = (one: number, other: number): boolean => Math.abs(one - other) <= Math.max(1, other * 0.02);
  return near(width(box), w) && near(height(box), h);
}

const TURNS: Readonly<Record<number, readonly [cos: number, sin: number]>> = {
  0: [1, 0],
  90: [0, 1],
  180: [-1, 0],
  270: [0, -1],
};

const SMALLEST_TEXT = 3;
/** Points: how far text may begin outside the box, which is clipped there. */
const MARGIN = 2;

/** Each piece begins in the box, is of a size to be read, and stands where its turn in the text is. */
function areVisible(runs: readonly TextRun[], box: Box): boolean {
  const largest = 1.5 * Math.max(width(box), height(box));
  let before: TextRun | undefined;
  for (const run of runs.filter(({ text }) => text.trim() !== "")) {
    if (run.size < SMALLEST_TEXT || run.size > largest) return false;
    if (run.x < box.x0 - MARGIN || run.x > box.x1 || run.y < box.y0 - MARGIN || run.y > box.y1) return false;
    const sameLine = before !== undefined && Math.abs(run.y - before.y) < before.size / 3;
    if (before !== undefined && (sameLine ? run.x < before.x : run.y > before.y)) return false;
    before = run;
  }
  return true;
}

/** Fonts whose glyphs are no letters, and that are found by their name because they are not in the file. */
const PICTURE_FONTS = /symbol|dingbat|wingding|webding|marlett|emoji|mtextra|barcode|code\W?\d|3of9|ocr/i;
/** Difference of brightness, of 1, between a text and what it stands on. */
const CONTRAST = 0.2;

/** Reads the operators of a look; see {@link isPlainLook}. */
class Drawing {
  readonly #view: PdfView;
  readonly #resources: PdfDict | undefined;
  readonly #box: Box;
  /** Brightness of what is filled, and of the ground so far. */
  #fill = 0;
  #ground = 1;
  readonly #saved: number[] = [];
  #points: (readonly [x: number, y: number])[] = [];
  #areas: Box[] = [];
  #hasText = false;
  #size = 0;

  constructor(view: PdfView, resources: PdfDict | undefined, box: Box) {
    this.#view = view;
    this.#resources = resources;
    this.#box = box;
  }

  isPlain(content: Uint8Array): boolean {
    const parser = new Parser(content);
    let operands: PdfObject[] = [];
    for (;;) {
      parser.skipSpace();
      if (parser.pos >= content.length) return operands.length === 0 && this.#saved.length === 0;
      const byte = content[parser.pos] ?? 0;
      if (!/[A-Za-z'"]/.test(String.fromCharCode(byte))) {
        if (byte === 0x7d || byte === 0x7b || byte === 0x29) return false;
        operands.push(parser.object());
        continue;
      }
      if (!this.#does(parser.keyword(), operands)) return false;
      operands = [];
    }
  }

  #does(operator: string, operands: readonly PdfObject[]): boolean {
    const numbers = operands.filter((each) => typeof each === "number");
    const [n0 = 0, n1 = 0, n2 = 0, n3 = 0] = numbers;
    const small = (value: number, most: number): boolean => Math.abs(value) <= most;
    switch (operator) {
      case "q":
        this.#saved.push(this.#fill);
        return true;
      case "Q": {
        const saved = this.#saved.pop();
        this.#fill = saved ?? 0;
        return saved !== undefined;
      }
      case "BMC":
        return nameOf(operands[0]) !== "OC";
      case "EMC":
      case "BT":
      case "ET":
      case "T*":
      case "Td":
      case "TD":
      case "TL":
      case "w":
      case "J":
      case "j":
      case "M":
      case "d":
      case "i":
      case "ri":
      case "G":
      case "RG":
      case "K":
        return true;
      case "g":
      case "rg":
      case "k":
        this.#fill = brightness(numbers);
        return true;
      case "cm":
      case "Tm":
        return n0 > 0.99 && n0 < 1.01 && small(n1, 0.001) && small(n2, 0.4) && n3 > 0.99 && n3 < 1.01;
      case "Tf":
        this.#size = n0;
        return n0 > 0 && this.#isFontOfLetters(operands[0]);
      case "Tr":
        return n0 === 0;
      case "Tz":
        return n0 >= 50 && n0 <= 200;
      case "Ts":
        return small(n0, this.#size);
      case "Tc":
      case "Tw":
        return n0 > -1 && n0 <= width(this.#box) / 2;
      case "Tj":
      case "'":
        return this.#text();
      case "TJ":
        return kerns(operands[0]).every((kern) => small(kern, 600)) && this.#text();
      case "m":
      case "l":
        this.#points.push([n0, n1]);
        return true;
      case "re":
        this.#areas.push({ x0: n0, y0: n1, x1: n0 + n2, y1: n1 + n3 });
        return true;
      case "h":
        return true;
      case "W":
      case "W*":
        return this.#areas.length === 1 && this.#areas.every((area) => this.#isGround(area));
      case "n":
        return this.#endPath();
      case "S":
      case "s":
        return !this.#hasText && this.#isBorder() && this.#endPath();
      case "f":
      case "F":
      case "f*":
      case "B":
      case "B*":
      case "b":
      case "b*":
        if (this.#areas.some((area) => this.#isGround(area))) this.#ground = this.#fill;
        return !this.#hasText && this.#isBorder() && this.#endPath();
      default:
        return false;
    }
  }

  #text(): boolean {
    this.#hasText = true;
    return Math.abs(this.#fill - this.#ground) >= CONTRAST;
  }

  #endPath(): boolean {
    this.#points = [];
    this.#areas = [];
    return true;
  }

  /** Grounds and borders: areas of nearly the whole box, lines along its edges or from edge to edge. */
  #isBorder(): boolean {
    const { x0, y0, x1, y1 } = this.#box;
    const edge = 4;
    return (
      this.#areas.every((area) => this.#isGround(area)) &&
      this.#points.every(
        ([x, y]) =>
          Math.min(Math.abs(x - x0), Math.abs(x - x1)) <= edge ||
          Math.min(Math.abs(y - y0), Math.abs(y - y1)) <= edge,
      )
    );
  }

  #isGround(area: Box): boolean {
    const shared = {
      x0: Math.max(area.x0, this.#box.x0),
      y0: Math.max(area.y0, this.#box.y0),
      x1: Math.min(area.x1, this.#box.x1),
      y1: Math.min(area.y1, this.#box.y1),
    };
    return width(shared) >= width(this.#box) * 0.6 && height(shared) >= height(this.#box) * 0.6;
  }

  /** Type 3 glyphs are drawings; a font that is not in the file must be known by its name and encoding alone. */
  #isFontOfLetters(name: PdfObject | undefined): boolean {
    const view = this.#view;
    const font = view.dict(fontResource(view, this.#resources, name));
    const subtype = nameOf(view.resolve(font?.get("Subtype")));
    if (font === undefined || subtype === undefined || subtype === "Type3") return false;
    const descriptor = view.dict(font.get("FontDescriptor"));
    const isInFile = ["FontFile", "FontFile2", "FontFile3"].some((key) => descriptor?.has(key) === true);
    if (subtype === "Type0" || isInFile) return true;
    const base = nameOf(view.resolve(font.get("BaseFont"))) ?? "";
    return base !== "" && !PICTURE_FONTS.test(base.replace(/[\s-]/g, "")) && !font.has("ToUnicode");
  }
}

function kerns(value: PdfObject | undefined): number[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === "number") : [];
}

/** Of a colour in grey, red-green-blue or cyan-magenta-yellow-black: 0 black, 1 white. */
function brightness(parts: readonly number[]): number {
  const [a = 0, b = 0, c = 0, d = 0] = parts;
  if (parts.length === 1) return a;
  if (parts.length === 3) return 0.3 * a + 0.59 * b + 0.11 * c;
  return (1 - (0.3 * a + 0.59 * b + 0.11 * c)) * (1 - d);
}
