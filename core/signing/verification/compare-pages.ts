import { readFormContent } from "../pdf/content-text.ts";
import { nameOf, PdfDict, type PdfObject, PdfRef, PdfStream } from "../pdf/objects.ts";
import { listPages, type PdfPage, rectOf } from "../pdf/pages.ts";
import type { ChangeCode } from "./change.ts";
import type { FormComparison } from "./compare-forms.ts";
import { whatIsHidden } from "./covering.ts";
import type { RevisionStep } from "./revision-step.ts";

/** Marks all pages as judged here; to be done before any strict walk, since everything points back at pages. */
export function anchorPages(step: RevisionStep): void {
  for (const page of [...listPages(step.before), ...listPages(step.after)]) step.anchors.add(page.ref.number);
}

/** Same pages, same order, same content and geometry; only /Annots may grow. */
export function comparePages(step: RevisionStep, form: FormComparison): void {
  const before = listPages(step.before);
  const after = listPages(step.after);
  compareOrder(step, before, after);
  compareTreeNodes(step);
  const old = new Map(before.map((page) => [page.ref.number, page]));
  after.forEach((page, index) => {
    const earlier = old.get(page.ref.number);
    if (earlier !== undefined)
      step.onPage(index + 1, () => comparePage(step, earlier, page, index + 1, form));
  });
}

function compareOrder(step: RevisionStep, before: readonly PdfPage[], after: readonly PdfPage[]): void {
  const numbers = (pages: readonly PdfPage[]): number[] => pages.map((page) => page.ref.number);
  const [old, now] = [numbers(before), numbers(after)];
  if (old.length === now.length && old.every((number, i) => number === now[i])) return;
  const oldSet = new Set(old);
  const nowSet = new Set(now);
  const removed = old.filter((number) => !nowSet.has(number)).length;
  const added = now.filter((number) => !oldSet.has(number)).length;
  if (removed > 0) step.report(4, "pages-removed", `${removed} pages removed`);
  if (added > 0 || now.length > old.length)
    step.report(4, "pages-added", `${Math.max(added, 1)} pages added`);
  if (removed === 0 && added === 0 && old.length === now.length)
    step.report(4, "pages-reordered", "the order of pages changed");
}

/** Inner nodes of the page tree: they pass resources and boxes down. */
function compareTreeNodes(step: RevisionStep): void {
  const stack: (PdfObject | undefined)[] = [step.after.catalog.get("Pages")];
  const seen = new Set<number>();
  while (stack.length > 0) {
    const ref = stack.pop();
    if (!(ref instanceof PdfRef) || seen.has(ref.number)) continue;
    seen.add(ref.number);
    const node = step.after.dict(ref);
    const kids = step.after.array(node?.get("Kids"));
    if (node === undefined || kids === undefined) continue;
    step.anchors.add(ref.number);
    stack.push(...kids);
    const old = step.before.dict(ref);
    for (const key of new Set([...(old?.map.keys() ?? []), ...node.map.keys()])) {
      if (key === "Kids" || key === "Count" || key === "Parent") continue;
      step.requireSame(old?.get(key), node.get(key), codeFor(key), `/Pages /${key}`);
    }
    if (!step.same(old?.get("Parent"), node.get("Parent"))) step.report(4, "page-changed", "/Pages /Parent");
  }
}

function codeFor(key: string): ChangeCode {
  if (key === "MediaBox" || key === "CropBox" || key === "Rotate" || key === "UserUnit")
    return "page-geometry-changed";
  return key === "Contents" || key === "Resources" ? "page-content-changed" : "page-changed";
}

function comparePage(
  step: RevisionStep,
  before: PdfPage,
  after: PdfPage,
  number: number,
  form: FormComparison,
): void {
  if (after.dict.duplicateKeys) step.report(4, "page-changed", `page ${number}: a key stands twice`);
  for (const key of new Set([...before.dict.map.keys(), ...after.dict.map.keys()])) {
    const [a, b] = [before.dict.get(key), after.dict.get(key)];
    if (key === "Annots") compareAnnotations(step, before, after, number, form);
    else if (key === "Parent") {
      if (!step.same(a, b)) step.report(4, "page-changed", `page ${number} /Parent`);
    } else step.requireSame(a, b, codeFor(key), `page ${number} /${key}`);
  }
}

function compareAnnotations(
  step: RevisionStep,
  before: PdfPage,
  after: PdfPage,
  number: number,
  form: FormComparison,
): void {
  const old = step.before.array(before.dict.get("Annots")) ?? [];
  const now = step.after.array(after.dict.get("Annots")) ?? [];
  const path = `page ${number} /Annots`;
  if (!old.every((item, i) => step.same(item, now[i]))) {
    step.report(4, "annotation-removed", path);
    return;
  }
  for (const item of old) {
    if (!(item instanceof PdfRef && form.isField(item.number)))
      step.requireUntouched(item, "annotation-changed", path);
  }
  for (const item of now.slice(old.length)) {
    if (item instanceof PdfRef && form.acceptNewWidget(item.number, after)) continue;
    reportNewAnnotation(step, after, item, path);
  }
}

const HARMLESS = new Set(["Text", "Popup", "Highlight", "Underline", "StrikeOut", "Squiggly"]);
/** Points: a note's icon is about 20. */
const LARGEST_NOTE = 50;

/** Notes and text marks are tolerated as long as they draw neither text nor pictures of their own. */
function reportNewAnnotation(step: RevisionStep, page: PdfPage, item: PdfObject, path: string): void {
  const dict = step.after.dict(item);
  const kind = nameOf(step.after.resolve(dict?.get("Subtype"))) ?? "?";
  const fresh = item instanceof PdfRef && !step.existedBefore(item.number);
  const harmless =
    dict !== undefined &&
    fresh &&
    HARMLESS.has(kind) &&
    !dict.has("A") &&
    !dict.has("AA") &&
    (kind !== "Text" || isSmall(step, dict)) &&
    drawsNothingForeign(step, page, dict);
  if (!harmless) {
    step.report(4, "annotation-covers", `${path}: ${kind}`);
    return;
  }
  step.allowNew(item, "object-redirected", path);
  step.report(3, "annotation-added", `${path}: ${kind}`);
}

function isSmall(step: RevisionStep, dict: PdfDict): boolean {
  const rect = rectOf(step.after, dict.get("Rect"));
  return rect !== undefined && rect.width <= LARGEST_NOTE && rect.height <= LARGEST_NOTE;
}

/** Neither text nor pictures, and no opaque area over what was signed: a mark lets its text shine through. */
function drawsNothingForeign(step: RevisionStep, page: PdfPage, annotation: PdfDict): boolean {
  const rect = rectOf(step.after, annotation.get("Rect"));
  for (const form of appearanceForms(step, annotation)) {
    const { runs, pictures, fills } = readFormContent(step.after, form);
    if (runs.length > 0 || pictures > 0) return false;
    if (
      fills > 0 &&
      !shinesThrough(step, form) &&
      rect !== undefined &&
      whatIsHidden(step, page, rect) !== undefined
    )
      return false;
  }
  return true;
}

function appearanceForms(step: RevisionStep, annotation: PdfDict): PdfStream[] {
  const values = [...(step.after.dict(annotation.get("AP"))?.map.values() ?? [])];
  return values
    .map((value) => step.after.resolve(value))
    .flatMap((value) => (value instanceof PdfDict ? [...value.map.values()] : [value ?? null]))
    .map((value) => step.after.resolve(value))
    .filter((value) => value instanceof PdfStream);
}

/** Highlighters multiply their colour with what lies below (ISO 32000-2 section 11.3.5). */
function shinesThrough(step: RevisionStep, form: PdfStream): boolean {
  const states = step.after.dict(step.after.dict(form.dict.get("Resources"))?.get("ExtGState"));
  return [...(states?.map.values() ?? [])].some(
    (state) => nameOf(step.after.resolve(step.after.dict(state)?.get("BM"))) === "Multiply",
  );
}
