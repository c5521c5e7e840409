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
  /** Bytes of one decoded stream. */
  readonly decodedBytes: number;
  /** Wall-clock milliseconds for structure work on one document. */
  readonly milliseconds: number;
}

export const DEFAULT_LIMITS: PdfLimits = {
  fileBytes: 1024 * 1024 * 1024,
  objects: 2_000_000,
  depth: 100,
  crossReferenceHops: 512,
  decodedBytes: 128 * 1024 * 1024,
  milliseconds: 2000,
};

/** Stop-watch over structure work. Time spent hashing or on the network is not counted: call `restart` after it. */
export class Budget {
  readonly limits: PdfLimits;
  #deadline: number;
  #ticks = 0;

  constructor(limits: PdfLimits) {
    this.limits = limits;
    this.#deadline = performance.now() + limits.milliseconds;
  }

  /** Gives the next stage of work its full time again. */
  restart(): void {
    this.#deadline = performance.now() + this.limits.milliseconds;
  }

  /** Called once per object visited; looks at the clock every 64 calls. @throws PdfError pdf.limit */
  spend(): void {
    this.#ticks += 1;
    if ((this.#ticks & 63) === 0 && performance.now() > this.#deadline) {
      throw new PdfError("pdf.limit", `Structure work exceeded ${this.limits.milliseconds} ms`);
    }
  }
}
