import type { Chain, RevocationEvidence } from "../certificates/index.ts";
import type { LongTermData } from "./long-term-data.ts";

/** A document timestamp that was verified: it proves that its revision, and all before it, existed then. */
export interface ProvingTimestamp {
  /** Index of the revision its byte range ends with. */
  readonly revision: number;
  readonly time: Date;
  readonly chain: Chain;
  /** Until when it can be relied on by itself: the end of its certificates, or of its algorithms if that is sooner. */
  readonly reliableUntil: Date;
}

/** Proofs of existence (EN 319 102-1 section 5.6.2.3) that the verified document timestamps give. */
export class Proofs {
  readonly #stamps: ProvingTimestamp[] = [];
  readonly #longTerm: LongTermData;

  constructor(longTerm: LongTermData) {
    this.#longTerm = longTerm;
  }

  add(stamp: ProvingTimestamp): void {
    this.#stamps.push(stamp);
  }

  /** When a signature value is proven to have existed: by the earliest timestamp of a later revision. */
  ofSignature(revision: number): Date | undefined {
    return earliest(this.#stamps.filter((stamp) => stamp.revision > revision));
  }

  /** When stored evidence is proven to have existed; a timestamp covers the store of its own revision, too. */
  ofEvidence({ fingerprint }: RevocationEvidence): Date | undefined {
    const since = this.#longTerm.storedSince.get(fingerprint);
    return since === undefined
      ? undefined
      : earliest(this.#stamps.filter((stamp) => stamp.revision >= since));
  }

  /** Until when what this revision holds stays proven; undefined when no timestamp protects it. */
  protectedUntil(revision: number): Date | undefined {
    const newest = this.#stamps
      .filter((stamp) => stamp.revision > revision)
      .reduce<ProvingTimestamp | undefined>(
        (found, stamp) => (found === undefined || stamp.revision > found.revision ? stamp : found),
        undefined,
      );
    return newest?.reliableUntil;
  }
}

function earliest(stamps: readonly ProvingTimestamp[]): Date | undefined {
  return stamps.reduce<Date | undefined>(
    (found, { time }) => (found === undefined || time < found ? time : found),
    undefined,
  );
}
