/** Stable codes of everything that keeps a container from being examined, signed or written. */
export type ContainerErrorCode =
  | "container.not-a-zip"
  | "container.zip-structure"
  | "container.zip64"
  | "container.encrypted"
  | "container.method"
  | "container.name"
  | "container.duplicate-entry"
  | "container.layout"
  | "container.limit"
  | "container.corrupt"
  | "container.no-files"
  | "container.not-asic"
  | "container.self-check";

const SENTENCES: Readonly<Record<ContainerErrorCode, { readonly vi: string; readonly en: string }>> = {
  "container.not-a-zip": { vi: "Tệp không phải là gói ZIP", en: "The file is not a zip container" },
  "container.zip-structure": {
    vi: "Gói bị hỏng: không đọc được cấu trúc",
    en: "The container is broken: its structure cannot be read",
  },
  "container.zip64": {
    vi: "Gói dùng định dạng ZIP64, không được hỗ trợ",
    en: "The container uses ZIP64, which is not supported",
  },
  "container.encrypted": {
    vi: "Gói được đặt mật khẩu: hãy bỏ mật khẩu rồi gửi lại",
    en: "The container has a password: remove it and send it again",
  },
  "container.method": {
    vi: "Gói dùng kiểu nén không được hỗ trợ",
    en: "The container uses a compression that is not supported",
  },
  "container.name": {
    vi: "Gói có tên tệp không an toàn",
    en: "The container holds an unsafe file name",
  },
  "container.duplicate-entry": {
    vi: "Gói có hai tệp trùng tên",
    en: "The container holds two files of the same name",
  },
  "container.layout": {
    vi: "Gói có phần chồng lấn hoặc dữ liệu ẩn giữa các tệp",
    en: "The container has overlapping parts or data hidden between its files",
  },
  "container.limit": {
    vi: "Gói vượt giới hạn xử lý cho phép, có dấu hiệu là “bom nén”",
    en: "The container is beyond the limits of what is unpacked",
  },
  "container.corrupt": {
    vi: "Gói bị hỏng: nội dung không khớp mã kiểm tra",
    en: "The container is broken: its content does not fit its check sums",
  },
  "container.no-files": { vi: "Gói không chứa tệp nào để ký", en: "The container holds no file to sign" },
  "container.not-asic": {
    vi: "Gói không phải là gói ký số ASiC",
    en: "The container is no ASiC container",
  },
  "container.self-check": {
    vi: "Chữ ký vừa tạo không qua được bước tự kiểm tra",
    en: "The signature just made does not pass its own check",
  },
};

/** A container that cannot be examined, signed or written. */
export class ContainerError extends Error {
  readonly code: ContainerErrorCode;
  readonly sentence: { readonly vi: string; readonly en: string };

  constructor(code: ContainerErrorCode, detail: string) {
    super(detail);
    this.name = "ContainerError";
    this.code = code;
    this.sentence = SENTENCES[code];
  }
}
