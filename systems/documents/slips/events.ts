declare module "../../../core/transaction/transact.ts" {
  interface EventTypes {
    /** The submission slip of a draft was written, or a leader decided on it. */
    "documents.slip-moved": { readonly outgoingId: string; readonly step: "written" | "decided" };
  }
}

export {};
