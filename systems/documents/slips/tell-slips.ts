import { notify } from "../../../core/notify/index.ts";
import { subscription } from "../../../core/system.ts";
import { getOutgoing } from "../outgoing/outgoing.ts";
import { DECISION_WORDS, slipVersions } from "./slips.ts";
import "./events.ts";

/** The author is told what the leader decided on the slip. */
export const tellSlips = subscription({
  consumer: "documents.tell-slips",
  events: ["documents.slip-moved"],
  async handle(tx, event) {
    const { outgoingId, step } = event.data;
    if (step !== "decided") return;
    const document = await getOutgoing(tx.queries, outgoingId);
    const decided = (await slipVersions(tx.queries, outgoingId)).findLast((each) => each.decision !== null);
    if (!decided?.decision) return;
    const words = DECISION_WORDS[decided.decision];
    const name = document.confidentiality > 0 ? "dự thảo mật" : document.abstract;
    await notify(tx, {
      to: { appointments: [document.drafted_by] },
      kind: "documents.slip-decided",
      title: {
        vi: `Lãnh đạo cho ý kiến phiếu trình – ${words.vi}: ${name}`,
        en: `Decided on your slip – ${words.en}: ${name}`,
      },
      href: `/outgoing/${outgoingId}/slip`,
      dedupeKey: event.id,
    });
  },
});
