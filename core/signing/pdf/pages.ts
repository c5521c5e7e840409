import type { PdfView } from "./document.ts";
import { PdfError } from "./errors.ts";
import { PdfDict, type PdfObject, PdfRef } from "./objects.ts";

export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface PdfPage {
  readonly ref: PdfRef;
  readonly dict: PdfDict;
  /** Inherited attributes filled in: /Resources, /MediaBox, /CropBox, /Rotate. */
  readonly inherited: ReadonlyMap<string, PdfObject>;
}

const INHERITABLE = ["Resources", "MediaBox", "CropBox", "Rotate"];

/**
 * The pages in order.
 * @throws PdfError pdf.cyclic when the page tree runs in a circle, pdf.cross-reference when it is broken
 */
export function listPages(view: PdfView): readonly PdfPage[] {
  let pages = listed.get(view);
  if (pages === undefined) {
    pages = walkPages(view);
    listed.set(view, pages);
  }
  return pages;
}

const listed = new WeakMap<PdfView, readonly PdfPage[]>();

function walkPages(view: PdfView): PdfPage[] {
  const pages: PdfPage[] = [];
  const open = new Set<number>();
  visit(view.catalog.get("Pages"), new Map(), 0);
  return pages;

  function visit(
    node: PdfObject | undefined,
    inherited: ReadonlyMap<string, PdfObject>,
    depth: number,
  ): void {
    if (!(node instanceof PdfRef))
      throw new PdfError("pdf.cross-reference", "Page tree node is not a reference");
    const dict = view.resolve(node);
    if (!(dict instanceof PdfDict)) throw new PdfError("pdf.cross-reference", "Page tree node is missing");
    if (open.has(node.number)) throw new PdfError("pdf.cyclic", "The page tree runs in a circle");
    if (depth > view.document.budget.limits.depth) throw new PdfError("pdf.limit", "Page tree too deep");
    view.document.budget.spend();
    const attributes = new Map(inherited);
    for (const key of INHERITABLE) {
      const value = dict.get(key);
      if (value !== undefined) attributes.set(key, value);
    }
    const kids = view.array(dict.get("Kids"));
    if (kids === undefined) {
      pages.push({ ref: node, dict, inherited: attributes });
      if (pages.length > view.document.budget.limits.objects)
        throw new PdfError("pdf.limit", "Too many pages");
      return;
    }
    open.add(node.number);
    for (const kid of kids) visit(kid, attributes, depth + 1);
    open.delete(node.number);
  }
}

/** The visible box of a page in points (crop box, else media box, else A4). Rotation is not applied. */
export function pageBox(view: PdfView, page: PdfPage): Rect {
  return (
    rectOf(view, page.inherited.get("CropBox")) ??
    rectOf(view, page.inherited.get("MediaBox")) ?? { x: 0, y: 0, width: 595.28, height: 841.89 }
  );
}

/** A PDF rectangle, normalised; undefined when it is not one. */
export function rectOf(view: PdfView, value: PdfObject | undefined): Rect | undefined {
  const items = view.array(value)?.map((item) => view.number(item));
  const [a, b, c, d] = items ?? [];
  if (a === undefined || b === undefined || c === undefined || d === undefined) return undefined;
  return { x: Math.min(a, c), y: Math.min(b, d), width: Math.abs(c - a), height: Math.abs(d - b) };
}
