import type { FileAction, FileState, PackageKind } from "./states.ts";

/** What this room tells the house, and the work it does outside requests. */
declare module "../../core/transaction/transact.ts" {
  interface EventTypes {
    "records.file-moved": {
      readonly fileId: string;
      readonly action: FileAction | "create" | "hand-over";
      readonly state: FileState;
    };
    "records.catalogue-issued": { readonly catalogueId: string; readonly year: number };
    "records.package-made": {
      readonly packageId: string;
      readonly fileId: string;
      readonly kind: PackageKind;
    };
  }
  interface JobTypes {
    "records.build-package": { readonly packageId: string };
  }
}
