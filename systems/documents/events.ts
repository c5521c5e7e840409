import type { CopyForm } from "./copies/copy-forms.ts";
import type { StatusCode } from "./outgoing/recipient-states.ts";

/** What this room tells the house. The interchange room turns these into messages; notifications into lines for people. */
declare module "../../core/transaction/transact.ts" {
  interface EventTypes {
    /** The reading of a scan went on or ended; open pages show how far it is. */
    "documents.scan-moved": { readonly sha256: string };
    /** A draft moved one step; the people who act next are told. */
    "documents.outgoing-moved": {
      readonly outgoingId: string;
      readonly action: string;
      readonly state: string;
      /** SHA-256 of the certificate that signed or sealed in this step. */
      readonly signerFingerprint?: string;
    };
    /** To be sent to every recipient. */
    "documents.outgoing-issued": { readonly outgoingId: string };
    /** The sender asks receivers to give the document back. */
    "documents.recall-asked": {
      readonly outgoingId: string;
      readonly organisations: readonly string[];
      readonly reason: string;
      readonly staff: string;
    };
    /** A receiver's state changed. */
    "documents.recipient-moved": {
      readonly outgoingId: string;
      readonly organisationId: string;
      readonly code: string;
      readonly state: string;
    };
    /** A message from the axis became an incoming document (the status 01 is due). */
    "documents.incoming-arrived": { readonly incomingId: string };
    "documents.incoming-moved": {
      readonly incomingId: string;
      readonly action: string;
      readonly state: string;
    };
    /** A status is due to the sender of an incoming document. */
    "documents.status-due": {
      readonly incomingId: string;
      readonly code: StatusCode;
      readonly description: string;
      readonly staff: string;
    };
    /** The sender asks for something that a clerk must answer. */
    "documents.request-arrived": { readonly incomingId: string; readonly request: "recall" | "update" };
    /** An opinion on a composed text was given to its author, or answered to whoever gave it. */
    "documents.opinion-moved": {
      readonly textId: string;
      /** Appointment to be told. */
      readonly to: string;
      readonly byName: string;
      readonly answered: boolean;
    };
    /** A certified copy was made of a document. */
    "documents.copy-certified": {
      readonly copyId: string;
      readonly sourceKind: "incoming" | "outgoing";
      readonly sourceId: string;
      readonly form: CopyForm;
    };
  }
}
