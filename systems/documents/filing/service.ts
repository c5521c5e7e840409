import type { PersonActor } from "../../../core/transaction/index.ts";

/** A work file that holds a document, as its page names it. */
export interface FileOfDocument {
  readonly id: string;
  readonly notation: string;
  readonly title: string;
}

declare module "../../../core/system.ts" {
  interface Services {
    /** Work files, when the room that keeps them is in the house. */
    workFiles: {
      /** The files with this document that the person may read. */
      ofDocument(actor: PersonActor, documentId: string): Promise<readonly FileOfDocument[]>;
      /** Address of the page that puts a document into files. */
      addHref(kind: "incoming" | "outgoing", documentId: string): string;
    };
  }
}
