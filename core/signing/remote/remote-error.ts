import type { Sentence } from "../../errors.ts";

/** Stable codes of {@link RemoteSigningError}. */
export type RemoteErrorCode = keyof typeof sentences;

/** Why a remote signing service did not sign, in words its holder understands. */
export class RemoteSigningError extends Error {
  readonly code: RemoteErrorCode;
  readonly sentence: Sentence;

  constructor(code: RemoteErrorCode, detail: string) {
    super(`${code}: ${detail}`);
    this.name = "RemoteSigningError";
    this.code = code;
    this.sentence = sentences[code];
  }
}

const sentences = {
  "remote.unreachable": {
    vi: "Không kết nối được dịch vụ ký từ xa. Văn bản chưa được ký; hãy thử lại sau ít phút.",
    en: "The remote signing service cannot be reached. Nothing was signed; try again in a few minutes.",
  },
  "remote.bad-answer": {
    vi: "Dịch vụ ký từ xa trả lời không đúng quy cách. Văn bản chưa được ký; hãy báo quản trị viên.",
    en: "The remote signing service gave an answer that cannot be used. Nothing was signed; tell the administrator.",
  },
  "remote.access-denied": {
    vi: "Dịch vụ ký từ xa không cho hệ thống này truy cập. Hãy báo quản trị viên kiểm tra tài khoản kết nối.",
    en: "The remote signing service denies access to this platform. Tell the administrator to check the account.",
  },
  "remote.credential-missing": {
    vi: "Dịch vụ ký từ xa không có chứng thư số này, hoặc chứng thư đã bị khóa.",
    en: "The remote signing service does not have this certificate, or it is disabled.",
  },
  "remote.unsupported-key": {
    vi: "Loại khóa của chứng thư từ xa không dùng để ký văn bản được.",
    en: "The kind of key of the remote certificate cannot sign documents.",
  },
  "remote.wrong-otp": {
    vi: "Mã xác nhận (OTP) chưa đúng. Xem lại mã trên điện thoại rồi nhập lại.",
    en: "The code (OTP) is wrong. Look at your phone and type it again.",
  },
  "remote.wrong-pin": {
    vi: "Mã PIN của dịch vụ ký từ xa chưa đúng.",
    en: "The PIN of the remote signing service is wrong.",
  },
  "remote.locked": {
    vi: "Dịch vụ ký từ xa đã tạm khóa vì nhập sai nhiều lần. Chờ rồi bắt đầu ký lại, hoặc liên hệ nhà cung cấp.",
    en: "The remote signing service has locked itself after too many wrong codes. Wait, then begin again, or ask the provider.",
  },
  "remote.declined": {
    vi: "Bạn đã từ chối ký trên điện thoại. Văn bản vẫn nguyên vẹn.",
    en: "You declined on the phone. The document is untouched.",
  },
  "remote.expired": {
    vi: "Đã quá thời gian xác nhận trên điện thoại. Văn bản vẫn nguyên vẹn; hãy ký lại.",
    en: "The time to confirm on the phone is over. The document is untouched; sign again.",
  },
  "remote.wrong-signature": {
    vi: "Chữ ký nhận về không khớp với văn bản nên không được ghi. Hãy báo nhà cung cấp dịch vụ ký.",
    en: "The signature received does not belong to the document and was not recorded. Tell the provider.",
  },
} as const satisfies Record<string, Sentence>;

/** The sentence of a stored reason, for the page that shows the act again; undefined for reasons of other rooms. */
export function remoteSentence(code: string): Sentence | undefined {
  return Object.entries(sentences).find(([known]) => known === code)?.[1];
}
