import { hash } from "node:crypto";
import { LimitedMap } from "../certificates/limited-map.ts";
import type { PdfView } from "./document.ts";
import { PdfError } from "./errors.ts";
import { type FontReader, fontResource, readFont } from "./font-text.ts";
import { isName, nameOf, type PdfDict, type PdfObject, PdfStream, PdfString } from "./objects.ts";
import type { PdfPage } from "./pages.ts";
import { isWhitespace, Parser } from "./parser.ts";

/** A piece of shown text and where its baseline begins, in points from the lower left corner. */
export interface TextRun {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly size: number;
  /** For each character of `text`, the x where it begins. */
  readonly positions: readonly number[];
  /** False when the font does not say what some glyph means. */
  readonly legible: boolean;
}

/** What a content stream shows besides text. */
export interface ShownContent {
  readonly runs: readonly TextRun[];
  /** Pictures and shadings painted. */
  readonly pictures: number;
  /** Those of them that let little or nothing shine through. */
  readonly opaquePictures: number;
  /** Areas filled with colour. */
  readonly fills: number;
}

type Matrix = readonly [number, number, number, number, number, number];
const IDENTITY: Matrix = [1, 0, 0, 1, 0, 0];
const MAX_FORM_DEPTH = 12;
const MAX_OPERATORS = 500_000;

/** Text of a page, in drawing order. @throws PdfError when the content cannot be read */
export function readPageText(view: PdfView, page: PdfPage): TextRun[] {
  const content = view.resolve(page.dict.get("Contents"));
  const streams = Array.isArray(content) ? content.map((item) => view.resolve(item)) : [content];
  const parts = streams.flatMap((stream) =>
    stream instanceof PdfStream ? [view.document.decode(stream), Buffer.from("\n")] : [],
  );
  return [...readContent(view, Buffer.concat(parts), view.dict(page.inherited.get("Resources"))).runs];
}

/** Text and pictures that a form XObject shows. @throws PdfError when the content cannot be read */
export function readFormContent(view: PdfView, form: PdfStream): ShownContent {
  return readContent(view, view.document.decode(form), view.dict(form.dict.get("Resources")));
}

interface GraphicsState {
  ctm: Matrix;
  font: FontReader | undefined;
  size: number;
  charSpace: number;
  wordSpace: number;
  scale: number;
  leading: number;
  rise: number;
}

function readContent(view: PdfView, content: Uint8Array, resources: PdfDict | undefined): ShownContent {
  const runs: TextRun[] = [];
  const fonts = new Map<PdfObject, FontReader>();
  let operators = 0;
  let pictures = 0;
  let opaquePictures = 0;
  let fills = 0;
  const open = new Set<PdfStream>();
  interpret(content, resources, IDENTITY, 0);
  return { runs, pictures, opaquePictures, fills };

  function interpret(bytes: Uint8Array, local: PdfDict | undefined, ctm: Matrix, depth: number): void {
    const parser = new Parser(bytes);
    let state: GraphicsState = {
      ctm,
      font: undefined,
      size: 0,
      charSpace: 0,
      wordSpace: 0,
      scale: 1,
      leading: 0,
      rise: 0,
    };
    const stack: GraphicsState[] = [];
    let text: Matrix = IDENTITY;
    let line: Matrix = IDENTITY;
    const operands: PdfObject[] = [];

    const nextLine = (tx: number, ty: number): void => {
      line = multiply([1, 0, 0, 1, tx, ty], line);
      text = line;
    };
    const show = (value: PdfObject | undefined): void => {
      if (value instanceof PdfString) text = showString(value.bytes, state, text);
    };

    for (;;) {
      parser.skipSpace();
      if (parser.pos >= bytes.length) return;
      if (!startsOperator(bytes[parser.pos])) {
        if (bytes[parser.pos] === 0x7d || bytes[parser.pos] === 0x7b || bytes[parser.pos] === 0x29)
          parser.pos += 1;
        else operands.push(parser.object());
        continue;
      }
      const operator = parser.keyword();
      operators += 1;
      if (operators > MAX_OPERATORS) throw new PdfError("pdf.limit", "Too many drawing operators");
      view.document.budget.spend();
      const n = (i: number): number => {
        const value = operands[i];
        return typeof value === "number" ? value : 0;
      };
      switch (operator) {
        case "q":
          stack.push({ ...state });
          break;
        case "Q":
          state = stack.pop() ?? state;
          break;
        case "cm":
          state.ctm = multiply([n(0), n(1), n(2), n(3), n(4), n(5)], state.ctm);
          break;
        case "BT":
          text = IDENTITY;
          line = IDENTITY;
          break;
        case "Tf":
          state.font = fontOf(fontResource(view, local, operands[0]));
          state.size = n(1);
          break;
        case "Tc":
          state.charSpace = n(0);
          break;
        case "Tw":
          state.wordSpace = n(0);
          break;
        case "Tz":
          state.scale = n(0) / 100;
          break;
        case "TL":
          state.leading = n(0);
          break;
        case "Ts":
          state.rise = n(0);
          break;
        case "Td":
          nextLine(n(0), n(1));
          break;
        case "TD":
          state.leading = -n(1);
          nextLine(n(0), n(1));
          break;
        case "Tm":
          line = [n(0), n(1), n(2), n(3), n(4), n(5)];
          text = line;
          break;
        case "T*":
          nextLine(0, -state.leading);
          break;
        case "Tj":
          show(operands[0]);
          break;
        case "'":
          nextLine(0, -state.leading);
          show(operands[0]);
          break;
        case '"':
          state.wordSpace = n(0);
          state.charSpace = n(1);
          nextLine(0, -state.leading);
          show(operands[2]);
          break;
        case "TJ":
          for (const item of Array.isArray(operands[0]) ? operands[0] : []) {
            if (typeof item === "number") {
              text = multiply([1, 0, 0, 1, (-item / 1000) * state.size * state.scale, 0], text);
            } else show(item);
          }
          break;
        case "Do":
          drawObject(nameOf(operands[0]), local, state.ctm, depth);
          break;
        case "f":
        case "F":
        case "f*":
        case "b":
        case "B":
        case "b*":
        case "B*":
          fills += 1;
          break;
        case "sh":
          pictures += 1;
          opaquePictures += 1;
          break;
        case "BI":
          pictures += 1;
          opaquePictures += 1;
          skipInlineImage(parser);
          break;
        default:
      }
      operands.length = 0;
    }
  }

  function drawObject(
    name: string | undefined,
    local: PdfDict | undefined,
    ctm: Matrix,
    depth: number,
  ): void {
    const target = view.resolve(view.dict(local?.get("XObject"))?.get(name ?? ""));
    if (!(target instanceof PdfStream)) return;
    if (!isName(view.resolve(target.dict.get("Subtype")), "Form")) {
      pictures += 1;
      if (isOpaque(view, target)) opaquePictures += 1;
      return;
    }
    if (open.has(target)) throw new PdfError("pdf.cyclic", "A form draws itself");
    if (depth >= MAX_FORM_DEPTH) throw new PdfError("pdf.limit", "Forms nested too deep");
    open.add(target);
    const matrix = (view.array(target.dict.get("Matrix")) ?? []).map((item) => view.number(item) ?? 0);
    const [a = 1, b = 0, c = 0, d = 1, e = 0, f = 0] = matrix;
    const own = view.dict(target.dict.get("Resources")) ?? local;
    interpret(view.document.decode(target), own, multiply([a, b, c, d, e, f], ctm), depth + 1);
    open.delete(target);
  }

  function fontOf(value: PdfObject): FontReader {
    const key = view.resolve(value) ?? null;
    let font = fonts.get(key);
    if (font === undefined) {
      font = readFont(view, value);
      fonts.set(key, font);
    }
    return font;
  }

  function showString(bytes: Uint8Array, state: GraphicsState, text: Matrix): Matrix {
    if (state.font === undefined) return text;
    let shown = "";
    let legible = true;
    let advance = 0;
    const positions: number[] = [];
    for (const code of state.font.decode(bytes)) {
      const at = multiply(multiply([1, 0, 0, 1, advance, state.rise], text), state.ctm)[4];
      for (let i = 0; i < (code.text ?? "?").length; i += 1) positions.push(at);
      if (code.text === undefined) legible = false;
      shown += code.text ?? "\ufffd";
      const spacing = state.charSpace + (code.isSpace ? state.wordSpace : 0);
      advance += (code.width * state.size + spacing) * state.scale;
    }
    const start = multiply([1, 0, 0, 1, 0, state.rise], multiply(text, state.ctm));
    const after = multiply([1, 0, 0, 1, advance, 0], text);
    const end = multiply(after, state.ctm);
    const size = state.size * Math.hypot(start[2], start[3]);
    runs.push({
      text: shown,
      x: start[4],
      y: start[5],
      width: end[4] - start[4],
      size,
      positions,
      legible,
    });
    return after;
  }
}

/** The same seals and signatures come with every document of an organisation: their masks are looked at once. */
const opaqueMasks = new LimitedMap<string, boolean>(2_000);

/** A picture whose mask lets at most two fifths of it shine through hides what lies below. */
function isOpaque(view: PdfView, picture: PdfStream): boolean {
  const mask = view.resolve(picture.dict.get("SMask"));
  if (!(mask instanceof PdfStream))
    return !picture.dict.has("Mask") && view.resolve(picture.dict.get("ImageMask")) !== true;
  const key = maskKey(view, mask);
  const known = key === undefined ? undefined : opaqueMasks.get(key);
  if (known !== undefined) return known;
  const samples = view.document.decode(mask);
  let covered = 0;
  for (const sample of samples) if (sample >= 128) covered += 1;
  const opaque = covered > samples.length * 0.6;
  if (key !== undefined) opaqueMasks.set(key, opaque);
  return opaque;
}

/** The bytes of a mask and how they are read; undefined for an unusual coding, which is not remembered. */
function maskKey(view: PdfView, mask: PdfStream): string | undefined {
  const filter = nameOf(view.resolve(mask.dict.get("Filter")));
  if (filter === undefined) return undefined;
  const parameters = view.dict(mask.dict.get("DecodeParms"));
  if (parameters === undefined && mask.dict.has("DecodeParms")) return undefined;
  const numbers = [...(parameters?.map ?? [])].map(([name, value]) => [name, view.number(value)]);
  if (numbers.some(([, value]) => value === undefined)) return undefined;
  return JSON.stringify([hash("sha256", view.document.raw(mask)), filter, numbers]);
}

function multiply(m: Matrix, n: Matrix): Matrix {
  return [
    m[0] * n[0] + m[1] * n[2],
    m[0] * n[1] + m[1] * n[3],
    m[2] * n[0] + m[3] * n[2],
    m[2] * n[1] + m[3] * n[3],
    m[4] * n[0] + m[5] * n[2] + n[4],
    m[4] * n[1] + m[5] * n[3] + n[5],
  ];
}

function startsOperator(byte: number | undefined): boolean {
  if (byte === undefined) return false;
  return (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a) || byte === 0x27 || byte === 0x22;
}

/** Past `BI … ID data EI`: the data are binary, so only an EI between white space ends them. */
function skipInlineImage(parser: Parser): void {
  const { data } = parser;
  for (let at = parser.pos; at + 2 < data.length; at += 1) {
    const next = data[at + 3];
    if (
      isWhitespace(data[at]) &&
      data[at + 1] === 0x45 &&
      data[at + 2] === 0x49 &&
      (next === undefined || isWhitespace(next))
    ) {
      parser.pos = at + 3;
      return;
    }
  }
  parser.pos = data.length;
}
