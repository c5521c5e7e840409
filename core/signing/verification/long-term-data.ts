import { Asn1Error } from "../asn1/index.ts";
import {
  type Certificate,
  parseCertificate,
  parseCrl,
  parseOcspResponse,
  type RevocationEvidence,
} from "../certificates/index.ts";
import type { PdfDocument, PdfView } from "../pdf/document.ts";
import { PdfError } from "../pdf/errors.ts";
import { type PdfDict, type PdfObject, PdfStream } from "../pdf/objects.ts";

/** Evidence stored in the document's /DSS (PAdES, ISO 32000-2 section 12.8.4.3). */
export interface LongTermData {
  readonly certificates: readonly Certificate[];
  readonly evidence: readonly RevocationEvidence[];
  /** Index of the earliest revision whose store holds an item, by the item's fingerprint. */
  readonly storedSince: ReadonlyMap<string, number>;
}

/** A store renewed for 70 years holds some hundreds of items; what a hostile one holds beyond this is not looked at. */
const MAXIMUM_ITEMS = 2_000;
const MAXIMUM_DECODED_BYTES = 96 * 1024 * 1024;

const NOTHING: LongTermData = { certificates: [], evidence: [], storedSince: new Map() };

/**
 * Reads the store as the latest revision has it, and in which revision each item came. Entries that cannot be parsed
 * are passed over, since others may do.
 */
export function readLongTermData(document: PdfDocument): LongTermData {
  const { latest } = document;
  if (latest.dict(latest.catalog.get("DSS")) === undefined) return NOTHING;
  const reader = new StoreReader(document);
  const storedSince = new Map<string, number>();
  let items: StoredItems = { certificates: [], evidence: [] };
  for (let index = 0; index <= latest.index; index += 1) {
    const found = reader.itemsOf(document.view(index));
    if (found === undefined) continue;
    items = found;
    for (const { fingerprint } of [...items.certificates, ...items.evidence])
      if (!storedSince.has(fingerprint)) storedSince.set(fingerprint, index);
  }
  return { ...items, storedSince };
}

type StoredItems = Pick<LongTermData, "certificates" | "evidence">;

/** Reads the stores of one document, each stream and each unchanged store once. */
class StoreReader {
  readonly #document: PdfDocument;
  readonly #certificates = new StreamCache(parseCertificate);
  readonly #crls = new StreamCache(parseCrl);
  readonly #ocsps = new StreamCache(parseOcspResponse);
  #last: { readonly store: PdfDict; readonly items: StoredItems } | undefined;

  constructor(document: PdfDocument) {
    this.#document = document;
  }

  itemsOf(view: PdfView): StoredItems | undefined {
    try {
      const store = view.dict(view.catalog.get("DSS"));
      if (store === undefined) return undefined;
      // The same dictionary object with direct arrays cannot have changed.
      if (this.#last?.store === store && hasDirectArrays(store)) return this.#last.items;
      const items: StoredItems = {
        certificates: this.#read(view, store.get("Certs"), this.#certificates),
        evidence: [
          ...this.#read(view, store.get("CRLs"), this.#crls),
          ...this.#read(view, store.get("OCSPs"), this.#ocsps),
        ],
      };
      this.#last = { store, items };
      return items;
    } catch (error) {
      // An earlier revision that cannot be read proves nothing; the latest one has been read already.
      if (error instanceof PdfError && error.code !== "pdf.limit") return undefined;
      throw error;
    }
  }

  #read<T>(view: PdfView, list: PdfObject | undefined, cache: StreamCache<T>): T[] {
    return (view.array(list) ?? []).flatMap((item) => {
      this.#document.budget.spend();
      const stream = view.resolve(item);
      const value = stream instanceof PdfStream ? cache.valueOf(view.document, stream) : undefined;
      return value === undefined ? [] : [value];
    });
  }
}

/** Parses each stream once, however many revisions list it. */
class StreamCache<T> {
  readonly #parse: (bytes: Uint8Array) => T;
  readonly #values = new Map<PdfStream, T | undefined>();
  #decoded = 0;

  constructor(parse: (bytes: Uint8Array) => T) {
    this.#parse = parse;
  }

  valueOf(document: PdfDocument, stream: PdfStream): T | undefined {
    if (!this.#values.has(stream)) this.#values.set(stream, this.#read(document, stream));
    return this.#values.get(stream);
  }

  #read(document: PdfDocument, stream: PdfStream): T | undefined {
    if (this.#values.size >= MAXIMUM_ITEMS || this.#decoded > MAXIMUM_DECODED_BYTES) return undefined;
    try {
      const bytes = document.decode(stream);
      this.#decoded += bytes.length;
      return this.#parse(bytes);
    } catch (error) {
      if (error instanceof Asn1Error || error instanceof PdfError) return undefined;
      throw error;
    }
  }
}

function hasDirectArrays(store: PdfDict): boolean {
  return ["Certs", "CRLs", "OCSPs"].every((key) => !store.has(key) || Array.isArray(store.get(key)));
}
