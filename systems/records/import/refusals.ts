import type { Sentence } from "../../../core/errors.ts";
import { nameRefusals } from "../../documents/index.ts";

/** Why a line of the work files is not taken. The codes are stable: reports are read by programs too. */
export const FILE_REFUSALS = {
  "missing-key": { vi: "Thiếu mã trong hệ thống cũ", en: "The key of the old system is missing" },
  "known-key": { vi: "Mã này đã được nhập trước đó", en: "This key has been imported before" },
  "repeated-key": { vi: "Mã này đứng ở hai dòng", en: "This key stands in two lines" },
  "unknown-key": { vi: "Không có văn bản nào mang mã này", en: "No document has this key" },
  organisation: {
    vi: "Không có cơ quan nào của tỉnh mang mã này",
    en: "No organisation of the province has this code",
  },
  unit: { vi: "Cơ quan không có đơn vị này", en: "The organisation has no such unit" },
  person: { vi: "Không có người nào như vậy trong cơ quan", en: "No such person in the organisation" },
  "file-notation": {
    vi: "Số và ký hiệu hồ sơ thiếu, dài quá 20 ký tự hoặc có ký tự lạ",
    en: "The file's notation is missing, longer than 20 or has strange signs",
  },
  "notation-taken": {
    vi: "Hồ sơ khác trong năm đã mang số và ký hiệu này",
    en: "Another file of the year has this notation",
  },
  "file-title": { vi: "Tiêu đề thiếu hoặc dài quá 500 ký tự", en: "The title is missing or longer than 500" },
  "file-text": {
    vi: "Ngôn ngữ dài quá 50, từ khóa quá 200 hoặc ghi chú quá 500 ký tự",
    en: "Language is longer than 50, keywords than 200 or description than 500",
  },
  "file-year": { vi: "Năm của hồ sơ không đúng", en: "The year of the file is not right" },
  retention: {
    vi: "Thời hạn bảo quản phải là vĩnh viễn hoặc số năm trong mức luật định khi mở hồ sơ",
    en: "Retention must be permanent or years within the law of the day the file was opened",
  },
  "file-state": {
    vi: "Trạng thái phải là open, closed hoặc deposited",
    en: "State must be open, closed or deposited",
  },
  "file-day": {
    vi: "Ngày mở, ngày kết thúc thiếu hoặc không đúng (yyyy-MM-dd, kết thúc không trước ngày mở)",
    en: "Day of opening or closing is missing or wrong (yyyy-MM-dd, closing not before opening)",
  },
  "file-kind": {
    vi: "Loại hồ sơ phải là ordinary hoặc construction",
    en: "Kind must be ordinary or construction",
  },
  "file-access": {
    vi: "Phạm vi xem phải là organisation, unit hoặc named",
    en: "Access must be organisation, unit or named",
  },
  "unknown-file": { vi: "Không có hồ sơ nào mang mã này", en: "No work file has this key" },
  "other-organisation": {
    vi: "Văn bản thuộc cơ quan khác với hồ sơ",
    en: "The document belongs to another organisation than the file",
  },
  "filed-already": { vi: "Văn bản đã có trong hồ sơ này", en: "The document is in this file already" },
  "file-full": {
    vi: "Hồ sơ đã đủ 2.000 văn bản, tài liệu; mở hồ sơ tập tiếp theo",
    en: "The file holds 2,000 documents already; open the next volume",
  },
  "open-document": {
    vi: "Văn bản chưa xử lý xong không thuộc hồ sơ đã kết thúc",
    en: "A document still open does not belong to a closed file",
  },
  "file-moved-on": {
    vi: "Hồ sơ đã được xử lý tiếp ở đây sau khi nhập; sửa trên trang hồ sơ",
    en: "The file has been worked on here since it was imported; change it on its page",
  },
  level: {
    vi: "Quyền phải là read hoặc work; đơn vị chỉ được read",
    en: "Level must be read or work; a unit may only read",
  },
} as const satisfies Readonly<Record<string, Sentence>>;

export type FileRefusalCode = keyof typeof FILE_REFUSALS;

nameRefusals(FILE_REFUSALS);
