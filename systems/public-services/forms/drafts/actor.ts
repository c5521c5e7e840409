import type { SystemActor } from "../../../../core/transaction/index.ts";

/** In whose name the audit log keeps what a citizen does with a draft: they hold no post, and may have no account. */
export const FILING_ACTOR: SystemActor = { kind: "system", name: "citizen-filing" };
