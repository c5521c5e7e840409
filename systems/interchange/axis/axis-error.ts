/** A sentence in both languages of the screens. */
interface Sentence {
  readonly vi: string;
  readonly en: string;
}

/**
 * network: not reached, cut or too slow. http: an HTTP status other than 200. business: the axis refused with a code.
 * malformed: the answer is not what the protocol says. oversized: the answer is larger than we take.
 * file: our own file cannot be read or written, or is not as announced.
 */
export type AxisErrorKind = "network" | "http" | "business" | "malformed" | "oversized" | "file";

/** A call to the axis that did not succeed. */
export class AxisError extends Error {
  readonly kind: AxisErrorKind;
  /** Stable: `axis.network`, `axis.http.503`, `axis.business.18`, `axis.malformed`, `axis.oversized`, `axis.file`. */
  readonly code: string;
  /** True when the same call may succeed later; a refusal by a business code is never repeated. */
  readonly retryable: boolean;
  /** For the clerk. */
  readonly sentence: Sentence;

  constructor(
    kind: AxisErrorKind,
    detail: string,
    options: { status?: number; errorCode?: string; cause?: unknown } = {},
  ) {
    const suffix = options.status ?? options.errorCode;
    const code = suffix === undefined ? `axis.${kind}` : `axis.${kind}.${suffix}`;
    super(`${code}: ${detail}`, { cause: options.cause });
    this.name = "AxisError";
    this.kind = kind;
    this.code = code;
    this.retryable = isRetryable(kind, options.status);
    this.sentence = sentenceFor(kind, detail, options.errorCode);
  }
}

function isRetryable(kind: AxisErrorKind, status: number | undefined): boolean {
  if (kind === "http") return status !== undefined && (status >= 500 || status === 408 || status === 429);
  return kind === "network" || kind === "malformed";
}

/** Error codes as the axis and the provincial platforms number them. */
const BUSINESS: Readonly<Record<string, Sentence>> = {
  "10": { vi: "Trục liên thông báo tệp gửi lên bị hỏng.", en: "The axis says the file is broken." },
  "15": {
    vi: "Trục liên thông không chấp nhận mã hệ thống hoặc khóa bí mật. Quản trị viên cần kiểm tra cấu hình.",
    en: "The axis does not accept our system id or secret. An administrator must check the configuration.",
  },
  "18": {
    vi: "Cơ quan nhận không có trên trục liên thông. Kiểm tra mã cơ quan nhận rồi gửi lại.",
    en: "The receiver is not on the axis. Check the receiver's code and send again.",
  },
  "19": {
    vi: "Cơ quan gửi chưa đăng ký trên trục liên thông. Quản trị viên cần đăng ký trước khi gửi.",
    en: "The sender is not registered on the axis. An administrator must register it first.",
  },
  "20": { vi: "Hệ thống của trục liên thông đang có lỗi.", en: "The axis has an internal error." },
  "21": { vi: "Trục liên thông không xử lý được tệp.", en: "The axis could not process the file." },
  "22": {
    vi: "Trục liên thông báo thông điệp không đúng quy chuẩn edXML.",
    en: "The axis says the message is not to standard.",
  },
  "23": { vi: "Cơ quan nhận đang bị khóa trên trục liên thông.", en: "The receiver is locked on the axis." },
};

const BY_KIND: Readonly<Record<AxisErrorKind, Sentence>> = {
  network: {
    vi: "Chưa kết nối được với trục liên thông. Hệ thống sẽ tự thử lại.",
    en: "The axis could not be reached. The system will try again.",
  },
  http: { vi: "Trục liên thông trả lời lỗi HTTP.", en: "The axis answered with an HTTP error." },
  business: { vi: "Trục liên thông từ chối yêu cầu.", en: "The axis refused the request." },
  malformed: { vi: "Trục liên thông trả lời sai định dạng.", en: "The answer of the axis is malformed." },
  oversized: {
    vi: "Nội dung trục liên thông gửi về lớn hơn mức cho phép.",
    en: "The answer of the axis is larger than allowed.",
  },
  file: {
    vi: "Không đọc hoặc ghi được tệp thông điệp trên máy chủ, hoặc tệp đã thay đổi.",
    en: "The message file cannot be read or written, or has changed.",
  },
};

function sentenceFor(kind: AxisErrorKind, detail: string, errorCode: string | undefined): Sentence {
  if (kind !== "business") return BY_KIND[kind];
  const known =
    errorCode !== undefined && Object.hasOwn(BUSINESS, errorCode) ? BUSINESS[errorCode] : undefined;
  const { vi, en } = known ?? BY_KIND.business;
  return detail === "" ? { vi, en } : { vi: `${vi} (${detail})`, en: `${en} (${detail})` };
}
