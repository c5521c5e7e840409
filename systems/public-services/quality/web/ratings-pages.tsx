import { randomUUID } from "node:crypto";
import type { Context } from "hono";
import { assertMay, may } from "../../../../core/access/index.ts";
import { localDateOf } from "../../../../core/calendar/index.ts";
import { FormRefusal, Refusal } from "../../../../core/errors.ts";
import {
  answerPage,
  type HttpEnv,
  queryText,
  readForm,
  redirectTo,
  requireSession,
  value,
} from "../../../../core/http/index.ts";
import { transact } from "../../../../core/transaction/index.ts";
import {
  type Column,
  type FieldErrors,
  formatDateTime,
  LinkButton,
  RegisterTable,
  StateChip,
  type Tone,
} from "../../../../core/ui/index.ts";
import { keepersOn } from "../../catalogue/index.ts";
import { mayOpenFigures, mayReview } from "../permissions.ts";
import { CRITERIA, GRADE_WORDS, SATISFACTION_WORDS } from "../ratings/criteria.ts";
import {
  everyRating,
  listRatings,
  RATING_SORTS,
  type RatingFilter,
  type RatingLine,
  type RatingSort,
} from "../ratings/list-ratings.ts";
import { getRating } from "../ratings/rating.ts";
import { reviewRating, type TypedReview } from "../ratings/review-rating.ts";
import { GRADES } from "../tables.ts";
import { answerExport, asRows } from "./answer-export.ts";
import { PROVINCE } from "./asked.ts";
import { RatingView } from "./rating-view.tsx";

const HERE = "/quality/ratings";
const PAGE = 50;
const CRUMB = { href: "/quality", label: { vi: "Chất lượng phục vụ", en: "Service quality" } };
const LEVELS = [3, 2, 1] as const;

interface Asked {
  readonly unit: string;
  readonly filter: RatingFilter;
  readonly sort: RatingSort;
}

async function ask(c: Context<HttpEnv>): Promise<Asked> {
  const { actor } = requireSession(c);
  const unit = queryText(c, "unit", 36) || actor.organisationId;
  const organisationId = unit === PROVINCE || !/^[0-9a-f-]{36}$/.test(unit) ? undefined : unit;
  assertMay(actor, mayOpenFigures, {
    organisationId,
    ...(await keepersOn(c.var.house.database.queries, localDateOf(new Date()))),
  });
  const overall = LEVELS.find((each) => String(each) === queryText(c, "overall", 1));
  const grade = GRADES.find((each) => each === queryText(c, "grade", 10));
  const code = queryText(c, "code", 60);
  const rated = queryText(c, "rated", 3);
  return {
    unit,
    sort: RATING_SORTS.find((each) => each === queryText(c, "sort", 10).replace(/^-/, "")) ?? "newest",
    filter: {
      ...(organisationId === undefined ? {} : { organisationId }),
      ...(overall === undefined ? {} : { overall }),
      ...(grade === undefined ? {} : { grade }),
      ...(code === "" ? {} : { code }),
      ...(rated === "yes" || rated === "no" ? { rated: rated === "yes" } : {}),
    },
  };
}

/** GET /quality/ratings: ended dossiers with the citizen's answer, points and grade. */
export async function ratingsPage(c: Context<HttpEnv>): Promise<Response> {
  const asked = await ask(c);
  const after = queryText(c, "after", 80);
  const page = await listRatings(c.var.house.database.queries, asked.filter, {
    limit: PAGE,
    sort: asked.sort,
    ...(after === "" ? {} : { after }),
  });
  const query = new URLSearchParams(
    [...new URL(c.req.url).searchParams].filter(([name]) => name !== "after"),
  );
  query.set("unit", asked.unit);
  return await answerPage(c, {
    title: { vi: "Đánh giá của người dân", en: "Ratings" },
    crumbs: [CRUMB],
    actions: (
      <LinkButton href={`${HERE}.csv?${query}`} icon="download" download>
        CSV
      </LinkButton>
    ),
    children: (
      <div class="dense">
        <RegisterTable
          id="ratings"
          caption={{ vi: "Hồ sơ đã kết thúc", en: "Ended dossiers" }}
          columns={columnsOf(asked.filter)}
          rows={page.rows}
          rowKey={({ dossier_id }) => dossier_id}
          rowHref={({ dossier_id }) => `${HERE}/${dossier_id}`}
          action={HERE}
          query={query}
          sorting={asked.sort === "total" ? { key: "total", descending: false } : undefined}
          pagination={{
            count: page.rows.length,
            next: page.next && `${HERE}?${new URLSearchParams([...query, ["after", page.next]])}`,
            previous: after === "" ? undefined : `${HERE}?${query}`,
          }}
          exports={{ xlsx: `${HERE}.xlsx?${query}`, pdf: `${HERE}.pdf?${query}` }}
          empty={{
            title: { vi: "Chưa có đánh giá nào", en: "There is no rating yet" },
            explanation: {
              vi: "Khi hồ sơ kết thúc, người dân được mời đánh giá một lần; kết quả hiện ở đây.",
              en: "When a dossier has ended its citizen may rate it once; the answers appear here.",
            },
          }}
        />
      </div>
    ),
  });
}

const TONES: Readonly<Record<1 | 2 | 3, Tone>> = { 1: "bad", 2: "info", 3: "good" };

function columnsOf(filter: RatingFilter): Column<RatingLine>[] {
  return [
    {
      key: "code",
      label: { vi: "Mã hồ sơ", en: "Code" },
      cell: (row) => row.code,
      phone: "title",
      filter: { kind: "text", value: filter.code },
    },
    {
      key: "procedure",
      label: { vi: "Thủ tục", en: "Procedure" },
      cell: (row) => row.procedure_name,
      phone: "plain",
    },
    {
      key: "quarter",
      label: { vi: "Quý", en: "Quarter" },
      cell: (row) => `${row.quarter}/${row.year}`,
      phone: "hide",
    },
    {
      key: "rated",
      label: { vi: "Đánh giá lúc", en: "Rated" },
      kind: "date",
      cell: (row) => (row.rated_at ? formatDateTime(row.rated_at) : "–"),
      filter: {
        kind: "choice",
        value: filter.rated === undefined ? undefined : filter.rated ? "yes" : "no",
        options: [
          { value: "yes", label: { vi: "Đã đánh giá", en: "Rated" } },
          { value: "no", label: { vi: "Chưa đánh giá", en: "Not yet" } },
        ],
      },
    },
    {
      key: "overall",
      label: { vi: "Mức độ hài lòng", en: "Satisfaction" },
      kind: "state",
      cell: (row) =>
        row.overall === null ? (
          "–"
        ) : (
          <StateChip tone={TONES[row.overall]} label={SATISFACTION_WORDS[row.overall]} />
        ),
      filter: {
        kind: "choice",
        value: filter.overall === undefined ? undefined : String(filter.overall),
        options: LEVELS.map((level) => ({ value: String(level), label: SATISFACTION_WORDS[level] })),
      },
    },
    {
      key: "total",
      label: { vi: "Điểm (18)", en: "Points (18)" },
      kind: "number",
      cell: (row) => row.total,
      sortable: true,
    },
    {
      key: "grade",
      label: { vi: "Xếp loại", en: "Grade" },
      cell: (row) => `${GRADE_WORDS[row.grade].vi}${row.adjusted_by === "" ? "" : " (đã điều chỉnh)"}`,
      filter: {
        kind: "choice",
        value: filter.grade,
        options: GRADES.map((grade) => ({ value: grade, label: GRADE_WORDS[grade] })),
      },
    },
  ];
}

/** GET /quality/ratings.xlsx, .pdf, .csv */
export async function ratingsExport(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  const { filter } = await ask(c);
  return await answerExport(c, actor, {
    title: "Đánh giá việc giải quyết thủ tục hành chính",
    subtitle: "",
    columns: [
      { key: "code", label: "Mã hồ sơ", width: 15 },
      { key: "procedure", label: "Thủ tục", width: 26 },
      { key: "quarter", label: "Quý", width: 6 },
      { key: "rated", label: "Đánh giá lúc", width: 10, kind: "date" },
      { key: "overall", label: "Mức độ hài lòng", width: 10 },
      { key: "total", label: "Tổng điểm", width: 6, kind: "number" },
      { key: "grade", label: "Xếp loại", width: 9 },
      { key: "reason", label: "Lý do điều chỉnh", width: 18 },
      { key: "comment", label: "Ý kiến", width: 20 },
    ],
    rows: asRows(everyRating(c.var.house.database.queries, filter), (row) => ({
      code: row.code,
      procedure: row.procedure_name,
      quarter: `${row.quarter}/${row.year}`,
      rated: row.rated_at ? formatDateTime(row.rated_at) : "",
      overall: row.overall === null ? "" : SATISFACTION_WORDS[row.overall].vi,
      total: String(row.total),
      grade: GRADE_WORDS[row.grade].vi,
      reason: row.adjusted_reason,
      comment: row.comment,
    })),
  });
}

/** GET /quality/ratings/:id: facts, answers and adjusted points of the nine criteria. */
export async function ratingPage(c: Context<HttpEnv>): Promise<Response> {
  return await answerRating(c, undefined, {}, randomUUID(), 200);
}

/** POST /quality/ratings/:id: the reviewer adjusts points, with a reason. */
export async function reviewPost(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  const form = await readForm(c);
  const seen = value(form, "seen");
  const typed: TypedReview = {
    dossierId: c.req.param("id") ?? "",
    seen: /^\d{1,9}$/.test(seen) ? Number(seen) : -1,
    points: Object.fromEntries(CRITERIA.map(({ number }) => [number, value(form, `points-${number}`)])),
    reason: value(form, "reason"),
  };
  const requestId = value(form, "transactionId");
  try {
    await transact(c.var.house, { actor, ...(requestId.length >= 8 ? { requestId } : {}) }, (tx) =>
      reviewRating(tx, actor, typed),
    );
  } catch (error) {
    if (error instanceof FormRefusal) return await answerRating(c, typed, error.problems, requestId, 422);
    if (error instanceof Refusal && error.status === 409)
      return await answerRating(c, typed, { "": error.sentence }, randomUUID(), 409);
    throw error;
  }
  return redirectTo(c, `${HERE}/${typed.dossierId}`, {
    tone: "good",
    message: { vi: "Đã ghi điểm điều chỉnh.", en: "The adjusted points are kept." },
  });
}

async function answerRating(
  c: Context<HttpEnv>,
  typed: TypedReview | undefined,
  errors: FieldErrors,
  transactionId: string,
  status: 200 | 409 | 422,
): Promise<Response> {
  const { actor } = requireSession(c);
  const { queries } = c.var.house.database;
  const rating = await getRating(queries, c.req.param("id") ?? "");
  const subject = {
    organisationId: rating.organisation_id,
    ...(await keepersOn(queries, localDateOf(new Date()))),
  };
  assertMay(actor, mayOpenFigures, subject);
  return await answerPage(
    c,
    {
      title: { vi: `Đánh giá hồ sơ ${rating.code}`, en: `Rating of ${rating.code}` },
      crumbs: [CRUMB, { href: HERE, label: { vi: "Đánh giá của người dân", en: "Ratings" } }],
      actions: (
        <LinkButton href={`/dossiers/${rating.dossier_id}`} icon="folder">
          Mở hồ sơ
        </LinkButton>
      ),
      children: (
        <RatingView
          rating={rating}
          mayReview={may(actor, mayReview, subject)}
          {...{ typed, errors, transactionId }}
        />
      ),
    },
    status,
  );
}
