import type { Sentence } from "../../../errors.ts";

/** Stable codes of {@link Pkcs11Error}. */
export type Pkcs11ErrorCode = keyof typeof sentences;

/** Why a token cannot sign, in words its holder understands. */
export class Pkcs11Error extends Error {
  readonly code: Pkcs11ErrorCode;
  readonly sentence: Sentence;

  constructor(code: Pkcs11ErrorCode, detail: string) {
    super(`${code}: ${detail}`);
    this.name = "Pkcs11Error";
    this.code = code;
    this.sentence = sentences[code];
  }
}

const sentences = {
  "pkcs11.binding-missing": {
    vi: "Máy chủ chưa có phần mềm nối với thiết bị ký (gói koffi). Báo quản trị viên cài đặt; các cách ký khác vẫn dùng được.",
    en: "The server lacks the part that talks to signing devices (package koffi). Tell the administrator; other ways of signing still work.",
  },
  "pkcs11.module-unusable": {
    vi: "Không nạp được trình điều khiển của thiết bị ký. Báo quản trị viên kiểm tra đường dẫn trình điều khiển.",
    en: "The driver of the signing device cannot be loaded. Tell the administrator to check its path.",
  },
  "pkcs11.token-missing": {
    vi: "Không thấy thiết bị ký. Cắm thiết bị vào máy rồi thử lại.",
    en: "The signing device is not there. Plug it in and try again.",
  },
  "pkcs11.key-missing": {
    vi: "Thiết bị không có khóa ký đã cấu hình. Kiểm tra nhãn hoặc mã khóa.",
    en: "The device does not hold the configured key. Check the key's label or id.",
  },
  "pkcs11.certificate-missing": {
    vi: "Thiết bị không có chứng thư số của khóa ký. Nạp chứng thư vào thiết bị hoặc chỉ ra tệp chứng thư.",
    en: "The device holds no certificate of the key. Put it on the device or name its file.",
  },
  "pkcs11.ambiguous": {
    vi: "Có nhiều thiết bị hoặc khóa cùng tên nên không biết dùng cái nào. Hãy chỉ rõ số sê-ri thiết bị hoặc mã khóa.",
    en: "Several devices or keys have this name. Give the device's serial number or the key's id.",
  },
  "pkcs11.wrong-pin": {
    vi: "Mã PIN của thiết bị chưa đúng. Kiểm tra kỹ trước khi thử lại: thiết bị sẽ khóa sau vài lần sai.",
    en: "The PIN of the device is wrong. Check it before you try again: the device locks itself after a few tries.",
  },
  "pkcs11.last-try": {
    vi: "Mã PIN chưa đúng và chỉ còn một lần thử; sai nữa thiết bị sẽ bị khóa. Hãy hỏi nơi cấp thiết bị nếu không chắc.",
    en: "The PIN is wrong and one try is left before the device locks. Ask whoever issued it if you are not sure.",
  },
  "pkcs11.pin-locked": {
    vi: "Thiết bị đã khóa vì nhập sai mã PIN nhiều lần. Liên hệ nơi cấp thiết bị để mở khóa.",
    en: "The device has locked itself after too many wrong PINs. Ask whoever issued it to unlock it.",
  },
  "pkcs11.not-logged-in": {
    vi: "Thiết bị đòi đăng nhập lại. Hãy nhập lại mã PIN.",
    en: "The device asks for a new login. Type the PIN again.",
  },
  "pkcs11.session-lost": {
    vi: "Phiên làm việc với thiết bị ký bị ngắt. Hãy thử lại.",
    en: "The session with the signing device was cut. Try again.",
  },
  "pkcs11.timed-out": {
    vi: "Thiết bị ký không trả lời kịp. Văn bản chưa được ký; hãy thử lại.",
    en: "The signing device did not answer in time. Nothing was signed; try again.",
  },
  "pkcs11.crashed": {
    vi: "Trình điều khiển của thiết bị ký bị dừng đột ngột. Văn bản chưa được ký; hãy thử lại.",
    en: "The driver of the signing device ended unexpectedly. Nothing was signed; try again.",
  },
  "pkcs11.unsupported-key": {
    vi: "Loại khóa trong thiết bị không dùng để ký văn bản được. Cần RSA từ 2048 bit, P-256 hoặc P-384.",
    en: "The kind of key in the device cannot sign documents. RSA of 2048 bits or more, P-256 or P-384 is needed.",
  },
  "pkcs11.closed": {
    vi: "Thiết bị ký đã được đóng. Mở lại rồi ký.",
    en: "The signing device was closed. Open it again to sign.",
  },
  "pkcs11.device-error": {
    vi: "Thiết bị ký báo lỗi và không ký được. Rút ra cắm lại; nếu vẫn lỗi hãy báo quản trị viên.",
    en: "The signing device reports an error and did not sign. Plug it in again; if it goes on, tell the administrator.",
  },
} as const satisfies Record<string, Sentence>;

export function isPkcs11ErrorCode(code: string): code is Pkcs11ErrorCode {
  return Object.hasOwn(sentences, code);
}
