/** The forms of a copy as data (NĐ 30/2020 Art. 25; abbreviations of PL III). */
import type { Sentence } from "../../../core/errors.ts";
import type { CopyForm } from "../../../core/signing/index.ts";

export type { CopyForm };
export const COPY_FORMS = ["sao-y", "sao-luc", "trich-sao"] as const satisfies readonly CopyForm[];

interface FormRule {
  readonly abbreviation: string;
  readonly name: Sentence;
  /** What it is made of, as a clerk chooses between them. */
  readonly meaning: Sentence;
}

export const COPY_FORM_RULES: Readonly<Record<CopyForm, FormRule>> = {
  "sao-y": {
    abbreviation: "SY",
    name: { vi: "Sao y", en: "Full copy" },
    meaning: {
      vi: "Toàn bộ bản gốc, hoặc bản quét của văn bản giấy.",
      en: "The whole original, or the scan of a document on paper.",
    },
  },
  "sao-luc": {
    abbreviation: "SL",
    name: { vi: "Sao lục", en: "Copy of a copy" },
    meaning: {
      vi: "Toàn bộ một bản sao y do nơi khác gửi đến.",
      en: "The whole of a full copy that came from elsewhere.",
    },
  },
  "trich-sao": {
    abbreviation: "TrS",
    name: { vi: "Trích sao", en: "Extract" },
    meaning: {
      vi: "Một số trang của bản gốc; bản gốc nguyên vẹn được đính kèm bên trong tệp.",
      en: "Some pages of the original; the whole original travels inside the file.",
    },
  },
};
