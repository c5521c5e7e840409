export { AuditHaltedError, createSealer, type Sealer, type SealerOptions, type SealRun } from "./seal-records.ts";
export { AuditKeyError } from "./log-key.ts";
