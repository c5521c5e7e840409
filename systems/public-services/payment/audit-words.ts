import { nameActions } from "../../../core/audit/index.ts";

/** What the audit log calls the actions of this room. */
nameActions({
  "payments.ask": { vi: "Lập khoản phải nộp", en: "Set what is owed" },
  "payments.waive": { vi: "Miễn phí, lệ phí", en: "Waived what was owed" },
  "payments.begin": { vi: "Bắt đầu thanh toán trực tuyến", en: "Began to pay online" },
  "payments.settle": { vi: "Ghi nhận đã nộp tiền", en: "Recorded a payment" },
  "payments.cancel": { vi: "Hủy khoản phải nộp", en: "Cancelled what was owed" },
  "payments.ask-refund": { vi: "Đề nghị hoàn phí", en: "Asked for a refund" },
  "payments.decide-refund": { vi: "Quyết định hoàn phí", en: "Decided a refund" },
  "payments.pay-out-refund": { vi: "Ghi nhận đã chi hoàn", en: "Paid a refund out" },
  "payments.find-difference": { vi: "Phát hiện chênh lệch đối soát", en: "Found a difference" },
  "payments.compare": { vi: "Đối soát thanh toán", en: "Compared payments with the platform" },
  "payments.settle-difference": { vi: "Xử lý chênh lệch đối soát", en: "Settled a difference" },
  "payments.change-account": { vi: "Đổi tài khoản nhận tiền", en: "Changed the account" },
  "payments.export": { vi: "Kết xuất các khoản thu", en: "Exported payments" },
});
