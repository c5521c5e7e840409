import type { Field } from "../../../../core/search/index.ts";
import type { Words } from "../../../../core/ui/index.ts";

/** Where a question was answered. */
export const WHERE: Readonly<Record<Field, Words>> = {
  symbol: { vi: "số, ký hiệu", en: "number and notation" },
  title: { vi: "trích yếu", en: "abstract" },
  issuer: { vi: "cơ quan ban hành", en: "issuer" },
  people: { vi: "tên người", en: "people" },
  content: { vi: "nội dung văn bản", en: "content" },
};
