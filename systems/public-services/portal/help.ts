import type { PageHelp } from "../../../core/ui/page-help.tsx";

/** What people do on the pages of the portal. */
export const portalHelp: readonly PageHelp[] = [
  {
    href: "/portal",
    title: { vi: "Cổng Dịch vụ công quốc gia", en: "National service portal" },
    steps: [
      {
        vi: "Mở mục Bị từ chối, đọc lý do, sửa phần mô tả sai rồi gửi lại. Trạng thái và thời điểm không ai sửa được.",
        en: "Open “Refused”, read the reason, correct what is described wrongly, send again. State and times stay.",
      },
      {
        vi: "Khi Cổng hoặc danh mục đã được sửa, bấm Gửi lại tất cả bản ghi bị từ chối.",
        en: "Once the portal or a catalogue was put right, send all refused records again.",
      },
      {
        vi: "Mục Nhận từ Cổng có hồ sơ người dân nộp tại Cổng, kể cả hồ sơ chưa nhận được và lý do.",
        en: "“From the portal” holds what citizens filed there, and why some could not be taken in.",
      },
    ],
    ask: { vi: "quản trị viên hệ thống", en: "the administrator" },
    askRoles: ["administrator"],
  },
];
