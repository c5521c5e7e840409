import { PdfError } from "./errors.ts";
import { decodeStream } from "./filters.ts";
import type { Budget } from "./limits.ts";
import { isName, PdfDict, type PdfObject, PdfStream } from "./objects.ts";
import { isWhitespace, Parser, WINDOW_TOO_SMALL } from "./parser.ts";
import type { ByteSource } from "./source.ts";

/** Where one object of one revision lies. Object identity matters: parsed objects are cached by it. */
export type Entry =
  | { readonly kind: "free" }
  | { readonly kind: "offset"; readonly offset: number; readonly generation: number }
  | { readonly kind: "compressed"; readonly stream: number; readonly index: number };

const FREE: Entry = { kind: "free" };

/** One cross-reference section: a table, a stream, or a table with a stream beside it (hybrid). */
export interface Section {
  readonly kind: "table" | "stream" | "hybrid";
  readonly offset: number;
  /** Offset after the `%%EOF` that follows the section; undefined when none follows. */
  readonly end: number | undefined;
  /** The number that stands after `startxref` behind the section. */
  readonly announced: number | undefined;
  readonly entries: Map<number, Entry>;
  readonly trailer: PdfDict;
  readonly previous: number | undefined;
  /** Oddities that honest software does not produce; any of them makes later changes suspicious. */
  readonly anomalies: readonly string[];
}

/** One saved state of the file: bytes [start, end), added to the earlier ones. */
export interface Revision {
  readonly start: number;
  readonly end: number;
  readonly kind: Section["kind"];
  /** Offset that a further update names as /Prev. */
  readonly crossReference: number;
  readonly entries: ReadonlyMap<number, Entry>;
  readonly trailer: PdfDict;
  readonly anomalies: readonly string[];
}

/** Runs a reader over a window of the source, enlarging it until the reader is satisfied. */
export function withWindow<T>(
  source: ByteSource,
  offset: number,
  read: (parser: Parser) => T,
  maxDepth: number,
): T {
  if (offset < 0 || offset >= source.length) {
    throw new PdfError("pdf.cross-reference", `Offset ${offset} lies outside the file`);
  }
  if (source.whole !== undefined) return read(new Parser(source.whole, offset, 0, true, maxDepth));
  for (let size = 8192; ; size *= 8) {
    const end = Math.min(source.length, offset + size);
    try {
      return read(new Parser(source.read(offset, end), 0, offset, end === source.length, maxDepth));
    } catch (error) {
      if (error !== WINDOW_TOO_SMALL) throw error;
    }
  }
}

/**
 * Reads the whole chain of cross-references, oldest revision first.
 * @throws PdfError pdf.cross-reference when there is none or it is damaged, pdf.cyclic, pdf.limit
 */
export function readRevisions(source: ByteSource, budget: Budget): Revision[] {
  const { limits } = budget;
  let entries = 0;
  const chain: Section[] = [];
  const seen = new Set<number>();
  let offset: number | undefined = findStartOffset(source);
  while (offset !== undefined) {
    if (seen.has(offset)) throw new PdfError("pdf.cyclic", "The chain of cross-references runs in a circle");
    if (chain.length >= limits.crossReferenceHops) throw new PdfError("pdf.limit", "Too many revisions");
    seen.add(offset);
    const section: Section = readSection(source, offset, budget, seen);
    entries += section.entries.size;
    if (entries > mostEntries(source, budget)) throw new PdfError("pdf.limit", "Too many objects");
    chain.push(section);
    offset = section.previous;
  }
  return groupIntoRevisions(chain.reverse(), source.length);
}

/** A compressed cross-reference could list millions of objects in a few bytes: a file has room for so many only. */
function mostEntries(source: ByteSource, { limits }: Budget): number {
  return Math.min(limits.objects, source.length / 2 + 10_000);
}

const LAST_WINDOW = 2048;
const LAST_WINDOW_MAX = 16 * 1024 * 1024;

/** The offset after the last `startxref`. Bytes added behind it do not hide it from us; they are reported as a tail. */
function findStartOffset(source: ByteSource): number {
  for (let size = LAST_WINDOW; ; size *= 16) {
    const start = Math.max(0, source.length - size);
    const tail = Buffer.from(source.read(start, source.length));
    const at = tail.lastIndexOf("startxref");
    if (at >= 0) {
      const parser = new Parser(tail, at + 9);
      const value = parser.unsigned();
      if (value === undefined) throw new PdfError("pdf.cross-reference", "startxref without a number");
      return value;
    }
    if (start === 0 || size >= LAST_WINDOW_MAX) throw new PdfError("pdf.cross-reference", "No startxref");
  }
}

function readSection(source: ByteSource, offset: number, budget: Budget, seen: Set<number>): Section {
  return withWindow(
    source,
    offset,
    (parser) =>
      parser.accept("xref")
        ? readTable(source, parser, offset, budget, seen)
        : readStreamSection(source, parser, offset, budget),
    budget.limits.depth,
  );
}

function readTable(
  source: ByteSource,
  parser: Parser,
  offset: number,
  budget: Budget,
  seen: Set<number>,
): Section {
  const entries = new Map<number, Entry>();
  const anomalies: string[] = [];
  while (!parser.accept("trailer")) {
    const first = parser.unsigned();
    const count = parser.unsigned();
    if (first === undefined || count === undefined)
      throw new PdfError("pdf.cross-reference", "Bad subsection");
    if (first + count > budget.limits.objects) throw new PdfError("pdf.limit", "Too many objects");
    for (let number = first; number < first + count; number += 1) {
      budget.spend();
      const position = parser.unsigned();
      const generation = parser.unsigned();
      const free = !parser.accept("n");
      if (position === undefined || generation === undefined || (free && !parser.accept("f")))
        throw new PdfError("pdf.cross-reference", `Bad entry for object ${number}`);
      if (entries.has(number)) anomalies.push(`object ${number} stands twice in one table`);
      entries.set(number, free ? FREE : { kind: "offset", offset: position, generation });
    }
  }
  const trailer = parser.object();
  if (!(trailer instanceof PdfDict)) throw new PdfError("pdf.cross-reference", "No trailer dictionary");
  if (trailer.duplicateKeys) anomalies.push("a key stands twice in the trailer");
  const tail = readTail(parser);
  let kind: Section["kind"] = "table";
  const hybrid = trailer.get("XRefStm");
  if (typeof hybrid === "number") {
    kind = "hybrid";
    if (seen.has(hybrid)) throw new PdfError("pdf.cyclic", "Hybrid cross-references run in a circle");
    seen.add(hybrid);
    mergeHybrid(entries, readSection(source, hybrid, budget, seen), anomalies);
  }
  return { kind, offset, ...tail, entries, trailer, previous: previousOf(trailer), anomalies };
}

/** Objects hidden from old readers stand as free in the table; anything else the stream contradicts is suspicious. */
function mergeHybrid(entries: Map<number, Entry>, stream: Section, anomalies: string[]): void {
  for (const [number, entry] of stream.entries) {
    const inTable = entries.get(number);
    if (inTable === undefined || inTable.kind === "free") {
      entries.set(number, entry);
    } else if (
      entry.kind !== "offset" ||
      inTable.kind !== "offset" ||
      inTable.offset !== entry.offset ||
      inTable.generation !== entry.generation
    ) {
      anomalies.push(`table and stream disagree about object ${number}`);
    }
  }
}

function readStreamSection(source: ByteSource, parser: Parser, offset: number, budget: Budget): Section {
  const number = parser.unsigned();
  const generation = parser.unsigned();
  if (number === undefined || generation === undefined || !parser.accept("obj"))
    throw new PdfError("pdf.cross-reference", `No cross-reference at offset ${offset}`);
  const stream = readStreamBody(parser, parser.object(), (length) =>
    typeof length === "number" ? length : -1,
  );
  if (!(stream instanceof PdfStream) || !isName(stream.dict.get("Type"), "XRef"))
    throw new PdfError("pdf.cross-reference", `Object at offset ${offset} is not a cross-reference stream`);
  const anomalies = stream.dict.duplicateKeys ? ["a key stands twice in a cross-reference stream"] : [];
  const entries = streamEntries(source, stream, budget, anomalies);
  parser.accept("endobj");
  const tail = readTail(parser);
  return {
    kind: "stream",
    offset,
    ...tail,
    entries,
    trailer: stream.dict,
    previous: previousOf(stream.dict),
    anomalies,
  };
}

function streamEntries(
  source: ByteSource,
  stream: PdfStream,
  budget: Budget,
  anomalies: string[],
): Map<number, Entry> {
  const widths = numbers(stream.dict.get("W"));
  const size = stream.dict.get("Size");
  const [typeWidth, secondWidth, thirdWidth] = widths;
  if (
    typeWidth === undefined ||
    secondWidth === undefined ||
    thirdWidth === undefined ||
    typeof size !== "number"
  )
    throw new PdfError("pdf.cross-reference", "Cross-reference stream without /W or /Size");
  if (widths.some((w) => w < 0 || w > 8)) throw new PdfError("pdf.cross-reference", "Bad /W");
  if (typeWidth + secondWidth + thirdWidth === 0) throw new PdfError("pdf.cross-reference", "Empty /W");
  const index = stream.dict.has("Index") ? numbers(stream.dict.get("Index")) : [0, size];
  const data = decodeStream(stream.dict, source.read(stream.start, stream.start + stream.length), budget);
  const width = typeWidth + secondWidth + thirdWidth;
  const most = mostEntries(source, budget);
  const entries = new Map<number, Entry>();
  let at = 0;
  const field = (bytes: number, fallback: number): number => {
    if (bytes === 0) return fallback;
    let value = 0;
    for (let i = 0; i < bytes; i += 1) value = value * 256 + (data[at + i] ?? 0);
    at += bytes;
    return value;
  };
  for (let i = 0; i + 1 < index.length; i += 2) {
    const first = index[i] ?? 0;
    const count = index[i + 1] ?? 0;
    if (first < 0 || count < 0 || first + count > budget.limits.objects)
      throw new PdfError("pdf.limit", "Too many objects");
    for (let number = first; number < first + count && at + width <= data.length; number += 1) {
      budget.spend();
      if (entries.size > most) throw new PdfError("pdf.limit", "Too many objects");
      const type = field(typeWidth, 1);
      const second = field(secondWidth, 0);
      const third = field(thirdWidth, 0);
      if (entries.has(number)) anomalies.push(`object ${number} stands twice in one cross-reference stream`);
      if (type === 0) entries.set(number, FREE);
      else if (type === 1) entries.set(number, { kind: "offset", offset: second, generation: third });
      else if (type === 2) entries.set(number, { kind: "compressed", stream: second, index: third });
    }
  }
  return entries;
}

/**
 * Turns a dictionary followed by `stream` into a stream.
 * @param lengthOf resolves /Length; a negative answer means "unknown" and the end is then searched
 */
export function readStreamBody(
  parser: Parser,
  value: PdfObject,
  lengthOf: (length: PdfObject | undefined) => number,
): PdfObject {
  if (!(value instanceof PdfDict) || !parser.accept("stream")) return value;
  const { data } = parser;
  if (data[parser.pos] === 13) parser.pos += 1;
  if (data[parser.pos] === 10) parser.pos += 1;
  const start = parser.pos;
  const length = lengthOf(value.get("Length"));
  if (length >= 0 && Number.isInteger(length)) {
    if (start + length > data.length && !parser.complete) throw WINDOW_TOO_SMALL;
    parser.pos = start + length;
    if (parser.pos <= data.length && parser.accept("endstream"))
      return new PdfStream(value, parser.base + start, length);
  }
  let end = Buffer.from(data.buffer, data.byteOffset, data.length).indexOf("endstream", start);
  if (end < 0) {
    if (!parser.complete) throw WINDOW_TOO_SMALL;
    throw new PdfError("pdf.unexpected-end", "Stream without endstream");
  }
  parser.pos = end + 9;
  if (data[end - 1] === 10) end -= 1;
  if (data[end - 1] === 13) end -= 1;
  return new PdfStream(value, parser.base + start, Math.max(0, end - start));
}

/** `startxref` number `%%EOF` right behind a section, else both undefined. */
function readTail(parser: Parser): { end: number | undefined; announced: number | undefined } {
  if (!parser.accept("startxref")) return { end: undefined, announced: undefined };
  const announced = parser.unsigned();
  const { data } = parser;
  let at = parser.pos;
  while (isWhitespace(data[at])) at += 1;
  if (at + 5 > data.length && !parser.complete) throw WINDOW_TOO_SMALL;
  const mark = String.fromCharCode(...data.subarray(at, at + 5));
  return { end: mark === "%%EOF" ? parser.base + at + 5 : undefined, announced };
}

function previousOf(trailer: PdfDict): number | undefined {
  const value = trailer.get("Prev");
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "number" || !Number.isInteger(value) || value < 0)
    throw new PdfError("pdf.cross-reference", "Bad /Prev");
  return value;
}

function numbers(value: PdfObject | undefined): number[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === "number") : [];
}

/**
 * One revision per section, except that the two sections of a linearised file (the first page's at the front, the
 * main one at the end) belong together.
 */
function groupIntoRevisions(sections: readonly Section[], fileLength: number): Revision[] {
  const revisions: Revision[] = [];
  let start = 0;
  for (let i = 0; i < sections.length; i += 1) {
    const section = sections[i];
    if (section === undefined) continue;
    const newer = sections[i + 1];
    const linearised = i === 0 && newer !== undefined && newer.offset < section.offset;
    const revision = linearised
      ? mergeLinearised(section, newer, fileLength)
      : singleRevision(section, start, fileLength);
    if (linearised) i += 1;
    revisions.push(revision);
    start = revision.end;
  }
  return revisions;
}

function singleRevision(section: Section, start: number, fileLength: number): Revision {
  const anomalies = [...section.anomalies];
  if (section.end === undefined) anomalies.push("no startxref and %%EOF behind a cross-reference");
  else if (section.announced !== section.offset) anomalies.push("startxref names another cross-reference");
  if (section.offset < start) anomalies.push("a later cross-reference lies inside an earlier revision");
  return {
    start,
    end: section.end ?? fileLength,
    kind: section.kind,
    crossReference: section.offset,
    entries: section.entries,
    trailer: section.trailer,
    anomalies,
  };
}

function mergeLinearised(main: Section, first: Section, fileLength: number): Revision {
  const anomalies = [...main.anomalies, ...first.anomalies];
  for (const number of first.entries.keys()) {
    if (number !== 0 && main.entries.get(number) !== undefined && main.entries.get(number)?.kind !== "free")
      anomalies.push(`object ${number} stands twice in a linearised file`);
  }
  return {
    start: 0,
    end: main.end ?? fileLength,
    kind: first.kind,
    crossReference: first.offset,
    entries: new Map([...main.entries, ...first.entries]),
    trailer: first.trailer,
    anomalies,
  };
}
