import type { PdfView } from "../pdf/document.ts";
import { PdfError } from "../pdf/errors.ts";
import type { Budget } from "../pdf/limits.ts";
import { isName, PdfDict, PdfName, type PdfObject, PdfRef, PdfStream, PdfString } from "../pdf/objects.ts";
import { type PageStreams, shortened } from "./page-streams.ts";

/** What a content stream draws and the resources it uses for that, as digests. */
export interface DrawingDigests {
  readonly contents: string;
  readonly fonts: string;
  /** External objects: pictures and forms. */
  readonly pictures: string;
  /** Graphics states, colour spaces, patterns, shadings, properties. */
  readonly other: string;
}

/** Says nothing about what is shown, or leads back to what holds the object. */
const PASSED_OVER = new Set([
  "Parent",
  "StructParent",
  "StructParents",
  "Metadata",
  "PieceInfo",
  "LastModified",
]);
/** How the bytes of a stream are packed. */
const PACKING = new Set(["Length", "Filter", "DecodeParms", "DL"]);
const OTHER_RESOURCES = ["ColorSpace", "ExtGState", "Pattern", "Properties", "Shading"];
/** Used without being named (ISO 32000-2 section 8.6.5.6). */
const DEFAULT_COLOUR_SPACES = new Set(["DefaultGray", "DefaultRGB", "DefaultCMYK"]);

/**
 * Digests of values with everything that is reached through them: independent of object numbers, of packing, of the
 * order of entries and of resources that nothing uses. Made for the pages of one view.
 */
export class ObjectDigests {
  readonly #view: PdfView;
  readonly #streams: PageStreams;
  readonly #budget: Budget;
  /** Objects that lead into no circle: the same from wherever they are reached. */
  readonly #known = new Map<number, string>();
  /** The others, for one page only: what they are called depends on where the walk came in. */
  readonly #knownHere = new Map<number, string>();
  /** The objects the walk is inside of, with their level. */
  readonly #open = new Map<number, number>();
  /** Whether a circle was met below the object that is being described. */
  #circular = false;

  constructor(view: PdfView, streams: PageStreams, budget: Budget) {
    this.#view = view;
    this.#streams = streams;
    this.#budget = budget;
  }

  /** To be called before each page. */
  beginPage(): void {
    this.#knownHere.clear();
  }

  of(value: PdfObject | undefined): string {
    return this.#describe(value ?? null, 0);
  }

  /** What these content streams draw with these resources. */
  drawing(streams: readonly PdfStream[], resources: PdfDict | undefined): DrawingDigests {
    return this.#drawing(streams, resources, 0);
  }

  #drawing(streams: readonly PdfStream[], resources: PdfDict | undefined, depth: number): DrawingDigests {
    const content = this.#streams.content(this.#view, streams);
    const used = this.#withFormsOf(content.names, resources);
    const digests = (category: string): string => {
      const entries = [...(this.#view.dict(resources?.get(category))?.map ?? [])];
      return this.#entries(
        entries.filter(([key]) => used.has(key) || DEFAULT_COLOUR_SPACES.has(key)),
        depth,
      );
    };
    return {
      contents: content.digest,
      fonts: digests("Font"),
      pictures: digests("XObject"),
      other: OTHER_RESOURCES.map(digests).join(),
    };
  }

  /** A form without resources of its own draws with those of the page (ISO 32000-2 table 93). */
  #withFormsOf(names: ReadonlySet<string>, resources: PdfDict | undefined): ReadonlySet<string> {
    const pictures = this.#view.dict(resources?.get("XObject"));
    const used = new Set(names);
    // The set grows while it is walked: what a form names may be a form again.
    for (const name of used) {
      const form = this.#read(pictures?.get(name));
      if (!(form instanceof PdfStream) || !isForm(form) || form.dict.has("Resources")) continue;
      for (const inner of this.#streams.content(this.#view, [form]).names) used.add(inner);
    }
    return used;
  }

  #describe(value: PdfObject, depth: number): string {
    if (typeof value === "number") return String(value);
    if (value instanceof PdfRef) return this.#reference(value, depth);
    if (depth > this.#budget.limits.depth) throw new PdfError("pdf.limit", "Nested too deep");
    if (value instanceof PdfName) return `/${value.name}`;
    if (value instanceof PdfString) return shortened(`(${Buffer.from(value.bytes).toString("base64")})`);
    if (Array.isArray(value))
      return shortened(`[${value.map((item) => this.#describe(item, depth + 1)).join()}]`);
    if (value instanceof PdfStream) return this.#stream(value, depth);
    if (value instanceof PdfDict) return this.#entries([...value.map], depth);
    return String(value);
  }

  #stream(stream: PdfStream, depth: number): string {
    const entries = [...stream.dict.map].filter(([key]) => !PACKING.has(key));
    if (!isForm(stream) && !stream.dict.has("Resources"))
      return shortened(`${this.#entries(entries, depth)}${this.#streams.data(this.#view, stream)}`);
    const own = entries.filter(([key]) => key !== "Resources");
    const resources = this.#view.dict(stream.dict.get("Resources"));
    const drawn = Object.values(this.#drawing([stream], resources, depth + 1));
    return shortened(`${this.#entries(own, depth)}${drawn.join()}`);
  }

  /** An entry that is null is one that is not there (ISO 32000-2 section 7.3.7). */
  #entries(entries: readonly (readonly [string, PdfObject])[], depth: number): string {
    const parts = entries
      .filter(([key, value]) => !PASSED_OVER.has(key) && !(key === "P" && value instanceof PdfRef))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, value]) => [key, this.#describe(value, depth + 1)] as const)
      .filter(([, text]) => text !== "null")
      .map(([key, text]) => `/${key} ${text}`);
    return shortened(`<${parts.join("")}>`);
  }

  /** An object inside itself is called by how far out it stands, not followed. */
  #reference({ number }: PdfRef, depth: number): string {
    const known = this.#known.get(number);
    if (known !== undefined) return known;
    const level = this.#open.get(number);
    const here = level === undefined ? this.#knownHere.get(number) : `itself ${this.#open.size - level}`;
    if (here !== undefined) {
      this.#circular = true;
      return here;
    }
    this.#budget.spend();
    const outside = this.#circular;
    this.#circular = false;
    this.#open.set(number, this.#open.size);
    const text = this.#describe(this.#object(number), depth + 1);
    this.#open.delete(number);
    (this.#circular ? this.#knownHere : this.#known).set(number, text);
    this.#circular ||= outside;
    return text;
  }

  #read(value: PdfObject | undefined): PdfObject | undefined {
    return value instanceof PdfRef ? this.#object(value.number) : value;
  }

  #object(number: number): PdfObject {
    try {
      return this.#view.object(number);
    } catch (error) {
      if (!(error instanceof PdfError) || error.code === "pdf.limit") throw error;
      return new PdfName("unreadable");
    }
  }
}

function isForm(stream: PdfStream): boolean {
  return isName(stream.dict.get("Subtype"), "Form");
}
