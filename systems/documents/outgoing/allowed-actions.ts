import { may, type Permission } from "../../../core/access/index.ts";
import type { PersonActor } from "../../../core/transaction/index.ts";
import {
  mayCheck,
  mayDispatch,
  mayEditDraft,
  mayReadOutgoing,
  maySign,
  mayTakeSignature,
} from "../permissions.ts";
import { type Outgoing, type OutgoingSubject, subjectOfOutgoing } from "./outgoing.ts";
import {
  OUTGOING_ACTIONS,
  OUTGOING_TRANSITIONS,
  type OutgoingAction,
  type OutgoingState,
} from "./outgoing-states.ts";

/** Who may do an action: returning and cancelling belong to whoever has the document in hand at that step. */
export function permissionFor(action: OutgoingAction, state: OutgoingState): Permission<OutgoingSubject> {
  switch (action) {
    case "edit":
    case "submit":
      return mayEditDraft;
    case "check":
      return mayCheck;
    case "sign":
      return maySign;
    case "take-signature":
      return mayTakeSignature;
    case "return":
      return state === "checked" ? maySign : state === "signed" ? mayDispatch : mayCheck;
    case "cancel":
      return state === "draft" ? mayEditDraft : mayDispatch;
    case "number":
    case "seal":
    case "issue":
    case "recall":
      return mayDispatch;
  }
}

/** What this person may do with this document now: the state allows it and a permission says so. */
export function allowedActions(actor: PersonActor, document: Outgoing): readonly OutgoingAction[] {
  const subject = subjectOfOutgoing(document);
  if (!may(actor, mayReadOutgoing, subject)) return [];
  return OUTGOING_ACTIONS.filter(
    (action) =>
      OUTGOING_TRANSITIONS[document.state][action] !== undefined &&
      may(actor, permissionFor(action, document.state), subject),
  );
}
