import type { Sentence } from "../errors.ts";

export type ConvertErrorCode =
  | "convert.not-installed"
  | "convert.not-office"
  | "convert.broken"
  | "convert.password"
  | "convert.macros"
  | "convert.outside-content"
  | "convert.too-large"
  | "convert.bomb"
  | "convert.too-slow"
  | "convert.result-too-large"
  | "convert.failed";

const SENTENCES: Readonly<Record<ConvertErrorCode, Sentence>> = {
  "convert.not-installed": {
    vi: "Máy chủ chưa cài LibreOffice nên chưa chuyển được tệp Word. Xuất tệp PDF từ phần mềm soạn thảo rồi chọn lại, hoặc báo quản trị cài gói libreoffice-writer-nogui",
    en: "LibreOffice is not installed on the server, so Word files cannot be converted. Export a PDF from your word processor and choose it, or ask the administrator to install libreoffice-writer-nogui",
  },
  "convert.not-office": {
    vi: "Tệp không phải văn bản Word (.docx, .doc) hay OpenDocument (.odt)",
    en: "The file is not a Word (.docx, .doc) or OpenDocument (.odt) document",
  },
  "convert.broken": {
    vi: "Tệp văn bản bị hỏng, không đọc được. Mở tệp bằng phần mềm soạn thảo, lưu thành tệp mới rồi chọn lại",
    en: "The document is damaged and cannot be read. Open it in your word processor, save it as a new file and choose that",
  },
  "convert.password": {
    vi: "Tệp được đặt mật khẩu. Bỏ mật khẩu, lưu lại rồi chọn lại",
    en: "The file is protected by a password. Remove the password, save it and choose it again",
  },
  "convert.macros": {
    vi: "Tệp chứa macro (chương trình chạy kèm văn bản) nên không được nhận. Lưu lại thành .docx không macro rồi chọn lại",
    en: "The file contains macros (programs inside the document) and is not accepted. Save it as .docx without macros and choose it again",
  },
  "convert.outside-content": {
    vi: "Tệp lấy nội dung từ nơi khác (ảnh liên kết, mẫu hoặc tệp ở địa chỉ ngoài) nên bản PDF sẽ thiếu. Chèn hẳn nội dung đó vào tệp, bỏ liên kết rồi chọn lại",
    en: "The file takes content from elsewhere (linked pictures, a template or file at another address), so the PDF would lack it. Insert that content into the file, remove the links and choose it again",
  },
  "convert.too-large": {
    vi: "Tệp lớn hơn 64 MB nên không chuyển được. Giảm cỡ ảnh trong tệp rồi chọn lại",
    en: "The file is larger than 64 MB and cannot be converted. Make its pictures smaller and choose it again",
  },
  "convert.bomb": {
    vi: "Tệp nén bung ra quá lớn so với một văn bản bình thường nên không được nhận. Lưu thành tệp mới rồi chọn lại",
    en: "The file unpacks to far more than a document needs and is not accepted. Save it as a new file and choose that",
  },
  "convert.too-slow": {
    vi: "Chuyển tệp sang PDF lâu quá giới hạn nên đã dừng. Chia nhỏ văn bản hoặc xuất tệp PDF từ phần mềm soạn thảo rồi chọn lại",
    en: "Converting the file took longer than allowed and was stopped. Split the document, or export a PDF from your word processor and choose it",
  },
  "convert.result-too-large": {
    vi: "Bản PDF chuyển ra lớn hơn 64 MB. Giảm cỡ ảnh trong tệp rồi chọn lại",
    en: "The resulting PDF is larger than 64 MB. Make the pictures smaller and choose the file again",
  },
  "convert.failed": {
    vi: "Không chuyển được tệp này sang PDF. Xuất tệp PDF từ phần mềm soạn thảo rồi chọn lại",
    en: "This file could not be converted to PDF. Export a PDF from your word processor and choose that",
  },
};

/** Why a file was not converted, with a sentence (without its full stop) for whoever sent it. */
export class ConvertError extends Error {
  readonly code: ConvertErrorCode;
  readonly sentence: Sentence;

  /** @param detail for the operator's log, in English; never shown */
  constructor(code: ConvertErrorCode, detail = "") {
    super(detail === "" ? code : `${code}: ${detail}`);
    this.name = "ConvertError";
    this.code = code;
    this.sentence = convertSentence(code);
  }
}

/** What a stored code means. */
export function convertSentence(code: ConvertErrorCode): Sentence {
  return SENTENCES[code];
}

export function isConvertErrorCode(code: string): code is ConvertErrorCode {
  return Object.hasOwn(SENTENCES, code);
}
