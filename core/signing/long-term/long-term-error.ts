import type { Sentence } from "../verification/verdict.ts";

/** Stable codes of {@link LongTermError}. */
export type LongTermErrorCode =
  | "long-term.no-signature"
  | "long-term.not-trusted"
  | "long-term.revocation-unknown"
  | "long-term.not-archived"
  | "long-term.self-check";

const SENTENCES: Record<LongTermErrorCode, Sentence> = {
  "long-term.no-signature": {
    vi: "Tệp không có chữ ký số nào để lưu trữ lâu dài",
    en: "The file holds no signature to be kept in the long run",
  },
  "long-term.not-trusted": {
    vi: "Không chữ ký nào trong tệp dẫn tới tổ chức chứng thực được tin cậy",
    en: "No signature of the file leads to a trusted authority",
  },
  "long-term.revocation-unknown": {
    vi: "Chưa lấy được bằng chứng về tình trạng thu hồi của chứng thư số: sẽ thử lại",
    en: "The evidence about the revocation of a certificate could not be had: it will be tried again",
  },
  "long-term.not-archived": {
    vi: "Tệp chưa có dấu thời gian lưu trữ để gia hạn",
    en: "The file has no archive timestamp that could be renewed",
  },
  "long-term.self-check": {
    vi: "Dấu thời gian lưu trữ vừa tạo không đọc lại được: tệp được giữ nguyên",
    en: "The archive timestamp just made cannot be read back: the file stays as it was",
  },
};

/** A file that cannot be given, or renewed, its long-term proof. Nothing was changed. */
export class LongTermError extends Error {
  readonly code: LongTermErrorCode;
  /** What people read. */
  readonly sentence: Sentence;

  constructor(code: LongTermErrorCode, message: string) {
    super(message);
    this.name = "LongTermError";
    this.code = code;
    this.sentence = SENTENCES[code];
  }

  /** True when the same may succeed later. */
  get isTemporary(): boolean {
    return this.code === "long-term.revocation-unknown";
  }
}
