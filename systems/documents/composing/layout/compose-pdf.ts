import { Canvas } from "../pdf/canvas.ts";
import { widthOf } from "../pdf/face.ts";
import { type Element, element } from "../pdf/structure.ts";
import { type Attachment, type Block, type Paragraph, plainText, type Run } from "../text/blocks.ts";
import type { ComposedDocument } from "./composed.ts";
import { flow, type Item } from "./flow.ts";
import { footItems } from "./foot-items.ts";
import { drawHead, drawShortHead } from "./head.ts";
import { breakLines } from "./lines.ts";
import { LANDSCAPE, MM, type PageShape, PORTRAIT, SINGLE, SIZE } from "./measures.ts";
import { drawLine, paragraphItems } from "./paragraph-items.ts";
import { tableItems } from "./table-items.ts";
import { centredItems, ruleItem, titleItems, turnItems } from "./title-items.ts";

export interface ComposedPdf {
  readonly bytes: Buffer;
  readonly pageAmount: number;
}

/**
 * Lays a document out as NĐ 30/2020 Phụ lục I wants it and writes it as PDF/A-2b (ISO 19005-2): fonts embedded, tagged,
 * the same document at the same time gives the same bytes.
 *
 * @param at what the file says of its making
 */
export function composePdf(document: ComposedDocument, at: Date): ComposedPdf {
  const canvas = new Canvas();
  layOutMain(canvas, document);
  for (const attachment of document.text.attachments) layOutAttachment(canvas, document, attachment);
  const title = [document.typeName, document.abstract].filter((part) => part !== "").join(": ");
  const bytes = canvas.finish({ title, author: document.issuerName, subject: document.abstract, at });
  return { bytes, pageAmount: canvas.pageCount };
}

function layOutMain(canvas: Canvas, document: ComposedDocument): void {
  const section = element("Sect", canvas.structure);
  const shape = PORTRAIT;
  canvas.turn(shape.width, shape.height);
  const startY = drawHead(canvas, document, shape, section);
  const firstFoot = drawAddress(canvas, document.address, shape, section);
  const { bases, blocks } = document.text;
  const body = blockItems(document.form === "agreement" ? blocks : closed(blocks), document, shape, section);
  const items = [
    ...titleItems(document, shape, section),
    ...punctuated(bases).flatMap((basis) => paragraphItems(basis, document.size, shape, section)),
    ...turnItems(document, shape, section),
    ...heldToFoot(apart(body, document)),
    ...footItems(document, shape, section),
  ];
  flow(canvas, { items, shape, startY, firstFoot, onTurn: (page) => drawPageNumber(canvas, page, shape) });
}

function layOutAttachment(canvas: Canvas, document: ComposedDocument, attachment: Attachment): void {
  const section = element("Sect", canvas.structure);
  const shape = attachment.landscape ? LANDSCAPE : PORTRAIT;
  canvas.turn(shape.width, shape.height);
  const statute = attachment.kind === "statute";
  const startY = statute ? drawShortHead(canvas, document, shape, section) + 4 : shape.top;
  const { size } = document;
  const label = statute ? { size } : { size: SIZE.appendix };
  const title = plainText(attachment.title);
  const reference = referenceTo(document);
  const referenceWidth = Math.min(widthOf("italic", reference) * size, shape.right - shape.left);
  const items = [
    ...centredItems(
      attachment.label,
      { bold: true, before: statute ? 12 : 0 },
      { size: label.size === 13 ? 13 : 14 },
      shape,
      element("H1", section),
    ),
    ...centredItems(
      statute ? title : title.toLocaleUpperCase("vi"),
      { bold: true, before: 2 },
      document,
      shape,
      element("H1", section),
    ),
    ...centredItems(reference, { italic: true, before: 2 }, document, shape, element("P", section)),
    ruleItem(referenceWidth * 0.4, shape),
    ...blockItems(attachment.blocks, document, shape, section),
  ];
  // Every appendix counts its own pages (PL I part III.1).
  flow(canvas, { items, shape, startY, firstFoot: 0, onTurn: (page) => drawPageNumber(canvas, page, shape) });
}

/**
 * "(Kèm theo …)". In an electronic document number and date of the main part need not be repeated here (PL I part
 * III.1.c): they are on page 1 of the same file, under the same signatures.
 */
function referenceTo({ typeName, notation, issuerName }: ComposedDocument): string {
  const gap = "\u00a0".repeat(6);
  return `(Kèm theo ${typeName} số${gap}/${notation} ngày${gap}tháng${gap}năm${gap}${gap} của ${issuerName})`;
}

function blockItems(
  blocks: readonly Block[],
  { size }: ComposedDocument,
  shape: PageShape,
  section: Element,
): Item[] {
  const items: Item[] = [];
  let newPage = false;
  for (const block of blocks) {
    if (block.kind === "page-break") {
      newPage = true;
      continue;
    }
    const made =
      block.kind === "table"
        ? tableItems(block, size, shape, section)
        : paragraphItems(block, size, shape, section);
    const [first, ...others] = made;
    if (first) items.push(newPage ? { ...first, newPage } : first, ...others);
    newPage = false;
  }
  return items;
}

/** Each basis ends with ";", the last one with "." (PL I part II.6.a). */
function punctuated(bases: readonly Paragraph[]): readonly Paragraph[] {
  return bases.map((basis, index) => ({
    ...basis,
    runs: ending(basis.runs, /[;.,\s]+$/, index === bases.length - 1 ? "." : ";"),
  }));
}

/** The text ends with "./." (PL III forms 1.1–1.7); contracts end as their parties wrote them. */
function closed(blocks: readonly Block[]): readonly Block[] {
  const last = blocks.at(-1);
  if (last?.kind !== "paragraph" || last.titled || /^(division|centred|right)/.test(last.role)) return blocks;
  const text = plainText(last.runs);
  if (text.endsWith("./.") || !/[.\p{L}\p{N})”"]$/u.test(text)) return blocks;
  return [...blocks.slice(0, -1), { ...last, runs: ending(last.runs, /\.$/, "./.") }];
}

function ending(runs: readonly Run[], drop: RegExp, end: string): readonly Run[] {
  const last = runs.at(-1);
  if (last === undefined) return runs;
  return [...runs.slice(0, -1), { ...last, text: `${last.text.replace(drop, "")}${end}` }];
}

/** The text of a letter stands a little off its addressees. */
function apart(items: readonly Item[], { form, addressees }: ComposedDocument): readonly Item[] {
  const [first, ...others] = items;
  if (!first || (form !== "letter" && addressees.length === 0)) return items;
  return [{ ...first, before: first.before + 6 }, ...others];
}

/** A signature block never stands alone on a page: the end of the text goes with it. */
function heldToFoot(items: readonly Item[]): readonly Item[] {
  const last = items.at(-1);
  return last ? [...items.slice(0, -1), { ...last, keepWithNext: true }] : items;
}

/** Arabic figures in the middle of the upper margin; never on a first page (PL I part I.7). */
function drawPageNumber(canvas: Canvas, page: number, shape: PageShape): void {
  const text = String(page);
  const width = widthOf("regular", text) * SIZE.page;
  canvas.artifact(() =>
    canvas.text([{ face: "regular", text }], {
      x: (shape.left + shape.right - width) / 2,
      y: shape.top - 6 * MM,
      size: SIZE.page,
    }),
  );
}

/** Cell 13: below a line across the whole width, at the foot of page 1. @returns the room it takes */
function drawAddress(canvas: Canvas, address: readonly string[], shape: PageShape, section: Element): number {
  if (address.length === 0) return 0;
  const width = shape.right - shape.left;
  const size = SIZE.address;
  const lines = address.flatMap((text) => breakLines([{ text }], { size }, { first: width, rest: width }));
  const height = lines.length * size * SINGLE + 6;
  const top = shape.bottom - height;
  canvas.artifact(() => canvas.line([shape.left, top], [shape.right, top], 0.75));
  const owner = element("P", section);
  lines.forEach((line, index) => {
    const y = top + 4 + index * size * SINGLE;
    drawLine(canvas, owner, line, { ...shape, y, size, indent: 0, setting: "left" });
  });
  return height + 6;
}
