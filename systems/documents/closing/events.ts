import type { ClosingState } from "./closing-states.ts";

declare module "../../../core/transaction/transact.ts" {
  interface EventTypes {
    /** A register was closed by the clerk, confirmed or returned by the leader. */
    "documents.closing-moved": { readonly closingId: string; readonly state: ClosingState };
  }
}
