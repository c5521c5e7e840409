import type { CertificateAction, CertificateState, RequestKind, RequestState } from "./states.ts";

/** What this room tells the house. */
declare module "../../core/transaction/transact.ts" {
  interface EventTypes {
    "certificates.moved": {
      readonly certificateId: string;
      readonly action: CertificateAction | "issue" | "take-in" | "import";
      readonly state: CertificateState;
    };
    "certificates.request-moved": {
      readonly requestId: string;
      readonly kind: RequestKind;
      readonly state: RequestState;
    };
  }
}
