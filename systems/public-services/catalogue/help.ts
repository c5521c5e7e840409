import type { PageHelp } from "../../../core/ui/page-help.tsx";

/** What officials do on the pages of the catalogue. */
export const catalogueHelp: readonly PageHelp[] = [
  {
    href: "/procedures",
    title: { vi: "Danh mục thủ tục hành chính", en: "Catalogue of procedures" },
    steps: [
      {
        vi: "Tìm thủ tục theo mã, tên hoặc cách dân gọi; bấm tên để xem các phiên bản.",
        en: "Find a procedure by code, name or as people call it; open it to see its versions.",
      },
      {
        vi: "Người của cơ quan kiểm soát thủ tục soạn phiên bản mới và xem khác gì bản đang dùng.",
        en: "People of the controlling office write a new version and see what differs.",
      },
      {
        vi: "Lãnh đạo công bố bằng số quyết định và ngày hiệu lực; hồ sơ đã nhận giữ phiên bản cũ.",
        en: "A leader publishes it with decision and day; dossiers received keep their version.",
      },
    ],
    ask: { vi: "phòng kiểm soát thủ tục hành chính", en: "the office that controls procedures" },
  },
];
