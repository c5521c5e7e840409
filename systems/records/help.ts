import type { PageHelp } from "../../core/ui/page-help.tsx";

/** What people do on the pages of work files. */
export const recordsHelp: readonly PageHelp[] = [
  {
    href: "/files",
    title: { vi: "Hồ sơ công việc", en: "Work files" },
    steps: [
      {
        vi: "Mở hồ sơ theo danh mục của năm ngay khi bắt đầu công việc.",
        en: "Open a file from the list of the year as soon as the work begins.",
      },
      {
        vi: "Đưa văn bản vào hồ sơ từ trang văn bản; một văn bản có thể nằm trong nhiều hồ sơ.",
        en: "Put documents in from their pages; a document may be in several files.",
      },
      {
        vi: "Xong việc thì kết thúc hồ sơ và nộp vào lưu trữ trước hạn ghi trên hồ sơ.",
        en: "When the work is done, close the file and deposit it before the date it shows.",
      },
    ],
    keys: [
      { key: "↑ ↓", does: { vi: "sang dòng trên, dưới", en: "the row above, below" } },
      { key: "Cách", does: { vi: "đánh dấu chọn dòng", en: "tick the row (space)" } },
    ],
    ask: { vi: "người làm lưu trữ của cơ quan", en: "the archivist of your organisation" },
  },
  {
    href: "/files/:id",
    title: { vi: "Một hồ sơ công việc", en: "One work file" },
    steps: [
      {
        vi: "Thêm, xếp thứ tự hoặc rút văn bản khi hồ sơ còn mở.",
        en: "Add, order or take out documents while the file is open.",
      },
      {
        vi: "Xem ai được đọc ở phần quyền; thay đổi quyền phải chờ người có thẩm quyền xác nhận.",
        en: "See who may read it; changes of rights wait for somebody to confirm them.",
      },
      {
        vi: "Kết thúc rồi nộp lưu trữ; hồ sơ đóng băng để thanh tra thì không ai sửa được.",
        en: "Close and deposit it; a file frozen for an inspection cannot be changed.",
      },
    ],
    ask: {
      vi: "người lập hồ sơ ghi trên trang, người làm lưu trữ về nộp lưu",
      en: "the keeper named on the page, the archivist about deposits",
    },
    within: "/files",
  },
];
