import type { Sentence } from "../../../core/errors.ts";
import type { Tone } from "../../../core/ui/index.ts";

/** Where a ticket stands: drawn, called to a counter, being served, served, not there when called, gone before it. */
export const TICKET_STATES = ["waiting", "called", "serving", "done", "absent", "left"] as const;
export type TicketState = (typeof TICKET_STATES)[number];

/** What may happen to a ticket; "close" is the house at the end of the day. */
export const TICKET_ACTIONS = ["call", "again", "serve", "skip", "finish", "leave", "close"] as const;
export type TicketAction = (typeof TICKET_ACTIONS)[number];

export type TicketRole = "officer" | "citizen" | "house";

interface Move {
  readonly from: readonly TicketState[];
  readonly action: TicketAction;
  readonly to: TicketState;
  readonly by: TicketRole;
}

/** Every move there is; what has ended stays as it is. */
export const MOVES: readonly Move[] = [
  { from: ["waiting", "absent"], action: "call", to: "called", by: "officer" },
  { from: ["called"], action: "again", to: "called", by: "officer" },
  { from: ["called"], action: "serve", to: "serving", by: "officer" },
  { from: ["called"], action: "skip", to: "absent", by: "officer" },
  { from: ["serving"], action: "finish", to: "done", by: "officer" },
  { from: ["waiting", "absent"], action: "leave", to: "left", by: "citizen" },
  { from: ["waiting", "called"], action: "close", to: "left", by: "house" },
  { from: ["serving"], action: "close", to: "done", by: "house" },
];

/** The cell of the table; undefined: it may not happen there. */
export function moveOf(from: TicketState, action: TicketAction): Move | undefined {
  return MOVES.find((move) => move.action === action && move.from.includes(from));
}

export const STATE_WORDS: Readonly<Record<TicketState, { readonly tone: Tone; readonly label: Sentence }>> = {
  waiting: { tone: "info", label: { vi: "Đang chờ", en: "Waiting" } },
  called: { tone: "attention", label: { vi: "Đang mời", en: "Called" } },
  serving: { tone: "progress", label: { vi: "Đang phục vụ", en: "Being served" } },
  done: { tone: "good", label: { vi: "Đã phục vụ", en: "Served" } },
  absent: { tone: "bad", label: { vi: "Vắng khi mời", en: "Not there when called" } },
  left: { tone: "neutral", label: { vi: "Đã về", en: "Left" } },
};
