import { assertMay } from "../../../../core/access/index.ts";
import { localDateOf } from "../../../../core/calendar/index.ts";
import { changedMeanwhile, FormRefusal, type Sentence } from "../../../../core/errors.ts";
import type { PersonActor, Transaction } from "../../../../core/transaction/index.ts";
import { keepersOn } from "../../catalogue/index.ts";
import { mayReview } from "../permissions.ts";
import type { CriterionPoints } from "../tables.ts";
import { CRITERIA } from "./criteria.ts";
import { writePoints } from "./invite-to-rate.ts";
import { getRating } from "./rating.ts";

export interface TypedReview {
  readonly dossierId: string;
  /** Version the reviewer saw. */
  readonly seen: number;
  /** "0" to "2" by criterion; empty: as it was found. */
  readonly points: Readonly<Record<number, string>>;
  readonly reason: string;
}

/**
 * The reviewer changes points of criteria and says why (HinhThucDanhGia, lý do trừ điểm). What the citizen answered, and
 * how satisfied they are, stays as it is.
 *
 * @throws AccessDeniedError, FormRefusal, Refusal 404 | 409
 */
export async function reviewRating(tx: Transaction, actor: PersonActor, typed: TypedReview): Promise<void> {
  const found = await getRating(tx.queries, typed.dossierId);
  assertMay(actor, mayReview, {
    organisationId: found.organisation_id,
    ...(await keepersOn(tx.queries, localDateOf(tx.now))),
  });
  const rating = await tx.queries
    .selectFrom("public_services.quality_rating")
    .selectAll()
    .where("dossier_id", "=", found.dossier_id)
    .forUpdate()
    .executeTakeFirstOrThrow();
  if (rating.version !== typed.seen) throw changedMeanwhile();
  const reason = typed.reason.trim();
  const problems: Record<string, Sentence> = {};
  if (reason.length < 10 || reason.length > 2_000)
    problems.reason = {
      vi: "Nêu lý do điều chỉnh (từ 10 đến 2.000 ký tự).",
      en: "Say why you change it (10 to 2,000 characters).",
    };
  const adjusted = adjustedOf(typed);
  if (Object.keys(adjusted).length === 0 && Object.keys(rating.adjusted).length === 0)
    problems["points-1"] = {
      vi: "Chưa đổi điểm của tiêu chí nào.",
      en: "No criterion was changed.",
    };
  if (Object.keys(problems).length > 0) throw new FormRefusal(problems);
  await tx.queries
    .updateTable("public_services.quality_rating")
    .set({ adjusted_reason: reason, adjusted_by: actor.fullName, adjusted_at: tx.now })
    .where("dossier_id", "=", rating.dossier_id)
    .execute();
  await writePoints(tx, rating, { adjusted });
  tx.record({
    action: "quality.review",
    objectKind: "dossier",
    objectId: rating.dossier_id,
    data: { code: rating.code, from: rating.adjusted, to: adjusted, reason },
  });
}

function adjustedOf({ points }: TypedReview): CriterionPoints {
  return Object.fromEntries(
    CRITERIA.flatMap(({ number }) => {
      const typed = points[number] ?? "";
      return /^[012]$/.test(typed) ? [[String(number), Number(typed)] as const] : [];
    }),
  );
}
