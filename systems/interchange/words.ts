import type { Sentence } from "../../core/errors.ts";
import { BUSINESS_LABEL, STATUS_LABEL } from "./edxml/index.ts";
import type { MessageDetail, MessageLine, Standing } from "./messages.ts";
import type { IncomingResult } from "./tables.ts";

export const STANDING_WORDS: Readonly<Record<Standing, Sentence>> = {
  queued: { vi: "Chờ gửi", en: "Waiting to be sent" },
  late: { vi: "Gửi chậm", en: "Late" },
  sent: { vi: "Đã gửi lên trục", en: "Sent to the axis" },
  split: { vi: "Đã tách từng nơi nhận", en: "Split by receiver" },
  failed: { vi: "Gửi không thành công", en: "Could not be sent" },
  listed: { vi: "Chưa tải về được", en: "Not fetched yet" },
  stored: { vi: "Chờ xử lý", en: "To be processed" },
  applied: { vi: "Đã nhận", en: "Received" },
  unreadable: { vi: "Không đọc được", en: "Unreadable" },
};

const RESULT_WORDS: Readonly<Record<IncomingResult, Sentence>> = {
  arrived: {
    vi: "Văn bản đã vào danh sách văn bản đến.",
    en: "The document is among the incoming documents.",
  },
  repeated: {
    vi: "Nội dung này đã đến trước đó; trục gửi lại nên không có gì thay đổi.",
    en: "The same content had come before; the axis delivered it again and nothing changed.",
  },
  requested: {
    vi: "Nơi gửi yêu cầu thu hồi hoặc cập nhật văn bản; văn thư cần trả lời trên trang của văn bản đến.",
    en: "The sender asks to take back or update the document; the clerk answers on its page.",
  },
  waiting: {
    vi: "Yêu cầu thu hồi đến trước văn bản. Hệ thống chờ văn bản 15 phút, rồi tự trả lời nơi gửi.",
    en: "The recall came before its document. The system waits 15 minutes for it, then answers the sender.",
  },
  told: { vi: "Trạng thái đã ghi vào văn bản đi.", en: "The state was noted on the outgoing document." },
  unmatched: {
    vi: "Không tìm thấy văn bản đi mà trạng thái này nói tới; có thể văn bản được gửi từ hệ thống cũ.",
    en: "The outgoing document it speaks of was not found; it may have been sent by an older system.",
  },
  declined: {
    vi: "Văn bản đã kết thúc xử lý nên hệ thống trả lời nơi gửi ngay.",
    en: "The document is finished here, so the system answered the sender at once.",
  },
};

/** What a message is, in a few words: a new document, a recall, the state "registered". */
export function kindWords(message: Pick<MessageLine, "kind" | "businessType" | "statusCode">): Sentence {
  if (message.statusCode !== null) {
    const { vi, en } = STATUS_LABEL[message.statusCode];
    return { vi: `Trạng thái: ${vi.toLocaleLowerCase("vi")}`, en: `State: ${en}` };
  }
  if (message.businessType !== null) {
    const { vi, en } = BUSINESS_LABEL[message.businessType];
    return { vi: capital(vi), en: capital(en) };
  }
  return message.kind === "status" ? { vi: "Trạng thái", en: "State" } : { vi: "Văn bản", en: "Document" };
}

/** What became of the message, for somebody who has never read the standard. */
export function outcomeWords(message: MessageDetail): Sentence {
  switch (message.standing) {
    case "queued":
      return message.problemVi && message.problemEn
        ? {
            vi: `${message.problemVi} Hệ thống sẽ tự thử lại.`,
            en: `${message.problemEn} The system will try again.`,
          }
        : { vi: "Thông điệp đang chờ đến lượt gửi.", en: "The message waits for its turn." };
    case "late":
      return {
        vi: `Đã thử ${message.attempts} lần chưa gửi được: ${message.problemVi ?? ""} Hệ thống vẫn tự thử lại; bạn chưa cần làm gì, trừ khi văn bản rất gấp.`,
        en: `Tried ${message.attempts} times: ${message.problemEn ?? ""} The system keeps trying; nothing to do unless it is very urgent.`,
      };
    case "sent":
      return {
        vi: "Trục liên thông đã nhận thông điệp và sẽ chuyển đến nơi nhận. Trạng thái của từng nơi nhận xem ở trang văn bản đi.",
        en: "The axis has taken the message. The state of each receiver is on the page of the outgoing document.",
      };
    case "split":
      return {
        vi: "Trục từ chối một trong các nơi nhận, nên hệ thống đã gửi riêng cho từng nơi; nơi nào không gửi được có cảnh báo riêng.",
        en: "The axis refused one of the receivers, so each got a message of its own; those that failed have their own alert.",
      };
    case "failed":
      return { vi: message.problemVi ?? "", en: message.problemEn ?? "" };
    case "listed":
      return {
        vi: `Trục báo có thông điệp nhưng chưa tải về được (đã thử ${message.attempts} lần): ${message.problemVi ?? ""}`,
        en: `The axis announces a message that could not be fetched yet (${message.attempts} attempts): ${message.problemEn ?? ""}`,
      };
    case "stored":
      return { vi: message.problemVi ?? "", en: message.problemEn ?? "" };
    case "applied":
      return RESULT_WORDS[message.result ?? "arrived"];
    case "unreadable":
      return {
        vi: `Thông điệp không dùng được: ${message.problemVi ?? ""}`,
        en: `The message cannot be used: ${message.problemEn ?? ""}`,
      };
  }
}

/** What the person can do now; undefined when nothing is expected. */
export function adviceWords(message: MessageDetail): Sentence | undefined {
  if (message.standing === "failed") {
    return {
      vi: "Sửa nguyên nhân (nếu có) rồi bấm Gửi lại. Nếu đã gửi bằng cách khác, bấm Đã xử lý để tắt cảnh báo.",
      en: "Remove the cause and press Send again. If it was sent in another way, press Settled to end the alert.",
    };
  }
  if (message.standing === "unreadable" && message.alert) {
    return {
      vi: "Liên hệ nơi gửi để gửi lại thông điệp đúng quy chuẩn; hệ thống đã báo lỗi cho nơi gửi nếu xác định được. Tải tệp gốc nếu cần, rồi bấm Đã xử lý.",
      en: "Ask the sender for a proper message; the system has told it so where it could. Download the original if needed, then press Settled.",
    };
  }
  if (message.standing === "stored" && message.alert) {
    return {
      vi: "Nội dung vẫn an toàn. Báo quản trị viên xem nguyên nhân, rồi bấm Thử lại.",
      en: "The content is safe. Tell the administrator, then press Try again.",
    };
  }
  return undefined;
}

function capital(text: string): string {
  return text.charAt(0).toLocaleUpperCase("vi") + text.slice(1);
}
