import type { LocalDate } from "../../../../core/calendar/index.ts";
import { type Transaction, uuidv7 } from "../../../../core/transaction/index.ts";

/** What a day's comparison came to. */
export interface Comparison {
  readonly compared: number;
  readonly matched: number;
  /** Paid there and not known here: settled by the comparison. */
  readonly settled: number;
  /** Waiting for a person, also when an earlier comparison found them. */
  readonly differences: number;
  /** Whole đồng paid, as we know it and as the platform says. */
  readonly sumHere: number;
  readonly sumThere: number;
}

/** What one payment of a comparison came to. */
export interface Outcome {
  readonly kind: "matched" | "settled" | "differs";
  /** Whole đồng. */
  readonly here: number;
  readonly there: number;
}

export const NOTHING_YET: Comparison = {
  compared: 0,
  matched: 0,
  settled: 0,
  differences: 0,
  sumHere: 0,
  sumThere: 0,
};

export function tally(so: Comparison, { kind, here, there }: Outcome): Comparison {
  return {
    compared: so.compared + 1,
    matched: so.matched + (kind === "matched" ? 1 : 0),
    settled: so.settled + (kind === "settled" ? 1 : 0),
    differences: so.differences + (kind === "differs" ? 1 : 0),
    sumHere: so.sumHere + here,
    sumThere: so.sumThere + there,
  };
}

/** Writes down that a day was compared, by whom and with what. */
export async function keepComparison(
  tx: Transaction,
  of: { readonly organisationId: string; readonly day: LocalDate; readonly source: "platform" | "list" },
  { sumHere, sumThere, ...counts }: Comparison,
): Promise<void> {
  await tx.queries
    .insertInto("public_services.payment_comparison")
    .values({
      id: uuidv7(tx.now),
      organisation_id: of.organisationId,
      day: of.day,
      source: of.source,
      at: tx.now,
      by_name: tx.actor.kind === "person" ? tx.actor.fullName : "Hệ thống",
      ...counts,
      sum_here: sumHere,
      sum_there: sumThere,
    })
    .execute();
  tx.record({
    action: "payments.compare",
    objectKind: "payments",
    objectId: of.organisationId,
    data: { day: of.day, source: of.source, ...counts, sumHere, sumThere },
  });
}
