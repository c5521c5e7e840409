import { hash } from "node:crypto";
import type { PdfDocument } from "./document.ts";
import { PdfError } from "./errors.ts";
import { PdfRef, PdfString } from "./objects.ts";
import { serialise } from "./serialise.ts";

/** A piece of an object's body: Latin-1 source text or raw bytes. */
export type BodyPart = string | Uint8Array;

interface Planned {
  readonly number: number;
  readonly generation: number;
  readonly body: readonly BodyPart[];
}

export interface BuiltUpdate {
  /** What is to be appended to the file. */
  readonly bytes: Buffer;
  /** Offset, inside `bytes`, of the body of each object. */
  readonly bodyOffsets: ReadonlyMap<number, number>;
}

/**
 * Collects new and overridden objects and writes them as one appended revision, by offsets only: nothing of the
 * earlier bytes is touched, so earlier signatures stay valid (ISO 32000-2 section 7.5.6).
 */
export class IncrementalUpdate {
  readonly document: PdfDocument;
  #next: number;
  readonly #planned = new Map<number, Planned>();

  /** @throws PdfError pdf.not-incremental when the file's end is not that of a clean revision */
  constructor(document: PdfDocument) {
    assertIncremental(document);
    this.document = document;
    this.#next = nextObjectNumber(document);
  }

  /** Reserves a number for an object whose body comes later. */
  reserve(): PdfRef {
    const ref = new PdfRef(this.#next, 0);
    this.#next += 1;
    return ref;
  }

  /** Adds a new object. */
  add(...body: BodyPart[]): PdfRef {
    const ref = this.reserve();
    this.set(ref, ...body);
    return ref;
  }

  /** Gives an object its (new) body. */
  set(ref: PdfRef, ...body: BodyPart[]): void {
    this.#planned.set(ref.number, { number: ref.number, generation: ref.generation, body });
  }

  /** Adds a stream; `dictionary` is source text without /Length. */
  addStream(dictionary: string, data: Uint8Array): PdfRef {
    return this.add(`<<${dictionary}/Length ${data.length}>>\nstream\n`, data, "\nendstream");
  }

  /** Writes the update: objects, cross-reference in the kind the file uses, trailer. */
  build(): BuiltUpdate {
    const { document } = this;
    const last = document.revisions.at(-1);
    if (last === undefined) throw new PdfError("pdf.not-incremental", "No revision to update");
    const writer = new Writer(document.source.length);
    writer.write(endsWithLine(document) ? "" : "\n");
    const bodyOffsets = new Map<number, number>();
    const offsets: { number: number; generation: number; offset: number }[] = [];
    for (const { number, generation, body } of [...this.#planned.values()].sort(
      (a, b) => a.number - b.number,
    )) {
      offsets.push({ number, generation, offset: writer.position });
      writer.write(`${number} ${generation} obj\n`);
      bodyOffsets.set(number, writer.position - document.source.length);
      for (const part of body) writer.write(part);
      writer.write("\nendobj\n");
    }
    const crossReference = writer.position;
    if (last.kind === "stream") {
      const number = this.#next;
      offsets.push({ number, generation: 0, offset: crossReference });
      writer.write(`${number} 0 obj\n`);
      writeStream(writer, offsets, this.#trailer(number + 1, last.crossReference, offsets));
      writer.write("\nendobj\n");
    } else {
      writer.write(tableText(offsets));
      writer.write(`trailer\n<<${this.#trailer(this.#next, last.crossReference, offsets)}>>\n`);
    }
    writer.write(`startxref\n${crossReference}\n%%EOF\n`);
    return { bytes: writer.finish(), bodyOffsets };
  }

  /** Entries of the trailer. The second part of /ID changes with every update, as ISO 32000-2 14.4 asks. */
  #trailer(size: number, previous: number, offsets: readonly { number: number; offset: number }[]): string {
    const { trailer } = this.document.latest;
    let text = `/Size ${size}/Prev ${previous}`;
    for (const key of ["Root", "Info"]) {
      const value = trailer.get(key);
      if (value !== undefined) text += `/${key} ${serialise(value)}`;
    }
    const id = this.document.latest.array(trailer.get("ID"));
    if (id?.[0] instanceof PdfString) {
      const seed = `${serialise(id[0])} ${previous} ${offsets.map((o) => `${o.number}@${o.offset}`).join()}`;
      const second = hash("sha256", seed).slice(0, 32);
      text += `/ID [${serialise(id[0])}<${second}>]`;
    }
    return text;
  }
}

/** @throws PdfError pdf.not-incremental with the reason in the message */
export function assertIncremental(document: PdfDocument): void {
  const last = document.revisions.at(-1);
  if (document.foreignTail() !== undefined)
    throw new PdfError("pdf.not-incremental", "Bytes behind the last %%EOF belong to no revision");
  const anomaly = document.revisions.flatMap((revision) => revision.anomalies)[0];
  if (last === undefined || anomaly !== undefined)
    throw new PdfError("pdf.not-incremental", anomaly ?? "No cross-reference");
}

/** Text is gathered and turned into bytes once: an update is mostly short pieces of source text. */
class Writer {
  position: number;
  #text = "";
  readonly #parts: Uint8Array[] = [];
  constructor(start: number) {
    this.position = start;
  }
  write(part: BodyPart): void {
    this.position += part.length;
    if (typeof part === "string") {
      this.#text += part;
      return;
    }
    this.#flush();
    this.#parts.push(part);
  }
  finish(): Buffer {
    this.#flush();
    return Buffer.concat(this.#parts);
  }
  #flush(): void {
    if (this.#text !== "") this.#parts.push(Buffer.from(this.#text, "latin1"));
    this.#text = "";
  }
}

function endsWithLine(document: PdfDocument): boolean {
  const { source } = document;
  const last = source.read(source.length - 1, source.length)[0];
  return last === 10 || last === 13;
}

/** One more than the highest number any revision uses or reserves by /Size. */
function nextObjectNumber(document: PdfDocument): number {
  let next = 1;
  for (const revision of document.revisions) {
    const size = revision.trailer.get("Size");
    if (typeof size === "number") next = Math.max(next, size);
    for (const number of revision.entries.keys()) if (number >= next) next = number + 1;
  }
  return next;
}

function tableText(offsets: readonly { number: number; generation: number; offset: number }[]): string {
  let text = "xref\n";
  for (let i = 0; i < offsets.length; ) {
    const first = offsets[i]?.number ?? 0;
    let run = 1;
    while (offsets[i + run]?.number === first + run) run += 1;
    text += `${first} ${run}\n`;
    for (const { offset, generation } of offsets.slice(i, i + run))
      text += `${String(offset).padStart(10, "0")} ${String(generation).padStart(5, "0")} n \n`;
    i += run;
  }
  return text;
}

function writeStream(
  writer: Writer,
  offsets: readonly { number: number; generation: number; offset: number }[],
  trailer: string,
): void {
  const rows = Buffer.alloc(offsets.length * 8);
  const index: number[] = [];
  offsets.forEach(({ offset, generation, number }, i) => {
    rows.writeUInt8(1, i * 8);
    rows.writeUIntBE(offset, i * 8 + 1, 5);
    rows.writeUInt16BE(generation, i * 8 + 6);
    const run = index.length - 2;
    if (run >= 0 && (index[run] ?? 0) + (index[run + 1] ?? 0) === number)
      index[run + 1] = (index[run + 1] ?? 0) + 1;
    else index.push(number, 1);
  });
  writer.write(`<</Type/XRef/W[1 5 2]/Index[${index.join(" ")}]${trailer}/Length ${rows.length}>>\nstream\n`);
  writer.write(rows);
  writer.write("\nendstream");
}
