import { z } from "zod";
import { FormRefusal, type Sentence } from "../../../core/errors.ts";
import { COPY_FORMS, type CopyForm } from "./copy-forms.ts";

/** What the clerk says of a copy, from a form or a program. */
export const copyFieldsSchema = z.object({
  form: z.enum(COPY_FORMS),
  pages: z
    .string()
    .max(500)
    .default("")
    .describe('Pages of an extract in the order wanted, such as "1, 3-5"; empty otherwise'),
  fromCopy: z
    .boolean()
    .default(false)
    .describe("The received document is itself a full copy (needed for sao-luc)"),
  decidedBy: z.uuid().describe("Appointment of the leader who decided that it be copied"),
  recipients: z.array(z.string()).default([]).describe("Whom the copy is for, at most 100 lines"),
  note: z.string().default(""),
});

/** The fields of a copy, checked against the file it is made of. */
export interface CopyFields {
  readonly form: CopyForm;
  /** Of an extract, in the order wanted; null for a whole copy. */
  readonly pages: readonly number[] | null;
  readonly decidedBy: string;
  readonly recipients: readonly string[];
  readonly note: string;
}

const SENTENCES: Readonly<Record<string, Sentence>> = {
  form: { vi: "Chọn hình thức sao.", en: "Choose the form of the copy." },
  decidedBy: {
    vi: "Chọn lãnh đạo quyết định việc sao.",
    en: "Choose the leader who decided that it be copied.",
  },
};

/**
 * @param input fields as typed
 * @param pageAmount pages of the file to be copied
 * @throws FormRefusal with a sentence per field
 */
export function parseCopyFields(input: unknown, pageAmount: number): CopyFields {
  const parsed = copyFieldsSchema.safeParse(input);
  if (!parsed.success) {
    const problems: Record<string, Sentence> = {};
    for (const { path } of parsed.error.issues) {
      const field = String(path[0] ?? "");
      problems[field] = SENTENCES[field] ?? { vi: "Giá trị chưa đúng.", en: "This value is not right." };
    }
    throw new FormRefusal(problems);
  }
  const { form, decidedBy, fromCopy } = parsed.data;
  const problems: Record<string, Sentence> = {};
  const recipients = parsed.data.recipients.map(clean).filter((line) => line !== "");
  if (recipients.length > 100 || recipients.some((line) => line.length > 200))
    problems.recipients = {
      vi: "Mỗi dòng một nơi nhận, tối đa 200 ký tự một dòng và 100 dòng.",
      en: "One recipient a line, at most 200 characters a line and 100 lines.",
    };
  const note = clean(parsed.data.note);
  if (note.length > 500)
    problems.note = { vi: "Ghi chú tối đa 500 ký tự.", en: "Notes have at most 500 characters." };
  if (form === "sao-luc" && !fromCopy)
    problems.fromCopy = {
      vi: "Sao lục chỉ được thực hiện từ bản sao y (Nghị định 30/2020/NĐ-CP, Điều 25). Xác nhận văn bản đang giữ là bản sao y, hoặc chọn hình thức khác.",
      en: "A copy of a copy is made from a full copy only (Decree 30/2020/NĐ-CP, Article 25). Confirm that this is one, or choose another form.",
    };
  const pages = form === "trich-sao" ? parsePages(parsed.data.pages, pageAmount) : null;
  if (pages !== null && !Array.isArray(pages)) problems.pages = pages;
  if (Object.keys(problems).length > 0) throw new FormRefusal(problems);
  return { form, pages: Array.isArray(pages) ? pages : null, decidedBy, recipients, note };
}

/** "1, 3-5" → [1, 3, 4, 5], or why not. */
function parsePages(typed: string, pageAmount: number): number[] | Sentence {
  const pages: number[] = [];
  const parts = typed
    .split(/[,;]/)
    .map((part) => part.replace(/\s+/g, ""))
    .filter((part) => part !== "");
  for (const part of parts) {
    const [, first = "", last = first] = /^(\d{1,5})(?:[-–](\d{1,5}))?$/.exec(part) ?? [];
    const [from, to] = [Number(first), Number(last)];
    if (first === "" || to < from)
      return {
        vi: `Không hiểu "${part}". Nhập số trang cách nhau bằng dấu phẩy, ví dụ 1, 3-5.`,
        en: `"${part}" is no page. Enter pages separated by commas, such as 1, 3-5.`,
      };
    if (from < 1 || to > pageAmount)
      return {
        vi: `Không có trang ${from < 1 ? from : to}: văn bản có ${pageAmount} trang.`,
        en: `There is no page ${from < 1 ? from : to}: the document has ${pageAmount}.`,
      };
    for (let page = from; page <= to; page += 1) {
      if (pages.includes(page))
        return { vi: `Trang ${page} được nhập hai lần.`, en: `Page ${page} is given twice.` };
      pages.push(page);
    }
  }
  if (pages.length > 0) return pages;
  return { vi: "Nhập các trang cần trích, ví dụ 1, 3-5.", en: "Enter the pages to take, such as 1, 3-5." };
}

function clean(text: string): string {
  return text.normalize("NFC").trim();
}
