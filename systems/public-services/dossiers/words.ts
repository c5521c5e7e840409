import type { Sentence } from "../../../core/errors.ts";
import type { Tone } from "../../../core/ui/index.ts";
import type { TraceAction } from "./facts.ts";
import type { DossierState } from "./states.ts";

/** The national names of the outer states, and how they look. */
export const STATE_WORDS: Readonly<Record<DossierState, { readonly tone: Tone; readonly label: Sentence }>> =
  {
    1: { tone: "info", label: { vi: "Mới đăng ký", en: "Newly filed" } },
    2: { tone: "info", label: { vi: "Được tiếp nhận", en: "Received" } },
    3: { tone: "bad", label: { vi: "Không được tiếp nhận", en: "Not received" } },
    4: { tone: "info", label: { vi: "Đang xử lý", en: "Being handled" } },
    5: { tone: "attention", label: { vi: "Yêu cầu bổ sung giấy tờ", en: "More papers asked for" } },
    6: {
      tone: "attention",
      label: { vi: "Yêu cầu thực hiện nghĩa vụ tài chính", en: "A payment is asked for" },
    },
    7: { tone: "neutral", label: { vi: "Công dân yêu cầu rút hồ sơ", en: "Withdrawn by the citizen" } },
    8: { tone: "bad", label: { vi: "Dừng xử lý", en: "Stopped" } },
    9: { tone: "good", label: { vi: "Đã xử lý xong", en: "Handled; the result is at the counter" } },
    10: { tone: "good", label: { vi: "Đã trả kết quả", en: "Result returned" } },
  };

/** What was done, in the past, by the name of the action in the trace. */
export const ACTION_WORDS: Readonly<Record<TraceAction, Sentence>> = {
  file: { vi: "Nộp hồ sơ", en: "Filed" },
  accept: { vi: "Tiếp nhận hồ sơ", en: "Received" },
  refuse: { vi: "Từ chối tiếp nhận", en: "Refused" },
  "ask-supplement": { vi: "Yêu cầu bổ sung", en: "Asked for more papers" },
  "answer-supplement": { vi: "Đã bổ sung hồ sơ", en: "More papers came" },
  withdraw: { vi: "Rút hồ sơ", en: "Withdrawn" },
  forward: { vi: "Chuyển xử lý", en: "Handed on" },
  "ask-payment": { vi: "Yêu cầu thực hiện nghĩa vụ tài chính", en: "Asked for a payment" },
  "settle-payment": { vi: "Đã thực hiện nghĩa vụ tài chính", en: "Paid" },
  stop: { vi: "Dừng xử lý", en: "Stopped" },
  finish: { vi: "Xử lý xong, chuyển kết quả về bộ phận một cửa", en: "Handled; result to the counter" },
  recall: { vi: "Thu hồi kết quả để xử lý lại", en: "Taken back to be handled again" },
  return: { vi: "Trả kết quả", en: "Result returned" },
  apologise: { vi: "Xin lỗi và hẹn lại ngày trả kết quả", en: "Apologised with a new date" },
  "attach-result": { vi: "Đính kèm kết quả", en: "Attached the result" },
  "sign-result": { vi: "Ký số kết quả", en: "Signed the result" },
  "sign-papers": { vi: "Ký số giấy tờ của hồ sơ", en: "Sealed the papers" },
  "take-over": { vi: "Nhận xử lý", en: "Took it over" },
  migrate: { vi: "Chuyển sang phiên bản quy trình mới", en: "Moved to a new version of the workflow" },
};

export const CHANNEL_WORDS: Readonly<Record<1 | 2 | 3, Sentence>> = {
  1: { vi: "Trực tiếp", en: "At the counter" },
  2: { vi: "Trực tuyến", en: "Online" },
  3: { vi: "Bưu chính công ích", en: "By post" },
};
