import type { Sentence } from "../../core/errors.ts";
import type { Tone } from "../../core/ui/index.ts";

/** Life of a work file (NĐ 30/2020 Art. 29–31) as data: state × action → next state. */
export const FILE_STATES = ["open", "closed", "deposit-asked", "deposited", "returned"] as const;
export type FileState = (typeof FILE_STATES)[number];

export const FILE_ACTIONS = [
  "edit",
  "add",
  "remove",
  "set-rights",
  "confirm-rights",
  "close",
  "reopen",
  "keep-back",
  "ask-deposit",
  "withdraw-deposit",
  "accept",
  "return",
  "package-sip",
  "package-aip",
  "package-dip",
  "freeze",
  "unfreeze",
] as const;
export type FileAction = (typeof FILE_ACTIONS)[number];

type Row = Partial<Record<FileAction, FileState>>;

/** What never changes the state of a file. */
function staying(state: FileState, ...actions: readonly FileAction[]): Row {
  return Object.fromEntries(
    [...actions, "confirm-rights" as const, "freeze" as const, "unfreeze" as const].map((action) => [
      action,
      state,
    ]),
  );
}

/** A cell that is absent is forbidden. */
export const FILE_TRANSITIONS: Readonly<Record<FileState, Row>> = {
  open: { ...staying("open", "edit", "add", "remove", "set-rights"), close: "closed" },
  closed: {
    ...staying("closed", "set-rights", "keep-back", "package-sip"),
    reopen: "open",
    "ask-deposit": "deposit-asked",
  },
  "deposit-asked": {
    ...staying("deposit-asked", "package-sip"),
    "withdraw-deposit": "closed",
    accept: "deposited",
    return: "returned",
  },
  // The archive's conditions are met on the file itself: it is opened again, or asked for once more as it is.
  returned: {
    ...staying("returned", "set-rights", "keep-back", "package-sip"),
    reopen: "open",
    "ask-deposit": "deposit-asked",
  },
  deposited: staying("deposited", "package-aip", "package-dip"),
};

/** What can be done while a file is frozen for an inspection: nothing that changes it. */
export const WHILE_FROZEN: readonly FileAction[] = ["unfreeze", "package-dip"];

export const PACKAGE_KINDS = ["sip", "aip", "dip"] as const;
export type PackageKind = (typeof PACKAGE_KINDS)[number];
export type PackageState = "waiting" | "ready" | "failed" | "void";

export const ACCESS_LEVELS = ["organisation", "unit", "named"] as const;
/** Who reads a file without being named: everybody of the body, of the unit, or nobody. */
export type AccessLevel = (typeof ACCESS_LEVELS)[number];

export const FILE_KINDS = ["ordinary", "construction"] as const;
/** Construction files have a term of deposit of their own (NĐ 30/2020 Art. 30). */
export type FileKind = (typeof FILE_KINDS)[number];

interface Look {
  readonly label: Sentence;
  readonly tone: Tone;
}

export const FILE_STATE_WORDS: Readonly<Record<FileState, Look>> = {
  open: { label: { vi: "Đang lập", en: "Open" }, tone: "progress" },
  closed: { label: { vi: "Đã kết thúc", en: "Closed" }, tone: "info" },
  "deposit-asked": { label: { vi: "Chờ lưu trữ tiếp nhận", en: "With the archive" }, tone: "attention" },
  deposited: { label: { vi: "Đã nộp lưu", en: "Deposited" }, tone: "good" },
  returned: { label: { vi: "Lưu trữ trả lại", en: "Returned by the archive" }, tone: "bad" },
};

export const ACCESS_WORDS: Readonly<Record<AccessLevel, Sentence>> = {
  organisation: { vi: "Cả cơ quan", en: "The whole organisation" },
  unit: { vi: "Đơn vị giữ hồ sơ", en: "The unit that keeps it" },
  named: { vi: "Chỉ người được cấp quyền", en: "Only the people named" },
};

export const FILE_KIND_WORDS: Readonly<Record<FileKind, Sentence>> = {
  ordinary: { vi: "Hồ sơ công việc", en: "Work file" },
  construction: { vi: "Hồ sơ công trình xây dựng", en: "Construction file" },
};

export const PACKAGE_WORDS: Readonly<Record<PackageKind, Sentence>> = {
  sip: { vi: "Gói nộp lưu (SIP)", en: "Submission package (SIP)" },
  aip: { vi: "Gói bảo quản (AIP)", en: "Archival package (AIP)" },
  dip: { vi: "Gói sử dụng (DIP)", en: "Dissemination package (DIP)" },
};

export const PACKAGE_STATE_WORDS: Readonly<Record<PackageState, Look>> = {
  waiting: { label: { vi: "Đang đóng gói", en: "Being made" }, tone: "progress" },
  ready: { label: { vi: "Đã xong", en: "Ready" }, tone: "good" },
  failed: { label: { vi: "Chưa đóng gói được", en: "Could not be made" }, tone: "bad" },
  void: { label: { vi: "Không dùng nữa", en: "Void" }, tone: "neutral" },
};

/** How long a file is kept: for ever, or so many years (NĐ 30/2020 PL V). */
export interface Retention {
  readonly permanent: boolean;
  readonly years: number | null;
}

/** "Vĩnh viễn", "10 năm". */
export function retentionWords({ permanent, years }: Retention): Sentence {
  if (permanent || years === null) return { vi: "Vĩnh viễn", en: "Permanent" };
  return { vi: `${years} năm`, en: `${years} ${years === 1 ? "year" : "years"}` };
}

/** Reads a retention as people write it: "Vĩnh viễn", "VV", "20 năm", "20". Undefined for anything else. */
export function parseRetention(typed: string): Retention | undefined {
  const text = typed.normalize("NFC").trim().toLowerCase().replace(/\s+/g, " ");
  if (["vĩnh viễn", "vinh vien", "vv", "permanent"].includes(text)) return { permanent: true, years: null };
  const years = /^(\d{1,3})( năm| nam| years?)?$/.exec(text)?.[1];
  return years === undefined || Number(years) < 1 ? undefined : { permanent: false, years: Number(years) };
}
