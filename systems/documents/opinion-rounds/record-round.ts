import type { Transaction } from "../../../core/transaction/index.ts";
import { tell } from "../history.ts";
import type { RoundStep } from "./events.ts";
import type { WholeRound } from "./rounds.ts";
import "./audit-words.ts";
import "./events.ts";

/** One step of a round: a line of the document's story, an audit record and an event, in the caller's transaction. */
export async function recordRound(
  tx: Transaction,
  { round, document }: Pick<WholeRound, "round" | "document">,
  step: {
    /** Name in the audit log, without the room: `open-opinion-round`. */
    readonly action: string;
    readonly step: RoundStep;
    readonly asked: readonly string[];
    readonly note?: string;
    readonly data?: Record<string, unknown>;
    readonly reminders?: readonly string[];
  },
): Promise<void> {
  await tell(tx, document.id, `opinion-round.${step.action}`, step.note ?? "");
  tx.record({
    action: `documents.${step.action}`,
    objectKind: "opinion-round",
    objectId: round.id,
    data: { document: document.id, ...step.data },
  });
  tx.emit({
    type: "documents.opinion-round-moved",
    subjectId: round.id,
    organisations: [round.organisation_id],
    data: {
      roundId: round.id,
      step: step.step,
      asked: step.asked,
      ...(step.reminders ? { reminders: step.reminders } : {}),
    },
  });
}
