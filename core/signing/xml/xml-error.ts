/** Stable codes of everything that keeps XML from being signed or examined. */
export type XmlErrorCode =
  | "xml.syntax"
  | "xml.encoding"
  | "xml.document-type"
  | "xml.comment"
  | "xml.cdata"
  | "xml.processing-instruction"
  | "xml.limit"
  | "xml.duplicate-id"
  | "xml.profile"
  | "xml.already-signed"
  | "xml.signer"
  | "xml.self-check";

/** What a clerk reads for each code. */
const XML_SENTENCES: Readonly<Record<XmlErrorCode, { readonly vi: string; readonly en: string }>> = {
  "xml.syntax": {
    vi: "Tệp XML bị hỏng: không đọc được cấu trúc",
    en: "The XML is broken: its structure cannot be read",
  },
  "xml.encoding": { vi: "Tệp XML không dùng bảng mã UTF-8", en: "The XML is not encoded in UTF-8" },
  "xml.document-type": {
    vi: "Tệp XML có khai báo DOCTYPE hoặc thực thể, không được phép",
    en: "The XML declares a document type or entities, which is not allowed",
  },
  "xml.comment": {
    vi: "Tệp XML có chú thích, không được phép trong nội dung ký",
    en: "The XML has comments, which are not allowed in signed content",
  },
  "xml.cdata": {
    vi: "Tệp XML có đoạn CDATA, không được phép trong nội dung ký",
    en: "The XML has CDATA sections, which are not allowed in signed content",
  },
  "xml.processing-instruction": {
    vi: "Tệp XML có chỉ thị xử lý, không được phép trong nội dung ký",
    en: "The XML has processing instructions, which are not allowed in signed content",
  },
  "xml.limit": {
    vi: "Tệp XML vượt giới hạn xử lý cho phép",
    en: "The XML is beyond the limits of what is processed",
  },
  "xml.duplicate-id": {
    vi: "Tệp XML có hai phần tử trùng mã định danh",
    en: "Two elements of the XML have the same identifier",
  },
  "xml.profile": {
    vi: "Tệp XML không có đúng các phần phải ký",
    en: "The XML does not have exactly the parts that must be signed",
  },
  "xml.already-signed": { vi: "Tệp XML đã có chữ ký", en: "The XML is signed already" },
  "xml.signer": {
    vi: "Khóa ký không dùng được cho chữ ký XML",
    en: "This key cannot make XML signatures",
  },
  "xml.self-check": {
    vi: "Chữ ký vừa tạo không qua được bước tự kiểm tra",
    en: "The signature just made does not pass its own check",
  },
};

/** XML that cannot be signed or examined. */
export class XmlError extends Error {
  readonly code: XmlErrorCode;
  readonly sentence: { readonly vi: string; readonly en: string };

  constructor(code: XmlErrorCode, detail: string) {
    super(detail);
    this.name = "XmlError";
    this.code = code;
    this.sentence = XML_SENTENCES[code];
  }
}
