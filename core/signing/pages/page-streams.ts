import { hash } from "node:crypto";
import { LimitedMap } from "../certificates/limited-map.ts";
import type { PdfDocument, PdfView } from "../pdf/document.ts";
import { PdfError } from "../pdf/errors.ts";
import { decodeStream } from "../pdf/filters.ts";
import type { Budget } from "../pdf/limits.ts";
import { nameOf, PdfDict, type PdfObject, type PdfStream } from "../pdf/objects.ts";
import { canonicalContent } from "./canonical-content.ts";

/** What a content stream draws, and with which resources. */
export interface ContentDigest {
  readonly digest: string;
  readonly names: ReadonlySet<string>;
}

/** Filters that tools undo and apply again without changing what a stream says. */
const GENERAL_FILTERS = new Set(["FlateDecode", "Fl", "ASCIIHexDecode", "AHx", "ASCII85Decode", "A85"]);

/** Digests of streams by what they hold, not by how it is packed; each stream of a document is read once. */
export class PageStreams {
  readonly #document: PdfDocument;
  readonly #budget: Budget;
  readonly #data = new Map<number, string>();
  readonly #contents = new Map<string, ContentDigest>();

  /** @param budget what the reading may cost */
  constructor(document: PdfDocument, budget: Budget) {
    this.#document = document;
    this.#budget = budget;
  }

  /** The data of a stream, with the filters that are part of what it says (those of pictures). */
  data(view: PdfView, stream: PdfStream): string {
    let digest = this.#data.get(stream.start);
    if (digest === undefined) {
      const packed = this.#packed(view, stream);
      digest = dataDigests.get(packed.key);
      if (digest === undefined) {
        const { bytes, left } = this.#unpack(packed);
        digest = `${left}${hash("sha256", bytes, "base64")}`;
        dataDigests.set(packed.key, digest);
      }
      this.#data.set(stream.start, digest);
    }
    return digest;
  }

  /** Content streams that are drawn one after the other (ISO 32000-2 section 7.8.2). */
  content(view: PdfView, streams: readonly PdfStream[]): ContentDigest {
    const place = streams.map(({ start }) => start).join();
    let content = this.#contents.get(place);
    if (content === undefined) {
      const packed = streams.map((stream) => this.#packed(view, stream));
      const key = packed.map((part) => part.key).join("\n");
      content = contentDigests.get(key) ?? this.#readContent(packed);
      contentDigests.set(key, content);
      this.#contents.set(place, content);
    }
    return content;
  }

  #readContent(packed: readonly Packed[]): ContentDigest {
    const parts = packed.map((part) => this.#unpack(part));
    const left = parts.map((part) => part.left).join("");
    const { bytes, names } = canonicalContent(joined(parts.map((part) => part.bytes)));
    this.#budget.spendBytes(bytes.length);
    return { digest: `${left}${hash("sha256", bytes, "base64")}`, names };
  }

  #packed(view: PdfView, stream: PdfStream): Packed {
    const raw = this.#document.raw(stream);
    this.#budget.spendBytes(raw.length);
    const filters = listOf(view, stream.dict.get("Filter"));
    const parameters = listOf(view, stream.dict.get("DecodeParms"));
    const special = filters.findIndex((filter) => !GENERAL_FILTERS.has(nameOf(filter) ?? ""));
    const packing = describeFilters(view, filters, parameters);
    return {
      key: `${packing.join("")}${hash("sha256", raw, "base64")}`,
      raw,
      filters,
      parameters,
      packing,
      general: special < 0 ? filters.length : special,
    };
  }

  /** Undoes the general filters; what is damaged, or packed in a way that is not read here, stays as it is. */
  #unpack({ raw, filters, parameters, packing, general }: Packed): {
    readonly bytes: Uint8Array;
    readonly left: string;
  } {
    if (general === 0) return { bytes: raw, left: packing.join("") };
    const outer = new PdfDict();
    outer.map.set("Filter", filters.slice(0, general));
    outer.map.set("DecodeParms", parameters.slice(0, general));
    try {
      return { bytes: decodeStream(outer, raw, this.#budget), left: packing.slice(general).join("") };
    } catch (error) {
      if (!(error instanceof PdfError) || error.code === "pdf.limit") throw error;
      return { bytes: raw, left: `unread ${packing.join("")}` };
    }
  }
}

/** A stream as it stands in the file. */
interface Packed {
  /** The same for the same bytes packed the same way, in whatever file. */
  readonly key: string;
  readonly raw: Uint8Array;
  readonly filters: PdfObject[];
  readonly parameters: PdfObject[];
  /** Each filter with its parameters, as text. */
  readonly packing: readonly string[];
  /** How many filters, from the first, are general ones. */
  readonly general: number;
}

/** Fonts and pictures come again: from signer to signer of one file, and from file to file. */
const dataDigests = new LimitedMap<string, string>(2000);
const contentDigests = new LimitedMap<string, ContentDigest>(500);

function listOf(view: PdfView, value: PdfObject | undefined): PdfObject[] {
  const resolved = view.resolve(value) ?? null;
  if (resolved === null) return [];
  const items = Array.isArray(resolved) ? resolved : [resolved];
  return items.map((item) => view.resolve(item) ?? null);
}

/** Each filter with its numbers and switches. */
function describeFilters(
  view: PdfView,
  filters: readonly PdfObject[],
  parameters: readonly PdfObject[],
): string[] {
  return filters.map((filter, index) => {
    const entries = [...(view.dict(parameters[index])?.map ?? [])]
      .map(([key, value]) => [key, view.resolve(value)] as const)
      .filter(([, value]) => typeof value === "number" || typeof value === "boolean")
      .sort(([a], [b]) => (a < b ? -1 : 1));
    return `${nameOf(filter) ?? "?"}${entries.map(([key, value]) => ` ${key} ${value}`).join("")};`;
  });
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const [only] = parts;
  if (parts.length === 1 && only !== undefined) return only;
  return Buffer.concat(parts.flatMap((part) => [part, LINE_FEED]));
}

const LINE_FEED = Buffer.from("\n");

/** A text itself when it is short, else its digest. */
export function shortened(text: string): string {
  return text.length <= 64 ? text : hash("sha256", text, "base64");
}
