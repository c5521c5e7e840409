import type { Sentence } from "../../../../core/errors.ts";
import { sniff } from "../../../../core/files/index.ts";
import { formatBytes } from "../../../../core/ui/format.ts";
import { cleanJpeg, cleanPng } from "./clean-picture.ts";

/** Largest file a citizen may attach, bytes. */
export const MOST_BYTES = 10 * 1000 * 1000;

/** What is taken, with the endings that may name it. */
const TAKEN = {
  "application/pdf": ["pdf"],
  "image/jpeg": ["jpg", "jpeg", "jpe", "jfif"],
  "image/png": ["png"],
} as const;
export type TakenType = keyof typeof TAKEN;

/** For `accept` of a file field. */
export const ACCEPT = "image/jpeg,image/png,application/pdf,.jpg,.jpeg,.png,.pdf";

/** What a content is, whatever its name says. */
export type ContentVerdict =
  | { readonly kind: "taken"; readonly type: TakenType; readonly bytes: Uint8Array }
  | { readonly kind: "too-large" | "empty" | "harmful" | "damaged" | "other" | "locked" };

/** Marks of programs, and of the EICAR test file that stands for a virus. */
const PROGRAMS: readonly string[] = [
  "MZ",
  "\x7fELF",
  "\xca\xfe\xba\xbe",
  "\xcf\xfa\xed\xfe",
  "\xfe\xed\xfa",
  "#!",
  "\x4c\x00\x00\x00\x01\x14\x02\x00",
];
const EICAR = "EICAR-STANDARD-ANTIVIRUS-TEST-FILE";
/** Names a PDF needs to run something on the reader's machine (ISO 32000-1, 12.6.4). */
const PDF_ACTIONS = /^(?:JavaScript|JS|Launch|RichMedia|SubmitForm|ImportData)(?![A-Za-z])/;
const PDF_LOCK = /^Encrypt[\s<\d]/;
/** The longest of these names with every character written as #xx, and what follows it. */
const LONGEST_NAME = 3 * "SubmitForm".length + 3 * "JavaScript".length;
const SLASH = 0x2f;

/**
 * Looks at a whole content: refuses what is a program, carries one or is broken; gives pictures back without what the
 * camera wrote about place, time and owner.
 */
export function judgeContent(bytes: Uint8Array): ContentVerdict {
  if (bytes.length === 0) return { kind: "empty" };
  const content = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const head = content.toString("latin1", 0, 16);
  if (content.includes(EICAR) || PROGRAMS.some((mark) => head.startsWith(mark))) return { kind: "harmful" };
  switch (sniff(bytes.subarray(0, 4096))) {
    case "application/pdf": {
      if (!head.startsWith("%PDF-")) return { kind: "other" };
      const named = dangerOf(content);
      if (named) return { kind: named };
      if (!content.subarray(-2048).includes("%%EOF")) return { kind: "damaged" };
      return { kind: "taken", type: "application/pdf", bytes };
    }
    case "image/jpeg": {
      const clean = cleanJpeg(bytes);
      return clean ? { kind: "taken", type: "image/jpeg", bytes: clean } : { kind: "damaged" };
    }
    case "image/png": {
      const clean = cleanPng(bytes);
      return clean ? { kind: "taken", type: "image/png", bytes: clean } : { kind: "damaged" };
    }
    default:
      return { kind: "other" };
  }
}

/** What the names of a PDF give away: actions before a lock. Goes from name to name: the rest is pictures. */
function dangerOf(pdf: Buffer): "harmful" | "locked" | undefined {
  let locked = false;
  for (let at = pdf.indexOf(SLASH); at !== -1; at = pdf.indexOf(SLASH, at + 1)) {
    const name = nameAt(pdf, at + 1);
    if (PDF_ACTIONS.test(name)) return "harmful";
    locked ||= PDF_LOCK.test(name);
  }
  return locked ? "locked" : undefined;
}

/** A name and what follows it; any character may be written as #xx. */
function nameAt(pdf: Buffer, from: number): string {
  return pdf
    .toString("latin1", from, from + LONGEST_NAME)
    .replace(/#([0-9A-Fa-f]{2})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}

/** Why a file is refused, by its name; undefined when it is taken. */
export function refusalOf(name: string, verdict: ContentVerdict): Sentence | undefined {
  switch (verdict.kind) {
    case "taken": {
      const ending = /\.([^.]+)$/.exec(name)?.[1]?.toLowerCase();
      const endings: readonly string[] = TAKEN[verdict.type];
      if (ending === undefined || endings.includes(ending)) return undefined;
      const [real] = TAKEN[verdict.type];
      return {
        vi: `Tệp “${name}” mang đuôi .${ending} nhưng thật ra là tệp .${real}. Chưa nhận; hãy kiểm tra đúng tệp cần gửi rồi đổi tên đuôi thành .${real}.`,
        en: `“${name}” is named .${ending} but is really a .${real} file. Not taken: check that it is the right file and name it .${real}.`,
      };
    }
    case "too-large":
      return {
        vi: `Tệp “${name}” lớn hơn ${formatBytes(MOST_BYTES)}. Chưa nhận; hãy chụp lại với độ phân giải nhỏ hơn hoặc chia thành nhiều tệp.`,
        en: `“${name}” is larger than ${formatBytes(MOST_BYTES)}. Not taken: take the picture smaller or split it.`,
      };
    case "empty":
      return { vi: `Tệp “${name}” trống, không có nội dung.`, en: `“${name}” is empty.` };
    case "harmful":
      return {
        vi: `Tệp “${name}” có chứa chương trình hoặc mã có thể gây hại nên không được nhận. Hãy quét vi-rút máy của bạn và gửi ảnh chụp hoặc bản PDF thường.`,
        en: `“${name}” contains a program or code that may do harm and is not taken. Check your device for viruses and send a photograph or a plain PDF.`,
      };
    case "locked":
      return {
        vi: `Tệp “${name}” có đặt mật khẩu nên cán bộ không mở được. Hãy bỏ mật khẩu rồi gửi lại.`,
        en: `“${name}” is locked with a password and officials could not open it. Remove the password and send it again.`,
      };
    case "damaged":
      return {
        vi: `Tệp “${name}” bị hỏng hoặc chưa tải lên hết. Hãy chụp hoặc chọn lại.`,
        en: `“${name}” is damaged or incomplete. Take or choose it again.`,
      };
    case "other":
      return {
        vi: `Tệp “${name}” không phải ảnh JPG, PNG hay PDF. Hãy chụp ảnh giấy tờ hoặc chuyển sang PDF.`,
        en: `“${name}” is no JPG, PNG or PDF. Photograph the paper or turn it into a PDF.`,
      };
  }
}
