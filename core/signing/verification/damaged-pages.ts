import { inflateSync } from "node:zlib";
import type { PdfDocument, PdfView } from "../pdf/document.ts";
import { PdfError } from "../pdf/errors.ts";
import { isName, PdfDict, type PdfObject, PdfRef, PdfStream } from "../pdf/objects.ts";
import { listPages } from "../pdf/pages.ts";
import type { PageDifference } from "./page-differences.ts";

/**
 * Where signed bytes were edited, the digest only says that they were. A page is named when something it draws can no
 * longer be read or fails the checksum that every packed stream carries (RFC 1950). An edit that keeps both in order
 * leaves no trace that could be told from the file alone.
 */
export function findDamagedPages(view: PdfView): PageDifference[] {
  try {
    const damage = new Damage(view);
    const pages = listPages(view).flatMap((page, index) => {
      const drawn = [page.dict.get("Contents"), page.inherited.get("Resources")];
      return drawn.some((value) => damage.isIn(value ?? null, 0)) ? [index + 1] : [];
    });
    return pages.length === 0 ? [] : [{ kind: "damaged", pages }];
  } catch (error) {
    if (error instanceof PdfError) return [];
    throw error;
  }
}

class Damage {
  readonly #view: PdfView;
  readonly #known = new Map<number, boolean>();

  constructor(view: PdfView) {
    this.#view = view;
  }

  /** Whether a value, or anything it refers to, is damaged. */
  isIn(value: PdfObject, depth: number): boolean {
    const { document } = this.#view;
    if (depth > document.budget.limits.depth) throw new PdfError("pdf.limit", "Nested too deep");
    if (value instanceof PdfRef) return this.#isInObject(value.number, depth);
    if (Array.isArray(value)) return value.some((item) => this.isIn(item, depth + 1));
    if (value instanceof PdfStream) return failsChecksum(document, value) || this.isIn(value.dict, depth + 1);
    if (value instanceof PdfDict)
      return [...value.map].some(
        ([key, item]) => key !== "Parent" && key !== "P" && this.isIn(item, depth + 1),
      );
    return false;
  }

  #isInObject(number: number, depth: number): boolean {
    const known = this.#known.get(number);
    if (known !== undefined) return known;
    this.#known.set(number, false);
    this.#view.document.budget.spend();
    const damaged = this.#isUnreadable(number) || this.isIn(this.#view.object(number), depth + 1);
    this.#known.set(number, damaged);
    return damaged;
  }

  #isUnreadable(number: number): boolean {
    try {
      void this.#view.object(number);
      return false;
    } catch (error) {
      if (!(error instanceof PdfError) || error.code === "pdf.limit") throw error;
      return true;
    }
  }
}

function failsChecksum(document: PdfDocument, stream: PdfStream): boolean {
  const filter = stream.dict.get("Filter");
  const first = Array.isArray(filter) ? filter[0] : filter;
  if (!isName(first, "FlateDecode")) return false;
  const { limits } = document.budget;
  try {
    const decoded = inflateSync(document.raw(stream), { maxOutputLength: limits.decodedBytes });
    document.budget.spendDecoded(decoded.length);
    return false;
  } catch (error) {
    if (error instanceof PdfError) throw error;
    // What is only too large was not looked at to its end.
    return !(error instanceof RangeError);
  }
}
