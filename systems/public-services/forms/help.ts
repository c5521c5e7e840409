import type { PageHelp } from "../../../core/ui/page-help.tsx";

/** What people do on the pages of forms. */
export const formsHelp: readonly PageHelp[] = [
  {
    href: "/forms",
    title: { vi: "Biểu mẫu điện tử", en: "Electronic forms" },
    steps: [
      {
        vi: "Tìm biểu mẫu theo tên, mã thủ tục; mở ra để xem từng trang và câu hỏi.",
        en: "Find a form by title or procedure; open it to see its pages and questions.",
      },
      {
        vi: "Soạn mẫu mới từ mã thủ tục: mỗi thành phần hồ sơ thành một câu hỏi tệp.",
        en: "Begin a form from a procedure: each component becomes a question for files.",
      },
      {
        vi: "Xem thử như người dân rồi công bố; bản nháp đang điền được chuyển sang mẫu mới, không mất gì.",
        en: "Try it as a citizen, then publish; drafts move to the new version and lose nothing.",
      },
    ],
    keys: [],
    ask: { vi: "đơn vị kiểm soát thủ tục hành chính", en: "the unit that looks after procedures" },
  },
];
