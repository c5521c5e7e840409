import type { Words } from "../../../../core/ui/index.ts";

/** What can be done with several incoming documents at once. Each is the action of the card, document by document. */
export const BULK_ACTIONS = [
  "register",
  "present",
  "direct",
  "assign-person",
  "start",
  "read",
  "export",
] as const;
export type BulkAction = (typeof BULK_ACTIONS)[number];

export const BULK_WORDS: Readonly<Record<BulkAction, Words>> = {
  register: { vi: "Tiếp nhận, vào sổ các văn bản đã chọn", en: "Register the selected documents" },
  present: { vi: "Trình lãnh đạo các văn bản đã chọn", en: "Present the selected documents" },
  direct: { vi: "Bút phê, phân công các văn bản đã chọn", en: "Direct the selected documents" },
  "assign-person": { vi: "Giao người xử lý các văn bản đã chọn", en: "Assign the selected documents" },
  start: { vi: "Nhận xử lý các văn bản đã chọn", en: "Start the selected documents" },
  read: { vi: "Đánh dấu đã đọc", en: "Mark as read" },
  export: { vi: "Xuất XLSX các văn bản đã chọn", en: "Export the selected (XLSX)" },
};

/** Actions that ask something first, and the field without which there is no answer. */
export const ANSWERED_BY: Readonly<Partial<Record<BulkAction, string>>> = {
  present: "leader",
  direct: "leadUnit",
  "assign-person": "person",
};
