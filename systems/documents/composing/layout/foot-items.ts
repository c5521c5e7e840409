import { SIGNATURE_RECTANGLE } from "../../../../core/signing/index.ts";
import type { Canvas } from "../pdf/canvas.ts";
import { type Element, element } from "../pdf/structure.ts";
import type { ComposedDocument, SignatureBlock } from "./composed.ts";
import type { Item } from "./flow.ts";
import { balancedLines, breakLines, type Line } from "./lines.ts";
import { HEAD_LEFT, type PageShape, SIGNATURE_PICTURE, SIGNATURE_ROOM, SINGLE, SIZE } from "./measures.ts";
import { drawLine } from "./paragraph-items.ts";

interface Strip {
  readonly line: Line;
  readonly size: number;
  readonly owner: Element;
  readonly bold?: boolean;
}

/**
 * Signature block (7a–7c) with the recipients (9b) at its left. The block is one strip that no page cuts; recipients
 * that are longer run on below it and may go on on the next page. Where two sign, the recipients stand below both.
 */
export function footItems(document: ComposedDocument, shape: PageShape, section: Element): readonly Item[] {
  const width = shape.right - shape.left;
  const middle = shape.left + width * HEAD_LEFT;
  const left = { left: shape.left, right: middle - 8 };
  const right = { left: middle, right: shape.right };
  const lead = SIZE.recipients * SINGLE;
  const both = document.coSigner !== undefined;
  const half = shape.left + width / 2;
  const blocks = both
    ? [
        { block: document.coSigner, column: { left: shape.left, right: half - 6 }, own: false },
        { block: document.signer, column: { left: half + 6, right: shape.right }, own: true },
      ]
    : [{ block: document.signer, column: right, own: true }];
  const parts = blocks.flatMap(({ block, column, own }) =>
    block ? [blockOf(block, column, document.size, own, section)] : [],
  );
  // Names stand level, however many lines there are above each.
  const above = Math.max(...parts.map((part) => part.above));
  const drawn = parts.map((part) => part.below(above));
  const height = Math.max(...drawn.map((block) => block.height));
  const recipients = recipientStrips(document, both ? shape : left, section);
  const beside = both ? 0 : Math.min(recipients.length, Math.floor((height - 2) / lead));
  const items: Item[] = [
    {
      height,
      before: 14,
      draw(canvas, { y }) {
        for (const block of drawn) block.draw(canvas, y);
        for (const [index, strip] of recipients.slice(0, beside).entries())
          drawStrip(canvas, strip, left, y + 1 + index * lead);
      },
    },
  ];
  recipients.slice(beside).forEach((strip, index) => {
    items.push({
      height: lead,
      before: index === 0 && both ? 10 : 0,
      keepWithNext: both && index === 0,
      draw: (canvas, { y }) => drawStrip(canvas, strip, left, y + 1),
    });
  });
  return items;
}

interface Column {
  readonly left: number;
  readonly right: number;
}

function drawStrip(canvas: Canvas, { line, size, owner }: Strip, column: Column, y: number): void {
  drawLine(canvas, owner, line, { ...column, y, size, indent: 0, setting: "left" });
}

/** "Nơi nhận:" and its lines, the number of copies below (12). */
function recipientStrips(document: ComposedDocument, column: Column, section: Element): readonly Strip[] {
  if (document.recipients.length === 0) return [];
  const width = column.right - column.left;
  const head = breakLines(
    [{ text: "Nơi nhận:" }],
    { size: SIZE.recipientsHead, bold: true, italic: true },
    { first: width, rest: width },
  );
  const strips: Strip[] = head.map((line) => ({
    line,
    size: SIZE.recipientsHead,
    owner: element("P", section),
  }));
  document.recipients.forEach((recipient, index) => {
    const end = index === document.recipients.length - 1 ? "." : ";";
    const text = `- ${recipient.replace(/^[-–]\s*/, "").replace(/[;.,\s]+$/, "")}${end}`;
    const owner = element("P", section);
    for (const line of breakLines([{ text }], { size: SIZE.recipients }, { first: width, rest: width }))
      strips.push({ line, size: SIZE.recipients, owner });
  });
  if (document.typist !== "") {
    const [line] = breakLines(
      [{ text: document.typist }],
      { size: SIZE.typist },
      { first: width, rest: width },
    );
    if (line) strips.push({ line, size: SIZE.typist, owner: element("P", section) });
  }
  return strips;
}

interface DrawnBlock {
  readonly height: number;
  draw(canvas: Canvas, y: number): void;
}

interface BlockParts {
  /** Height of the lines above the room for the signature. */
  readonly above: number;
  /** The block with so much above that room. */
  below(above: number): DrawnBlock;
}

/** Quyền hạn, chức vụ, room for the picture and the seal, full name: all in the middle of the column. */
function blockOf(
  block: SignatureBlock,
  column: Column,
  size: number,
  own: boolean,
  section: Element,
): BlockParts {
  const width = column.right - column.left;
  const leading = size * SINGLE;
  const style = { size, bold: true };
  const owner = element("P", section);
  const lines = block.lines.flatMap((text) => balancedLines([{ text }], style, width));
  const names = block.name === "" ? [] : balancedLines([{ text: block.name }], style, width);
  return {
    above: lines.length * leading,
    below: (above) => ({
      height: above + SIGNATURE_ROOM + names.length * leading + 2,
      draw(canvas, y) {
        const draw = (line: Line, top: number): void =>
          drawLine(canvas, owner, line, { ...column, y: top, size, indent: 0, setting: "centre" });
        for (const [index, line] of lines.entries()) draw(line, y + index * leading);
        for (const [index, line] of names.entries()) draw(line, y + above + SIGNATURE_ROOM + index * leading);
        if (!own) return;
        const { width: wide, height: tall } = SIGNATURE_PICTURE;
        const x = (column.left + column.right - wide) / 2;
        const room = y + above + (SIGNATURE_ROOM - tall) / 2;
        canvas.place(SIGNATURE_RECTANGLE, { x, y: room, width: wide, height: tall });
      },
    }),
  };
}
