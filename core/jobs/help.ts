import type { PageHelp } from "../ui/page-help.tsx";

/** What people do on the page of background work. */
export const jobHelp: readonly PageHelp[] = [
  {
    href: "/administration/jobs",
    title: { vi: "Việc nền", en: "Background work" },
    steps: [
      {
        vi: "Xem loại việc nào đang chờ nhiều bất thường.",
        en: "See which kind of work waits in unusual numbers.",
      },
      {
        vi: "Đọc lý do của việc hỏng, sửa nguyên nhân rồi chạy lại.",
        en: "Read why something failed, mend the cause and run it again.",
      },
      {
        vi: "Bỏ qua việc không còn cần; quyết định của bạn được ghi nhật ký.",
        en: "Dismiss what is no longer needed; your decision is written into the audit log.",
      },
    ],
    ask: { vi: "người vận hành máy chủ", en: "whoever operates the server" },
  },
];
