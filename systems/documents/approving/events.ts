import type { Sentence } from "../../../core/errors.ts";

declare module "../../../core/transaction/transact.ts" {
  interface EventTypes {
    /** The path of a draft changed, somebody approved, or approvals fell because the draft changed. */
    "documents.approval-moved": {
      readonly outgoingId: string;
      readonly step: "path" | "approved" | "dropped";
      /** Of `dropped`: appointments whose approval fell. */
      readonly to?: readonly string[];
      /** Of `dropped`: which parts of the draft changed, in words. */
      readonly changed?: Sentence;
    };
  }
}
