import { localDateOf } from "../../../../core/calendar/index.ts";
import type { Queries } from "../../../../core/database/index.ts";
import type { Transaction } from "../../../../core/transaction/index.ts";
import { quarterOf } from "../index-766/period.ts";
import "../tables.ts";
import type { CriterionPoints } from "../tables.ts";
import { factsOfCriteria, gradeOf } from "./criteria.ts";
import { newToken, type RatingRow } from "./rating.ts";
import { unitFacts } from "./unit-facts.ts";

/** Ended with a decision about it: refused, stopped, handled, returned. Who withdrew it is not asked. */
export const RATED_STATES: readonly number[] = [3, 8, 9, 10];

/**
 * A dossier that has ended gets its invitation to be rated, once; when something happens to it afterwards its nine
 * criteria are counted again.
 */
export async function inviteToRate(tx: Transaction, dossierId: string): Promise<void> {
  const counted = await countedDossier(tx.queries, dossierId);
  if (!counted || counted.finished_at === null || !RATED_STATES.includes(counted.state)) return;
  const facts = await criteriaOfDossier(tx.queries, counted, tx.now);
  const known = await tx.queries
    .selectFrom("public_services.quality_rating")
    .selectAll()
    .where("dossier_id", "=", dossierId)
    .forUpdate()
    .executeTakeFirst();
  if (known) {
    await writePoints(tx, known, { facts });
    return;
  }
  const { year, quarter } = quarterOf(localDateOf(counted.finished_at));
  await tx.queries
    .insertInto("public_services.quality_rating")
    .values({
      dossier_id: dossierId,
      token: newToken(),
      organisation_id: counted.organisation_id,
      code: counted.code,
      quarter,
      year,
      invited_at: tx.now,
      facts: JSON.stringify(facts),
      ...gradeOf({ facts, answers: {}, adjusted: {} }),
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

async function countedDossier(queries: Queries, dossierId: string) {
  return await queries
    .selectFrom("public_services.quality_dossier")
    .select([
      "organisation_id",
      "code",
      "procedure_code",
      "state",
      "due_at",
      "finished_at",
      "step_late",
      "supplements",
      "asking_bodies",
      "complained_at",
    ])
    .where("dossier_id", "=", dossierId)
    .executeTakeFirst();
}

/** The nine criteria of a dossier by its facts and those of its body's quarter. */
async function criteriaOfDossier(
  queries: Queries,
  counted: NonNullable<Awaited<ReturnType<typeof countedDossier>>>,
  now: Date,
): Promise<CriterionPoints> {
  const finished = counted.finished_at ?? now;
  return factsOfCriteria(
    {
      due: counted.due_at,
      finished,
      stepLate: counted.step_late,
      supplements: counted.supplements,
      askingBodies: counted.asking_bodies,
      complained: counted.complained_at !== null,
    },
    await unitFacts(queries, counted.organisation_id, finished, counted.procedure_code, now),
  );
}

/** Writes what changed of a rating together with the total and the grade that follow from it. */
export async function writePoints(
  tx: Transaction,
  rating: RatingRow,
  changed: {
    readonly facts?: CriterionPoints;
    readonly answers?: CriterionPoints;
    readonly adjusted?: CriterionPoints;
  },
): Promise<void> {
  const told = {
    facts: changed.facts ?? rating.facts,
    answers: changed.answers ?? rating.answers,
    adjusted: changed.adjusted ?? rating.adjusted,
  };
  await tx.queries
    .updateTable("public_services.quality_rating")
    .set({
      facts: JSON.stringify(told.facts),
      answers: JSON.stringify(told.answers),
      adjusted: JSON.stringify(told.adjusted),
      ...gradeOf(told),
      version: rating.version + 1,
    })
    .where("dossier_id", "=", rating.dossier_id)
    .execute();
}
