import { type Entry, type Revision, readRevisions, readStreamBody, withWindow } from "./cross-reference.ts";
import { PdfError } from "./errors.ts";
import { decodeStream } from "./filters.ts";
import { Budget, DEFAULT_LIMITS, type PdfLimits } from "./limits.ts";
import { isName, PdfDict, type PdfObject, PdfRef, PdfStream } from "./objects.ts";
import { isWhitespace, Parser } from "./parser.ts";
import { type ByteSource, toSource } from "./source.ts";

interface ObjectStream {
  readonly data: Uint8Array;
  readonly numbers: readonly number[];
  readonly offsets: readonly number[];
  readonly objects: Map<number, PdfObject>;
}

/** A PDF opened for structure work: its revisions, and a view of the objects as each revision left them. */
export class PdfDocument {
  readonly source: ByteSource;
  readonly budget: Budget;
  readonly revisions: readonly Revision[];
  readonly #views = new Map<number, PdfView>();
  readonly #parsed = new Map<Entry, PdfObject>();
  readonly #objectStreams = new Map<PdfStream, ObjectStream>();

  constructor(source: ByteSource, budget: Budget, revisions: readonly Revision[]) {
    this.source = source;
    this.budget = budget;
    this.revisions = revisions;
  }

  /** The document as it is now. */
  get latest(): PdfView {
    return this.view(this.revisions.length - 1);
  }

  /** The document as revision `index` (0 = oldest) left it. */
  view(index: number): PdfView {
    let view = this.#views.get(index);
    if (view === undefined) {
      view = new PdfView(this, index);
      this.#views.set(index, view);
    }
    return view;
  }

  /** Bytes behind the last revision that are not white space: [start, end), or undefined when there are none. */
  foreignTail(): { readonly start: number; readonly end: number } | undefined {
    const start = this.revisions.at(-1)?.end ?? 0;
    const { length } = this.source;
    if (length - start > 1024) return { start, end: length };
    const tail = this.source.read(start, length);
    return tail.every((byte) => isWhitespace(byte)) ? undefined : { start, end: length };
  }

  /** Decoded bytes of a stream. @throws PdfError pdf.filter */
  decode(stream: PdfStream): Uint8Array {
    return decodeStream(stream.dict, this.raw(stream), this.budget);
  }

  /** Undecoded bytes of a stream. */
  raw(stream: PdfStream): Uint8Array {
    return this.source.read(stream.start, Math.min(this.source.length, stream.start + stream.length));
  }

  /** Parsed object behind an entry; shared by all views, so that identical means unchanged. */
  load(entry: Entry, number: number, view: PdfView): PdfObject {
    const known = this.#parsed.get(entry);
    if (known !== undefined) return known;
    this.budget.spend();
    const value = this.#parse(entry, number, view);
    if (entry.kind === "offset") this.#parsed.set(entry, value);
    return value;
  }

  #parse(entry: Entry, number: number, view: PdfView): PdfObject {
    if (entry.kind === "free") return null;
    if (entry.kind === "compressed") return this.#loadCompressed(entry.stream, entry.index, number, view);
    return withWindow(
      this.source,
      entry.offset,
      (parser) => {
        const found = parser.unsigned();
        const generation = parser.unsigned();
        if (found !== number || generation !== entry.generation || !parser.accept("obj"))
          throw new PdfError("pdf.cross-reference", `Object ${number} is not at offset ${entry.offset}`);
        if (parser.accept("endobj")) return null;
        const body = parser.object();
        this.budget.spendValues(parser.values);
        return readStreamBody(parser, body, (length) => {
          const value = view.resolve(length);
          return typeof value === "number" ? value : -1;
        });
      },
      this.budget.limits.depth,
    );
  }

  #loadCompressed(streamNumber: number, index: number, number: number, view: PdfView): PdfObject {
    const container = view.object(streamNumber);
    if (!(container instanceof PdfStream) || !isName(container.dict.get("Type"), "ObjStm"))
      throw new PdfError("pdf.cross-reference", `Object ${streamNumber} is not an object stream`);
    const stream = this.#openObjectStream(container, view);
    const offset = stream.offsets[index];
    if (offset === undefined || stream.numbers[index] !== number)
      throw new PdfError("pdf.cross-reference", `Object ${number} is not in object stream ${streamNumber}`);
    const known = stream.objects.get(index);
    if (known !== undefined) return known;
    const parser = new Parser(stream.data, offset, Number.NEGATIVE_INFINITY, true, this.budget.limits.depth);
    const value = parser.object();
    this.budget.spendValues(parser.values);
    stream.objects.set(index, value);
    return value;
  }

  #openObjectStream(container: PdfStream, view: PdfView): ObjectStream {
    const known = this.#objectStreams.get(container);
    if (known !== undefined) return known;
    const data = this.decode(container);
    const count = view.resolve(container.dict.get("N"));
    const first = view.resolve(container.dict.get("First"));
    if (typeof count !== "number" || typeof first !== "number" || count > this.budget.limits.objects)
      throw new PdfError("pdf.cross-reference", "Bad object stream");
    const parser = new Parser(data);
    const numbers: number[] = [];
    const offsets: number[] = [];
    this.budget.spendValues(count * 2);
    for (let i = 0; i < count; i += 1) {
      const number = parser.unsigned();
      const offset = parser.unsigned();
      if (number === undefined || offset === undefined)
        throw new PdfError("pdf.cross-reference", "Bad object stream header");
      numbers.push(number);
      offsets.push(first + offset);
    }
    const stream = { data, numbers, offsets, objects: new Map<number, PdfObject>() };
    this.#objectStreams.set(container, stream);
    return stream;
  }
}

/** The objects of a document as one revision left them. */
export class PdfView {
  readonly document: PdfDocument;
  readonly index: number;
  readonly #values = new Map<number, PdfObject>();
  readonly #loading = new Set<number>();

  constructor(document: PdfDocument, index: number) {
    this.document = document;
    this.index = index;
  }

  get trailer(): PdfDict {
    const revision = this.document.revisions[this.index];
    if (revision === undefined) throw new PdfError("pdf.cross-reference", "No such revision");
    return revision.trailer;
  }

  /** The document catalog. @throws PdfError pdf.cross-reference when it is missing */
  get catalog(): PdfDict {
    const catalog = this.resolve(this.trailer.get("Root"));
    if (!(catalog instanceof PdfDict)) throw new PdfError("pdf.cross-reference", "No catalog");
    return catalog;
  }

  /** The entry in force for an object number. */
  entry(number: number): Entry | undefined {
    const { revisions } = this.document;
    for (let i = this.index; i >= 0; i -= 1) {
      const entry = revisions[i]?.entries.get(number);
      if (entry !== undefined) return entry;
    }
    return undefined;
  }

  /** The object with this number; null when it does not exist. @throws PdfError */
  object(number: number): PdfObject {
    const known = this.#values.get(number);
    if (known !== undefined) return known;
    const entry = this.entry(number);
    if (entry === undefined || entry.kind === "free") return null;
    if (this.#loading.has(number))
      throw new PdfError("pdf.cyclic", `Object ${number} needs itself to be read`);
    this.#loading.add(number);
    try {
      const value = this.document.load(entry, number, this);
      this.#values.set(number, value);
      return value;
    } finally {
      this.#loading.delete(number);
    }
  }

  /** Follows references to the object itself; undefined stays undefined, dangling references are null. */
  resolve(value: PdfObject | undefined): PdfObject | undefined {
    let current = value;
    for (let hops = 0; current instanceof PdfRef; hops += 1) {
      if (hops > 32) throw new PdfError("pdf.cyclic", "References point at each other");
      const entry = this.entry(current.number);
      const generation = entry?.kind === "offset" ? entry.generation : 0;
      current = generation === current.generation ? this.object(current.number) : null;
    }
    return current;
  }

  /** A dictionary, also the one of a stream, behind a value; undefined when it is something else. */
  dict(value: PdfObject | undefined): PdfDict | undefined {
    const resolved = this.resolve(value);
    if (resolved instanceof PdfStream) return resolved.dict;
    return resolved instanceof PdfDict ? resolved : undefined;
  }

  array(value: PdfObject | undefined): readonly PdfObject[] | undefined {
    const resolved = this.resolve(value);
    return Array.isArray(resolved) ? resolved : undefined;
  }

  number(value: PdfObject | undefined): number | undefined {
    const resolved = this.resolve(value);
    return typeof resolved === "number" ? resolved : undefined;
  }
}

/**
 * Opens a PDF: header, chain of cross-references, catalog.
 * @throws PdfError pdf.not-a-pdf, pdf.encrypted, pdf.cross-reference, pdf.cyclic, pdf.limit, pdf.syntax
 */
export function openPdf(pdf: Uint8Array | ByteSource, limits: PdfLimits = DEFAULT_LIMITS): PdfDocument {
  const source = toSource(pdf);
  if (source.length > limits.fileBytes) throw new PdfError("pdf.limit", `File of ${source.length} bytes`);
  const head = Buffer.from(source.read(0, Math.min(1024, source.length)));
  if (!head.includes("%PDF-")) throw new PdfError("pdf.not-a-pdf", "No %PDF- header");
  const budget = new Budget(limits);
  const revisions = readRevisions(source, budget);
  const document = new PdfDocument(source, budget, revisions);
  if (revisions.some((revision) => revision.trailer.has("Encrypt")))
    throw new PdfError("pdf.encrypted", "The file is encrypted");
  void document.latest.catalog;
  return document;
}
