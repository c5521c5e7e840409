export type { Change, ChangeCode, ChangeLevel } from "./change.ts";
export { changeSentence } from "./sentences.ts";
export * from "./verdict.ts";
export { type VerifyPdfOptions, verifyPdf } from "./verify-pdf.ts";
