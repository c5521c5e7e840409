import { may } from "../../../../core/access/index.ts";
import type { PersonActor } from "../../../../core/transaction/index.ts";
import type { DossierRow } from "../dossier.ts";
import { stateOf } from "../dossier.ts";
import {
  type DossierSubject,
  mayActForCitizen,
  mayApologise,
  mayAskCitizen,
  mayHandle,
  mayRecall,
  mayReceive,
  mayReturn,
  mayStop,
} from "../permissions.ts";
import { transition } from "../states.ts";

/** What a page may offer an official on a dossier; each name is the last part of its address. */
export const OFFICIAL_ACTIONS = [
  "accept",
  "forward",
  "take-over",
  "result",
  "sign",
  "return",
  "sign-papers",
  "supplement",
  "record-supplement",
  "payment",
  "apologise",
  "recall",
  "refuse",
  "withdraw",
  "stop",
] as const;
export type OfficialAction = (typeof OFFICIAL_ACTIONS)[number];

/** The actions whose permission and state hold for this person now. */
export function allowedActions(
  actor: PersonActor,
  row: DossierRow,
  subject: DossierSubject,
  more: { readonly signs: boolean; readonly hasSupplement: boolean; readonly unsignedPapers: boolean },
): readonly OfficialAction[] {
  const state = stateOf(row);
  const can = (action: Parameters<typeof transition>[1]) => transition(state, action) !== undefined;
  const handles = may(actor, mayHandle, subject);
  const allowed: Readonly<Record<OfficialAction, boolean>> = {
    accept: can("accept") && may(actor, mayReceive, received(row)),
    refuse: can("refuse") && may(actor, mayReceive, received(row)),
    forward: (state === 2 || state === 4) && handles,
    "take-over": (state === 2 || state === 4) && handles && row.step_person_id === null,
    result: state === 4 && handles,
    sign: state === 4 && handles && more.signs,
    "sign-papers": more.unsignedPapers && may(actor, mayReceive, received(row)),
    return: can("return") && may(actor, mayReturn, subject),
    supplement: can("ask-supplement") && !more.hasSupplement && may(actor, mayAskCitizen, subject),
    "record-supplement": can("answer-supplement") && may(actor, mayActForCitizen, subject),
    payment: can("ask-payment") && may(actor, mayAskCitizen, subject),
    apologise:
      (state === 2 || state === 4) &&
      row.due_at !== null &&
      row.apologised_at === null &&
      may(actor, mayApologise, subject),
    recall: can("recall") && may(actor, mayRecall, subject),
    withdraw: can("withdraw") && may(actor, mayActForCitizen, subject),
    stop:
      can("stop") &&
      may(actor, mayStop, subject) &&
      (transition(state, "stop")?.by.includes("desk") === true || may(actor, mayRecall, subject)),
  };
  return OFFICIAL_ACTIONS.filter((action) => allowed[action]);
}

function received(row: DossierRow): { readonly organisationId: string } {
  return { organisationId: row.organisation_id };
}
