import type { Words } from "../../../../core/ui/index.ts";
import type { Form } from "../../composing/layout/composed.ts";

export const KEPT: Words = {
  vi: "Đã lưu bản soạn. Xem trước ở bên cạnh.",
  en: "The text is kept. See the preview.",
};
export const SAVED: Words = {
  vi: "Đã tạo tệp PDF và lưu dự thảo. Việc tiếp theo: xem lại rồi trình kiểm tra.",
  en: "The PDF is made and the draft saved. Next: look it over and submit it.",
};
export const SUBMITTED: Words = {
  vi: "Đã trình dự thảo. Trưởng đơn vị sẽ kiểm tra rồi chuyển ký; bạn sẽ được báo khi có kết quả.",
  en: "The draft is submitted. The head of the unit checks it and passes it on; you will be told.",
};
export const DISCARDED: Words = { vi: "Đã bỏ bản soạn.", en: "The text is discarded." };

/** Whose name stands at the left of the signature block. */
export function coSignerLabel(form: Form): Words {
  if (form === "minutes")
    return { vi: "Chức danh ký bên trái (thư ký)", en: "Signs at the left (secretary)" };
  if (form === "agreement") return { vi: "Bên ký thứ hai", en: "The other party" };
  return {
    vi: "Người cùng ký bên trái (liên tịch, xác nhận)",
    en: "Who signs beside (joint issuer, confirmation)",
  };
}

/** How a text is typed; every mark with what becomes of it. */
export const MARKS: readonly { readonly typed: string; readonly words: Words }[] = [
  {
    typed: "Căn cứ …",
    words: {
      vi: "căn cứ ban hành ở đầu nghị quyết, quyết định",
      en: "a legal basis, at the top of a decision",
    },
  },
  {
    typed: "Chương I",
    words: {
      vi: "phần, chương, mục, tiểu mục; dòng sau là tiêu đề",
      en: "part, chapter, section; its title is the next line",
    },
  },
  {
    typed: "Điều 1. …",
    words: {
      vi: "điều; không có dấu chấm cuối là tiêu đề, in đậm",
      en: "an article; without a full stop it is a title, in bold",
    },
  },
  { typed: "I. …", words: { vi: "mục số La Mã", en: "a numbered part" } },
  { typed: "1. …   1.1. …", words: { vi: "khoản", en: "a clause" } },
  { typed: "a) …", words: { vi: "điểm", en: "a point" } },
  { typed: "- …   + …", words: { vi: "gạch đầu dòng", en: "a list" } },
  { typed: "**đậm**   *nghiêng*", words: { vi: "chữ đậm, chữ nghiêng", en: "bold, italics" } },
  { typed: ">< …   >> …", words: { vi: "canh giữa, canh phải", en: "centred, to the right" } },
  {
    typed: "| a | b |",
    words: {
      vi: "bảng; dòng thứ hai |---|:-:| thì dòng đầu là tiêu đề cột",
      en: "a table; a second line |---|:-:| makes the first its head",
    },
  },
  { typed: "---", words: { vi: "sang trang", en: "a new page" } },
  {
    typed: "Phụ lục I",
    words: {
      vi: "phụ lục, dòng sau là tiêu đề; thêm (ngang) để xoay trang",
      en: "an appendix; (ngang) turns the page",
    },
  },
  {
    typed: "=== Quy chế",
    words: { vi: "văn bản ban hành kèm theo", en: "a statute put into force by the decision" },
  },
];
