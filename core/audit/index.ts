export { isNamed, nameActions, wordsOfAction } from "./action-words.ts";
export { auditLoop } from "./audit-loop.ts";
export { erasePersonalData } from "./erase-personal-data.ts";
export { AuditKeyError, WITNESS_FILE } from "./log-key.ts";
export { proveRecord, type RecordProof } from "./prove-record.ts";
export {
  type AuditRecord,
  findRecord,
  type LogStanding,
  logStanding,
  type RecordFilter,
  recordsOf,
  type SealState,
  sealOf,
  searchRecords,
} from "./records.ts";
export {
  AuditHaltedError,
  createSealer,
  type Sealer,
  type SealerOptions,
  type SealRun,
} from "./seal-records.ts";
export { describeFinding, type Finding, type FindingKind } from "./verify-findings.ts";
export { type VerifyOptions, type VerifyReport, verifyLog } from "./verify-log.ts";
