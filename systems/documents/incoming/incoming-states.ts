/** Life of an incoming document (NĐ 30/2020 Art. 20–24, QĐ 28/2018 Art. 9–10) as data: state × action → next state. */

export const INCOMING_STATES = [
  "arrived",
  "registered",
  "presented",
  "assigned",
  "processing",
  "completed",
  "refused",
  "recalled",
  "replaced",
] as const;
export type IncomingState = (typeof INCOMING_STATES)[number];

export const INCOMING_ACTIONS = [
  "register",
  "refuse",
  "present",
  "direct",
  "give-back",
  "assign-person",
  "start",
  "complete",
  "accept-recall",
  "decline-recall",
  "accept-update",
  "decline-update",
  "replace",
] as const;
export type IncomingAction = (typeof INCOMING_ACTIONS)[number];

type Row = Partial<Record<IncomingAction, IncomingState>>;

/** The sender's requests can be answered in every state in which the document still lives here. */
function answering(state: IncomingState): Row {
  return {
    "accept-recall": "recalled",
    "decline-recall": state,
    "accept-update": state,
    "decline-update": state,
    replace: "replaced",
  };
}

/** A cell that is absent is forbidden. */
export const INCOMING_TRANSITIONS: Readonly<Record<IncomingState, Row>> = {
  arrived: { register: "registered", refuse: "refused", ...answering("arrived") },
  registered: { present: "presented", ...answering("registered") },
  presented: { direct: "assigned", "give-back": "registered", ...answering("presented") },
  assigned: { "assign-person": "assigned", start: "processing", ...answering("assigned") },
  processing: { "assign-person": "processing", complete: "completed", ...answering("processing") },
  completed: { ...answering("completed") },
  refused: {},
  recalled: {},
  replaced: {},
};

export const INCOMING_STATE_WORDS: Readonly<Record<IncomingState, { vi: string; en: string }>> = {
  arrived: { vi: "Đã đến, chờ tiếp nhận", en: "Arrived, to be registered" },
  registered: { vi: "Đã vào sổ, chờ trình", en: "Registered, to be presented" },
  presented: { vi: "Đang trình lãnh đạo", en: "With the leader" },
  assigned: { vi: "Đã phân công", en: "Assigned" },
  processing: { vi: "Đang xử lý", en: "In progress" },
  completed: { vi: "Hoàn thành", en: "Completed" },
  refused: { vi: "Đã từ chối (trả lại)", en: "Refused (returned)" },
  recalled: { vi: "Nơi gửi đã thu hồi", en: "Recalled by the sender" },
  replaced: { vi: "Đã được thay thế", en: "Replaced" },
};
