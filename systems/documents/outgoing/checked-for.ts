import { delegationFor } from "../../../core/access/index.ts";
import type { HeldDelegation, PersonActor } from "../../../core/transaction/index.ts";
import { matterOfCheck } from "../permissions.ts";
import type { OutgoingSubject } from "./outgoing.ts";

/** For whom an actor checks or returns a draft; undefined when their own post permits it. */
export function checkedFor(actor: PersonActor, document: OutgoingSubject): HeldDelegation | undefined {
  const ownRight =
    actor.roles.includes("leader") ||
    (actor.roles.includes("head-of-unit") &&
      actor.unitId === document.unitId &&
      document.confidentiality === 0);
  return ownRight ? undefined : delegationFor(actor, matterOfCheck(document));
}
