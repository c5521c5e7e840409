import type { HeldDelegation, PersonActor } from "../../core/transaction/index.ts";

/** Who decided, as it is kept and printed: under a delegation both people are named. */
export function nameWithGiver(actor: PersonActor, held: HeldDelegation | undefined): string {
  return held === undefined ? actor.fullName : `${actor.fullName} (theo ủy quyền của ${held.fromName})`;
}
