import type { Canvas } from "../pdf/canvas.ts";
import { type Element, element, type Tag } from "../pdf/structure.ts";
import { type Paragraph, plainText, type Role, type Run } from "../text/blocks.ts";
import type { Item } from "./flow.ts";
import { balancedLines, breakLines, type Line, type Style } from "./lines.ts";
import { type BodySize, INDENT, LEADING, PARAGRAPH_GAP, type PageShape } from "./measures.ts";

type Setting = "both" | "left" | "centre" | "right";

/** How each part of a text is set (NĐ 30/2020 PL I part II.6). */
interface Look {
  readonly setting: Setting;
  readonly tag: Tag;
  /** Bold and italic of the whole paragraph. */
  readonly bold?: true;
  readonly italic?: true;
  readonly upper?: true;
  /** Its mark ("Điều 1.") in bold, always or only as part of a title. */
  readonly boldMark?: true;
  readonly boldTitle?: true;
  readonly keepWithNext?: true;
}

const LOOKS: Readonly<Record<Role, Look>> = {
  division: { setting: "centre", tag: "H2", bold: true, keepWithNext: true },
  "division-title": { setting: "centre", tag: "H2", bold: true, upper: true, keepWithNext: true },
  article: { setting: "both", tag: "P", boldMark: true, boldTitle: true },
  roman: { setting: "both", tag: "H2", boldMark: true, boldTitle: true },
  clause: { setting: "both", tag: "P", boldTitle: true },
  point: { setting: "both", tag: "P" },
  dash: { setting: "both", tag: "P" },
  plus: { setting: "both", tag: "P" },
  text: { setting: "both", tag: "P" },
  centred: { setting: "centre", tag: "P" },
  right: { setting: "right", tag: "P" },
  basis: { setting: "both", tag: "P", italic: true },
};

/** The lines of one paragraph as items; two lines at least stay together at either end of a page. */
export function paragraphItems(
  paragraph: Paragraph,
  size: BodySize,
  shape: PageShape,
  section: Element,
): readonly Item[] {
  const look = LOOKS[paragraph.role];
  const titled = paragraph.titled && look.boldTitle === true;
  const style: Style = {
    size,
    ...(look.bold || titled ? { bold: true } : {}),
    ...(look.italic ? { italic: true } : {}),
  };
  const lines = linesOf(paragraph, look, style, shape);
  const owner = element(titled && paragraph.role !== "clause" ? "H2" : look.tag, section);
  return lines.map((line, index) => ({
    height: size * LEADING,
    before: index > 0 ? 0 : paragraph.role === "division-title" ? 0 : PARAGRAPH_GAP,
    keepWithNext:
      index === 0 || index === lines.length - 2
        ? lines.length > 1 || look.keepWithNext === true || titled
        : index === lines.length - 1 && (look.keepWithNext === true || titled),
    draw: (canvas, { y }) => {
      const indent = look.setting === "both" && index === 0 ? INDENT : 0;
      drawLine(canvas, owner, line, { ...shape, y, size, indent, setting: look.setting });
    },
  }));
}

function linesOf(paragraph: Paragraph, look: Look, style: Style, shape: PageShape): readonly Line[] {
  const width = shape.right - shape.left;
  const runs = runsOf(paragraph, look);
  if (look.setting === "centre") return balancedLines(runs, style, width);
  const first = look.setting === "both" ? width - INDENT : width;
  return breakLines(runs, style, { first, rest: width });
}

function runsOf({ mark, runs, role }: Paragraph, look: Look): readonly Run[] {
  const text = look.upper ? runs.map((run) => ({ ...run, text: run.text.toLocaleUpperCase("vi") })) : runs;
  if (mark === "") return text;
  const space = plainText(runs) === "" ? "" : " ";
  // Khoản and the lists have upright marks, Điều and I. bold ones.
  const bold = role === "article" || role === "roman" ? look.boldMark : undefined;
  // The mark stays with the word behind it.
  return [{ text: mark, ...(bold ? { bold } : {}) }, { text: space }, ...text];
}

export interface LinePlace {
  readonly left: number;
  readonly right: number;
  readonly y: number;
  readonly size: number;
  readonly indent: number;
  readonly setting: Setting;
}

/** Height of capital letters and accents above the baseline, of the size: where the first baseline of a strip is. */
const ASCENT = 0.92;

/** Draws one line in its strip; without an owner it is part of no content. */
export function drawLine(canvas: Canvas, owner: Element | undefined, line: Line, place: LinePlace): void {
  const room = place.right - place.left - place.indent;
  const spare = Math.max(0, room - line.width);
  const stretch = place.setting === "both" && !line.last && line.spaces > 0 ? spare / line.spaces : 0;
  const shift = place.setting === "centre" ? spare / 2 : place.setting === "right" ? spare : 0;
  const at = {
    x: place.left + place.indent + shift,
    y: place.y + place.size * ASCENT,
    size: place.size,
    stretch,
  };
  if (owner) canvas.tagged(owner, () => canvas.text(line.pieces, at));
  else canvas.text(line.pieces, at);
}
