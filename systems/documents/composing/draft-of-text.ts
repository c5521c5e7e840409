import { FormRefusal, type Sentence } from "../../../core/errors.ts";
import { parseTypedDate } from "../../../core/ui/index.ts";
import { type DraftFields, parseDraftFields } from "../outgoing/draft-fields.ts";
import { printedText } from "./compose-text.ts";
import type { ComposedDocument } from "./layout/composed.ts";
import { missingCharacters } from "./pdf/face.ts";
import type { TypedText } from "./typed-text.ts";

/**
 * What is typed as the fields of a draft; everything that is wrong is said at once.
 * @throws FormRefusal with a sentence per field
 */
export function draftOfText(content: TypedText, document: ComposedDocument): DraftFields {
  const problems: Record<string, Sentence> = {};
  const dueDate = content.dueDate === "" ? null : parseTypedDate(content.dueDate);
  if (dueDate === undefined)
    problems.dueDate = {
      vi: `"${content.dueDate}" không phải là một ngày. Nhập ngày/tháng/năm, ví dụ 04/03/2022.`,
      en: `"${content.dueDate}" is not a day. Type day/month/year, for example 04/03/2022.`,
    };
  if (document.text.blocks.length === 0)
    problems.body = { vi: "Nhập nội dung văn bản.", en: "Write the text of the document." };
  const strange = missingCharacters(printedText(document, content)).slice(0, 5);
  if (strange.length > 0)
    problems.body = {
      vi: `Phông chữ của văn bản không có ký tự ${strange.map((each) => `“${each}”`).join(", ")}. Thay bằng chữ khác.`,
      en: `The document's font has no character ${strange.map((each) => `“${each}”`).join(", ")}. Use another.`,
    };
  try {
    const fields = parseDraftFields({
      documentType: content.documentType,
      abstract: document.abstract,
      summary: content.summary,
      recipients: content.recipients,
      urgency: content.urgency,
      confidentiality: content.confidentiality,
      dueDate: dueDate ?? null,
      steering: content.steering,
      paper: content.paper,
      signer: content.signer,
      signingForm: content.signingForm || "own",
      toPlaces: document.recipients,
      answers: content.answers === "" ? null : content.answers,
      businessType: Number(content.businessType),
      affects: content.affects === "" ? null : content.affects,
      businessReason: content.businessReason,
    });
    if (Object.keys(problems).length === 0) return fields;
  } catch (error) {
    if (!(error instanceof FormRefusal)) throw error;
    Object.assign(problems, { ...error.problems, ...problems });
  }
  throw new FormRefusal(problems);
}
