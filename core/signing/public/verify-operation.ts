import type { PublicOperation } from "../../http/index.ts";
import { checkSentFile } from "./public-check.ts";
import { FILE_TYPES } from "./receive-file.ts";
import { fileReportSchema } from "./report-schema.ts";

/** POST /api/v1/verify: the verdict on one file, the same JSON as `npm run -s verify -- --json`. Nothing is stored. */
export const verifyOperation: PublicOperation = {
  id: "verifySignatures",
  path: "/verify",
  summary: {
    vi: "Kiểm tra chữ ký số của một tệp PDF, ASiC hoặc XML; không lưu tệp",
    en: "Checks the signatures of a PDF, ASiC or XML file; the file is not stored",
  },
  tag: "signing",
  types: FILE_TYPES,
  answer: fileReportSchema,
  run: (c) => checkSentFile(c, async ({ report }) => report),
};
