import { answerQuestions } from "../../../../core/thread.ts";
import type { DossierFacts } from "../facts.ts";
import { type PaperContext, type PaperKind, paperBytes } from "./papers.ts";

/** What the thread is asked: see `paperBytes`. */
export interface PaperQuestion {
  readonly kind: PaperKind;
  readonly facts: DossierFacts;
  readonly context: PaperContext;
}

answerQuestions<PaperQuestion, Uint8Array | undefined>(({ kind, facts, context }) =>
  paperBytes(kind, facts, context),
);
