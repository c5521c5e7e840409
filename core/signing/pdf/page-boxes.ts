import { openPdf } from "./document.ts";
import { listPages, pageBox, type Rect } from "./pages.ts";
import type { ByteSource } from "./source.ts";

/**
 * The visible box of every page in points, in order: how many pages there are and where something can stand.
 * @throws PdfError when the file cannot be read at all
 */
export function pageBoxes(pdf: Uint8Array | ByteSource): Rect[] {
  const view = openPdf(pdf).latest;
  return listPages(view).map((page) => pageBox(view, page));
}
