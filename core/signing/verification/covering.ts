import { readFormContent, readPageText, type ShownContent } from "../pdf/content-text.ts";
import { PdfError } from "../pdf/errors.ts";
import { PdfDict, type PdfObject, PdfStream } from "../pdf/objects.ts";
import { listPages, type PdfPage, pageBox, type Rect, rectOf } from "../pdf/pages.ts";
import type { RevisionStep } from "./revision-step.ts";

/** A visible signature larger than this share of the page is a sticker, not a signature. */
const LARGEST_SHARE = 0.25;

/**
 * Reports a new signature appearance that hides what was signed before: one that is very large, or one that paints
 * opaquely over text or over an earlier signature. A transparent seal over a signature is what NĐ 30/2020 prescribes.
 */
export function reportCovering(
  step: RevisionStep,
  page: PdfPage,
  rect: Rect,
  widget: PdfDict | undefined,
): void {
  const box = pageBox(step.after, page);
  const share = (rect.width * rect.height) / (box.width * box.height);
  if (share > LARGEST_SHARE) {
    step.report(4, "signature-covers-text", `covers ${Math.round(share * 100)} % of the page`);
    return;
  }
  for (const form of appearanceForms(step, widget)) {
    const shown = attempt(() => readFormContent(step.after, form));
    if (shown !== undefined && !paintsOpaquely(shown)) continue;
    const hidden = shown === undefined ? "an appearance that cannot be read" : whatIsHidden(step, page, rect);
    if (hidden !== undefined) step.report(4, "signature-covers-text", hidden);
  }
}

function appearanceForms(step: RevisionStep, widget: PdfDict | undefined): PdfStream[] {
  const forms: PdfStream[] = [];
  const add = (value: PdfObject | undefined): void => {
    const resolved = step.after.resolve(value);
    if (resolved instanceof PdfStream) forms.push(resolved);
    else if (resolved instanceof PdfDict) for (const item of resolved.map.values()) add(item);
  };
  add(step.after.dict(widget?.get("AP"))?.get("N"));
  return forms;
}

function paintsOpaquely({ fills, opaquePictures }: ShownContent): boolean {
  return fills > 0 || opaquePictures > 0;
}

/** What an opaque area would hide of the earlier state of a page: text or another annotation; undefined when nothing. */
export function whatIsHidden(step: RevisionStep, page: PdfPage, rect: Rect): string | undefined {
  const before = listPages(step.before).find((candidate) => candidate.ref.number === page.ref.number);
  if (before === undefined) return undefined;
  const runs = attempt(() => readPageText(step.before, before));
  const text = runs?.find(
    (run) =>
      run.text.trim() !== "" &&
      overlaps(
        rect,
        { x: run.x, y: run.y - run.size * 0.2, width: run.width, height: run.size },
        run.size / 2,
      ),
  );
  if (text !== undefined) return `covers "${text.text.slice(0, 40)}"`;
  for (const item of step.before.array(before.dict.get("Annots")) ?? []) {
    const other = rectOf(step.before, step.before.dict(item)?.get("Rect"));
    if (other !== undefined && overlaps(rect, other, 4)) return "covers an earlier signature or field";
  }
  return undefined;
}

function overlaps(a: Rect, b: Rect, margin: number): boolean {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  return width > margin && height > margin;
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof PdfError) return undefined;
    throw error;
  }
}
