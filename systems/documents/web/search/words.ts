import type { Field } from "../../../../core/search/index.ts";
import type { Words } from "../../../../core/ui/index.ts";
import type { FileField } from "../../filing/service.ts";

/** Where the words stand in a work file. */
export const FILE_WHERE: Readonly<Record<FileField, Words>> = {
  notation: { vi: "số, ký hiệu hồ sơ", en: "notation" },
  title: { vi: "tiêu đề", en: "title" },
  keywords: { vi: "từ khóa", en: "keywords" },
  description: { vi: "ghi chú", en: "description" },
  keeper: { vi: "người lập", en: "keeper" },
  unit: { vi: "đơn vị", en: "unit" },
};

/** Where a question was answered. */
export const WHERE: Readonly<Record<Field, Words>> = {
  symbol: { vi: "số, ký hiệu", en: "number and notation" },
  title: { vi: "trích yếu", en: "abstract" },
  issuer: { vi: "cơ quan ban hành", en: "issuer" },
  people: { vi: "tên người", en: "people" },
  content: { vi: "nội dung văn bản", en: "content" },
};
