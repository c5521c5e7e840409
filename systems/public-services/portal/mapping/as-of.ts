import type { DossierFacts, DossierState } from "../../dossiers/index.ts";

/** When something happened to a dossier, and the state it had then. */
export interface Moment {
  readonly at: Date;
  readonly state: DossierState;
}

/**
 * A dossier as it stood when something happened: a record that waits while the dossier goes on still tells its own state,
 * and nothing that came later. What was promised is told as it stands now.
 */
export function factsAsOf(facts: DossierFacts, { at, state }: Moment): DossierFacts {
  const upTo = (moment: Date | null): Date | null => (moment !== null && moment <= at ? moment : null);
  return {
    ...facts,
    state,
    receivedAt: upTo(facts.receivedAt),
    finishedAt: upTo(facts.finishedAt),
    returnedAt: upTo(facts.returnedAt),
    files: facts.files.filter((file) => file.at <= at),
    supplements: facts.supplements
      .filter(({ askedAt }) => askedAt <= at)
      .map((supplement) => ({ ...supplement, answeredAt: upTo(supplement.answeredAt) })),
    trail: facts.trail.filter((trace) => trace.at <= at),
  };
}
