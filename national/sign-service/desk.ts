import type { Fault, Faults } from "./faults.ts";
import type { Holder } from "./tokens.ts";

/** One call of a page, as the stand-in's own page shows it. */
export interface CallNote {
  readonly at: Date;
  readonly action: string;
  readonly fileName: string;
  readonly signer: string;
  readonly outcome: string;
}

const KEPT_NOTES = 20;

/** The signer's desk: which token is plugged in, what goes wrong there, and what happened lately. Lost with the program. */
export interface Desk {
  /** undefined: the token of whom the calling page names. */
  inserted: Holder | undefined;
  readonly faults: Faults;
  setFaults(next: Faults): void;
  /** The fault for one call, counted down. */
  takeFault(): Fault | undefined;
  note(call: Omit<CallNote, "at">): void;
  /** Newest first. */
  notes(): readonly CallNote[];
}

export function createDesk(): Desk {
  let faults: Faults = {};
  const notes: CallNote[] = [];
  return {
    inserted: undefined,
    get faults() {
      return faults;
    },
    setFaults(next) {
      faults = next;
    },
    takeFault() {
      const { fault, times } = faults;
      if (times !== undefined) faults = times > 1 ? { ...faults, times: times - 1 } : {};
      return fault;
    },
    note(call) {
      notes.unshift({ at: new Date(), ...call });
      notes.splice(KEPT_NOTES);
    },
    notes: () => notes,
  };
}
