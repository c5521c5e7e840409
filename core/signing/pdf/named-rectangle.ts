import type { PdfView } from "./document.ts";
import { nameOf, PdfDict, type PdfObject, PdfRef, PdfString } from "./objects.ts";
import { listPages, type Rect } from "./pages.ts";

/** Nodes of a name tree that are looked at: more has no file made in good faith. */
const MOST_NODES = 200;

/**
 * The rectangle a named destination of the kind /FitR shows (ISO 32000-2 12.3.2.4); undefined when the file has none of
 * that name, or when it is not well formed.
 */
export function namedRectangle(
  view: PdfView,
  name: string,
): { readonly page: number; readonly rect: Rect } | undefined {
  const names = view.dict(view.catalog.get("Names"));
  const found = findName(view, view.dict(names?.get("Dests")), name);
  const target = view.resolve(found);
  const destination = target instanceof PdfDict ? view.array(target.get("D")) : view.array(found);
  if (destination === undefined || nameOf(view.resolve(destination[1])) !== "FitR") return undefined;
  const [page] = destination;
  if (!(page instanceof PdfRef)) return undefined;
  const at = listPages(view).findIndex(({ ref }) => ref.number === page.number);
  const [x1, y1, x2, y2] = destination.slice(2).map((value) => view.resolve(value));
  if (at < 0 || typeof x1 !== "number" || typeof y1 !== "number") return undefined;
  if (typeof x2 !== "number" || typeof y2 !== "number" || x2 <= x1 || y2 <= y1) return undefined;
  return { page: at + 1, rect: { x: x1, y: y1, width: x2 - x1, height: y2 - y1 } };
}

function findName(view: PdfView, root: PdfDict | undefined, name: string): PdfObject | undefined {
  const waiting = root === undefined ? [] : [root];
  for (let looked = 0; looked < MOST_NODES; looked += 1) {
    const node = waiting.shift();
    if (node === undefined) return undefined;
    const pairs = view.array(node.get("Names")) ?? [];
    for (let at = 0; at + 1 < pairs.length; at += 2) {
      const key = view.resolve(pairs[at]);
      if (key instanceof PdfString && key.text === name) return pairs[at + 1];
    }
    for (const kid of view.array(node.get("Kids")) ?? []) {
      const dict = view.dict(kid);
      if (dict !== undefined) waiting.push(dict);
    }
  }
  return undefined;
}
