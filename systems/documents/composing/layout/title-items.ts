import { type Element, element } from "../pdf/structure.ts";
import type { ComposedDocument } from "./composed.ts";
import type { Item } from "./flow.ts";
import { drawRule } from "./head.ts";
import { balancedLines, breakLines, type Line } from "./lines.ts";
import { INDENT, LEADING, PARAGRAPH_GAP, type PageShape, SINGLE } from "./measures.ts";
import { drawLine } from "./paragraph-items.ts";

/** Name of the type and abstract (5a), whom it is addressed to (9a), who decides: what stands between head and text. */
export function titleItems(document: ComposedDocument, shape: PageShape, section: Element): readonly Item[] {
  const items: Item[] = [];
  if (document.form !== "letter") {
    items.push(
      ...centredItems(
        document.typeName.toLocaleUpperCase("vi"),
        { bold: true, before: 14 },
        document,
        shape,
        element("H1", section),
      ),
    );
    if (document.abstract !== "")
      items.push(...titledItems(document.abstract, document, shape, element("H1", section)));
  }
  if (document.form === "decision" || document.form === "resolution") {
    items.push(
      ...centredItems(document.authority, { bold: true, before: 10 }, document, shape, element("P", section)),
    );
    return items;
  }
  return [...items, ...addresseeItems(document, shape, section)];
}

/** "QUYẾT ĐỊNH:", "QUYẾT NGHỊ:" between the bases and the articles. */
export function turnItems(document: ComposedDocument, shape: PageShape, section: Element): readonly Item[] {
  const words =
    document.form === "decision" ? "QUYẾT ĐỊNH:" : document.form === "resolution" ? "QUYẾT NGHỊ:" : "";
  if (words === "") return [];
  return centredItems(
    words,
    { bold: true, before: PARAGRAPH_GAP + 2 },
    document,
    shape,
    element("P", section),
  );
}

interface Look {
  readonly bold?: boolean;
  readonly italic?: boolean;
  readonly before: number;
}

/** Lines in the middle of the page that stay with what follows. */
export function centredItems(
  text: string,
  look: Look,
  { size }: Pick<ComposedDocument, "size">,
  shape: PageShape,
  owner: Element,
): readonly Item[] {
  if (text === "") return [];
  return balancedLines([{ text }], { size, ...look }, shape.right - shape.left).map((line, index) =>
    lineItem(
      line,
      { size, before: index === 0 ? look.before : 0, setting: "centre", keepWithNext: true },
      shape,
      owner,
    ),
  );
}

/** A title in bold with the line below it that is a third to half its length (part II.5). */
function titledItems(
  text: string,
  document: ComposedDocument,
  shape: PageShape,
  owner: Element,
): readonly Item[] {
  const items = centredItems(text, { bold: true, before: 0 }, document, shape, owner);
  const lines = balancedLines([{ text }], { size: document.size, bold: true }, shape.right - shape.left);
  return [...items, ruleItem(Math.max(...lines.map((line) => line.width)) * 0.42, shape)];
}

/** A full line in the middle of the page. */
export function ruleItem(length: number, shape: PageShape): Item {
  return {
    height: 10,
    before: 0,
    keepWithNext: true,
    draw: (canvas, { y }) => {
      drawRule(canvas, shape, y + 4, length);
    },
  };
}

/**
 * "Kính gửi": one addressee on the same line, several below each other with their dashes under the colon; a telegram
 * names its sender instead (PL III form 1.6).
 */
function addresseeItems(document: ComposedDocument, shape: PageShape, section: Element): readonly Item[] {
  const { addressees, size } = document;
  const telegram = document.form === "telegram";
  if (addressees.length === 0) return [];
  const owner = element("P", section);
  const head = telegram ? `${document.authority} điện:` : "Kính gửi:";
  const width = shape.right - shape.left;
  const [only = ""] = addressees;
  const headLine = balancedLines([{ text: head }], { size }, width);
  const headWidth = Math.max(...headLine.map((line) => line.width));
  if (addressees.length === 1 && !telegram) {
    const text = `${head} ${only}`;
    const lines = balancedLines([{ text }], { size }, width - 2 * INDENT);
    return lines.map((line, index) =>
      lineItem(
        line,
        { size, before: index === 0 ? 12 : 0, setting: "centre", keepWithNext: true },
        shape,
        owner,
      ),
    );
  }
  // The list hangs under the colon, but always has a fair part of the page.
  const start = telegram ? shape.left + INDENT : shape.left + Math.min(90, width / 5);
  const dash = telegram ? start : start + headWidth - 4;
  const items = headLine.map((line, index) =>
    lineItem(
      line,
      { size, before: index === 0 ? 12 : 0, setting: "left", keepWithNext: true },
      { ...shape, left: start },
      owner,
    ),
  );
  const room = shape.right - dash - 10;
  addressees.forEach((addressee, index) => {
    const end = index === addressees.length - 1 ? "." : ";";
    const list = breakLines(
      [{ text: `- ${addressee.replace(/[;.,]+$/, "")}${end}` }],
      { size },
      { first: room, rest: room },
    );
    const entry = element("P", section);
    list.forEach((line, at) => {
      const look = {
        size,
        before: at === 0 ? 2 : 0,
        setting: "left",
        keepWithNext: index < 2 || at === 0,
      } as const;
      items.push(lineItem(line, look, { ...shape, left: dash }, entry));
    });
  });
  return items;
}

interface ItemLook {
  readonly size: number;
  readonly before: number;
  readonly setting: "left" | "centre";
  readonly keepWithNext: boolean;
}

function lineItem(line: Line, look: ItemLook, shape: PageShape, owner: Element): Item {
  const { size, before, setting, keepWithNext } = look;
  return {
    height: size * (setting === "centre" ? SINGLE : LEADING),
    before,
    keepWithNext,
    draw: (canvas, { y }) => drawLine(canvas, owner, line, { ...shape, y, size, indent: 0, setting }),
  };
}
