import { assertMay } from "../../../core/access/index.ts";
import { nameActions } from "../../../core/audit/index.ts";
import { FormRefusal, notFound, Refusal, type Sentence } from "../../../core/errors.ts";
import { notify } from "../../../core/notify/index.ts";
import type { PersonActor, Transaction } from "../../../core/transaction/index.ts";
import { isUuid } from "../outgoing/outgoing.ts";
import type { Weeks } from "./change-event.ts";
import { mayAnswerEvent } from "./permissions.ts";
import { guestsOf, subjectOfEvent } from "./read-events.ts";
import { EVENT_ANSWERS, type EventAnswer } from "./tables.ts";
import { whenOfEvent } from "./when-of-event.ts";

nameActions({
  "documents.answer-event": { vi: "Trả lời lời mời lịch công tác", en: "Answered an invitation" },
});

export const ANSWER_WORDS: Readonly<Record<EventAnswer, Sentence>> = {
  accepted: { vi: "Sẽ dự", en: "Accepted" },
  tentative: { vi: "Chưa chắc", en: "Tentative" },
  declined: { vi: "Không dự được", en: "Declined" },
};

/**
 * Somebody invited says whether they come, for this week or with those that follow; whoever entered the event and its
 * chair are told of an answer that is new.
 *
 * @throws FormRefusal on `answer`, `note`; AccessDeniedError; Refusal not-found, documents.event-cancelled
 */
export async function answerEvent(
  tx: Transaction,
  actor: PersonActor,
  id: string,
  { answer, note, weeks }: { readonly answer: string; readonly note: string; readonly weeks: Weeks },
): Promise<void> {
  if (!isUuid(id)) throw notFound();
  const event = await tx.queries
    .selectFrom("documents.event")
    .selectAll()
    .where("id", "=", id)
    .forUpdate()
    .executeTakeFirst();
  if (!event) throw notFound();
  const guests = await guestsOf(tx.queries, [id]);
  assertMay(actor, mayAnswerEvent, subjectOfEvent(event, guests));
  if (event.state === "cancelled")
    throw new Refusal("documents.event-cancelled", 409, {
      vi: "Lịch này đã hủy nên không cần trả lời nữa.",
      en: "This event was cancelled; no answer is needed any more.",
    });
  const chosen = EVENT_ANSWERS.find((each) => each === answer);
  const why = note.normalize("NFC").trim();
  const problems: Record<string, Sentence> = {};
  if (!chosen) problems.answer = { vi: "Chọn một câu trả lời.", en: "Choose an answer." };
  if (why.length > 300) problems.note = { vi: "Dài tối đa 300 ký tự.", en: "At most 300 characters." };
  if (!chosen || Object.keys(problems).length > 0) throw new FormRefusal(problems);
  const ids = [id];
  if (weeks === "following" && event.series_id !== null) {
    const later = await tx.queries
      .selectFrom("documents.event")
      .select("id")
      .where("series_id", "=", event.series_id)
      .where("starts_at", ">", event.starts_at)
      .where("state", "=", "planned")
      .execute();
    ids.push(...later.map((each) => each.id));
  }
  const changed = await tx.queries
    .updateTable("documents.event_guest")
    .set({ answer: chosen, answer_note: why, answered_at: tx.now })
    .where("event_id", "in", ids)
    .where("appointment_id", "=", actor.appointmentId)
    .where((row) => row.or([row("answer", "is distinct from", chosen), row("answer_note", "!=", why)]))
    .returning("event_id")
    .execute();
  if (changed.length === 0) return;
  tx.record({
    action: "documents.answer-event",
    objectKind: "event",
    objectId: id,
    data: { answer: chosen, times: changed.length },
  });
  const told = [event.entered_by, ...(event.chair_appointment ? [event.chair_appointment] : [])];
  const words = ANSWER_WORDS[chosen];
  const more = why === "" ? "" : `: ${why}`;
  await notify(tx, {
    to: { appointments: told.filter((each) => each !== actor.appointmentId) },
    kind: "documents.event-answered",
    title: {
      vi: `${actor.fullName} trả lời “${words.vi}”: ${event.title}, ${whenOfEvent(event)}${more}`,
      en: `${actor.fullName} answered “${words.en}”: ${event.title}, ${whenOfEvent(event)}${more}`,
    },
    href: `/schedule/events/${id}`,
  });
}
