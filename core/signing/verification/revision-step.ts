import type { PdfDocument, PdfView } from "../pdf/document.ts";
import { isName, PdfDict, type PdfObject, PdfRef, PdfStream } from "../pdf/objects.ts";
import type { Change, ChangeCode, ChangeLevel } from "./change.ts";
import { sameObject } from "./same-object.ts";

/**
 * One step from a revision to the next: which objects differ, and the strict walk that reports any of them reached
 * by a path on which nothing may change.
 */
export class RevisionStep {
  readonly document: PdfDocument;
  readonly before: PdfView;
  readonly after: PdfView;
  readonly changes: Change[] = [];
  /** Numbers of objects whose value differs between the two views, new ones included. */
  readonly changed: ReadonlySet<number>;
  /** Objects judged by rules of their own: catalog, pages, form fields. The strict walk stops there. */
  readonly anchors = new Set<number>();
  readonly #index: number;
  readonly #walked = new Set<number>();
  #page: number | undefined;

  /** @param index the later revision (0-based, at least 1) */
  constructor(document: PdfDocument, index: number) {
    this.document = document;
    this.before = document.view(index - 1);
    this.after = document.view(index);
    this.#index = index;
    this.changed = this.#findChanged();
  }

  report(level: ChangeLevel, code: ChangeCode, detail: string, field?: string): void {
    this.changes.push({
      level,
      code,
      detail,
      revision: this.#index + 1,
      ...(field === undefined ? {} : { field }),
      ...(this.#page === undefined ? {} : { pages: [this.#page] }),
    });
  }

  /** Runs a comparison whose findings concern one page (number from 1); undefined when the page is not known. */
  onPage(page: number | undefined, compare: () => void): void {
    const outer = this.#page;
    this.#page = page ?? outer;
    try {
      compare();
    } finally {
      this.#page = outer;
    }
  }

  /** True when an object of this number existed in the earlier view. */
  existedBefore(number: number): boolean {
    const entry = this.before.entry(number);
    return entry !== undefined && entry.kind !== "free";
  }

  /** Whether two values are the same as written (references compared, not followed). */
  same(a: PdfObject | undefined, b: PdfObject | undefined): boolean {
    return sameObject(this.document, a ?? null, b ?? null);
  }

  /** The value must be as before, and so must everything that is reached through it. */
  requireSame(
    before: PdfObject | undefined,
    after: PdfObject | undefined,
    code: ChangeCode,
    path: string,
  ): void {
    if (!this.same(before, after)) this.report(4, code, path);
    else this.requireUntouched(after, code, path);
  }

  /** Nothing that is reached from this value may have changed. */
  requireUntouched(value: PdfObject | undefined, code: ChangeCode, path: string): void {
    const stack: (PdfObject | undefined)[] = [value];
    while (stack.length > 0) {
      const item = stack.pop();
      if (item instanceof PdfRef) {
        if (this.anchors.has(item.number) || this.#walked.has(item.number)) continue;
        if (this.changed.has(item.number)) {
          this.report(4, code, `${path}: object ${item.number}`);
          continue;
        }
        this.#walked.add(item.number);
        stack.push(this.after.object(item.number));
      } else pushChildren(item, stack);
    }
  }

  /**
   * Walks what a permitted change brought along: new objects are free, objects that existed before must be untouched,
   * except those in `replaceable` (parts of the very value that was replaced).
   */
  allowNew(
    value: PdfObject | undefined,
    code: ChangeCode,
    path: string,
    replaceable: ReadonlySet<number> = new Set(),
  ): void {
    const stack: (PdfObject | undefined)[] = [value];
    const seen = new Set<number>();
    while (stack.length > 0) {
      const item = stack.pop();
      if (item instanceof PdfRef) {
        if (this.anchors.has(item.number) || seen.has(item.number)) continue;
        seen.add(item.number);
        if (this.existedBefore(item.number) && !replaceable.has(item.number))
          this.requireUntouched(item, code, path);
        else stack.push(this.after.object(item.number));
      } else pushChildren(item, stack);
    }
  }

  /** Numbers of all objects below a value in the earlier view, anchors left out. */
  reachedBefore(value: PdfObject | undefined): Set<number> {
    const numbers = new Set<number>();
    const stack: (PdfObject | undefined)[] = [value];
    while (stack.length > 0) {
      const item = stack.pop();
      if (item instanceof PdfRef) {
        if (this.anchors.has(item.number) || numbers.has(item.number)) continue;
        numbers.add(item.number);
        stack.push(this.before.object(item.number));
      } else pushChildren(item, stack);
    }
    return numbers;
  }

  #findChanged(): Set<number> {
    const changed = new Set<number>();
    const revision = this.document.revisions[this.#index];
    for (const number of revision?.entries.keys() ?? []) {
      if (number === 0) continue;
      const before = this.before.object(number);
      const after = this.after.object(number);
      if (sameObject(this.document, before, after)) continue;
      changed.add(number);
      // Overriding a container of objects would change all of them behind the cross-reference's back.
      if (before instanceof PdfStream && isName(before.dict.get("Type"), "ObjStm"))
        this.report(4, "object-redirected", `object stream ${number} is overridden`);
    }
    return changed;
  }
}

function pushChildren(value: PdfObject | undefined, stack: (PdfObject | undefined)[]): void {
  if (Array.isArray(value)) for (const item of value) pushIfContainer(item, stack);
  else if (value instanceof PdfDict) for (const item of value.map.values()) pushIfContainer(item, stack);
  else if (value instanceof PdfStream)
    for (const item of value.dict.map.values()) pushIfContainer(item, stack);
}

function pushIfContainer(value: PdfObject, stack: (PdfObject | undefined)[]): void {
  if (value instanceof PdfRef || value instanceof PdfDict || Array.isArray(value)) stack.push(value);
}
