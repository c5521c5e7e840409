/** Something that is not as it was sealed. */
export interface Finding {
  readonly kind: FindingKind;
  /** Place in the log, counted from 0. */
  readonly index?: number;
  readonly recordId?: string;
  readonly action?: string;
  /** ISO 8601 */
  readonly at?: string;
  /** File of the log, relative to its folder. */
  readonly file?: string;
  /** What a further detail says, e.g. sizes. */
  readonly detail?: string;
}

export type FindingKind =
  | "record-altered"
  | "record-deleted"
  | "record-foreign"
  | "record-inserted"
  | "personal-altered"
  | "personal-erased"
  | "seal-altered"
  | "seal-removed"
  | "seal-inserted"
  | "log-truncated"
  | "rolled-back"
  | "root-mismatch"
  | "file-damaged"
  | "checkpoint-damaged"
  | "checkpoint-missing"
  | "key-damaged"
  | "sequencer-altered";

const WORDS: Readonly<Record<FindingKind, { vi: string; en: string }>> = {
  "record-altered": {
    vi: "bản ghi đã bị sửa sau khi niêm phong",
    en: "the record was changed after sealing",
  },
  "record-deleted": { vi: "bản ghi đã bị xóa", en: "the record was deleted" },
  "record-foreign": { vi: "bản ghi không do nền tảng ghi", en: "the record was not written by the platform" },
  "record-inserted": {
    vi: "bản ghi bị chèn vào phần nhật ký đã niêm phong",
    en: "the record was inserted behind the sealed part",
  },
  "personal-altered": { vi: "phần dữ liệu cá nhân đã bị sửa", en: "the personal part was changed" },
  "personal-erased": {
    vi: "phần dữ liệu cá nhân bị xóa mà không có biên bản xóa",
    en: "the personal part was erased without a record of erasure",
  },
  "seal-altered": { vi: "dòng niêm phong đã bị sửa", en: "the row of the seal was changed" },
  "seal-removed": { vi: "dòng niêm phong đã bị xóa", en: "the row of the seal was removed" },
  "seal-inserted": { vi: "dòng niêm phong bị chèn thêm", en: "a row of a seal was inserted" },
  "log-truncated": { vi: "phần cuối nhật ký đã bị cắt", en: "the end of the log was cut off" },
  "rolled-back": {
    vi: "nhật ký đã bị quay về trạng thái cũ",
    en: "the log was rolled back to an earlier state",
  },
  "root-mismatch": {
    vi: "nhật ký không khớp với gốc cây đã ký",
    en: "the log does not match a root that was signed",
  },
  "file-damaged": {
    vi: "tệp của nhật ký bị hỏng hoặc bị sửa",
    en: "a file of the log is damaged or was changed",
  },
  "checkpoint-damaged": {
    vi: "chữ ký trên điểm chốt không hợp lệ",
    en: "the signature of the tree head is not valid",
  },
  "checkpoint-missing": { vi: "thiếu điểm chốt đã ký", en: "the signed tree head is missing" },
  "key-damaged": { vi: "khóa công khai của nhật ký bị hỏng", en: "the public key of the log is damaged" },
  "sequencer-altered": {
    vi: "vị trí của bộ niêm phong đã bị sửa",
    en: "the position of the sealer was changed",
  },
};

/** A finding as one line for people. */
export function describeFinding(finding: Finding): { vi: string; en: string } {
  const words = WORDS[finding.kind];
  const where = [
    finding.index === undefined ? "" : `#${finding.index}`,
    finding.recordId ?? "",
    finding.action ?? "",
    finding.at ?? "",
    finding.file ?? "",
    finding.detail ?? "",
  ].filter((part) => part !== "");
  const place = where.length > 0 ? ` (${where.join(" · ")})` : "";
  return { vi: `${words.vi}${place}`, en: `${words.en}${place}` };
}
