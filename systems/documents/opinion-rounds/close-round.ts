import { sql } from "kysely";
import { assertMay } from "../../../core/access/index.ts";
import type { House, Loop } from "../../../core/system.ts";
import { type PersonActor, type Transaction, transact } from "../../../core/transaction/index.ts";
import { requireReason } from "../reason.ts";
import { mayManageRound } from "./permissions.ts";
import { recordRound } from "./record-round.ts";
import { assertOpen, latestAnswers, lockRound, subjectOfRound, type WholeRound } from "./rounds.ts";
import { countRound } from "./summarise.ts";

const MINUTE = 60_000;

/**
 * Closes a round before its deadline. Without a reason only when everybody has answered.
 * @throws FormRefusal on `reason`; Refusal documents.round-closed
 */
export async function closeRound(
  tx: Transaction,
  actor: PersonActor,
  input: { readonly roundId: string; readonly reason: string },
): Promise<void> {
  const whole = await lockRound(tx, input.roundId);
  assertMay(actor, mayManageRound, subjectOfRound(whole, actor));
  assertOpen(whole);
  const counted = countRound(whole, await latestAnswers(tx.queries, whole.round.id));
  await close(
    tx,
    whole,
    actor.fullName,
    counted.silent === 0 ? input.reason.trim().slice(0, 500) : requireReason(input.reason),
  );
}

/** Closes what has run out: each round once, however many processes look. */
export const closeRounds: Loop = {
  name: "documents.close-opinion-rounds",
  everyMs: MINUTE,
  run: async (house) => ((await closeDueRound(house, new Date())) ? "again" : "rest"),
};

/** Closes one round whose last deadline has passed. @returns its id; undefined when none is due */
export async function closeDueRound(
  house: Pick<House, "database" | "subscriptions">,
  now: Date,
): Promise<string | undefined> {
  return await transact(
    house,
    { actor: { kind: "system", name: "documents.close-opinion-rounds" }, now },
    async (tx) => {
      // Another process that has this round in hand is not waited for.
      const { rows } = await sql<{ id: string }>`
        select r.id from documents.opinion_round r
         where r.state = 'open' and r.deadline <= ${now}
           and not exists (select 1 from documents.opinion_asked a
                            where a.round_id = r.id and a.withdrawn_at is null and a.deadline > ${now})
         order by r.deadline limit 1 for update of r skip locked`.execute(tx.queries);
      const [due] = rows;
      if (!due) return undefined;
      await close(tx, await lockRound(tx, due.id), "Hệ thống", "");
      return due.id;
    },
  );
}

async function close(tx: Transaction, whole: WholeRound, byName: string, reason: string): Promise<void> {
  await tx.queries
    .updateTable("documents.opinion_round")
    .set({ state: "closed", closed_at: tx.now, closed_by_name: byName, close_reason: reason })
    .where("id", "=", whole.round.id)
    .execute();
  // Silence counts only in a closed round, and this one is closed now.
  const closed: WholeRound = { ...whole, round: { ...whole.round, state: "closed" } };
  const counted = countRound(closed, await latestAnswers(tx.queries, whole.round.id));
  await recordRound(tx, whole, {
    action: "close-opinion-round",
    step: "closed",
    asked: [],
    note: [
      ...counted.options.map(({ label, amount }) => `${label}: ${amount}`),
      ...(counted.silent > 0 ? [`không trả lời: ${counted.silent}`] : []),
      ...(reason === "" ? [] : [reason]),
    ].join("; "),
    data: {
      answered: counted.answered,
      silent: counted.silent,
      counts: counted.options.map(({ amount }) => amount),
    },
  });
}
