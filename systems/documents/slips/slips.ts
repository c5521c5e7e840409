import type { Selectable } from "kysely";
import type { Queries } from "../../../core/database/index.ts";
import { Refusal, type Sentence } from "../../../core/errors.ts";
import { roundsOfDocument } from "../opinion-rounds/list-rounds.ts";
import { getRound, latestAnswers } from "../opinion-rounds/rounds.ts";
import { summaryLines } from "../opinion-rounds/summarise.ts";
import type { OutgoingState } from "../outgoing/outgoing-states.ts";
import type { SlipDecision, SlipVersionTable } from "./tables.ts";

export type SlipVersion = Selectable<SlipVersionTable>;

export const DECISION_WORDS: Readonly<Record<SlipDecision, Sentence>> = {
  agree: { vi: "Đồng ý", en: "Agreed" },
  disagree: { vi: "Không đồng ý", en: "Not agreed" },
  other: { vi: "Ý kiến khác", en: "Another opinion" },
};

/** Every version of a slip, oldest first; empty when none was written. */
export async function slipVersions(queries: Queries, outgoingId: string): Promise<readonly SlipVersion[]> {
  return await queries
    .selectFrom("documents.slip_version")
    .selectAll()
    .where("outgoing_id", "=", outgoingId)
    .orderBy("number")
    .execute();
}

/** A slip is written while the draft is not signed, and decided while somebody has it to decide. */
const OPEN: Readonly<Record<"write" | "decide", ReadonlySet<OutgoingState>>> = {
  write: new Set(["draft", "submitted", "checked"]),
  decide: new Set(["submitted", "checked"]),
};

export function slipIsOpen(state: OutgoingState, action: "write" | "decide"): boolean {
  return OPEN[action].has(state);
}

/** @throws Refusal documents.slip-closed */
export function assertSlipOpen(state: OutgoingState, action: "write" | "decide"): void {
  if (slipIsOpen(state, action)) return;
  throw new Refusal("documents.slip-closed", 409, {
    vi: "Dự thảo đang ở bước không lập hoặc cho ý kiến phiếu trình được nữa.",
    en: "At this step of the draft its slip is neither written nor decided.",
  });
}

/** What the closed opinion rounds about a draft, and about the document it answers, came to. */
export async function opinionsForSlip(
  queries: Queries,
  draft: { readonly id: string; readonly answers: string | null; readonly confidentiality: number },
): Promise<string> {
  const parts: string[] = [];
  const rounds = [
    ...(await roundsOfDocument(queries, draft.id)),
    ...(draft.answers === null ? [] : await roundsOfDocument(queries, draft.answers)),
  ];
  for (const { id, state } of rounds) {
    if (state !== "closed") continue;
    const whole = await getRound(queries, id);
    // A slip is read by whoever reads the draft: nothing of a more secret document goes onto it.
    if (Math.max(whole.document.confidentiality, whole.round.confidentiality) > draft.confidentiality)
      continue;
    for (const { asked, choice, answer } of summaryLines(whole, await latestAnswers(queries, id)))
      parts.push(`- ${asked.name}: ${choice}${answer?.content ? `. ${answer.content}` : ""}`);
  }
  return parts.join("\n");
}
