import type { StoredFile } from "../../files/index.ts";
import type { House } from "../../system.ts";
import type { Act } from "../acts/index.ts";

/**
 * Goes on with the use case that began an act: in one transaction it calls `completeAct` and stores the file at its
 * subject. Called again with the same file it does nothing.
 */
export type CompleteSigned = (
  house: House,
  act: Act,
  file: StoredFile,
  signerFingerprint: string,
) => Promise<void>;

const completions = new Map<string, CompleteSigned>();

/** A room says, when it is loaded, how its acts go on once the signed file is here. */
export function completeActsOf(room: string, complete: CompleteSigned): void {
  completions.set(room, complete);
}

/** @throws Error when the room has not said so: a fault of the program */
export function completionOf(act: Act): CompleteSigned {
  const complete = completions.get(act.subject.room);
  if (complete === undefined) throw new Error(`nobody completes signing acts of ${act.subject.room}`);
  return complete;
}
