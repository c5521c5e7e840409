import { FormRefusal, notFound, Refusal, type Sentence } from "../../../../core/errors.ts";
import type { Transaction } from "../../../../core/transaction/index.ts";
import "../events.ts";
import type { CriterionPoints } from "../tables.ts";
import { CRITERIA } from "./criteria.ts";
import { writePoints } from "./invite-to-rate.ts";
import { findRatingByToken, type RatingRow } from "./rating.ts";

/** As typed: "1" to "3" overall, for the convenience too; "0" to "2" by criterion; empty: not answered. */
export interface TypedRating {
  readonly token: string;
  readonly overall: string;
  readonly convenience: string;
  readonly criteria: Readonly<Record<number, string>>;
  readonly comment: string;
}

const LONGEST_COMMENT = 1_000;

/**
 * A citizen rates a dossier that has ended, once, by the link that was given to them (NĐ 61/2018/NĐ-CP Art. 30). Nobody
 * signs in for it, and no official may do it: the pages refuse whoever is signed in as one.
 *
 * @throws FormRefusal, Refusal 404, 409 when it was rated before
 */
export async function rateDossier(tx: Transaction, typed: TypedRating): Promise<RatingRow> {
  const found = await findRatingByToken(tx.queries, typed.token);
  if (!found) throw notFound();
  const rating = await tx.queries
    .selectFrom("public_services.quality_rating")
    .selectAll()
    .where("dossier_id", "=", found.dossier_id)
    .forUpdate()
    .executeTakeFirstOrThrow();
  if (rating.rated_at !== null) throw ratedBefore();
  const overall = ([1, 2, 3] as const).find((each) => String(each) === typed.overall);
  const problems: Record<string, Sentence> = {};
  if (overall === undefined)
    problems.overall = { vi: "Chọn một mức độ hài lòng.", en: "Choose how satisfied you are." };
  const comment = typed.comment.trim();
  if (comment.length > LONGEST_COMMENT)
    problems.comment = {
      vi: `Ý kiến dài quá ${LONGEST_COMMENT} ký tự; hãy viết ngắn lại.`,
      en: `More than ${LONGEST_COMMENT} characters; make it shorter.`,
    };
  if (overall === undefined || Object.keys(problems).length > 0) throw new FormRefusal(problems);
  await tx.queries
    .updateTable("public_services.quality_rating")
    .set({ rated_at: tx.now, overall, comment })
    .where("dossier_id", "=", rating.dossier_id)
    .execute();
  await writePoints(tx, rating, { answers: answersOf(typed) });
  await tx.queries
    .updateTable("public_services.quality_dossier")
    .set({ rated_at: tx.now, satisfaction: overall })
    .where("dossier_id", "=", rating.dossier_id)
    .execute();
  tx.record({
    action: "quality.rate",
    objectKind: "dossier",
    objectId: rating.dossier_id,
    data: { code: rating.code, overall },
    ...(comment === "" ? {} : { personal: { comment } }),
  });
  tx.emit({
    type: "quality.rated",
    subjectId: rating.dossier_id,
    organisations: [rating.organisation_id],
    data: { code: rating.code, overall },
  });
  return rating;
}

function answersOf({ convenience, criteria }: TypedRating): CriterionPoints {
  const answers = CRITERIA.flatMap(({ number }) => {
    const typed = criteria[number] ?? "";
    return /^[012]$/.test(typed) ? [[String(number), Number(typed)] as const] : [];
  });
  return Object.fromEntries([
    ...answers,
    ...(/^[123]$/.test(convenience) ? [["10", Number(convenience)] as const] : []),
  ]);
}

function ratedBefore(): Refusal {
  return new Refusal("quality.rated-before", 409, {
    vi: "Hồ sơ này đã được đánh giá. Mỗi hồ sơ chỉ đánh giá một lần; cảm ơn bạn.",
    en: "This dossier has been rated. Each is rated once; thank you.",
  });
}
