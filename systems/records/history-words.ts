import type { Sentence } from "../../core/errors.ts";

const LINES: Readonly<Record<string, Sentence>> = {
  create: { vi: "Mở hồ sơ", en: "Opened" },
  import: { vi: "Nhập từ hệ thống cũ", en: "Imported from the old system" },
  edit: { vi: "Sửa thông tin", en: "Changed" },
  add: { vi: "Thêm văn bản, tài liệu", en: "Documents added" },
  remove: { vi: "Rút văn bản, tài liệu", en: "Document taken out" },
  "set-rights": { vi: "Thay đổi quyền", en: "Rights changed" },
  "confirm-rights": { vi: "Quyết định về thay đổi quyền", en: "Change of rights decided" },
  "hand-over": { vi: "Bàn giao người lập", en: "Handed over" },
  close: { vi: "Kết thúc hồ sơ", en: "Closed" },
  reopen: { vi: "Mở lại hồ sơ", en: "Reopened" },
  "keep-back": { vi: "Giữ lại khi đến hạn nộp", en: "Kept back" },
  "ask-deposit": { vi: "Nộp vào lưu trữ cơ quan", en: "Handed to the archive" },
  "withdraw-deposit": { vi: "Rút khỏi đợt nộp lưu", en: "Withdrawn from the deposit" },
  accept: { vi: "Lưu trữ tiếp nhận", en: "Accepted by the archive" },
  return: { vi: "Lưu trữ trả lại", en: "Returned by the archive" },
  "package-sip": { vi: "Yêu cầu gói nộp lưu (SIP)", en: "Submission package asked for" },
  "package-aip": { vi: "Yêu cầu gói bảo quản (AIP)", en: "Archival package asked for" },
  "package-dip": { vi: "Yêu cầu gói sử dụng (DIP)", en: "Dissemination package asked for" },
  "package-made": { vi: "Đóng gói xong, đã kiểm tra SHA-256", en: "Package made, checksums checked" },
  "package-failed": { vi: "Không đóng gói được", en: "Package could not be made" },
  freeze: { vi: "Đóng băng để kiểm tra", en: "Frozen for an inspection" },
  unfreeze: { vi: "Mở đóng băng", en: "Released" },
};

/** What a line of a file's story says. */
export function historyLabel(action: string): Sentence {
  return LINES[action] ?? { vi: action, en: action };
}
