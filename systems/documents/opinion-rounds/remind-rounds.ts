import { sql } from "kysely";
import { assertMay } from "../../../core/access/index.ts";
import { dayNumberOf, loadCalendar } from "../../../core/calendar/index.ts";
import { Refusal } from "../../../core/errors.ts";
import type { Loop } from "../../../core/system.ts";
import { type PersonActor, type Transaction, transact, uuidv7 } from "../../../core/transaction/index.ts";
import { remindersDue } from "../tasks/remind-tasks.ts";
import { reminderDaysOf } from "../tasks/reminder-days.ts";
import { mayManageRound } from "./permissions.ts";
import { recordRound } from "./record-round.ts";
import {
  assertOpen,
  deadlineOf,
  getRound,
  latestAnswers,
  lockRound,
  subjectOfRound,
  type WholeRound,
} from "./rounds.ts";
import type { RoundReminderKind } from "./tables.ts";

const HALF_HOUR = 1_800_000;
const ROUNDS_AT_ONCE = 50;

/** Reminds those who have not answered on working days: before the deadline, on its day, and each day after it. */
export const roundReminders: Loop = {
  name: "documents.remind-opinion-rounds",
  everyMs: HALF_HOUR,
  async run(house) {
    const calendar = await loadCalendar(house.database.queries);
    if (!calendar.isWorkingDay(dayNumberOf(new Date()))) return "rest";
    const actor = { kind: "system", name: "documents.remind-opinion-rounds" } as const;
    let after: string | undefined;
    do after = await transact(house, { actor }, (tx) => remindRounds(tx, after));
    while (after !== undefined);
    return "rest";
  },
};

/**
 * Writes the reminders of some open rounds that are due at this moment: one part a transaction, so that nobody who
 * answers waits for the whole province.
 *
 * @param after the last round of the part before; absent: from the first
 * @returns the last round of this part; undefined when it was the last part
 */
export async function remindRounds(
  tx: Transaction,
  after?: string,
  atOnce = ROUNDS_AT_ONCE,
): Promise<string | undefined> {
  const { rows } = await sql<{ id: string }>`
    select id from documents.opinion_round
     where state = 'open' ${after === undefined ? sql`` : sql`and id > ${after}::uuid`}
     order by id limit ${atOnce}`.execute(tx.queries);
  for (const { id } of rows) {
    const whole = await getRound(tx.queries, id);
    const { round } = whole;
    const calendar = await loadCalendar(tx.queries, round.organisation_id);
    const days = await reminderDaysOf(tx.queries, round.organisation_id);
    const due = (await silentOf(tx, whole)).flatMap((asked) =>
      remindersDue(deadlineOf(round, asked), tx.now, days, calendar).flatMap(({ kind, onceKey }) =>
        kind === "before" || kind === "on-day" || kind === "overdue"
          ? [{ askedId: asked.id, kind, onceKey }]
          : [],
      ),
    );
    const fresh = await write(tx, due, "Hệ thống");
    if (fresh.length > 0) tellOf(tx, whole, fresh);
  }
  return rows.length < atOnce ? undefined : rows.at(-1)?.id;
}

/** Whoever manages the round urges everybody who has not answered, at most once an hour. @returns how many */
export async function urgeAnswers(tx: Transaction, actor: PersonActor, roundId: string): Promise<number> {
  const whole = await lockRound(tx, roundId);
  assertMay(actor, mayManageRound, subjectOfRound(whole, actor));
  assertOpen(whole);
  const silent = await silentOf(tx, whole);
  // The hour in the key: a button pressed twice urges once.
  const onceKey = tx.now.toISOString().slice(0, 13);
  const fresh = await write(
    tx,
    silent.map(({ id }) => ({ askedId: id, kind: "urged" as const, onceKey })),
    actor.fullName,
  );
  if (fresh.length === 0)
    throw new Refusal("documents.urged-just-now", 409, {
      vi: "Mọi người đã trả lời, hoặc vừa được đôn đốc trong giờ này.",
      en: "Everybody has answered, or was urged within this hour.",
    });
  await recordRound(tx, whole, {
    action: "urge-opinion",
    step: "reminded",
    asked: fresh.map(({ askedId }) => askedId),
    reminders: fresh.map(({ id }) => id),
    note: `đôn đốc ${fresh.length} người, đơn vị chưa trả lời`,
    data: { reminders: fresh.length },
  });
  return fresh.length;
}

async function silentOf(tx: Transaction, whole: WholeRound) {
  const answers = await latestAnswers(tx.queries, whole.round.id);
  return whole.asked.filter((each) => each.withdrawn_at === null && !answers.has(each.id));
}

interface NewReminder {
  readonly askedId: string;
  readonly kind: RoundReminderKind;
  readonly onceKey: string;
}

async function write(
  tx: Transaction,
  wanted: readonly NewReminder[],
  byName: string,
): Promise<readonly { readonly id: string; readonly askedId: string }[]> {
  if (wanted.length === 0) return [];
  const rows = await tx.queries
    .insertInto("documents.opinion_reminder")
    .values(
      wanted.map(({ askedId, kind, onceKey }) => ({
        id: uuidv7(tx.now),
        asked_id: askedId,
        kind,
        once_key: onceKey,
        number: sql<number>`(select count(*)::int + 1 from documents.opinion_reminder r
          where r.asked_id = ${askedId} and r.kind = ${kind})`,
        by_name: byName,
        at: tx.now,
      })),
    )
    .onConflict((conflict) => conflict.columns(["asked_id", "kind", "once_key"]).doNothing())
    .returning(["id", "asked_id"])
    .execute();
  return rows.map((row) => ({ id: row.id, askedId: row.asked_id }));
}

/** The proof stands; those concerned are told by it. */
function tellOf(
  tx: Transaction,
  { round }: WholeRound,
  fresh: readonly { readonly id: string; readonly askedId: string }[],
): void {
  tx.emit({
    type: "documents.opinion-round-moved",
    subjectId: round.id,
    organisations: [round.organisation_id],
    data: {
      roundId: round.id,
      step: "reminded",
      asked: fresh.map(({ askedId }) => askedId),
      reminders: fresh.map(({ id }) => id),
    },
  });
}
