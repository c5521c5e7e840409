import type { PersonActor } from "../../../core/transaction/index.ts";

/** A work file that holds a document, as its page names it. */
export interface FileOfDocument {
  readonly id: string;
  readonly notation: string;
  readonly title: string;
}

/** A work file that a search found. */
export interface FoundFile extends FileOfDocument {
  readonly year: number;
  readonly unitName: string;
  readonly keeperName: string;
  /** Where the words stand. */
  readonly where: readonly FileField[];
}

export type FileField = "notation" | "title" | "keywords" | "description" | "keeper" | "unit";

declare module "../../../core/system.ts" {
  interface Services {
    /** Work files, when the room that keeps them is in the house. */
    workFiles: {
      /** The files with this document that the person may read. */
      ofDocument(actor: PersonActor, documentId: string): Promise<readonly FileOfDocument[]>;
      /**
       * Work files the person may read whose words hold every word typed, newest first: rights are in the query.
       * @param limit so many at most
       */
      find(actor: PersonActor, typed: string, limit: number): Promise<readonly FoundFile[]>;
      /** Address of the list with everything that is found. */
      listHref(typed: string): string;
      /** Address of the page that puts a document into files. */
      addHref(kind: "incoming" | "outgoing", documentId: string): string;
    };
  }
}
