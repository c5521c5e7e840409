/** What workflows tell the house. */
declare module "../../../../core/transaction/transact.ts" {
  interface EventTypes {
    "workflows.published": {
      readonly code: string;
      readonly versionId: string;
      readonly number: number;
    };
    /** A batch of running dossiers stands on another version now; their outer states are what they were. */
    "workflows.dossiers-moved": {
      readonly code: string;
      readonly toVersionId: string;
      readonly dossiers: number;
    };
  }
}

export {};
