import type { Sentence } from "../../../../core/errors.ts";

/** The portal could not be reached, or answered with nothing that can be read: whether a call had its effect is not known. */
export class PortalUnavailable extends Error {
  /** `portal.network`, `portal.timeout`, `portal.http`, `portal.answer`, `portal.session`, `portal.busy`, `portal.not-configured`. */
  readonly code: string;
  readonly sentence: Sentence;
  constructor(code: string, sentence: Sentence, cause?: unknown) {
    super(sentence.en, { cause });
    this.code = code;
    this.sentence = sentence;
  }
}

export const UNREACHABLE: Sentence = {
  vi: "Không nối được tới Cổng Dịch vụ công quốc gia. Hệ thống tự gửi lại.",
  en: "The national portal cannot be reached. It is tried again by itself.",
};
export const NO_ANSWER: Sentence = {
  vi: "Cổng Dịch vụ công quốc gia không trả lời. Hệ thống hỏi lại xem hồ sơ đã đến chưa rồi mới gửi tiếp.",
  en: "The national portal did not answer. It is asked whether the record arrived before anything is sent again.",
};
export const UNREADABLE: Sentence = {
  vi: "Cổng Dịch vụ công quốc gia trả lời sai định dạng. Hệ thống tự gửi lại.",
  en: "The national portal answered in no known form. It is tried again by itself.",
};
export const SIGN_IN_REFUSED: Sentence = {
  vi: "Cổng Dịch vụ công quốc gia không cho đăng nhập. Quản trị viên kiểm tra tài khoản kết nối (SERVICE_PORTAL).",
  en: "The national portal refuses to sign us in. An administrator checks the account (SERVICE_PORTAL).",
};
export const BUSY: Sentence = {
  vi: "Cổng Dịch vụ công quốc gia báo bận hoặc lỗi hệ thống. Hệ thống tự gửi lại.",
  en: "The national portal says that it is busy or broken. It is tried again by itself.",
};
export const NOT_CONFIGURED: Sentence = {
  vi: "Chưa cấu hình kết nối với Cổng Dịch vụ công quốc gia (SERVICE_PORTAL).",
  en: "The connection with the national portal is not configured (SERVICE_PORTAL).",
};
