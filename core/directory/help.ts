import type { PageHelp } from "../ui/page-help.tsx";

/** What people do on the pages of the directory. */
export const directoryHelp: readonly PageHelp[] = [
  {
    href: "/rights-alerts",
    title: { vi: "Thay đổi quyền", en: "Changes of rights" },
    steps: [
      {
        vi: "Đọc từng thay đổi: ai được thêm hoặc bớt quyền gì, do ai làm, theo căn cứ nào.",
        en: "Read each change: who was given or lost what, by whom and on which basis.",
      },
      {
        vi: "Xác nhận nếu đúng; không đồng ý thì thay đổi được hoàn lại.",
        en: "Confirm it when it is right; when you do not agree the change is undone.",
      },
      {
        vi: "Tìm trong mục “Đã quyết định” khi cần xem lại, xuất XLSX khi cần báo cáo.",
        en: "Look under “Decided” for earlier ones and export them when a report is needed.",
      },
    ],
    ask: {
      vi: "người đã làm thay đổi, ghi trên từng dòng",
      en: "whoever made the change, named in each line",
    },
  },
  {
    href: "/directory",
    title: { vi: "Cơ quan, đơn vị", en: "Organisations" },
    steps: [
      {
        vi: "Tìm cơ quan, đơn vị bằng tên hoặc mã định danh, có dấu hay không đều được.",
        en: "Find organisations by name or code, with or without diacritics.",
      },
      {
        vi: "Mở một cơ quan để xem mã, địa chỉ thư công vụ, phòng ban và cán bộ.",
        en: "Open one to see its codes, work e-mail, units and officials.",
      },
      {
        vi: "Chọn ngày trước đây để xem tổ chức của ngày đó; xuất danh sách ra XLSX.",
        en: "Choose an earlier day to see how things stood then; export the list.",
      },
    ],
    ask: { vi: "quản trị viên hệ thống", en: "the administrator" },
    askRoles: ["administrator"],
  },
  {
    href: "/directory/people",
    title: { vi: "Cán bộ", en: "Officials" },
    steps: [
      {
        vi: "Tìm người bằng họ tên, có dấu hay không đều được.",
        en: "Find people by name, with or without diacritics.",
      },
      {
        vi: "Mở tên một người để xem chức vụ, đơn vị và thời gian giữ chức vụ.",
        en: "Open a name to see posts, units and since when they are held.",
      },
      {
        vi: "Quản trị viên kết thúc chức vụ ở đây khi có quyết định; việc còn mở được bàn giao.",
        en: "Administrators end a post here on a decision; open work is then handed over.",
      },
    ],
    ask: { vi: "quản trị viên hệ thống", en: "the administrator" },
    askRoles: ["administrator"],
  },
];
