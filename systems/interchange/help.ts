import type { PageHelp } from "../../core/ui/page-help.tsx";

/** What people do on the pages of interchange. */
export const interchangeHelp: readonly PageHelp[] = [
  {
    href: "/interchange",
    title: { vi: "Liên thông", en: "Interchange" },
    steps: [
      {
        vi: "Xem thông điệp nào đã gửi, đã nhận trên trục liên thông văn bản quốc gia.",
        en: "See which messages were sent and received over the national axis.",
      },
      {
        vi: "Mở mục “Cần xử lý” để đọc vì sao một thông điệp chưa đi hoặc không đọc được.",
        en: "Open “Need attention” to read why a message did not go or could not be read.",
      },
      {
        vi: "Làm theo gợi ý trên thông điệp rồi đánh dấu đã xử lý.",
        en: "Follow what the message suggests, then mark it as settled.",
      },
    ],
    ask: {
      vi: "quản trị viên hệ thống; lỗi ở nơi nhận thì gọi văn thư nơi đó",
      en: "the administrator; for faults of a receiver, its clerk",
    },
    askRoles: ["administrator"],
  },
];
