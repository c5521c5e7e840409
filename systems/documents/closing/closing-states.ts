import type { Sentence } from "../../../core/errors.ts";

/** Life of the closing of a register as data: state × action → next state. A cell that is absent is forbidden. */
export const CLOSING_STATES = ["asked", "closed", "returned"] as const;
export type ClosingState = (typeof CLOSING_STATES)[number];

export const CLOSING_ACTIONS = ["confirm", "return", "note"] as const;
export type ClosingAction = (typeof CLOSING_ACTIONS)[number];

export const CLOSING_TRANSITIONS: Readonly<
  Record<ClosingState, Partial<Record<ClosingAction, ClosingState>>>
> = {
  asked: { confirm: "closed", return: "returned" },
  closed: { note: "closed" },
  returned: {},
};

export const CLOSING_STATE_WORDS: Readonly<Record<ClosingState, Sentence>> = {
  asked: { vi: "Chờ lãnh đạo xác nhận", en: "Waits for the leader" },
  closed: { vi: "Đã khóa sổ", en: "Closed" },
  returned: { vi: "Lãnh đạo trả lại, sổ mở", en: "Returned, open again" },
};
