/** edXML messages (QCVN 102:2016/BTTTT): strict writer, tolerant streaming reader. */
export { safeFileName } from "./attachments/file-name.ts";
export {
  OFFICIAL_RAW_TYPES,
  type OutgoingAttachment,
  type RawTypes,
} from "./attachments/plan-attachments.ts";
export type { AttachmentMeta, ReceivedAttachment } from "./attachments/receive-attachment.ts";
export { type SniffedType, sniff } from "./attachments/sniff.ts";
export {
  type AttachmentSink,
  type ByteSink,
  discardSink,
  MemorySink,
  readFileChunks,
  writeFully,
} from "./byte-stream.ts";
export { checkMessage } from "./check-message.ts";
export type { PartialIdentity } from "./identify.ts";
export { DEFAULT_LIMITS, type ReadLimits } from "./limits.ts";
export type { Problem } from "./problems.ts";
export { type ReadOptions, type ReadResult, readEdxml } from "./read-edxml.ts";
export type { SignatureResult } from "./signature/verify-signature.ts";
export * from "./types.ts";
export { BUSINESS_LABEL, isStatusCode, type Label, PRIORITY_LABEL, STATUS_LABEL } from "./vocabulary.ts";
export { isLocalDate, isLocalTimestamp, todayInVietnam, vietnamTimestamp } from "./wire-dates.ts";
export { AttachmentChangedError, type WriteOptions, type WriteResult, writeEdxml } from "./write-edxml.ts";
