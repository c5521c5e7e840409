import type { PageHelp } from "../ui/page-help.tsx";

/** What people do on the pages of signing. */
export const signingHelp: readonly PageHelp[] = [
  {
    href: "/signing/certificates",
    title: { vi: "Chứng thư số", en: "Certificates" },
    steps: [
      {
        vi: "Xem chứng thư số dùng để ký: của bạn, và của cơ quan nếu bạn là văn thư.",
        en: "See the certificates used to sign: yours, and the organisation's when you are a clerk.",
      },
      {
        vi: "Thêm cách ký bạn có: tệp khóa, khóa trên máy chủ, ký bằng điện thoại hoặc thiết bị USB.",
        en: "Add what you sign with: a key file, a key on the server, your telephone or a USB token.",
      },
      {
        vi: "Ngừng dùng khóa đã lộ hoặc hết hạn; chữ ký đã ký vẫn giữ nguyên giá trị.",
        en: "Stop using a key that leaked or ended; signatures already made keep their value.",
      },
    ],
    ask: {
      vi: "người quản lý chứng thư số của cơ quan",
      en: "whoever manages certificates in your organisation",
    },
  },
  {
    href: "/signing/archive",
    title: { vi: "Lưu trữ chữ ký", en: "Archive of signatures" },
    steps: [
      {
        vi: "Xem tệp nào đang được giữ lâu dài và bằng chứng của nó còn đến ngày nào.",
        en: "See which files are kept in the long run and until when their proof lasts.",
      },
      {
        vi: "Đọc cột “Vướng mắc” để biết việc nào chưa thành công và vì sao.",
        en: "Read the problems to learn what has not succeeded and why.",
      },
      {
        vi: "Chạy lại khi nguyên nhân đã hết; không việc nào bị làm hai lần.",
        en: "Run it again once the cause is gone; nothing is done twice.",
      },
    ],
    ask: {
      vi: "nhà cung cấp dấu thời gian, chứng thư số nếu lỗi lặp lại",
      en: "the providers of timestamps and certificates when it fails again",
    },
  },
];
