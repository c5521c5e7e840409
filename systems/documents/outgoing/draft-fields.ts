import { z } from "zod";
import { FormRefusal, type Sentence } from "../../../core/errors.ts";

/** What the author of a draft fills in. Lengths are those of NĐ 30/2020 PL VI part II. */
export const draftFieldsSchema = z.object({
  documentType: z.string().min(1).max(10),
  abstract: z.string().trim().min(1).max(500),
  summary: z.string().trim().max(500).default(""),
  urgency: z.coerce.number().int().min(0).max(4).default(0),
  confidentiality: z.coerce.number().int().min(0).max(3).default(0),
  /** Hạn trả lời, `yyyy-MM-dd`. */
  dueDate: z.iso.date().nullable().default(null),
  steering: z.coerce.number().int().min(0).max(2).default(0),
  paper: z.boolean().default(false),
  /** Appointment of the proposed signer. */
  signer: z.uuid(),
  /** `own` by the signer's own post; `by-order` TL.; `by-authority` TUQ. (NĐ 30/2020 Art. 13.3, 13.4). */
  signingForm: z.enum(["own", "by-order", "by-authority"]).default("own"),
  /** Receivers: organisations of the directory. */
  recipients: z.array(z.uuid()).max(2000).default([]),
  /** Lines of "Nơi nhận" that are not organisations ("Lưu: VT, CNTT"). */
  toPlaces: z.array(z.string().trim().min(1).max(150)).max(50).default([]),
  /** The incoming document this answers. */
  answers: z.uuid().nullable().default(null),
  /** 0 new, 2 update, 3 replace (edXML BussinessDocType). */
  businessType: z.union([z.literal(0), z.literal(2), z.literal(3)]).default(0),
  affects: z.uuid().nullable().default(null),
  businessReason: z.string().trim().max(500).default(""),
});
export type DraftFields = z.output<typeof draftFieldsSchema>;

const SENTENCES: Readonly<Record<string, Sentence>> = {
  documentType: { vi: "Chọn loại văn bản.", en: "Choose the document type." },
  abstract: { vi: "Nhập trích yếu, tối đa 500 ký tự.", en: "Enter the abstract, at most 500 characters." },
  summary: { vi: "Tóm tắt tối đa 500 ký tự.", en: "The summary has at most 500 characters." },
  urgency: { vi: "Chọn độ khẩn trong danh sách.", en: "Choose the urgency from the list." },
  confidentiality: { vi: "Chọn độ mật trong danh sách.", en: "Choose the secrecy from the list." },
  dueDate: { vi: "Nhập hạn trả lời theo dạng ngày/tháng/năm.", en: "Enter the due date as day/month/year." },
  signer: { vi: "Chọn người ký văn bản.", en: "Choose who signs." },
  signingForm: { vi: "Chọn hình thức ký trong danh sách.", en: "Choose the form of signing from the list." },
  recipients: { vi: "Chọn nơi nhận trong danh bạ.", en: "Choose recipients from the directory." },
  toPlaces: {
    vi: "Mỗi dòng nơi nhận tối đa 150 ký tự, không quá 50 dòng.",
    en: "Each line has at most 150 characters, at most 50 lines.",
  },
  affects: {
    vi: "Chọn văn bản được cập nhật hoặc thay thế.",
    en: "Choose the document that is updated or replaced.",
  },
  businessReason: {
    vi: "Nêu lý do cập nhật hoặc thay thế, tối đa 500 ký tự.",
    en: "Say why it is updated or replaced, at most 500 characters.",
  },
};

/**
 * Checks what was filled in, from a form or a program.
 * @throws FormRefusal with a sentence per field.
 */
export function parseDraftFields(input: unknown): DraftFields {
  const parsed = draftFieldsSchema.safeParse(input);
  const problems: Record<string, Sentence> = {};
  if (!parsed.success) {
    for (const issue of parsed.error.issues) {
      const field = String(issue.path[0] ?? "abstract");
      problems[field] = SENTENCES[field] ?? { vi: "Giá trị chưa đúng.", en: "This value is not right." };
    }
    throw new FormRefusal(problems);
  }
  const fields = parsed.data;
  if (fields.businessType !== 0) {
    if (!fields.affects) problems.affects = need("affects");
    if (fields.businessReason === "") problems.businessReason = need("businessReason");
  }
  if (Object.keys(problems).length > 0) throw new FormRefusal(problems);
  return fields;
}

function need(field: string): Sentence {
  return SENTENCES[field] ?? { vi: "Cần điền ô này.", en: "This is needed." };
}
