import { may } from "../../../../core/access/index.ts";
import type { PersonActor } from "../../../../core/transaction/index.ts";
import type { Incoming, IncomingSubject } from "../../incoming/incoming.ts";
import { INCOMING_TRANSITIONS, type IncomingAction } from "../../incoming/incoming-states.ts";
import { mayAssignPerson, mayDirect, mayHandle, mayRegister } from "../../permissions.ts";

/** What a person can do on the page of one incoming document. */
export interface AllowedActions {
  readonly register: boolean;
  readonly refuse: boolean;
  readonly present: boolean;
  readonly direct: boolean;
  readonly giveBack: boolean;
  /** The unit in which this person may name an officer. */
  readonly assignIn: string | undefined;
  readonly start: boolean;
  readonly complete: boolean;
  readonly answer: boolean;
  readonly answerRequest: boolean;
}

/** The rule and the state together: nothing is offered that would be refused. */
export function allowedActions(
  actor: PersonActor,
  document: Incoming,
  subject: IncomingSubject,
): AllowedActions {
  const can = (action: IncomingAction): boolean =>
    INCOMING_TRANSITIONS[document.state][action] !== undefined && !document.frozen;
  const clerk = may(actor, mayRegister, subject);
  const leader = may(actor, mayDirect, subject);
  const handler = may(actor, mayHandle, subject);
  const headed = subject.units.find((unitId) =>
    may(actor, mayAssignPerson, {
      unitId,
      typeName: subject.typeName,
      confidentiality: subject.confidentiality,
    }),
  );
  const working = document.state === "assigned" || document.state === "processing";
  return {
    register: clerk && can("register"),
    refuse: clerk && can("refuse"),
    present: clerk && can("present"),
    direct: leader && can("direct"),
    giveBack: leader && can("give-back"),
    assignIn: headed !== undefined && can("assign-person") ? headed : undefined,
    start: handler && can("start"),
    complete: handler && can("complete"),
    answer: !document.frozen && handler && working,
    answerRequest:
      clerk &&
      document.request !== null &&
      INCOMING_TRANSITIONS[document.state][
        document.request === "recall" ? "accept-recall" : "accept-update"
      ] !== undefined,
  };
}
