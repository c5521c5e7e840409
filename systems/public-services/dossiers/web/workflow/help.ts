import type { PageHelp } from "../../../../../core/ui/page-help.tsx";

/** What people do on the pages of workflows. */
export const workflowsHelp: readonly PageHelp[] = [
  {
    href: "/workflows",
    title: { vi: "Quy trình giải quyết hồ sơ", en: "Workflows of dossiers" },
    steps: [
      {
        vi: "Mở một quy trình để xem hình vẽ: mỗi cột là một nơi, mỗi ô là một bước, mũi tên đứt là lối trả lại.",
        en: "Open a workflow to see its drawing: a column is a place, a box a step, a broken arrow a way back.",
      },
      {
        vi: "Thêm, sửa, xếp lại bước và lối đi; trang nói ngay chỗ nào chưa đúng. Hồ sơ chưa bị ảnh hưởng.",
        en: "Add, change and order steps and ways; the page says at once what is wrong. No dossier is touched yet.",
      },
      {
        vi: "Lãnh đạo công bố kèm ghi chú. Hồ sơ mới theo ngay; hồ sơ đang chạy giữ phiên bản cũ đến khi bấm Chuyển hồ sơ đang chạy.",
        en: "A leader publishes with a note. New dossiers follow at once; those under way keep theirs until they are moved.",
      },
    ],
    keys: [],
    ask: { vi: "đơn vị kiểm soát thủ tục hành chính", en: "the office that controls procedures" },
  },
];
