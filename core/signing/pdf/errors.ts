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
  | "pdf.field-name-taken"
  | "pdf.field-missing"
  | "pdf.already-signed"
  | "pdf.page-missing"
  | "pdf.signature-too-large"
  | "pdf.self-check"
  | "pdf.image"
  | "pdf.text-not-in-font";

/** Plain Vietnamese for each code: shown to the clerk as it stands. */
const VIETNAMESE: Record<PdfErrorCode, string> = {
  "pdf.not-a-pdf": "Tệp không phải là PDF",
  "pdf.syntax": "Tệp PDF bị hỏng: không đọc được cấu trúc",
  "pdf.unexpected-end": "Tệp PDF bị cắt cụt",
  "pdf.cross-reference": "Tệp PDF bị hỏng: bảng tham chiếu sai",
  "pdf.cyclic": "Tệp PDF có cấu trúc vòng lặp, không thể xử lý",
  "pdf.limit": "Tệp PDF vượt giới hạn xử lý cho phép",
  "pdf.encrypted": "Tệp PDF được đặt mật khẩu: cần bỏ mật khẩu trước",
  "pdf.filter": "Tệp PDF bị hỏng: không giải nén được nội dung",
  "pdf.not-incremental": "Tệp PDF không thể cập nhật nối tiếp: cần chuẩn hóa tệp trước khi ký lần đầu",
  "pdf.certified-no-changes": "Không ký được: chứng nhận cấm sửa",
  "pdf.certified-no-visible-signature":
    "Không ký được: tài liệu đã chứng nhận, không được thêm hình ảnh chữ ký",
  "pdf.field-locked": "Không ghi được: trường đã khóa",
  "pdf.field-name-taken": "Tên trường chữ ký đã được dùng trong tệp",
  "pdf.field-missing": "Tệp chưa có ô ghi số và ngày",
  "pdf.already-signed": "Tệp đã có chữ ký: không thể chuẩn hóa hay thêm ô mới",
  "pdf.page-missing": "Trang cần ký không có trong tệp",
  "pdf.signature-too-large": "Chữ ký lớn hơn chỗ dành sẵn trong tệp",
  "pdf.self-check": "Chữ ký vừa tạo không qua được bước tự kiểm tra",
  "pdf.image": "Hình ảnh chữ ký hoặc con dấu không phải PNG hợp lệ",
  "pdf.text-not-in-font": "Có ký tự không in được bằng phông chữ của chữ ký",
};

/** Typed failure of the PDF half of signing; `code` is stable, `vietnamese` is for the screen. */
export class PdfError extends Error {
  readonly code: PdfErrorCode;
  readonly vietnamese: string;

  constructor(code: PdfErrorCode, message: string) {
    super(message);
    this.name = "PdfError";
    this.code = code;
    this.vietnamese = VIETNAMESE[code];
  }
}
