import { createHash, hash } from "node:crypto";
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
      const { bytes, left } = this.#unpack(view, stream);
      digest = `${left}${hash("sha256", bytes, "base64")}`;
      this.#data.set(stream.start, digest);
    }
    return digest;
  }

  /** Content streams that are drawn one after the other (ISO 32000-2 section 7.8.2). */
  content(view: PdfView, streams: readonly PdfStream[]): ContentDigest {
    const key = streams.map(({ start }) => start).join();
    let content = this.#contents.get(key);
    if (content === undefined) {
      const parts = streams.map((stream) => this.#unpack(view, stream));
      const left = parts.map((part) => part.left).join("");
      const { bytes, names } = canonicalContent(joined(parts.map((part) => part.bytes)));
      this.#budget.spendBytes(bytes.length);
      content = { digest: `${left}${hash("sha256", bytes, "base64")}`, names };
      this.#contents.set(key, content);
    }
    return content;
  }

  /** Undoes the general filters; what is damaged, or packed in a way that is not read here, stays as it is. */
  #unpack(view: PdfView, stream: PdfStream): { readonly bytes: Uint8Array; readonly left: string } {
    const filters = listOf(view, stream.dict.get("Filter"));
    const parameters = listOf(view, stream.dict.get("DecodeParms"));
    const special = filters.findIndex((filter) => !GENERAL_FILTERS.has(nameOf(filter) ?? ""));
    const general = special < 0 ? filters.length : special;
    const raw = this.#document.raw(stream);
    this.#budget.spendBytes(raw.length);
    const packing = new PdfDict();
    packing.map.set("Filter", filters.slice(0, general));
    packing.map.set("DecodeParms", parameters.slice(0, general));
    try {
      const bytes = general === 0 ? raw : decodeStream(packing, raw, this.#budget);
      return { bytes, left: describeFilters(view, filters, parameters, general) };
    } catch (error) {
      if (!(error instanceof PdfError) || error.code === "pdf.limit") throw error;
      return { bytes: raw, left: `unread${describeFilters(view, filters, parameters, 0)}` };
    }
  }
}

function listOf(view: PdfView, value: PdfObject | undefined): PdfObject[] {
  const resolved = view.resolve(value) ?? null;
  if (resolved === null) return [];
  const items = Array.isArray(resolved) ? resolved : [resolved];
  return items.map((item) => view.resolve(item) ?? null);
}

/** The filters from `first` on with their numbers and switches. */
function describeFilters(
  view: PdfView,
  filters: readonly PdfObject[],
  parameters: readonly PdfObject[],
  first: number,
): string {
  let text = "";
  for (let index = first; index < filters.length; index += 1) {
    const entries = [...(view.dict(parameters[index])?.map ?? [])]
      .map(([key, value]) => [key, view.resolve(value)] as const)
      .filter(([, value]) => typeof value === "number" || typeof value === "boolean")
      .sort(([a], [b]) => (a < b ? -1 : 1));
    text += `${nameOf(filters[index]) ?? "?"}${entries.map(([key, value]) => ` ${key} ${value}`).join("")};`;
  }
  return text;
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const [only] = parts;
  if (parts.length === 1 && only !== undefined) return only;
  return Buffer.concat(parts.flatMap((part) => [part, LINE_FEED]));
}

const LINE_FEED = Buffer.from("\n");

/** A text itself when it is short, else its digest. */
export function shortened(text: string): string {
  return text.length <= 64 ? text : createHash("sha256").update(text).digest("base64");
}
