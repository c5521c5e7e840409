/**
 * What the sender sees of one receiver. The codes are the business statuses of edXML (QCVN 102:2016); they arrive in any
 * order and more than once, so each has a rank and a lower one never hides a higher one.
 */
export const RECIPIENT_STATES = [
  "waiting",
  "sent",
  "failed",
  "arrived",
  "received",
  "refused",
  "assigned",
  "processing",
  "completed",
  "recall-asked",
  "recalled",
  "recall-declined",
] as const;
export type RecipientState = (typeof RECIPIENT_STATES)[number];

export const STATUS_CODES = ["01", "02", "03", "04", "05", "06", "13", "15", "16"] as const;
export type StatusCode = (typeof STATUS_CODES)[number];

export const STATUS_WORDS: Readonly<Record<StatusCode, { vi: string; en: string }>> = {
  "01": { vi: "Đã đến", en: "Arrived" },
  "02": { vi: "Từ chối tiếp nhận", en: "Refused" },
  "03": { vi: "Đã tiếp nhận", en: "Registered" },
  "04": { vi: "Phân công xử lý", en: "Assigned" },
  "05": { vi: "Đang xử lý", en: "In progress" },
  "06": { vi: "Hoàn thành", en: "Completed" },
  "13": { vi: "Yêu cầu lấy lại", en: "Recall asked" },
  "15": { vi: "Đồng ý lấy lại hoặc cập nhật", en: "Recall or update accepted" },
  "16": { vi: "Từ chối lấy lại hoặc cập nhật", en: "Recall or update declined" },
};

export const RECIPIENT_STATE_WORDS: Readonly<Record<RecipientState, { vi: string; en: string }>> = {
  waiting: { vi: "Chờ gửi", en: "Waiting to be sent" },
  sent: { vi: "Đã gửi lên trục", en: "Sent to the axis" },
  failed: { vi: "Gửi không thành công", en: "Could not be sent" },
  arrived: { vi: "Đã đến", en: "Arrived" },
  received: { vi: "Đã tiếp nhận", en: "Registered" },
  refused: { vi: "Từ chối", en: "Refused" },
  assigned: { vi: "Phân công", en: "Assigned" },
  processing: { vi: "Đang xử lý", en: "In progress" },
  completed: { vi: "Hoàn thành", en: "Completed" },
  "recall-asked": { vi: "Chờ nơi nhận trả lời thu hồi", en: "Recall asked" },
  recalled: { vi: "Đã thu hồi", en: "Recalled" },
  "recall-declined": { vi: "Không đồng ý thu hồi", en: "Recall declined" },
};

const PROGRESS: readonly RecipientState[] = [
  "waiting",
  "failed",
  "sent",
  "arrived",
  "received",
  "assigned",
  "processing",
  "completed",
];

const BY_CODE: Readonly<Record<Exclude<StatusCode, "13" | "15" | "16">, RecipientState>> = {
  "01": "arrived",
  "02": "refused",
  "03": "received",
  "04": "assigned",
  "05": "processing",
  "06": "completed",
};

/**
 * The state after a status. Statuses overtake each other on the axis: progress only goes forward, a refusal is final
 * unless the receiver had taken the document, and answers to a recall count only while one is asked.
 *
 * @returns the new state, or the old one when the status tells nothing new.
 */
export function recipientStateAfter(state: RecipientState, code: StatusCode): RecipientState {
  if (code === "13") return state === "refused" || state === "recalled" ? state : "recall-asked";
  if (code === "15") return state === "recall-asked" ? "recalled" : state;
  if (code === "16") return state === "recall-asked" ? "recall-declined" : state;
  const next = BY_CODE[code];
  if (state === "refused" || state === "recalled" || state === "recall-asked") return state;
  if (next === "refused") return PROGRESS.indexOf(state) <= PROGRESS.indexOf("arrived") ? "refused" : state;
  // A declined recall leaves the document in use: later progress shows again.
  if (state === "recall-declined") return next === "arrived" || next === "received" ? state : next;
  return PROGRESS.indexOf(next) > PROGRESS.indexOf(state) ? next : state;
}
