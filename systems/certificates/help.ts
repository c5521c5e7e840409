import type { PageHelp } from "../../core/ui/page-help.tsx";

/** What people do on the pages of the register of certificates. */
export const certificateHelp: readonly PageHelp[] = [
  {
    href: "/certificates",
    title: { vi: "Sổ chứng thư số", en: "Register of certificates" },
    steps: [
      {
        vi: "Tìm chứng thư số của mình hoặc của cơ quan và xem còn hiệu lực đến ngày nào.",
        en: "Find your certificate or your organisation's and see until when it is valid.",
      },
      {
        vi: "Đánh dấu chứng thư sắp hết hạn rồi đề nghị gia hạn; mẫu giấy được điền sẵn.",
        en: "Tick those about to end and request renewal; the form is filled in for you.",
      },
      {
        vi: "Mất thiết bị hoặc nghỉ việc: đề nghị thu hồi hoặc bàn giao thiết bị ngay.",
        en: "When a device is lost or somebody leaves, request revocation or hand the device back at once.",
      },
    ],
    keys: [{ key: "Cách", does: { vi: "đánh dấu chọn dòng", en: "tick the row (space)" } }],
    ask: {
      vi: "người quản lý chứng thư số của cơ quan",
      en: "whoever manages certificates in your organisation",
    },
  },
];
