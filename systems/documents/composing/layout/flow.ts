import type { Canvas } from "../pdf/canvas.ts";
import type { PageShape } from "./measures.ts";

/** Where an item stands on its page. */
export interface Standing {
  /** Upper edge, points from the top of the page. */
  readonly y: number;
  readonly firstOnPage: boolean;
  readonly lastOnPage: boolean;
}

/** A strip of the page that is never cut: a line, a row of a table, a signature block. */
export interface Item {
  readonly height: number;
  /** Room above it, left out at the top of a page. */
  readonly before: number;
  /** No page ends right after it. */
  readonly keepWithNext?: boolean;
  /** Begins a page. */
  readonly newPage?: boolean;
  /** Drawn again above it when it begins a page: the head of its table. */
  readonly repeat?: Item;
  draw(canvas: Canvas, standing: Standing): void;
}

interface Placed {
  readonly item: Item;
  readonly y: number;
}

export interface FlowInput {
  readonly items: readonly Item[];
  readonly shape: PageShape;
  /** Upper edge of the first page's room, when something stands above. */
  readonly startY: number;
  /** Room kept free at the foot of the first page. */
  readonly firstFoot: number;
  /** Draws what every page after the first has (its number); the page is begun already. */
  onTurn(page: number): void;
}

/**
 * Puts items onto pages. A page ends where it may; where nothing allows it (a single row taller than the rest), it ends
 * anyway, so that no input makes an endless page. The first page has been begun by the caller.
 */
export function flow(canvas: Canvas, input: FlowInput): void {
  const { items, shape } = input;
  let page = 1;
  let start = 0;
  while (start < items.length || page === 1) {
    if (page > 1) {
      canvas.turn(shape.width, shape.height);
      input.onTurn(page);
    }
    const top = page === 1 ? input.startY : shape.top;
    const bottom = shape.bottom - (page === 1 ? input.firstFoot : 0);
    const { placed, next } = fill(items, start, top, bottom, page === 1 && top > shape.top);
    placed.forEach(({ item, y }, index) => {
      item.draw(canvas, {
        y,
        firstOnPage: index === 0 && (page > 1 || top === shape.top),
        lastOnPage: index === placed.length - 1,
      });
    });
    start = next;
    page += 1;
  }
}

/** As many items as fit, cut back to the last place where a page may end. */
function fill(
  items: readonly Item[],
  start: number,
  top: number,
  bottom: number,
  underHead: boolean,
): { readonly placed: readonly Placed[]; readonly next: number } {
  const placed: Placed[] = [];
  let y = top;
  const repeat = underHead ? undefined : items[start]?.repeat;
  if (repeat) {
    placed.push({ item: repeat, y });
    y += repeat.height;
  }
  const repeated = placed.length;
  let at = start;
  for (; at < items.length; at += 1) {
    const item = items[at];
    if (item === undefined || (item.newPage && at > start)) break;
    const before = at === start && !underHead ? 0 : item.before;
    if (y + before + item.height > bottom + 0.01 && (at > start || underHead)) break;
    placed.push({ item, y: y + before });
    y += before + item.height;
  }
  if (at >= items.length || items[at]?.newPage) return { placed, next: at };
  let cut = at;
  while (cut > start && items[cut - 1]?.keepWithNext) cut -= 1;
  // Nothing but items that hold on to each other: under a head the page may stay empty, elsewhere it is cut anyway.
  if (cut === start && !underHead) cut = at;
  return { placed: placed.slice(0, repeated + cut - start), next: cut };
}
