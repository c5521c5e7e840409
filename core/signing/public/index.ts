/** Door of the public check: what anybody may have verified, with limits, and how the verdict is told. */

export { trustListFromFiles } from "../trust/list-from-files.ts";
export { TrustFileError } from "../trust/read-trust-file.ts";
export { createExaminer, type Examiner } from "./examiner.ts";
export { parseTime } from "./iso-time.ts";
export type { FileReport, SignatureReport } from "./report-schema.ts";
