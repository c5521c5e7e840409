import type { PageHelp } from "../ui/page-help.tsx";

/** Help of the pages of the house itself. */
export const houseHelp: readonly PageHelp[] = [
  {
    href: "/administration",
    title: { vi: "Trang quản trị", en: "Administration" },
    steps: [
      {
        vi: "Chọn một việc quản trị; dưới tên mỗi việc có một câu nói việc đó là gì.",
        en: "Choose a place of administration; a sentence below each says what it is for.",
      },
      {
        vi: "Kiểm tra cấu hình đang dùng: chế độ, địa chỉ, cơ sở dữ liệu, trục liên thông.",
        en: "Check the configuration in use: mode, address, database, axis.",
      },
      {
        vi: "Bản trình diễn: mở các hệ thống quốc gia mô phỏng để thử lỗi.",
        en: "In a demonstration: open the simulated national systems to try faults.",
      },
    ],
    ask: { vi: "người vận hành máy chủ", en: "whoever operates the server" },
  },
  {
    href: "/ui",
    title: { vi: "Thành phần giao diện", en: "Interface components" },
    steps: [
      { vi: "Xem mọi thành phần của trang ở mọi trạng thái.", en: "See every component in every state." },
      {
        vi: "Đổi sáng, tối, cỡ chữ và ngôn ngữ ở góc trên để kiểm tra.",
        en: "Change light, dark, density and language above to check them.",
      },
      { vi: "Dùng bàn phím đi qua từng phần để thử.", en: "Walk through by keyboard to try it." },
    ],
    ask: { vi: "nhóm phát triển", en: "the developers" },
  },
  {
    href: "/api",
    title: { vi: "Giao diện lập trình", en: "Machine API" },
    steps: [
      {
        vi: "Tạo mã truy cập ở trang Tài khoản, chọn đúng phạm vi cần dùng.",
        en: "Make an access token at your account with the scopes you need.",
      },
      {
        vi: "Mở một lời gọi để xem tham số, ví dụ và câu trả lời.",
        en: "Open a call to see its parameters, an example and the answer.",
      },
      {
        vi: "Tải mô tả OpenAPI để sinh mã cho chương trình của bạn.",
        en: "Download the OpenAPI description for your program.",
      },
    ],
    ask: { vi: "quản trị viên hệ thống", en: "the administrator" },
    askRoles: ["administrator"],
  },
  {
    href: "/help",
    title: { vi: "Hướng dẫn", en: "Help" },
    steps: [
      {
        vi: "Gõ việc bạn muốn làm, có dấu hay không đều được, để tìm trang làm việc đó.",
        en: "Type what you want to do, with or without diacritics, to find its page.",
      },
      { vi: "Bấm tên trang để mở trang.", en: "Press the name of a page to open it." },
      {
        vi: "Trên từng trang, mở “Hướng dẫn” ngay dưới tên trang.",
        en: "On each page open “Help” below its title.",
      },
    ],
    ask: { vi: "quản trị viên hệ thống", en: "the administrator" },
    askRoles: ["administrator"],
  },
];
