import type { Sentence } from "../../../core/errors.ts";
import { notifyAll } from "../../../core/notify/index.ts";
import type { PersonActor, Transaction } from "../../../core/transaction/index.ts";
import type { EventRow } from "./read-events.ts";
import { whenOfEvent } from "./when-of-event.ts";

/** What those invited are told. */
export type EventNews = "invited" | "left-out" | "moved" | "changed" | "cancelled";

const NEWS: Readonly<Record<EventNews, Sentence>> = {
  invited: { vi: "Mời dự", en: "Invitation" },
  "left-out": { vi: "Bạn không còn trong thành phần", en: "You are no longer invited" },
  moved: { vi: "Dời lịch", en: "Moved" },
  changed: { vi: "Thay đổi thành phần, nội dung", en: "Changed" },
  cancelled: { vi: "Hủy lịch", en: "Cancelled" },
};

/**
 * Tells the people of an event, each once per change; whoever does it is not told of it.
 *
 * @param event as it stands now, the first one when several weeks are concerned
 * @param detail follows in brackets: the reason, "hằng tuần đến …"
 */
export async function tellOfEvent(
  tx: Transaction,
  actor: PersonActor,
  event: EventRow,
  told: Readonly<Partial<Record<EventNews, readonly string[]>>>,
  detail: Sentence = { vi: "", en: "" },
): Promise<void> {
  const when = whenOfEvent(event);
  const where = event.place === "" ? "" : `, ${event.place}`;
  const more = (language: "vi" | "en"): string => (detail[language] === "" ? "" : ` (${detail[language]})`);
  const news = Object.keys(NEWS).filter((key): key is EventNews => key in NEWS);
  await notifyAll(
    tx,
    news.flatMap((kind) => {
      const appointments = (told[kind] ?? []).filter((id) => id !== actor.appointmentId);
      if (appointments.length === 0) return [];
      return [
        {
          to: { appointments },
          kind: `documents.event-${kind}`,
          title: {
            vi: `${NEWS[kind].vi}: ${event.title}, ${when}${where}${more("vi")}`,
            en: `${NEWS[kind].en}: ${event.title}, ${when}${where}${more("en")}`,
          },
          href: kind === "left-out" ? "/schedule" : `/schedule/events/${event.id}`,
          urgency: kind === "moved" || kind === "cancelled" ? ("urgent" as const) : ("normal" as const),
          dedupeKey: `documents.event:${event.id}:${event.version}:${kind}`,
        },
      ];
    }),
  );
}
