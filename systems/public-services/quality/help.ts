import type { PageHelp } from "../../../core/ui/page-help.tsx";

/** What officials do on the pages of service quality. */
export const qualityHelp: readonly PageHelp[] = [
  {
    href: "/quality",
    title: { vi: "Chất lượng phục vụ", en: "Service quality" },
    steps: [
      {
        vi: "Chọn cơ quan, kỳ và lĩnh vực; mỗi chỉ tiêu có cách tính khi bấm vào tên.",
        en: "Choose a body, a period and a field; every indicator tells its formula when opened.",
      },
      {
        vi: "Bấm vào một số để mở đúng các hồ sơ đã được tính; xuất XLSX, PDF hoặc CSV.",
        en: "Press a number to open exactly the dossiers it counted; export as XLSX, PDF or CSV.",
      },
      {
        vi: "Ở Đánh giá của người dân, lãnh đạo xem từng phiếu và điều chỉnh điểm kèm lý do.",
        en: "Under Ratings leaders read each one and adjust points, with a reason.",
      },
    ],
    ask: { vi: "phòng kiểm soát thủ tục hành chính", en: "the office that controls procedures" },
  },
];
