import { nameActions } from "../../core/audit/index.ts";

/** What the audit log calls the actions of this room. */
nameActions({
  "interchange.send": { vi: "Gửi thông điệp qua trục", en: "Sent a message over the axis" },
  "interchange.receive": { vi: "Nhận thông điệp từ trục", en: "Received a message from the axis" },
  "interchange.refuse": { vi: "Không nhận được thông điệp đến", en: "Refused a received message" },
  "interchange.fail": { vi: "Thông điệp không gửi được", en: "A message could not be sent" },
  "interchange.split": { vi: "Tách thông điệp theo nơi nhận", en: "Split a message by receivers" },
  "interchange.synchronise-agencies": {
    vi: "Đồng bộ danh bạ của trục",
    en: "Synchronised the axis's directory",
  },
  "interchange.retry": { vi: "Cho gửi hoặc xử lý lại thông điệp", en: "Queued a message again" },
  "interchange.read-message": {
    vi: "Xem nguyên thông điệp của cơ quan khác",
    en: "Read another organisation's message",
  },
  "interchange.settle": { vi: "Tắt cảnh báo của thông điệp", en: "Ended the alert of a message" },
});
