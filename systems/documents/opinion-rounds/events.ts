/** What happened in an opinion round, and whom it concerns. */
export type RoundStep =
  | "asked"
  | "withdrawn"
  | "answered"
  | "extension-asked"
  | "extension-decided"
  | "prolonged"
  | "reminded"
  | "closed";

declare module "../../../core/transaction/transact.ts" {
  interface EventTypes {
    /** A step of an opinion round: those concerned are told. */
    "documents.opinion-round-moved": {
      readonly roundId: string;
      readonly step: RoundStep;
      /** Those asked whom the step is about; empty = the whole round. */
      readonly asked: readonly string[];
      /** Of `reminded`: the reminders. */
      readonly reminders?: readonly string[];
    };
  }
}
