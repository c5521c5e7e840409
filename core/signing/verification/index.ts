export type { Change, ChangeCode, ChangeLevel } from "./change.ts";
export { changeSentence } from "./change-sentences.ts";
export type { PageDifference, PageDifferenceKind } from "./page-differences.ts";
export * from "./verdict.ts";
export { type VerifyPdfOptions, verifyPdf } from "./verify-pdf.ts";
