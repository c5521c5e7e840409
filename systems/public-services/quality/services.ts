import type { Queries } from "../../../core/database/index.ts";
import type { Transaction } from "../../../core/transaction/index.ts";
import type { Feedback } from "./facts/note-fact.ts";
import type { NoteKind } from "./tables.ts";

/** What other rooms tell and ask service quality. */
export interface QualityService {
  /**
   * A dossier was synchronised, paid online (1 on the national portal, 2 through the province's gateway), used a national
   * register or the population data, or was complained of. Saying it twice changes nothing.
   */
  note(tx: Transaction, dossierId: string, kind: NoteKind, value?: 1 | 2): Promise<void>;
  /** A complaint or proposal about a body, whenever its standing changes. */
  noteFeedback(tx: Transaction, feedback: Feedback): Promise<void>;
  /** Address of the page on which the citizen rates; undefined while it has not ended, or once it is rated. */
  ratingPath(queries: Queries, dossierId: string): Promise<string | undefined>;
}

declare module "../../../core/system.ts" {
  interface Services {
    quality: QualityService;
  }
}
