import type { PaymentMethod } from "./tables.ts";

/** What payments tell the house. */
declare module "../../../core/transaction/transact.ts" {
  interface EventTypes {
    /** Money for a dossier came; `subjectId` is the dossier. */
    "payments.settled": {
      readonly payment: string;
      readonly code: string;
      /** Whole đồng. */
      readonly amount: number;
      readonly method: PaymentMethod;
    };
  }
}
