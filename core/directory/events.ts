/** What the directory tells the house. */
declare module "../transaction/transact.ts" {
  interface EventTypes {
    /** Rights were handed on for a time, or that has ended: both people are told. */
    "directory.delegation-moved": { readonly delegationId: string; readonly action: "given" | "ended" };
  }
}

export {};
