import { randomUUID } from "node:crypto";
import type { Context } from "hono";
import { FormRefusal, notFound, Refusal } from "../../../../core/errors.ts";
import {
  answerPublicPage,
  type HttpEnv,
  type Form as PostedForm,
  readForm,
  redirectTo,
  value,
} from "../../../../core/http/index.ts";
import { transact } from "../../../../core/transaction/index.ts";
import {
  Button,
  ErrorSummary,
  Facts,
  type FieldErrors,
  Form,
  formatDateTime,
  Notice,
  Radios,
  TextArea,
  useText,
} from "../../../../core/ui/index.ts";
import { CRITERIA, SATISFACTION_WORDS } from "../ratings/criteria.ts";
import { rateDossier, type TypedRating } from "../ratings/rate-dossier.ts";
import { findRatingByToken, type RatingRow } from "../ratings/rating.ts";

/** What the page tells of the dossier: nothing of a person. */
interface RatedDossier {
  readonly code: string;
  readonly procedure: string;
  readonly body: string;
}

const NOTHING = { overall: "", convenience: "", criteria: {}, comment: "" };

/** GET /rate/:token: the citizen says how it was, once; no sign-in, no script. */
export async function ratePage(c: Context<HttpEnv>): Promise<Response> {
  const rating = await ratingOf(c);
  return await answerRate(c, rating, { ...NOTHING, token: rating.token }, {}, randomUUID(), 200);
}

/** POST /rate/:token */
export async function ratePost(c: Context<HttpEnv>): Promise<Response> {
  const rating = await ratingOf(c);
  if (c.var.session) throw officialsNever();
  const form = await readForm(c);
  const typed = typedOf(form, rating.token);
  const requestId = value(form, "transactionId");
  try {
    await transact(
      c.var.house,
      { actor: { kind: "system", name: "rating" }, ...(requestId.length >= 8 ? { requestId } : {}) },
      async (tx) => {
        await rateDossier(tx, typed);
      },
    );
  } catch (error) {
    if (!(error instanceof FormRefusal)) throw error;
    return await answerRate(c, rating, typed, error.problems, requestId || randomUUID(), 422);
  }
  return redirectTo(c, `/rate/${rating.token}`);
}

async function ratingOf(c: Context<HttpEnv>): Promise<RatingRow> {
  // The address is the right to rate: it is told to nobody.
  c.header("Referrer-Policy", "no-referrer");
  const rating = await findRatingByToken(c.var.house.database.queries, c.req.param("token") ?? "");
  if (!rating) throw notFound();
  return rating;
}

/** Those who are rated do not rate: whoever is signed in as an official is sent away. */
function officialsNever(): Refusal {
  return new Refusal("quality.officials-never-rate", 403, {
    vi: "Cán bộ không đánh giá thay người dân. Trình duyệt này đang đăng nhập tài khoản cán bộ; người dân đánh giá trên điện thoại của mình.",
    en: "Officials do not rate for citizens. An official is signed in here; citizens rate on their own telephone.",
  });
}

function typedOf(form: PostedForm, token: string): TypedRating {
  return {
    token,
    overall: value(form, "overall"),
    convenience: value(form, "convenience"),
    criteria: Object.fromEntries(CRITERIA.map(({ number }) => [number, value(form, `criterion-${number}`)])),
    comment: value(form, "comment"),
  };
}

async function answerRate(
  c: Context<HttpEnv>,
  rating: RatingRow,
  typed: TypedRating,
  errors: FieldErrors,
  transactionId: string,
  status: 200 | 422,
): Promise<Response> {
  const facts = await c.var.house.services.dossiers?.facts(c.var.house.database.queries, rating.dossier_id);
  const dossier: RatedDossier = {
    code: rating.code,
    procedure: facts?.procedure.name ?? "",
    body: facts?.organisationName ?? "",
  };
  return await answerPublicPage(
    c,
    {
      title: { vi: "Đánh giá việc giải quyết hồ sơ", en: "Rate how it was handled" },
      crumbs: [{ href: "/track", label: { vi: "Tra cứu hồ sơ", en: "Follow a dossier" } }],
      children: (
        <>
          <Facts
            facts={[
              { term: { vi: "Mã hồ sơ", en: "Code" }, value: dossier.code },
              { term: { vi: "Thủ tục", en: "Procedure" }, value: dossier.procedure },
              { term: { vi: "Cơ quan", en: "Body" }, value: dossier.body },
            ]}
          />
          <Body rating={rating} official={c.var.session !== null} {...{ typed, errors, transactionId }} />
        </>
      ),
    },
    status,
  );
}

function Body(props: {
  readonly rating: RatingRow;
  readonly official: boolean;
  readonly typed: TypedRating;
  readonly errors: FieldErrors;
  readonly transactionId: string;
}) {
  const { rating, official, typed, errors, transactionId } = props;
  const text = useText();
  if (rating.rated_at !== null && rating.overall !== null)
    return (
      <Notice tone="good" title={{ vi: "Cảm ơn bạn đã đánh giá", en: "Thank you for rating" }}>
        {text({
          vi: `Bạn đã đánh giá lúc ${formatDateTime(rating.rated_at)}: ${SATISFACTION_WORDS[rating.overall].vi}. Mỗi hồ sơ chỉ đánh giá một lần.`,
          en: `Rated at ${formatDateTime(rating.rated_at)}: ${SATISFACTION_WORDS[rating.overall].en}. Each dossier is rated once.`,
        })}
      </Notice>
    );
  if (official) return <Notice tone="attention">{text(officialsNever().sentence)}</Notice>;
  return <RateForm {...{ typed, errors, transactionId }} />;
}

const LEVELS = ([3, 2, 1] as const).map((level) => ({
  value: String(level),
  label: SATISFACTION_WORDS[level],
}));

function RateForm({
  typed,
  errors,
  transactionId,
}: {
  readonly typed: TypedRating;
  readonly errors: FieldErrors;
  readonly transactionId: string;
}) {
  const text = useText();
  return (
    <>
      <ErrorSummary errors={errors} />
      <Form action={`/rate/${typed.token}`} method="post" transactionId={transactionId} fullLoad>
        <Radios
          name="overall"
          label={{ vi: "Nói chung, bạn có hài lòng không?", en: "All in all, are you satisfied?" }}
          options={LEVELS}
          value={typed.overall}
          error={errors.overall}
        />
        <Radios
          name="convenience"
          label={{ vi: "Việc nộp và nhận kết quả có thuận tiện không?", en: "Was it convenient?" }}
          options={LEVELS}
          value={typed.convenience}
          optional
        />
        <details class="rate-more" open={Object.values(typed.criteria).some((each) => each !== "")}>
          <summary>{text({ vi: "Trả lời thêm 9 câu ngắn", en: "Answer nine short questions" })}</summary>
          {CRITERIA.map(({ number, question, answers }) => (
            <Radios
              key={number}
              name={`criterion-${number}`}
              label={question}
              options={[2, 1, 0].map((points) => ({
                value: String(points),
                label: answers[points] ?? { vi: "", en: "" },
              }))}
              value={typed.criteria[number]}
              optional
            />
          ))}
        </details>
        <TextArea
          name="comment"
          label={{ vi: "Bạn muốn nói thêm điều gì?", en: "Anything else?" }}
          hint={{
            vi: "Đừng ghi số căn cước, số điện thoại. Tối đa 1.000 ký tự.",
            en: "No identity or telephone numbers. At most 1,000 characters.",
          }}
          value={typed.comment}
          error={errors.comment}
          maxLength={1000}
          optional
        />
        <div class="actions">
          <Button kind="primary">{text({ vi: "Gửi đánh giá", en: "Send" })}</Button>
        </div>
      </Form>
    </>
  );
}
