import { type NewNotification, notifyAll, type Recipients } from "../../../core/notify/index.ts";
import { subscription } from "../../../core/system.ts";
import type { Transaction } from "../../../core/transaction/index.ts";
import { formatDateTime } from "../../../core/ui/index.ts";
import type { RoundStep } from "./events.ts";
import { type Asked, deadlineOf, getRound, latestAnswers, type WholeRound } from "./rounds.ts";

/** Whoever is asked, and whoever asked, is told of what happens in a round. */
export const tellRounds = subscription({
  consumer: "documents.tell-opinion-rounds",
  events: ["documents.opinion-round-moved"],
  async handle(tx, event) {
    const { roundId, step, asked, reminders = [] } = event.data;
    const whole = await getRound(tx.queries, roundId);
    const concerned = whole.asked.filter(
      (each) => asked.includes(each.id) || (asked.length === 0 && each.withdrawn_at === null),
    );
    const notifications =
      step === "answered"
        ? await whenAllAnswered(tx, whole)
        : concerned.length > 0 || step === "extension-asked"
          ? wordsOf(whole, step, concerned)
          : [];
    await notifyAll(
      tx,
      notifications.map((each, position) => ({ ...each, dedupeKey: `${event.id}:${position}` })),
    );
    // Written down in the transaction that tells: the proof of having been told.
    if (reminders.length > 0)
      await tx.queries
        .updateTable("documents.opinion_reminder")
        .set({ told_at: tx.now })
        .where("id", "in", [...reminders])
        .where("told_at", "is", null)
        .execute();
  },
});

function recipientsOf(asked: Asked): Recipients {
  if (asked.appointment_id) return { appointments: [asked.appointment_id] };
  return asked.unit_id ? { organisations: [asked.unit_id], roles: ["head-of-unit"] } : {};
}

/** A secret document is named by nothing but its code. */
function nameOf({ round, document }: WholeRound): string {
  if (Math.max(round.confidentiality, document.confidentiality) > 0) return document.code;
  return `${document.code} – ${round.question.slice(0, 200)}`;
}

function wordsOf(whole: WholeRound, step: RoundStep, concerned: readonly Asked[]): NewNotification[] {
  const { round } = whole;
  const name = nameOf(whole);
  const href = `/opinion-rounds/${round.id}`;
  const toEach = (title: (asked: Asked) => { vi: string; en: string }, urgent = false): NewNotification[] =>
    concerned.map((asked) => ({
      to: recipientsOf(asked),
      kind: `documents.opinion-${step}`,
      title: title(asked),
      href,
      urgency: urgent ? "urgent" : "normal",
    }));
  const toAsker = (title: { vi: string; en: string }): NewNotification => ({
    to: { appointments: [round.asked_by] },
    kind: `documents.opinion-${step}`,
    title,
    href,
  });
  switch (step) {
    case "asked":
      return toEach((asked) => {
        const at = formatDateTime(deadlineOf(round, asked));
        return {
          vi: `${round.asked_by_name} xin ý kiến của bạn, hạn ${at}: ${name}`,
          en: `${round.asked_by_name} asks for your opinion by ${at}: ${name}`,
        };
      });
    case "withdrawn":
      return toEach(() => ({
        vi: `${round.asked_by_name} không hỏi ý kiến bạn nữa: ${name}`,
        en: `${round.asked_by_name} no longer asks for your opinion: ${name}`,
      }));
    case "reminded":
      return toEach((asked) => {
        const at = formatDateTime(deadlineOf(round, asked));
        return {
          vi: `Nhắc trả lời ý kiến, hạn ${at}: ${name}`,
          en: `Reminder to answer by ${at}: ${name}`,
        };
      }, true);
    case "extension-asked":
      return [
        toAsker({
          vi: `${concerned[0]?.name ?? ""} xin thêm thời gian trả lời: ${name}`,
          en: `${concerned[0]?.name ?? ""} asks for more time to answer: ${name}`,
        }),
      ];
    case "extension-decided":
      return toEach((asked) => {
        const at = formatDateTime(deadlineOf(round, asked));
        return {
          vi: `Đề nghị thêm thời gian đã được trả lời, hạn của bạn ${at}: ${name}`,
          en: `Your request for more time was answered; your deadline is ${at}: ${name}`,
        };
      });
    case "prolonged":
      return toEach((asked) => {
        const at = formatDateTime(deadlineOf(round, asked));
        return {
          vi: `Lấy ý kiến được gia hạn đến ${at}: ${name}`,
          en: `The opinion round was prolonged to ${at}: ${name}`,
        };
      });
    case "closed": {
      const title = { vi: `Đã kết thúc lấy ý kiến: ${name}`, en: `The opinion round is closed: ${name}` };
      return [toAsker(title), ...toEach(() => title)];
    }
    case "answered":
      return [];
  }
}

/** Whoever asked is told once: when nobody is left to answer. */
async function whenAllAnswered(tx: Transaction, whole: WholeRound): Promise<NewNotification[]> {
  const answers = await latestAnswers(tx.queries, whole.round.id);
  if (whole.asked.some((each) => each.withdrawn_at === null && !answers.has(each.id))) return [];
  const name = nameOf(whole);
  return [
    {
      to: { appointments: [whole.round.asked_by] },
      kind: "documents.opinion-all-answered",
      title: {
        vi: `Mọi người đã trả lời ý kiến: ${name}`,
        en: `Everybody has answered: ${name}`,
      },
      href: `/opinion-rounds/${whole.round.id}`,
    },
  ];
}
