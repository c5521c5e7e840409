/** The door of the catalogue: what the other rooms of public services use. */
import "./events.ts";
import "./tables.ts";

export { type ImportReport, importProcedures } from "./import-procedures.ts";
export { keepersOn } from "./keepers.ts";
export { listProcedures, type ProcedureFilter, type ProcedureLine } from "./list-procedures.ts";
export type { Keepers } from "./permissions.ts";
export {
  bodiesFor,
  isReceivedBy,
  type Procedure,
  procedureAt,
  procedureVersion,
  publishedCodes,
  versionsOfProcedure,
} from "./procedure.ts";
export type { Component, Duration, Fee, Level, ProcedureCase, ProcedureRecord } from "./record.ts";
export { searchProcedures } from "./search-procedures.ts";
export { takeProvinceProcedures } from "./seed-catalogue.ts";
export { type ServiceLevel, serviceLevelOn } from "./service-level.ts";
export { durationWords, feeWords } from "./web/words.ts";
