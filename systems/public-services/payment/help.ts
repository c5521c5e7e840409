import type { PageHelp } from "../../../core/ui/page-help.tsx";

/** What people do on the pages of payments. */
export const paymentHelp: readonly PageHelp[] = [
  {
    href: "/payments",
    title: { vi: "Thu phí, lệ phí", en: "Payments" },
    steps: [
      {
        vi: "Khoản thu lập từ trang hồ sơ: nhập số tiền từng khoản, hoặc lý do miễn. Người dân nộp trực tuyến, quét mã QR hoặc nộp tại quầy.",
        en: "Set what is owed on the page of a dossier: each sum, or why it is waived. Citizens pay online, by QR code or at the counter.",
      },
      {
        vi: "Thu tiền mặt hoặc thấy tiền chuyển khoản: mở khoản thu, ghi nhận, in biên lai.",
        en: "Took cash or saw the transfer: open the payment, record it, print the receipt.",
      },
      {
        vi: "Cuối ngày bấm Đối soát: khoản nào hai bên khác nhau hiện ra để xử lý, có ghi chú. Hoàn phí do lãnh đạo duyệt.",
        en: "At the end of the day compare: what differs is shown and settled with a note. Refunds are decided by a leader.",
      },
    ],
    keys: [],
    ask: { vi: "kế toán của cơ quan", en: "the accountant of the body" },
  },
];
