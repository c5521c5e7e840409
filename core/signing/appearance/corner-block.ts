import { asSeen, keepOnPage, type PageFrame, toUserSpace } from "../pdf/page-frame.ts";
import type { Rect } from "../pdf/pages.ts";
import { LEADING, PADDING, TEXT_SIZE } from "./appearance.ts";
import { type EmbeddedFont, fontFor } from "./embedded-font.ts";

/** A block of text in the upper right corner of a page, laid out at the prescribed size. */
export interface CornerBlock {
  readonly lines: readonly string[];
  /** In user space. */
  readonly rect: Rect;
}

/** Width of the block in files of the Government, points. */
const USUAL_WIDTH = 170;
/** Room between the edge of the page and its text: 15 mm on the right, 5 mm above the block (PL I, I.2). */
const RIGHT_MARGIN = (15 / 25.4) * 72;
const TOP_MARGIN = (5 / 25.4) * 72;
/** Three lines of 10 pt end above the text, which begins 20 mm below the edge. */
const LINES_IN_MARGIN = 3;
const GAP = 6;

/**
 * Lays a text out in the upper right corner (NĐ 30/2020 PL I: Times New Roman 10, upright, black). A long name first
 * gets a wider block, so that it stays in the margin; only one that is too long even then reaches further down. What
 * stands there already (an earlier copy's block) is passed on the left.
 *
 * @param taken rectangles of other signatures on the page, user space
 * @throws PdfError pdf.text-not-in-font
 */
export function cornerBlock(frame: PageFrame, text: string, taken: readonly Rect[]): CornerBlock {
  const font = fontFor(text);
  const margin = Math.min(RIGHT_MARGIN, frame.width / 10);
  const widest = Math.max(TEXT_SIZE * 4, frame.width - 2 * margin);
  let width = Math.min(USUAL_WIDTH, widest);
  let lines = wrap(font, text, width - 2 * PADDING);
  while (lines.length > LINES_IN_MARGIN && width < widest) {
    width = Math.min(widest, width + 30);
    lines = wrap(font, text, width - 2 * PADDING);
  }
  const height = ((lines.length - 1) * LEADING + font.ascent - font.descent) * TEXT_SIZE + 2 * PADDING + 0.01;
  const top = frame.height - TOP_MARGIN;
  const start = { x: frame.width - margin - width, y: top - height, width, height };
  const others = taken.map((rect) => asSeen(frame, rect));
  return { lines, rect: toUserSpace(frame, keepOnPage(frame, freePlace(start, others, margin))) };
}

/** Left of what is in the way; under it where the left edge is reached. */
function freePlace(start: Rect, others: readonly Rect[], margin: number): Rect {
  let place = start;
  for (let moves = 0; moves <= others.length * 2; moves += 1) {
    const inTheWay = others.find((other) => overlap(place, other));
    if (inTheWay === undefined) return place;
    const x = inTheWay.x - GAP - place.width;
    place = x >= margin ? { ...place, x } : { ...place, x: start.x, y: inTheWay.y - GAP - place.height };
  }
  return place;
}

function overlap(a: Rect, b: Rect): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

/** Lines no wider than `width` points at the prescribed size, broken between words, inside a word only if it must be. */
function wrap(font: EmbeddedFont, text: string, width: number): string[] {
  const fits = (line: string): boolean => font.widthOf(line) * TEXT_SIZE <= width;
  const lines: string[] = [];
  let line = "";
  for (const word of text.normalize("NFC").split(/\s+/).filter(Boolean)) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (fits(longer)) {
      line = longer;
      continue;
    }
    if (line !== "") lines.push(line);
    line = "";
    for (const character of word) {
      if (line !== "" && !fits(line + character)) {
        lines.push(line);
        line = "";
      }
      line += character;
    }
  }
  return line === "" ? lines : [...lines, line];
}
