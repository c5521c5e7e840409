import {
  Button,
  Card,
  ErrorSummary,
  Facts,
  type FieldErrors,
  Form,
  formatDateTime,
  TextArea,
  useText,
} from "../../../../core/ui/index.ts";
import {
  CRITERIA,
  type Criterion,
  GRADE_WORDS,
  pointsOfCriterion,
  SATISFACTION_WORDS,
} from "../ratings/criteria.ts";
import type { RatingRow } from "../ratings/rating.ts";
import type { TypedReview } from "../ratings/review-rating.ts";

interface ReviewProps {
  readonly rating: RatingRow;
  /** What came back with errors; undefined: the form is fresh. */
  readonly typed: TypedReview | undefined;
  readonly errors: FieldErrors;
  readonly transactionId: string;
}

/** A rating with the points of every criterion: what the facts say, what the citizen says, what the reviewer says. */
export function RatingView(props: ReviewProps & { readonly mayReview: boolean }) {
  const { rating, mayReview } = props;
  const text = useText();
  const convenience = ([1, 2, 3] as const).find((each) => each === rating.answers[10]);
  return (
    <>
      <Facts
        look="card"
        facts={[
          {
            term: { vi: "Mức độ hài lòng", en: "Satisfaction" },
            value: rating.overall === null ? "" : text(SATISFACTION_WORDS[rating.overall]),
          },
          {
            term: { vi: "Thuận tiện", en: "Convenience" },
            value: convenience ? text(SATISFACTION_WORDS[convenience]) : "",
          },
          {
            term: { vi: "Đánh giá lúc", en: "Rated" },
            value: rating.rated_at
              ? formatDateTime(rating.rated_at)
              : text({ vi: "Chưa đánh giá", en: "Not yet" }),
          },
          { term: { vi: "Kỳ", en: "Period" }, value: `Quý ${rating.quarter}/${rating.year}` },
          {
            term: { vi: "Tổng điểm, xếp loại", en: "Total, grade" },
            value: `${rating.total}/18, ${text(GRADE_WORDS[rating.grade])}`,
          },
          { term: { vi: "Ý kiến", en: "Comment" }, value: rating.comment },
          {
            term: { vi: "Điều chỉnh", en: "Adjusted" },
            value: rating.adjusted_at
              ? `${rating.adjusted_by}, ${formatDateTime(rating.adjusted_at)}: ${rating.adjusted_reason}`
              : "",
          },
        ]}
      />
      <Card title={{ vi: "Chín tiêu chí", en: "The nine criteria" }}>
        {mayReview ? <ReviewForm {...props} /> : <CriteriaTable rating={rating} typed={undefined} />}
      </Card>
    </>
  );
}

function ReviewForm({ rating, typed, errors, transactionId }: ReviewProps) {
  const text = useText();
  return (
    <>
      <ErrorSummary errors={errors} />
      <Form action={`/quality/ratings/${rating.dossier_id}`} method="post" transactionId={transactionId}>
        <input type="hidden" name="seen" value={String(rating.version)} />
        <CriteriaTable rating={rating} typed={typed ?? "fresh"} />
        <TextArea
          name="reason"
          label={{ vi: "Lý do điều chỉnh", en: "Reason" }}
          hint={{
            vi: "Câu trả lời và mức hài lòng của người dân giữ nguyên; chỉ điểm thay đổi.",
            en: "What the citizen said stays; only the points change.",
          }}
          value={typed?.reason ?? rating.adjusted_reason}
          error={errors.reason}
        />
        <div class="actions">
          <Button kind="primary">{text({ vi: "Ghi điểm điều chỉnh", en: "Keep the points" })}</Button>
        </div>
      </Form>
    </>
  );
}

/** @param props.typed undefined: to read only */
function CriteriaTable({
  rating,
  typed,
}: {
  readonly rating: RatingRow;
  readonly typed: TypedReview | "fresh" | undefined;
}) {
  const text = useText();
  const chosen = (number: number) =>
    typed === "fresh" ? String(rating.adjusted[number] ?? "") : (typed?.points[number] ?? "");
  return (
    <div class="register-scroll dense">
      <table class="register-table">
        <thead>
          <tr>
            <th scope="col">{text({ vi: "Tiêu chí", en: "Criterion" })}</th>
            <th scope="col">{text({ vi: "Theo hồ sơ", en: "By facts" })}</th>
            <th scope="col">{text({ vi: "Người dân", en: "Citizen" })}</th>
            <th scope="col">{text({ vi: "Điều chỉnh", en: "Adjusted" })}</th>
            <th scope="col" class="cell-number">
              {text({ vi: "Điểm", en: "Points" })}
            </th>
          </tr>
        </thead>
        <tbody>
          {CRITERIA.map((criterion) => (
            <tr key={criterion.number}>
              <td data-label={text({ vi: "Tiêu chí", en: "Criterion" })}>
                {`${criterion.number}. ${text(criterion.name)}`}
              </td>
              <td data-label={text({ vi: "Theo hồ sơ", en: "By facts" })}>
                {rating.facts[criterion.number] ?? "–"}
              </td>
              <td data-label={text({ vi: "Người dân", en: "Citizen" })}>
                {answerOf(criterion, rating, text)}
              </td>
              <td data-label={text({ vi: "Điều chỉnh", en: "Adjusted" })}>
                {typed === undefined ? (
                  (rating.adjusted[criterion.number] ?? "–")
                ) : (
                  <select
                    class="input"
                    id={`field-points-${criterion.number}`}
                    name={`points-${criterion.number}`}
                    aria-label={`${text({ vi: "Điều chỉnh tiêu chí", en: "Adjust criterion" })} ${criterion.number}`}
                  >
                    <option value="">{text({ vi: "Giữ nguyên", en: "As it is" })}</option>
                    {["0", "1", "2"].map((points) => (
                      <option key={points} value={points} selected={chosen(criterion.number) === points}>
                        {points}
                      </option>
                    ))}
                  </select>
                )}
              </td>
              <td class="cell-number" data-label={text({ vi: "Điểm", en: "Points" })}>
                {pointsOfCriterion(criterion, rating)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function answerOf(
  { number, answers }: Criterion,
  rating: RatingRow,
  text: ReturnType<typeof useText>,
): string {
  const points = rating.answers[number];
  const said = points === undefined ? undefined : answers[points];
  return said ? `${points}: ${text(said)}` : "–";
}
