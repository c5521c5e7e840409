import type { PageHelp } from "../ui/page-help.tsx";

/** What people do on the pages of accounts and rights. */
export const identityHelp: readonly PageHelp[] = [
  {
    href: "/administration/people",
    title: { vi: "Tài khoản cán bộ", en: "Accounts" },
    steps: [
      {
        vi: "Thêm cán bộ và gửi liên kết đặt mật khẩu; liên kết chỉ dùng được một lần.",
        en: "Add an official and hand over the link to set a password; it works once.",
      },
      {
        vi: "Khóa tài khoản ngay khi nghi bị lộ; mở lại khi đã rõ.",
        en: "Lock an account as soon as it may be known to others; unlock it when that is clear.",
      },
      {
        vi: "Đặt lại mật khẩu hoặc xác thực hai lớp khi người đó mất điện thoại, sau khi kiểm tra đúng người.",
        en: "Reset a password or second factor when somebody lost the telephone, after making sure who asks.",
      },
    ],
    ask: { vi: "người phụ trách an toàn thông tin", en: "whoever is in charge of information security" },
  },
  {
    href: "/administration/rights",
    title: { vi: "Ai được làm gì", en: "Who may do what" },
    steps: [
      {
        vi: "Tìm một việc để biết vai trò nào được làm, có điều kiện gì.",
        en: "Find an action to see which roles may do it and on which condition.",
      },
      {
        vi: "Đọc câu quy tắc bên cạnh; việc không có trong bảng thì không ai được làm.",
        en: "Read the rule beside it; what is not in the table nobody may do.",
      },
      {
        vi: "Dùng bảng này khi kiểm tra phân quyền: bảng sinh từ chính quy tắc đang chạy.",
        en: "Use the table for reviews: it is made from the rules that are in force.",
      },
    ],
    ask: { vi: "người phụ trách an toàn thông tin", en: "whoever is in charge of information security" },
  },
];
