import { notify } from "../../../core/notify/index.ts";
import { type Subscription, subscription } from "../../../core/system.ts";
import "../events.ts";

/** The author is told of every opinion on the text, and whoever gave it of what became of it. */
export const tellOpinions: Subscription = subscription({
  consumer: "documents.tell-opinions",
  events: ["documents.opinion-moved"],
  async handle(tx, event) {
    const { textId, to, byName, answered } = event.data;
    await notify(tx, {
      to: { appointments: [to] },
      kind: answered ? "documents.opinion-answered" : "documents.opinion-given",
      // What it is about stays on the page: a line of a secret draft has no place in a list.
      title: answered
        ? { vi: `${byName} trả lời góp ý của bạn`, en: `${byName} answered your opinion` }
        : { vi: `${byName} góp ý dự thảo của bạn`, en: `${byName} gave an opinion on your draft` },
      href: `/compose/${textId}/opinions`,
      dedupeKey: event.id,
    });
  },
});
