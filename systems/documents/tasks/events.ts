declare module "../../../core/transaction/transact.ts" {
  interface EventTypes {
    /** A unit or a person reported, asked or was answered about its part of an incoming document. */
    "documents.task-moved": {
      readonly incomingId: string;
      readonly assignmentId: string;
      readonly action: string;
      /** Of a request for a later deadline. */
      readonly extensionId?: string;
    };
    /** Reminders were written down; their recipients are to be told. */
    "documents.reminded": { readonly reminders: readonly string[] };
  }
}
