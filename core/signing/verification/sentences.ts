import type { SubIndication } from "../types.ts";
import type { Change, ChangeCode } from "./change.ts";
import type { DocumentStatus, Sentence, SignatureVerdict } from "./verdict.ts";

const FAILURES: Record<SubIndication, Sentence> = {
  FORMAT_FAILURE: {
    vi: "cấu trúc chữ ký không đúng chuẩn",
    en: "the signature is not built to the standard",
  },
  HASH_FAILURE: {
    vi: "nội dung đã bị thay đổi sau khi ký",
    en: "the content was changed after signing",
  },
  SIG_CRYPTO_FAILURE: {
    vi: "giá trị chữ ký không khớp với chứng thư số",
    en: "the signature value does not fit the certificate",
  },
  REVOKED: {
    vi: "chứng thư số đã bị thu hồi trước khi ký",
    en: "the certificate was revoked before signing",
  },
  NO_SIGNING_CERTIFICATE_FOUND: {
    vi: "không tìm thấy chứng thư số của người ký",
    en: "the signer's certificate is missing",
  },
  NO_CERTIFICATE_CHAIN_FOUND: {
    vi: "chứng thư số không do tổ chức được tin cậy cấp",
    en: "the certificate does not come from a trusted authority",
  },
  CHAIN_CONSTRAINTS_FAILURE: {
    vi: "chứng thư số không được phép dùng để ký như vậy",
    en: "the certificate may not be used for this",
  },
  CRYPTO_CONSTRAINTS_FAILURE: {
    vi: "thuật toán ký không còn được chấp nhận",
    en: "the algorithm is no longer accepted",
  },
  SIG_CONSTRAINTS_FAILURE: {
    vi: "chữ ký không gắn đúng với chứng thư số",
    en: "the signature is not bound to its certificate",
  },
  OUT_OF_BOUNDS_NO_POE: {
    vi: "chứng thư số hết hạn hoặc chưa có hiệu lực, và không có dấu thời gian chứng minh thời điểm ký",
    en: "the certificate is outside its validity and no timestamp proves the time of signing",
  },
  REVOKED_NO_POE: {
    vi: "chứng thư số đã bị thu hồi và không có dấu thời gian chứng minh đã ký trước đó",
    en: "the certificate is revoked and no timestamp proves that it was signed before",
  },
  CRYPTO_CONSTRAINTS_FAILURE_NO_POE: {
    vi: "thuật toán ký đã cũ và không có dấu thời gian chứng minh thời điểm ký",
    en: "the algorithm is outdated and no timestamp proves the time of signing",
  },
  NO_POE: {
    vi: "không có bằng chứng về thời điểm ký",
    en: "there is no proof of the time of signing",
  },
  TRY_LATER: {
    vi: "chưa kiểm tra được tình trạng thu hồi của chứng thư số",
    en: "the revocation status of the certificate could not be checked yet",
  },
  SIGNED_DATA_NOT_FOUND: {
    vi: "không tìm thấy nội dung đã ký",
    en: "the signed content was not found",
  },
};

const CHANGES: Record<ChangeCode, Sentence> = {
  "long-term-data-added": { vi: "thêm dữ liệu xác thực lâu dài", en: "long-term validation data added" },
  "extensions-changed": { vi: "khai báo mở rộng thay đổi", en: "declared extensions changed" },
  "document-timestamp-added": { vi: "thêm dấu thời gian tài liệu", en: "document timestamp added" },
  "form-filled": { vi: "điền ô biểu mẫu", en: "form field filled" },
  "signature-added": { vi: "thêm chữ ký", en: "signature added" },
  "visible-signature-added": { vi: "thêm chữ ký có hình ảnh", en: "visible signature added" },
  "signature-field-added": { vi: "thêm ô chữ ký", en: "signature field added" },
  "metadata-changed": { vi: "cập nhật thông tin mô tả tệp", en: "file metadata updated" },
  "annotation-added": { vi: "thêm ghi chú", en: "annotation added" },
  "catalog-swapped": { vi: "toàn bộ nội dung bị thay bằng bản khác", en: "the whole content was exchanged" },
  "catalog-changed": { vi: "cấu trúc tài liệu bị thay đổi", en: "the document structure was changed" },
  "pages-removed": { vi: "có trang bị xóa", en: "pages were removed" },
  "pages-added": { vi: "có trang được thêm", en: "pages were added" },
  "pages-reordered": { vi: "thứ tự trang bị đổi", en: "pages were reordered" },
  "page-geometry-changed": { vi: "trang bị xoay hoặc cắt", en: "a page was rotated or cropped" },
  "page-content-changed": { vi: "nội dung trang bị thay đổi", en: "page content was replaced" },
  "page-changed": { vi: "trang bị thay đổi", en: "a page was changed" },
  "annotation-covers": {
    vi: "có chú thích hoặc hình ảnh được dán lên trang",
    en: "an annotation was placed over the page",
  },
  "annotation-changed": { vi: "chú thích có sẵn bị thay đổi", en: "an existing annotation was changed" },
  "annotation-removed": { vi: "chú thích có sẵn bị xóa", en: "an existing annotation was removed" },
  "form-changed": { vi: "biểu mẫu bị thay đổi", en: "the form was changed" },
  "field-added": { vi: "có ô mới được thêm vào biểu mẫu", en: "a field was added to the form" },
  "field-removed": { vi: "có ô của biểu mẫu bị xóa", en: "a form field was removed" },
  "field-changed": { vi: "ô của biểu mẫu bị sửa hoặc di chuyển", en: "a form field was altered or moved" },
  "signature-removed": { vi: "có chữ ký bị gỡ bỏ", en: "a signature was removed" },
  "signature-replaced": { vi: "có chữ ký bị thay thế", en: "a signature was replaced" },
  "signature-appearance-replaced": {
    vi: "hình ảnh của chữ ký trước bị thay đổi",
    en: "the appearance of an earlier signature was replaced",
  },
  "signature-covers-text": {
    vi: "hình ảnh chữ ký thêm sau che nội dung đã ký",
    en: "a later signature's appearance covers signed content",
  },
  "appearance-not-of-value": {
    vi: "nội dung hiển thị của ô không khớp với giá trị",
    en: "a field shows something other than its value",
  },
  "lock-broken": { vi: "ô đã khóa bị thay đổi", en: "a locked field was changed" },
  "certification-broken": {
    vi: "thay đổi trái với mức chứng nhận của tài liệu",
    en: "a change that the certification forbids",
  },
  "long-term-data-removed": {
    vi: "dữ liệu xác thực lâu dài bị gỡ hoặc sửa",
    en: "long-term validation data were removed or altered",
  },
  "information-changed": {
    vi: "thông tin mô tả tài liệu bị sửa",
    en: "the document information was altered",
  },
  "object-redirected": {
    vi: "đối tượng đã ký bị trỏ sang nội dung khác",
    en: "a signed object was redirected",
  },
  "object-unlisted": {
    vi: "có nội dung chèn thêm ngoài bảng tham chiếu",
    en: "content was appended outside the cross-reference",
  },
  "object-defined-twice": { vi: "một đối tượng được định nghĩa hai lần", en: "an object is defined twice" },
  "foreign-bytes": { vi: "có dữ liệu lạ được chèn vào cuối tệp", en: "foreign bytes were appended" },
  "cross-reference-suspicious": { vi: "bảng tham chiếu bất thường", en: "the cross-reference is suspicious" },
  "not-analysable": {
    vi: "phần thêm sau không phân tích được",
    en: "the later part cannot be analysed",
  },
};

const DOCUMENT: Record<DocumentStatus, Sentence> = {
  "valid-both": {
    vi: "Văn bản có chữ ký số hợp lệ của người có thẩm quyền và của cơ quan.",
    en: "The document carries valid signatures of the authorised person and of the organisation.",
  },
  "valid-one": {
    vi: "Chữ ký số hợp lệ nhưng chỉ của một bên (người có thẩm quyền hoặc cơ quan): văn bản chỉ để tham khảo.",
    en: "Validly signed by only one of person and organisation: for information and reference only.",
  },
  unknown: {
    vi: "Chưa kết luận được: chưa kiểm tra được tình trạng thu hồi chứng thư số. Văn bản vẫn đọc được bình thường.",
    en: "Not decided yet: revocation could not be checked. The document can be read as usual.",
  },
  invalid: {
    vi: "Có chữ ký không hợp lệ trong văn bản.",
    en: "The document carries a signature that is not valid.",
  },
  unsigned: { vi: "Văn bản không có chữ ký số.", en: "The document is not signed." },
};

/** The sentence of a finding about a later revision. */
export function changeSentence(change: Change): Sentence {
  return CHANGES[change.code];
}

export function documentSentence(status: DocumentStatus): Sentence {
  return DOCUMENT[status];
}

/** The sentence of a file that could not be examined. */
export function problemSentence({ vi, en }: Sentence): Sentence {
  return { vi: `${vi}.`, en: `${en}.` };
}

/** One plain sentence about a signature: who, whether it holds, and which check failed. */
export function signatureSentence(verdict: Omit<SignatureVerdict, "sentence">): Sentence {
  const name = verdict.signer?.name;
  const isStamp = verdict.kind === "document-timestamp";
  const vi = `${isStamp ? "Dấu thời gian" : "Chữ ký"}${name === undefined ? "" : ` của ${name}`}`;
  const en = `The ${isStamp ? "timestamp" : "signature"}${name === undefined ? "" : ` of ${name}`}`;
  const { subIndication, indication } = verdict;
  if (subIndication !== undefined) {
    const reason =
      verdict.coverage.kind === "part"
        ? { vi: "chỉ bảo vệ một phần của tệp", en: "it covers only a part of the file" }
        : FAILURES[subIndication];
    const judged =
      indication === "TOTAL_FAILED"
        ? { vi: "không hợp lệ", en: "is not valid" }
        : { vi: "chưa thể công nhận", en: "cannot be accepted" };
    return { vi: `${vi} ${judged.vi}: ${reason.vi}.`, en: `${en} ${judged.en}: ${reason.en}.` };
  }
  const worst = verdict.changes.find((change) => change.level === 4);
  if (worst !== undefined) {
    const what = changeSentence(worst);
    return {
      vi: `${vi} đúng tại thời điểm ký nhưng tài liệu đã bị sửa sau đó: ${what.vi}.`,
      en: `${en} was right when made, but the document was altered afterwards: ${what.en}.`,
    };
  }
  if (verdict.coverage.kind === "revision") {
    const { revision, of } = verdict.coverage;
    return {
      vi: `${vi} hợp lệ; ký trên phiên bản ${revision}/${of}, các bổ sung sau đó đều được phép.`,
      en: `${en} is valid; it covers revision ${revision} of ${of}, and what was added later is permitted.`,
    };
  }
  return { vi: `${vi} hợp lệ và bảo vệ toàn bộ tệp.`, en: `${en} is valid and covers the whole file.` };
}
