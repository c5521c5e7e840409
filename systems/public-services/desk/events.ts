import type { TicketState } from "./states.ts";

/** What the desk tells the house. */
declare module "../../../core/transaction/transact.ts" {
  interface EventTypes {
    /** A ticket was drawn (`from` null) or moved. */
    "desk.ticket-moved": {
      readonly label: string;
      readonly from: TicketState | null;
      readonly to: TicketState;
      readonly counter: string | null;
    };
  }
}
