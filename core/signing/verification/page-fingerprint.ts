import { createHash, hash } from "node:crypto";
import type { PdfDocument, PdfView } from "../pdf/document.ts";
import { PdfError } from "../pdf/errors.ts";
import { PdfDict, PdfName, type PdfObject, PdfRef, PdfStream, PdfString } from "../pdf/objects.ts";
import { listPages, type PdfPage } from "../pdf/pages.ts";

/** What one page shows, as digests that do not depend on object numbers; annotations are left out. */
export interface PageFingerprint {
  /** Object number of the page. */
  readonly number: number;
  readonly contents: string;
  readonly fonts: string;
  /** External objects: pictures and forms that the page draws. */
  readonly pictures: string;
  /** All other resources and entries of the page. */
  readonly other: string;
  readonly rotation: string;
  readonly boxes: string;
  /** Over all of the above. */
  readonly whole: string;
}

const GEOMETRY = new Set(["MediaBox", "CropBox", "BleedBox", "TrimBox", "ArtBox", "UserUnit"]);
/** Entries that say nothing about what the page shows, or that are judged elsewhere. */
const PASSED_OVER = new Set([
  "Type",
  "Parent",
  "P",
  "Annots",
  "Contents",
  "Resources",
  "Rotate",
  "Metadata",
  "StructParent",
  "StructParents",
  "Tabs",
  "LastModified",
  "PieceInfo",
]);

/** Takes fingerprints of the pages of several views of one document; streams are hashed once. */
export class PageFingerprints {
  readonly #document: PdfDocument;
  readonly #streams = new Map<string, string>();
  readonly #views = new Map<PdfView, readonly PageFingerprint[]>();

  constructor(document: PdfDocument) {
    this.#document = document;
  }

  /** The pages of a view, in order. @throws PdfError when the page tree cannot be read, pdf.limit */
  of(view: PdfView): readonly PageFingerprint[] {
    let pages = this.#views.get(view);
    if (pages === undefined) {
      const digests = new ObjectDigests(view, (stream) => this.#streamDigest(stream));
      pages = listPages(view).map((page) => fingerprint(view, page, digests));
      this.#views.set(view, pages);
    }
    return pages;
  }

  #streamDigest(stream: PdfStream): string {
    const key = `${stream.start}:${stream.length}`;
    let digest = this.#streams.get(key);
    if (digest === undefined) {
      this.#document.budget.spendBytes(stream.length);
      digest = hash("sha256", this.#document.raw(stream), "base64");
      this.#streams.set(key, digest);
    }
    return digest;
  }
}

function fingerprint(view: PdfView, page: PdfPage, digests: ObjectDigests): PageFingerprint {
  const resources = view.dict(page.inherited.get("Resources"));
  const others = [...(resources?.map ?? [])].filter(([key]) => key !== "Font" && key !== "XObject");
  const own = [...page.dict.map].filter(([key]) => !PASSED_OVER.has(key) && !GEOMETRY.has(key));
  const boxes = [...GEOMETRY].map((key) => page.inherited.get(key) ?? page.dict.get(key) ?? null);
  const parts = {
    contents: digests.of(page.dict.get("Contents")),
    fonts: digests.of(resources?.get("Font")),
    pictures: digests.of(resources?.get("XObject")),
    other: digests.ofEntries([...others, ...own]),
    rotation: digests.of(page.inherited.get("Rotate") ?? 0),
    boxes: digests.of(boxes),
  };
  return { number: page.ref.number, ...parts, whole: Object.values(parts).join() };
}

/** Digests of values with everything that is reached through them. */
class ObjectDigests {
  readonly #view: PdfView;
  readonly #streamDigest: (stream: PdfStream) => string;
  readonly #known = new Map<number, string>();
  readonly #open = new Set<number>();

  constructor(view: PdfView, streamDigest: (stream: PdfStream) => string) {
    this.#view = view;
    this.#streamDigest = streamDigest;
  }

  of(value: PdfObject | undefined): string {
    return this.#describe(value ?? null, 0);
  }

  ofEntries(entries: readonly (readonly [string, PdfObject])[]): string {
    return this.#describeEntries(entries, 0);
  }

  #describe(value: PdfObject, depth: number): string {
    if (value instanceof PdfRef) return this.#describeReference(value, depth);
    if (depth > this.#view.document.budget.limits.depth) throw new PdfError("pdf.limit", "Nested too deep");
    if (value instanceof PdfName) return `/${value.name}`;
    if (value instanceof PdfString) return `(${Buffer.from(value.bytes).toString("base64")})`;
    if (Array.isArray(value))
      return short(`[${value.map((item) => this.#describe(item, depth + 1)).join()}]`);
    if (value instanceof PdfStream) {
      const entries = [...value.dict.map].filter(([key]) => key !== "Length");
      return short(`${this.#describeEntries(entries, depth)}${this.#streamDigest(value)}`);
    }
    if (value instanceof PdfDict) return this.#describeEntries([...value.map], depth);
    return String(value);
  }

  #describeEntries(entries: readonly (readonly [string, PdfObject])[], depth: number): string {
    const parts = entries
      .filter(([key]) => key !== "Parent" && key !== "P" && key !== "StructParent" && key !== "StructParents")
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, value]) => `/${key} ${this.#describe(value, depth + 1)}`);
    return short(`<${parts.join("")}>`);
  }

  /** An object that cannot be read has a description of its own; one inside itself is named, not followed. */
  #describeReference({ number }: PdfRef, depth: number): string {
    const known = this.#known.get(number);
    if (known !== undefined) return known;
    if (this.#open.has(number)) return "itself";
    this.#view.document.budget.spend();
    this.#open.add(number);
    const text = this.#describe(this.#read(number), depth + 1);
    this.#open.delete(number);
    this.#known.set(number, text);
    return text;
  }

  #read(number: number): PdfObject {
    try {
      return this.#view.object(number);
    } catch (error) {
      if (!(error instanceof PdfError) || error.code === "pdf.limit") throw error;
      return new PdfName(`unreadable object ${number}`);
    }
  }
}

function short(text: string): string {
  return text.length <= 64 ? text : createHash("sha256").update(text).digest("base64");
}
