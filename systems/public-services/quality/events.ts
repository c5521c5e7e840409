/** What service quality tells the house. */
declare module "../../../core/transaction/transact.ts" {
  interface EventTypes {
    /** A citizen rated a dossier; 1 is not satisfied. */
    "quality.rated": { readonly code: string; readonly overall: 1 | 2 | 3 };
  }
}

export {};
