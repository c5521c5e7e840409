import type { PageHelp } from "../ui/page-help.tsx";

/** What people do on the page of the audit log. */
export const auditHelp: readonly PageHelp[] = [
  {
    href: "/administration/audit",
    title: { vi: "Nhật ký kiểm tra", en: "Audit log" },
    steps: [
      {
        vi: "Lọc theo việc, người, đối tượng và thời gian để biết ai đã làm gì.",
        en: "Filter by action, person, object and time to learn who did what.",
      },
      {
        vi: "Mở một bản ghi để xem chi tiết và dữ liệu kiểm tra độc lập.",
        en: "Open a record for its details and for data to check it independently.",
      },
      {
        vi: "Đối chiếu niêm phong: bản ghi đã ký không sửa, không xóa được mà không bị phát hiện.",
        en: "Check the seal: a sealed record cannot be changed or removed unnoticed.",
      },
    ],
    ask: { vi: "người phụ trách an toàn thông tin", en: "whoever is in charge of information security" },
  },
];
