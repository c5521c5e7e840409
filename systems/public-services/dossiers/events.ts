import type { DossierAction, DossierState } from "./states.ts";

/** What dossiers tell the house. */
declare module "../../../core/transaction/transact.ts" {
  interface EventTypes {
    /** Came in, at the counter or online. */
    "dossiers.filed": { readonly code: string; readonly channel: 1 | 2 | 3 };
    /** Any action, also one that only changed the internal step (`from` equals `to`). */
    "dossiers.changed": {
      readonly code: string;
      readonly action: DossierAction;
      readonly from: DossierState;
      readonly to: DossierState;
    };
    /** An apology with a new date (phiếu xin lỗi và hẹn lại ngày trả kết quả). */
    "dossiers.apologised": { readonly code: string; readonly dueAt: string; readonly reason: string };
  }
}
