/** Life of an outgoing document (NĐ 30/2020 Art. 10–18) as data: state × action → next state. */

export const OUTGOING_STATES = [
  "draft",
  "submitted",
  "checked",
  "signed",
  "numbered",
  "sealed",
  "issued",
  "cancelled",
] as const;
export type OutgoingState = (typeof OUTGOING_STATES)[number];

export const OUTGOING_ACTIONS = [
  "edit",
  "submit",
  "check",
  "return",
  "sign",
  "take-signature",
  "number",
  "seal",
  "issue",
  "recall",
  "cancel",
] as const;
export type OutgoingAction = (typeof OUTGOING_ACTIONS)[number];

/** A cell that is absent is forbidden. */
export const OUTGOING_TRANSITIONS: Readonly<
  Record<OutgoingState, Partial<Record<OutgoingAction, OutgoingState>>>
> = {
  // Another signer is printed under another authority: the author changes the file, and it is checked anew.
  draft: { edit: "draft", submit: "submitted", cancel: "cancelled", "take-signature": "draft" },
  submitted: { check: "checked", return: "draft", "take-signature": "draft" },
  // An approved draft that changes goes back to the signer (NĐ 30/2020 Art. 12): returning it is the only way to edit.
  checked: { sign: "signed", return: "draft", "take-signature": "draft" },
  signed: { number: "numbered", return: "draft" },
  // The number is spent: from here the document can only go on, or be cancelled with its number kept in the register.
  numbered: { seal: "sealed", cancel: "cancelled" },
  sealed: { issue: "issued", cancel: "cancelled" },
  issued: { recall: "issued" },
  cancelled: {},
};

export const OUTGOING_STATE_WORDS: Readonly<Record<OutgoingState, { vi: string; en: string }>> = {
  draft: { vi: "Dự thảo", en: "Draft" },
  submitted: { vi: "Chờ kiểm tra", en: "Waiting for check" },
  checked: { vi: "Chờ ký", en: "Waiting for signature" },
  signed: { vi: "Chờ cấp số", en: "Waiting for number" },
  numbered: { vi: "Chờ đóng dấu", en: "Waiting for seal" },
  sealed: { vi: "Chờ phát hành", en: "Waiting to be issued" },
  issued: { vi: "Đã phát hành", en: "Issued" },
  cancelled: { vi: "Đã hủy", en: "Cancelled" },
};
