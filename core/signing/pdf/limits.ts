import { PdfError } from "./errors.ts";

/** Caps on the work one document may cause; hostile files end in `pdf.limit` or `pdf.cyclic`, never in a hang. */
export interface PdfLimits {
  /** Largest file, bytes. */
  readonly fileBytes: number;
  /** Largest object number + 1. */
  readonly objects: number;
  /** Nesting of arrays, dictionaries and trees. */
  readonly depth: number;
  /** Sections in the chain of cross-references. */
  readonly crossReferenceHops: number;
  /** Bytes one stage of decoding one stream may produce. */
  readonly decodedBytes: number;
  /** Bytes all decoding for one document may produce. */
  readonly decodedBytesTotal: number;
  /** Names, strings, numbers, arrays and dictionaries read for one document. */
  readonly values: number;
  /** Signatures in one document. */
  readonly signatures: number;
  /** Bytes hashed for all signatures of one document. */
  readonly hashedBytes: number;
  /** CPU milliseconds for structure work on one document, whatever else the machine does. */
  readonly milliseconds: number;
}

const MEGABYTE = 1024 * 1024;

export const DEFAULT_LIMITS: PdfLimits = {
  fileBytes: 1024 * MEGABYTE,
  objects: 2_000_000,
  depth: 100,
  crossReferenceHops: 512,
  decodedBytes: 32 * MEGABYTE,
  decodedBytesTotal: 128 * MEGABYTE,
  values: 4_000_000,
  signatures: 200,
  hashedBytes: 8 * 1024 * MEGABYTE,
  milliseconds: 1800,
};

/** How many spent units pass between two looks at the clock; a unit is one object or some kilobytes of bytes. */
const LOOK_EVERY = 32;
const BYTES_PER_UNIT = 32 * 1024;

/**
 * Counts the work one document causes: CPU time of this thread, decoded bytes, values read. Everything that walks
 * objects or bytes reports here, so that no hostile file costs more than the limits say.
 */
export class Budget {
  readonly limits: PdfLimits;
  #lastLook = cpuMilliseconds();
  #spent = 0;
  #units = 0;
  #decoded = 0;
  #values = 0;
  #hashed = 0;

  constructor(limits: PdfLimits) {
    this.limits = limits;
  }

  /** To be called after a pause or after work that is not about structure: what passed meanwhile does not count. */
  resume(): void {
    this.#lastLook = cpuMilliseconds();
  }

  /** A budget of its own for work that may be left undone: half of what is left of time and decoding. */
  half(): Budget {
    this.#look();
    return new Budget({
      ...this.limits,
      milliseconds: (this.limits.milliseconds - this.#spent) / 2,
      decodedBytesTotal: (this.limits.decodedBytesTotal - this.#decoded) / 2,
    });
  }

  /** Called once per object visited. @throws PdfError pdf.limit */
  spend(): void {
    this.#units += 1;
    if (this.#units >= LOOK_EVERY) this.#look();
  }

  /** Called for bytes compared, hashed for comparison, or searched. @throws PdfError pdf.limit */
  spendBytes(count: number): void {
    this.#units += 1 + count / BYTES_PER_UNIT;
    if (this.#units >= LOOK_EVERY) this.#look();
  }

  /** Called for what a decoder produced. @throws PdfError pdf.limit */
  spendDecoded(count: number): void {
    this.#decoded += count;
    if (this.#decoded > this.limits.decodedBytesTotal)
      throw new PdfError("pdf.limit", `Decoding produced more than ${this.limits.decodedBytesTotal} bytes`);
    this.spendBytes(count);
  }

  /** Called for values parsed. @throws PdfError pdf.limit */
  spendValues(count: number): void {
    this.#values += count;
    if (this.#values > this.limits.values)
      throw new PdfError("pdf.limit", `More than ${this.limits.values} values`);
  }

  /** Called before the bytes of a signature are hashed. @throws PdfError pdf.limit */
  spendHashed(count: number): void {
    this.#hashed += count;
    if (this.#hashed > this.limits.hashedBytes)
      throw new PdfError("pdf.limit", `More than ${this.limits.hashedBytes} bytes to hash`);
  }

  #look(): void {
    this.#units = 0;
    const now = cpuMilliseconds();
    this.#spent += now - this.#lastLook;
    this.#lastLook = now;
    if (this.#spent > this.limits.milliseconds)
      throw new PdfError("pdf.limit", `Structure work exceeded ${this.limits.milliseconds} ms`);
  }
}

function cpuMilliseconds(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}
