import type { Sentence } from "../../../core/errors.ts";
import type { ScanCode } from "./tables.ts";

/** Why a scan was not read, and what to do next. */
const FAILURES: Readonly<Record<ScanCode, Sentence>> = {
  "not-installed": {
    vi: "Máy chủ chưa cài chương trình đọc chữ (tesseract-ocr, tesseract-ocr-vie) nên chưa đọc được bản quét. Nhập các ô bằng tay, hoặc báo quản trị.",
    en: "The text reader (tesseract-ocr, tesseract-ocr-vie) is not installed on the server, so the scan cannot be read. Fill the fields in by hand or tell the administrator.",
  },
  protected: {
    vi: "Tệp có mật khẩu nên không đọc được. Bỏ mật khẩu (mở tệp, lưu lại không đặt mật khẩu) rồi chọn lại.",
    en: "The file asks for a password and cannot be read. Save it without a password and choose it again.",
  },
  broken: {
    vi: "Tệp PDF bị hỏng, không mở được. Quét lại, hoặc đề nghị nơi gửi gửi lại.",
    en: "The PDF is damaged and cannot be opened. Scan it again, or ask the sender for it once more.",
  },
  stuck: {
    vi: "Chương trình đọc chữ không trả lời với bản quét này. Quét lại rõ hơn, hoặc bấm Đọc lại.",
    en: "The text reader gave no answer on this scan. Scan it more clearly, or press Read again.",
  },
  "no-words": {
    vi: "Không thấy chữ nào trong bản quét. Nếu có chữ, hãy quét lại thẳng, rõ, ít nhất 200 điểm trên inch.",
    en: "No words were found in the scan. If there are any, scan it again straight and clear with at least 200 dpi.",
  },
  "has-text": {
    vi: "Tệp đã có sẵn chữ, không cần đọc từ ảnh.",
    en: "The file has its own text; nothing has to be read from its pictures.",
  },
  "no-copy": {
    vi: "Chữ trong bản quét đã tìm được, nhưng tệp không cho ghi thêm lớp chữ nên không có bản chép được chữ.",
    en: "The words of the scan are found in searches, but the file allows no layer of text, so there is no copy to take text from.",
  },
  "not-asked": {
    vi: "Bản quét này đến từ hệ thống cũ hoặc có từ trước nên chữ trong ảnh chưa được đọc. Bấm Đọc lại để tìm và chép được chữ.",
    en: "This scan came from another system or was here before, and its pictures were not read. Press Read again to find and take its text.",
  },
  earlier: {
    vi: "Bản quét này được đọc trước khi có bản hai lớp. Bấm Đọc lại để có bản tìm và chép được chữ.",
    en: "This scan was read before copies with text were made. Press Read again to get one.",
  },
};

export function failureOf(code: ScanCode): Sentence {
  return FAILURES[code];
}

/** "3, 5–8" */
export function pageList(pages: readonly number[]): string {
  const spans: [number, number][] = [];
  for (const page of [...pages].sort((a, b) => a - b)) {
    const last = spans.at(-1);
    if (last && page <= last[1] + 1) last[1] = page;
    else spans.push([page, page]);
  }
  return spans.map(([from, to]) => (from === to ? String(from) : `${from}–${to}`)).join(", ");
}
