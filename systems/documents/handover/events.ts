declare module "../../../core/transaction/transact.ts" {
  interface EventTypes {
    /** Open work went to others, or a receiver confirmed it: those concerned are told. */
    "documents.handover-moved": {
      readonly handoverId: string;
      readonly step: "moved" | "confirmed" | "signed";
    };
  }
  interface JobTypes {
    "documents.hand-over": { readonly handoverId: string };
  }
}

export {};
