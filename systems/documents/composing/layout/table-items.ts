import type { Canvas } from "../pdf/canvas.ts";
import { widthOf } from "../pdf/face.ts";
import { type Element, element } from "../pdf/structure.ts";
import { type CellAlign, plainText, type Run, type Table } from "../text/blocks.ts";
import type { Item, Standing } from "./flow.ts";
import { breakLines, type Line, type Style } from "./lines.ts";
import { type BodySize, PARAGRAPH_GAP, type PageShape, SINGLE } from "./measures.ts";
import { drawLine } from "./paragraph-items.ts";

const PAD = 4;
/** A row of more lines may be cut at a page's end, in strips of so many lines. */
const WHOLE_LINES = 14;
const STRIP_LINES = 4;

interface Columns {
  readonly edges: readonly number[];
  readonly align: readonly CellAlign[];
  readonly size: number;
}

/** A table as items: rows that stay whole, the head again on every page. */
export function tableItems(
  table: Table,
  bodySize: BodySize,
  shape: PageShape,
  section: Element,
): readonly Item[] {
  const size = bodySize - 1;
  const columns: Columns = { edges: edgesOf(table, size, shape), align: table.align, size };
  const owner = element("Table", section);
  const head = table.head.length > 0 ? rowItems(table.head, columns, owner, true)[0] : undefined;
  // The head that is drawn again on later pages is no second content.
  const again = table.head.length > 0 ? rowItems(table.head, columns, undefined, true)[0] : undefined;
  const rows = table.rows.flatMap((row) => rowItems(row, columns, owner, false));
  const items = [...(head ? [{ ...head, keepWithNext: true }] : []), ...rows];
  return items.map((item, index) => ({
    ...item,
    before: index === 0 ? PARAGRAPH_GAP : 0,
    ...(again && index > 0 ? { repeat: again } : {}),
  }));
}

function rowItems(
  cells: readonly (readonly Run[])[],
  columns: Columns,
  table: Element | undefined,
  head: boolean,
): readonly Item[] {
  const { edges, size } = columns;
  const style: Style = { size, ...(head ? { bold: true } : {}) };
  const row = table && element("TR", table);
  const owners = cells.map(() => row && element(head ? "TH" : "TD", row));
  const lines = cells.map((runs, at) => {
    const width = (edges[at + 1] ?? 0) - (edges[at] ?? 0) - 2 * PAD;
    return breakLines(runs, style, { first: width, rest: width });
  });
  const tall = Math.max(1, ...lines.map((each) => each.length));
  const strip = tall > WHOLE_LINES ? STRIP_LINES : tall;
  const leading = size * SINGLE;
  const items: Item[] = [];
  for (let from = 0; from < tall; from += strip) {
    const count = Math.min(strip, tall - from);
    const [opens, closes] = [from === 0, from + count >= tall];
    const height = count * leading + (opens ? PAD : 0) + (closes ? PAD : 0);
    items.push({
      height,
      before: 0,
      draw(canvas, standing) {
        drawBorders(canvas, edges, height, standing, { opens, closes });
        lines.forEach((own, at) => {
          const free = head && tall > own.length ? ((tall - own.length) * leading) / 2 : 0;
          own.slice(from, from + count).forEach((line, index) => {
            const y = standing.y + (opens ? PAD : 0) + free + index * leading;
            drawCell(canvas, owners[at], line, { columns, at, y, head });
          });
        });
      },
    });
  }
  return items;
}

function drawBorders(
  canvas: Canvas,
  edges: readonly number[],
  height: number,
  { y, firstOnPage, lastOnPage }: Standing,
  { opens, closes }: { readonly opens: boolean; readonly closes: boolean },
): void {
  const [left = 0, right = 0] = [edges[0], edges.at(-1)];
  canvas.artifact(() => {
    for (const x of edges) canvas.line([x, y], [x, y + height]);
    if (opens || firstOnPage) canvas.line([left, y], [right, y]);
    if (closes || lastOnPage) canvas.line([left, y + height], [right, y + height]);
  });
}

interface CellPlace {
  readonly columns: Columns;
  readonly at: number;
  readonly y: number;
  readonly head: boolean;
}

const SETTING = { left: "left", centre: "centre", right: "right" } as const;

function drawCell(canvas: Canvas, owner: Element | undefined, line: Line, place: CellPlace): void {
  if (line.pieces.length === 0) return;
  const { columns, at, y, head } = place;
  const [left, right] = [(columns.edges[at] ?? 0) + PAD, (columns.edges[at + 1] ?? 0) - PAD];
  const setting = head ? "centre" : SETTING[columns.align[at] ?? "left"];
  const where = { left, right, y, size: columns.size, indent: 0, setting };
  if (owner) drawLine(canvas, owner, line, where);
  else canvas.artifact(() => drawLine(canvas, undefined, line, where));
}

/** Columns as wide as their longest word at least, the rest shared by how much text they hold. */
function edgesOf(table: Table, size: number, shape: PageShape): readonly number[] {
  const rows = [table.head, ...table.rows];
  const count = table.align.length;
  const least: number[] = [];
  const wanted: number[] = [];
  for (let at = 0; at < count; at += 1) {
    let [longest, whole] = [0, 0];
    rows.forEach((row, index) => {
      const text = plainText(row[at] ?? []);
      const face = index === 0 ? "bold" : "regular";
      whole = Math.max(whole, widthOf(face, text) * size);
      for (const word of text.split(" ")) longest = Math.max(longest, widthOf(face, word) * size);
    });
    least.push(Math.min(longest, 160) + 2 * PAD + 0.5);
    wanted.push(Math.min(whole, 900) + 2 * PAD + 0.5);
  }
  const room = shape.right - shape.left;
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
  const spare = room - sum(least);
  const more = wanted.map((value, at) => Math.max(0, value - (least[at] ?? 0)));
  const widths = least.map((value, at) => {
    if (spare <= 0) return (value * room) / sum(least);
    return value + (sum(more) > 0 ? (spare * (more[at] ?? 0)) / sum(more) : spare / count);
  });
  const edges = [shape.left];
  for (const width of widths) edges.push((edges.at(-1) ?? 0) + width);
  return edges;
}
