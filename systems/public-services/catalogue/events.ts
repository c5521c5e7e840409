/** What the catalogue tells the house. */
declare module "../../../core/transaction/transact.ts" {
  interface EventTypes {
    "procedures.published": { readonly code: string; readonly versionId: string; readonly from: string };
    "procedures.withdrawn": { readonly code: string; readonly versionId: string };
  }
}
