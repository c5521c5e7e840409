import type { Sentence } from "../../../core/errors.ts";
import type { Report } from "../list-certificates.ts";
import { REQUEST_KIND_WORDS, REQUEST_KINDS } from "../states.ts";

/** What each report looks for, and what to do about it. */
export const REPORT_WORDS: Readonly<Record<Report, { readonly label: Sentence; readonly advice: Sentence }>> =
  {
    expired: {
      label: { vi: "Đã hết hạn, chưa thu hồi", en: "Expired, not revoked" },
      advice: {
        vi: "Gia hạn, hoặc thu hồi và nhận lại thiết bị.",
        en: "Renew, or revoke and take the device back.",
      },
    },
    left: {
      label: { vi: "Người giữ đã thôi chức vụ", en: "Holder has left" },
      advice: {
        vi: "Đề nghị thu hồi và nhận lại thiết bị.",
        en: "Request revocation and take the device back.",
      },
    },
    moved: {
      label: { vi: "Người giữ đã chuyển đơn vị", en: "Holder has moved" },
      advice: { vi: "Đề nghị thay đổi nội dung thông tin.", en: "Request a change of information." },
    },
    unused: {
      label: { vi: "Lâu không dùng để ký", en: "Unused" },
      advice: {
        vi: "Hỏi người giữ; thu hồi nếu không còn cần.",
        en: "Ask the holder; revoke if not needed.",
      },
    },
    device: {
      label: { vi: "Thiết bị chưa bàn giao lại", en: "Device not handed back" },
      advice: { vi: "Đôn đốc bàn giao và ghi biên bản.", en: "Have it handed back and recorded." },
    },
  };

const LINES: Readonly<Record<string, Sentence>> = {
  issue: { vi: "Được cấp theo đề nghị", en: "Issued on request" },
  import: { vi: "Nhập vào sổ từ tệp", en: "Imported" },
  "import-change": { vi: "Cập nhật từ tệp", en: "Brought up to date from a file" },
  "take-in": { vi: "Đưa vào sổ từ hệ thống ký số", en: "Taken in from the key ring" },
  demo: { vi: "Dữ liệu minh họa", en: "Demonstration data" },
  "hand-over": { vi: "Bàn giao, đưa vào sử dụng", en: "Handed over, in use" },
  replace: { vi: "Thay bằng chứng thư số mới", en: "Replaced by a new certificate" },
  remind: { vi: "Gửi nhắc gia hạn", en: "Reminder sent" },
};

/** What a line of the history says. */
export function historyWords(action: string): Sentence {
  const kind = REQUEST_KINDS.find((each) => each === action);
  return LINES[action] ?? (kind ? REQUEST_KIND_WORDS[kind] : { vi: action, en: action });
}
