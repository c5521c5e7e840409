import type { Sentence } from "../../../core/errors.ts";
import type { TicketAction } from "./states.ts";

/** What was done to a ticket, in the past. */
export const ACTION_WORDS: Readonly<Record<TicketAction, Sentence>> = {
  call: { vi: "Mời số", en: "Called" },
  again: { vi: "Mời lại số", en: "Called again" },
  serve: { vi: "Bắt đầu phục vụ", en: "Began to serve" },
  skip: { vi: "Ghi vắng", en: "Not there" },
  finish: { vi: "Phục vụ xong", en: "Served" },
  leave: { vi: "Người dân bỏ số", en: "The citizen gave it up" },
  close: { vi: "Đóng số cuối ngày", en: "Closed at the end of the day" },
};

/** "A012" as it is spoken: "A không một hai". */
export function spoken(label: string): string {
  return [...label].map((character) => DIGITS[character] ?? character).join(" ");
}

const DIGITS: Readonly<Record<string, string>> = {
  "0": "không",
  "1": "một",
  "2": "hai",
  "3": "ba",
  "4": "bốn",
  "5": "năm",
  "6": "sáu",
  "7": "bảy",
  "8": "tám",
  "9": "chín",
};
