import { createHash } from "node:crypto";
import type { Sentence } from "../../../core/errors.ts";

/** What an approval covers, in the words its approver is told a change in. */
export const PART_WORDS = {
  file: { vi: "tệp văn bản", en: "the file" },
  type: { vi: "loại văn bản", en: "the type" },
  abstract: { vi: "trích yếu, tóm tắt", en: "abstract and summary" },
  signer: { vi: "người ký", en: "the signer" },
  marks: { vi: "độ mật, độ khẩn", en: "secrecy and urgency" },
  due: { vi: "hạn trả lời", en: "the due date" },
  places: { vi: "nơi nhận", en: "recipients" },
  business: { vi: "văn bản liên quan, nghiệp vụ gửi", en: "related documents and purpose" },
  attachments: { vi: "tệp kèm theo", en: "attachments" },
} as const satisfies Readonly<Record<string, Sentence>>;
export type ContentPart = keyof typeof PART_WORDS;

/** Digest of each part, by its name. */
export type ContentParts = Readonly<Partial<Record<ContentPart, string>>>;

export function digestParts(parts: Readonly<Record<ContentPart, unknown>>): ContentParts {
  return Object.fromEntries(
    Object.entries(parts).map(([name, value]) => [
      name,
      createHash("sha256")
        .update(JSON.stringify(value ?? null))
        .digest("base64url"),
    ]),
  );
}

/** The parts that differ, in words; empty when the earlier digests are not known. */
export function changedParts(before: ContentParts | null, now: ContentParts): Sentence | undefined {
  if (before === null) return undefined;
  const changed = PARTS.filter((part) => before[part] !== now[part]).map((part) => PART_WORDS[part]);
  if (changed.length === 0) return undefined;
  return { vi: changed.map(({ vi }) => vi).join(", "), en: changed.map(({ en }) => en).join(", ") };
}

const PARTS: readonly ContentPart[] = [
  "file",
  "type",
  "abstract",
  "signer",
  "marks",
  "due",
  "places",
  "business",
  "attachments",
];
