/**
 * The outer states of a dossier (TrangThaiHoSo of the national service portal) and what may happen in each: one table of
 * data. Internal steps of the workflow hang below states 2, 4 and 9.
 */

/** 1 filed … 10 returned; the numbers are the national ones. */
export const DOSSIER_STATES = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] as const;
export type DossierState = (typeof DOSSIER_STATES)[number];

export type DossierAction =
  | "accept"
  | "refuse"
  | "ask-supplement"
  | "answer-supplement"
  | "withdraw"
  | "forward"
  | "ask-payment"
  | "settle-payment"
  | "stop"
  | "finish"
  | "recall"
  | "return";

/** Who may do it: the one-stop desk of the receiving body, whoever handles the step, its leader, the citizen, the house itself. */
export type DossierRole = "desk" | "handler" | "leader" | "citizen" | "house";

export interface Transition {
  readonly from: readonly DossierState[];
  readonly action: DossierAction;
  /** "before": the state it was in when it was asked. "same": only the internal step changes. */
  readonly to: DossierState | "before" | "same";
  readonly by: readonly DossierRole[];
}

/** NĐ 61/2018/NĐ-CP Art. 17–19; transitions of the national statuses as ../README.md draws them. */
export const TRANSITIONS: readonly Transition[] = [
  { from: [1], action: "accept", to: 2, by: ["desk"] },
  { from: [1], action: "refuse", to: 3, by: ["desk"] },
  { from: [1], action: "ask-supplement", to: 5, by: ["desk"] },
  { from: [1, 2, 5, 6], action: "withdraw", to: 7, by: ["citizen", "desk"] },
  { from: [4], action: "withdraw", to: 7, by: ["citizen", "desk"] },
  { from: [2], action: "forward", to: 4, by: ["desk"] },
  { from: [4], action: "forward", to: "same", by: ["handler"] },
  { from: [2], action: "ask-supplement", to: 5, by: ["desk"] },
  { from: [4], action: "ask-supplement", to: 5, by: ["handler"] },
  { from: [5], action: "answer-supplement", to: "before", by: ["citizen", "desk"] },
  { from: [2], action: "ask-payment", to: 6, by: ["desk"] },
  { from: [4], action: "ask-payment", to: 6, by: ["handler"] },
  { from: [6], action: "settle-payment", to: "before", by: ["house", "desk"] },
  { from: [2], action: "stop", to: 8, by: ["desk", "leader"] },
  { from: [4], action: "stop", to: 8, by: ["leader"] },
  { from: [5, 6], action: "stop", to: 8, by: ["desk", "leader"] },
  { from: [4], action: "finish", to: 9, by: ["handler"] },
  { from: [9], action: "recall", to: 4, by: ["leader"] },
  { from: [9], action: "return", to: 10, by: ["desk"] },
];

/** States in which the clock of the body stands still: the citizen is to act. */
export const WAITING_STATES: readonly DossierState[] = [5, 6];
/** Nothing follows. */
export const FINAL_STATES: readonly DossierState[] = [3, 7, 8, 10];

/** The cell of the table; undefined: it may not happen there. */
export function transition(from: DossierState, action: DossierAction): Transition | undefined {
  return TRANSITIONS.find((each) => each.action === action && each.from.includes(from));
}

/** @param before the state from which 5 or 6 was asked; a dossier asked for more at the very beginning goes back to 1. */
export function stateAfter(from: DossierState, found: Transition, before: DossierState | null): DossierState {
  if (found.to === "same") return from;
  if (found.to === "before") return before ?? 1;
  return found.to;
}

export function asState(value: number): DossierState {
  const found = DOSSIER_STATES.find((state) => state === value);
  if (found === undefined) throw new RangeError(`no state of a dossier: ${value}`);
  return found;
}
