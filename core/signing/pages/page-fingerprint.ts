import type { PdfDocument, PdfView } from "../pdf/document.ts";
import type { Budget } from "../pdf/limits.ts";
import { type PdfObject, PdfStream } from "../pdf/objects.ts";
import { listPages, type PdfPage, rectOf } from "../pdf/pages.ts";
import { ObjectDigests } from "./object-digests.ts";
import { PageStreams } from "./page-streams.ts";

/**
 * What one page shows, as digests that stay the same when a tool writes the file anew: they depend neither on object
 * numbers nor on how streams are packed, split or joined. Annotations and form fields are left out.
 */
export interface PageFingerprint {
  /** Object number of the page. */
  readonly number: number;
  readonly contents: string;
  readonly fonts: string;
  /** External objects: pictures and forms that the page draws. */
  readonly pictures: string;
  /** All other resources that the page uses, and its transparency group. */
  readonly other: string;
  /** Degrees, 0 to 359. */
  readonly rotation: string;
  readonly boxes: string;
  /** Over all of the above. */
  readonly whole: string;
}

/** Takes fingerprints of the pages of several views of one document; streams are read once. */
export class PageFingerprints {
  readonly #budget: Budget;
  readonly #streams: PageStreams;
  readonly #views = new Map<PdfView, readonly PageFingerprint[]>();

  /** @param budget what the work may cost; by default what the document may */
  constructor(document: PdfDocument, budget: Budget = document.budget) {
    this.#budget = budget;
    this.#streams = new PageStreams(document, budget);
  }

  /** The pages of a view, in order. @throws PdfError when the page tree cannot be read, pdf.limit */
  of(view: PdfView): readonly PageFingerprint[] {
    let pages = this.#views.get(view);
    if (pages === undefined) {
      pages = [...this.oneByOne(view)];
      this.#views.set(view, pages);
    }
    return pages;
  }

  /** The same page by page, for callers that let other work through in between. */
  *oneByOne(view: PdfView): Generator<PageFingerprint> {
    const digests = new ObjectDigests(view, this.#streams, this.#budget);
    for (const page of listPages(view)) yield fingerprint(view, page, digests);
  }
}

function fingerprint(view: PdfView, page: PdfPage, digests: ObjectDigests): PageFingerprint {
  digests.beginPage();
  const resources = view.dict(page.inherited.get("Resources"));
  const drawn = digests.drawing(contentStreams(view, page.dict.get("Contents")), resources);
  const parts = {
    ...drawn,
    other: `${drawn.other}${digests.of(page.dict.get("Group"))}`,
    rotation: String((((view.number(page.inherited.get("Rotate")) ?? 0) % 360) + 360) % 360),
    boxes: boxesOf(view, page),
  };
  return { number: page.ref.number, ...parts, whole: Object.values(parts).join() };
}

function contentStreams(view: PdfView, contents: PdfObject | undefined): PdfStream[] {
  const resolved = view.resolve(contents);
  const items = Array.isArray(resolved) ? resolved.map((item) => view.resolve(item)) : [resolved];
  return items.filter((item): item is PdfStream => item instanceof PdfStream);
}

/** The boxes that decide what is seen, in hundredths of a point, and the unit of the page. */
function boxesOf(view: PdfView, page: PdfPage): string {
  const media = rectText(view, page.inherited.get("MediaBox"));
  const crop = rectText(view, page.inherited.get("CropBox"));
  return `${media} ${crop === "" ? media : crop} ${view.number(page.dict.get("UserUnit")) ?? 1}`;
}

function rectText(view: PdfView, value: PdfObject | undefined): string {
  const rect = rectOf(view, value);
  return rect === undefined
    ? ""
    : [rect.x, rect.y, rect.width, rect.height].map((length) => Math.round(length * 100)).join(",");
}
