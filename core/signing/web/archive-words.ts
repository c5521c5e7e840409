import type { Wording } from "../../ui/index.ts";
import type { ArchivedFile } from "../archive/tables.ts";

export const ARCHIVE_PATH = "/signing/archive";
export const ARCHIVE_TITLE = { vi: "Lưu trữ chữ ký lâu dài", en: "Archive of signatures" } as const;

interface StateWords {
  readonly tone: "good" | "progress" | "bad";
  readonly label: { readonly vi: string; readonly en: string };
}

export const ARCHIVE_STATES: Readonly<Record<ArchivedFile["state"], StateWords>> = {
  waiting: { tone: "progress", label: { vi: "Đang chờ lưu trữ", en: "Waiting" } },
  archived: { tone: "good", label: { vi: "Đã lưu trữ", en: "Archived" } },
  failed: { tone: "bad", label: { vi: "Không thành công", en: "Failed" } },
};

const PROBLEMS: Readonly<Record<string, { readonly vi: string; readonly en: string }>> = {
  "long-term.no-signature": { vi: "Tệp không có chữ ký số", en: "The file holds no signature" },
  "long-term.not-trusted": {
    vi: "Chứng thư số của chữ ký không thuộc tổ chức được tin cậy",
    en: "No signature leads to a trusted authority",
  },
  "long-term.revocation-unknown": {
    vi: "Chưa lấy được tình trạng thu hồi của chứng thư số",
    en: "The revocation of a certificate could not be asked",
  },
  "long-term.self-check": {
    vi: "Tệp vừa lưu trữ không tự chứng minh được",
    en: "The file just archived does not prove itself",
  },
  "timestamp.no-authority": {
    vi: "Chưa cấu hình dịch vụ cấp dấu thời gian",
    en: "No timestamp authority is configured",
  },
  "timestamp.timeout": {
    vi: "Dịch vụ cấp dấu thời gian trả lời quá chậm",
    en: "The timestamp authority is too slow",
  },
  "timestamp.unreachable": {
    vi: "Không kết nối được dịch vụ cấp dấu thời gian",
    en: "The timestamp authority is out of reach",
  },
};

/** What a problem's code means to an administrator. */
export function problemWords(code: string): Wording {
  const known = PROBLEMS[code];
  if (known !== undefined) return known;
  return code.startsWith("timestamp.")
    ? { vi: "Dịch vụ cấp dấu thời gian trả lời không đúng", en: "The timestamp authority answered wrongly" }
    : { vi: "Tệp PDF không thêm được dữ liệu lưu trữ", en: "The PDF cannot be added to" };
}
