export * from "./add-document-timestamp.ts";
export * from "./add-long-term-data.ts";
export * from "./archive-due-at.ts";
export * from "./archive-pdf.ts";
export type { EvidenceOptions } from "./collect-evidence.ts";
export * from "./long-term-error.ts";
