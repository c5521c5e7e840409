import { Refusal, type Sentence } from "../../../../core/errors.ts";

const SENTENCES = {
  "citizens.provider-unconfigured": [
    503,
    "Nơi này chưa nối với dịch vụ đăng nhập của người dân. Bạn vẫn nộp hồ sơ được tại bộ phận một cửa.",
    "This installation is not connected to the sign-in of citizens. You can still file at the one-stop desk.",
  ],
  "citizens.provider-away": [
    503,
    "Dịch vụ đăng nhập đang bận hoặc mất kết nối. Chưa có gì bị mất; hãy thử lại sau ít phút.",
    "The sign-in service is busy or cannot be reached. Nothing is lost; try again in a few minutes.",
  ],
  "citizens.request-unknown": [
    400,
    "Lượt đăng nhập này đã hết hạn hoặc không bắt đầu từ trình duyệt này. Hãy đăng nhập lại từ đầu.",
    "This sign-in has expired or did not begin in this browser. Begin again.",
  ],
  "citizens.cancelled": [
    403,
    "Bạn đã không đồng ý chia sẻ thông tin nên chưa đăng nhập. Hãy thử lại khi bạn muốn.",
    "You did not agree to share your data, so you are not signed in. Try again when you like.",
  ],
  "citizens.answer-refused": [
    403,
    "Câu trả lời của dịch vụ đăng nhập không khớp với lượt đăng nhập này nên đã bị từ chối. Hãy đăng nhập lại.",
    "The answer of the sign-in service does not fit this sign-in and was refused. Sign in again.",
  ],
  "citizens.identifier-invalid": [
    403,
    "Số định danh hoặc mã số thuế nhận được không hợp lệ. Hãy liên hệ nơi cấp tài khoản định danh để sửa.",
    "The personal identifier or tax code received is not valid. Ask whoever issued the account to correct it.",
  ],
  "citizens.level-too-low": [
    403,
    "Tài khoản định danh của bạn chưa đủ mức. Hãy đến công an cấp xã để được định danh mức 2 rồi đăng nhập lại.",
    "Your identity account is not of the level needed. Have yourself identified at level 2 at the commune police.",
  ],
  "citizens.provider-not-allowed": [
    403,
    "Theo quy định hiện hành, loại tài khoản này không còn dùng để đăng nhập dịch vụ công. Hãy dùng tài khoản VNeID.",
    "By the rules in force this kind of account no longer signs in to public services. Use VNeID.",
  ],
  "citizens.identifier-changed": [
    409,
    "Số định danh nhận được khác với số đã ghi trong tài khoản. Hãy đến bộ phận một cửa để được đối chiếu.",
    "The identifier received differs from the one of the account. Have it checked at the one-stop desk.",
  ],
} as const;

/** Why somebody could not sign in; a page with this sentence and the way to try again. */
export class SignInError extends Refusal {
  readonly reason: keyof typeof SENTENCES;
  /** For the log of operators; never shown. */
  readonly detail: string;
  constructor(reason: keyof typeof SENTENCES, detail = "") {
    const [status, vi, en] = SENTENCES[reason];
    const sentence: Sentence = { vi, en };
    super(reason, status, sentence);
    this.reason = reason;
    this.detail = detail;
  }
}
