import type { Tone } from "../../../../core/ui/index.ts";
import type { DifferenceKind, PaymentState } from "../tables.ts";

export const STATE_LOOKS: Readonly<
  Record<PaymentState, { readonly tone: Tone; readonly label: { readonly vi: string; readonly en: string } }>
> = {
  open: { tone: "attention", label: { vi: "Chờ nộp", en: "Owed" } },
  paid: { tone: "good", label: { vi: "Đã nộp", en: "Paid" } },
  cancelled: { tone: "neutral", label: { vi: "Đã hủy", en: "Cancelled" } },
  "refund-asked": { tone: "attention", label: { vi: "Chờ duyệt hoàn phí", en: "Refund to decide" } },
  refunded: { tone: "neutral", label: { vi: "Đã hoàn phí", en: "Refunded" } },
};

export const DIFFERENCE_WORDS: Readonly<
  Record<DifferenceKind, { readonly vi: string; readonly en: string }>
> = {
  "paid-there": {
    vi: "Nền tảng báo đã nộp, ở đây đã đóng bằng cách khác",
    en: "Paid there, closed otherwise here",
  },
  "unpaid-there": { vi: "Ở đây đã nộp, nền tảng không có", en: "Paid here, not there" },
  amount: { vi: "Số tiền khác nhau", en: "The sums differ" },
  "unknown-here": { vi: "Mã tham chiếu không có ở đây", en: "Reference unknown here" },
  unreadable: { vi: "Bản tin không đọc được", en: "Unreadable message" },
};
