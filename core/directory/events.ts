/** What the directory tells the house. */
declare module "../transaction/transact.ts" {
  interface EventTypes {
    /** Rights were handed on for a time, that has ended, or its end was contested: both people are told. */
    "directory.delegation-moved": {
      readonly delegationId: string;
      readonly action: "given" | "ended" | "restored";
    };
    /** A post was given, ended or restored: open work of whoever leaves is handed over. */
    "directory.appointment-moved": {
      readonly appointmentId: string;
      readonly action: "given" | "ended" | "restored";
      /** First day, or last day. */
      readonly day: string;
    };
    /** Rights changed: an authorised person is to confirm it. */
    "directory.rights-alerted": { readonly alertId: string };
    "directory.rights-decided": { readonly alertId: string; readonly decision: "confirmed" | "contested" };
  }
}

export {};
