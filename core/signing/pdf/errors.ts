/** Stable codes of everything that can go wrong with the structure or the signing of a PDF. */
export type PdfErrorCode =
  | "pdf.not-a-pdf"
  | "pdf.syntax"
  | "pdf.unexpected-end"
  | "pdf.cross-reference"
  | "pdf.cyclic"
  | "pdf.limit"
  | "pdf.encrypted"
  | "pdf.filter"
  | "pdf.not-incremental"
  | "pdf.certified-no-changes"
  | "pdf.certified-no-visible-signature"
  | "pdf.field-locked"
  | "pdf.usage-rights"
  | "pdf.xfa"
  | "pdf.field-name-taken"
  | "pdf.field-missing"
  | "pdf.already-signed"
  | "pdf.page-missing"
  | "pdf.signature-too-large"
  | "pdf.self-check"
  | "pdf.image"
  | "pdf.text-not-in-font";

interface Sentence {
  readonly vi: string;
  readonly en: string;
}

/** What the clerk reads for each code, in both languages of the screens. */
const SENTENCES: Record<PdfErrorCode, Sentence> = {
  "pdf.not-a-pdf": { vi: "Tệp không phải là PDF", en: "The file is not a PDF" },
  "pdf.syntax": {
    vi: "Tệp PDF bị hỏng: không đọc được cấu trúc",
    en: "The PDF is broken: its structure cannot be read",
  },
  "pdf.unexpected-end": { vi: "Tệp PDF bị cắt cụt", en: "The PDF is cut short" },
  "pdf.cross-reference": {
    vi: "Tệp PDF bị hỏng: bảng tham chiếu sai",
    en: "The PDF is broken: its cross-reference is wrong",
  },
  "pdf.cyclic": {
    vi: "Tệp PDF có cấu trúc vòng lặp, không thể xử lý",
    en: "The PDF runs in circles and cannot be processed",
  },
  "pdf.limit": {
    vi: "Tệp PDF vượt giới hạn xử lý cho phép",
    en: "The PDF is beyond the limits of what is processed",
  },
  "pdf.encrypted": {
    vi: "Tệp PDF được đặt mật khẩu (để mở, hoặc để hạn chế in và sửa): hãy bỏ mật khẩu rồi gửi lại",
    en: "The PDF has a password (to open it, or to restrict printing and editing): remove it and send the file again",
  },
  "pdf.filter": {
    vi: "Tệp PDF bị hỏng: không giải nén được nội dung",
    en: "The PDF is broken: its content cannot be unpacked",
  },
  "pdf.not-incremental": {
    vi: "Tệp PDF không thể cập nhật nối tiếp: cần chuẩn hóa tệp trước khi ký lần đầu",
    en: "The PDF cannot be added to: it must be normalised before the first signature",
  },
  "pdf.certified-no-changes": {
    vi: "Không thực hiện được: chứng nhận cấm sửa",
    en: "Refused: the certification forbids any change",
  },
  "pdf.certified-no-visible-signature": {
    vi: "Không ký được: tài liệu đã chứng nhận, không được thêm hình ảnh chữ ký",
    en: "Refused: a certified document takes no further visible signature",
  },
  "pdf.field-locked": {
    vi: "Không ghi được: trường đã khóa",
    en: "Refused: the field is locked by an earlier signature",
  },
  "pdf.usage-rights": {
    vi: "Không ký được: biểu mẫu mang quyền sử dụng do nơi phát hành ký, thêm chữ ký sẽ làm mất quyền đó. Hãy in biểu mẫu sang PDF mới rồi ký",
    en: "Refused: the form carries usage rights signed by its maker, which a signature would break. Print it to a new PDF and sign that",
  },
  "pdf.xfa": {
    vi: "Không ký được: biểu mẫu động (XFA) có thể hiển thị khác nội dung được ký. Hãy in biểu mẫu sang PDF mới rồi ký",
    en: "Refused: a dynamic form (XFA) may show something else than what is signed. Print it to a new PDF and sign that",
  },
  "pdf.field-name-taken": {
    vi: "Tên trường chữ ký đã được dùng trong tệp",
    en: "The name of the signature field is already in use",
  },
  "pdf.field-missing": {
    vi: "Tệp chưa có ô ghi số và ngày",
    en: "The file has no cells for number and date",
  },
  "pdf.already-signed": {
    vi: "Tệp đã có chữ ký: không thể chuẩn hóa hay thêm ô mới",
    en: "The file is signed already: it can be neither normalised nor given new cells",
  },
  "pdf.page-missing": {
    vi: "Trang cần ký không có trong tệp",
    en: "The page to be signed is not in the file",
  },
  "pdf.signature-too-large": {
    vi: "Chữ ký lớn hơn chỗ dành sẵn trong tệp",
    en: "The signature is larger than the room reserved for it",
  },
  "pdf.self-check": {
    vi: "Chữ ký vừa tạo không qua được bước tự kiểm tra",
    en: "The new signature did not pass its own check",
  },
  "pdf.image": {
    vi: "Hình ảnh chữ ký hoặc con dấu không phải PNG hợp lệ",
    en: "The picture of the signature or seal is not a usable PNG",
  },
  "pdf.text-not-in-font": {
    vi: "Có ký tự không in được bằng phông chữ của chữ ký",
    en: "A character cannot be printed in the font of the signature",
  },
};

/** Typed failure of the PDF half of signing; `code` is stable, `sentence` is for the screen. */
export class PdfError extends Error {
  readonly code: PdfErrorCode;
  readonly sentence: Sentence;

  constructor(code: PdfErrorCode, message: string) {
    super(message);
    this.name = "PdfError";
    this.code = code;
    this.sentence = SENTENCES[code];
  }
}
