import type { Tone, Words } from "../../../../core/ui/index.ts";
import type { DueStanding } from "../dues.ts";
import type { AttemptState, DifferenceKind, PaymentState } from "../tables.ts";

interface Look {
  readonly tone: Tone;
  readonly label: Words;
}

export const STATE_LOOKS: Readonly<Record<PaymentState, Look>> = {
  open: { tone: "attention", label: { vi: "Chờ nộp", en: "Owed" } },
  paid: { tone: "good", label: { vi: "Đã nộp", en: "Paid" } },
  cancelled: { tone: "neutral", label: { vi: "Đã hủy", en: "Cancelled" } },
  waived: { tone: "good", label: { vi: "Được miễn", en: "Waived" } },
  "refund-asked": { tone: "attention", label: { vi: "Chờ duyệt hoàn phí", en: "Refund to decide" } },
  "refund-approved": { tone: "progress", label: { vi: "Chờ chi hoàn", en: "Refund to pay out" } },
  refunded: { tone: "neutral", label: { vi: "Đã hoàn phí", en: "Refunded" } },
};

export const DUE_LOOKS: Readonly<Record<DueStanding, Look>> = {
  due: { tone: "neutral", label: { vi: "Chưa lập khoản thu", en: "Not asked for" } },
  asked: { tone: "attention", label: { vi: "Chờ nộp", en: "Owed" } },
  paid: { tone: "good", label: { vi: "Đã nộp", en: "Paid" } },
  waived: { tone: "good", label: { vi: "Được miễn", en: "Waived" } },
};

/** The states of the protocol: khởi tạo, thành công, thất bại. */
export const ATTEMPT_LOOKS: Readonly<Record<AttemptState, Look>> = {
  begun: { tone: "progress", label: { vi: "Khởi tạo", en: "Begun" } },
  paid: { tone: "good", label: { vi: "Thành công", en: "Paid" } },
  failed: { tone: "neutral", label: { vi: "Thất bại", en: "Failed" } },
};

export const DIFFERENCE_WORDS: Readonly<Record<DifferenceKind, Words>> = {
  "paid-there": {
    vi: "Nền tảng có tiền, ở đây không nợ khoản này",
    en: "Paid there, not owed here",
  },
  "unpaid-there": { vi: "Ở đây đã nộp, nền tảng không có", en: "Paid here, not there" },
  amount: { vi: "Số tiền khác nhau", en: "The sums differ" },
  "unknown-here": { vi: "Mã tham chiếu không có ở đây", en: "Reference unknown here" },
};

export const TITLE: Words = { vi: "Thu phí, lệ phí", en: "Payments" };
export const HERE = "/payments";
export const CRUMBS = [{ href: HERE, label: TITLE }] as const;
