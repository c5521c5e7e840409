import { randomUUID } from "node:crypto";
import type { Context } from "hono";
import { assertMay, may } from "../../../../core/access/index.ts";
import { localDateOf } from "../../../../core/calendar/index.ts";
import type { Organisation } from "../../../../core/directory/index.ts";
import {
  answerPage,
  type HttpEnv,
  readForm,
  redirectTo,
  requireSession,
  value,
} from "../../../../core/http/index.ts";
import { transact } from "../../../../core/transaction/index.ts";
import { Button, Card, Form, formatDate, LinkButton, Notice, useText } from "../../../../core/ui/index.ts";
import { computeIndex } from "../index-766/compute-index.ts";
import { fieldsCounted } from "../index-766/procedure-figures.ts";
import { type DayLine, daysTaken } from "../index-766/take-days.ts";
import { mayDeclareBoard, mayReadQuality } from "../permissions.ts";
import { boardOf, declareBoard } from "../ratings/notice-board.ts";
import { answerExport, asRows } from "./answer-export.ts";
import { ask, bodiesOn, daysInWords } from "./asked.ts";
import { countsInWords, decimals, percent } from "./figures.ts";
import { AskForm, IndexTables, IndexTotal } from "./index-view.tsx";

const TREND_DAYS = 31;

/** GET /quality: the index of a body or the province, for any period and field; every figure opens what it counted. */
export async function qualityPage(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  assertMay(actor, mayReadQuality, undefined);
  const now = new Date();
  const today = localDateOf(now);
  const asked = await ask(c, actor, now);
  const { queries } = c.var.house.database;
  const scope = {
    ...(asked.body ? { organisationId: asked.body.id } : {}),
    ...(asked.field === "" ? {} : { field: asked.field }),
  };
  const [index, bodies, fields, trend, board] = await Promise.all([
    computeIndex(queries, asked.period, scope),
    bodiesOn(c, today),
    fieldsCounted(queries),
    asked.field === "" ? daysTaken(queries, asked.body?.id, TREND_DAYS) : [],
    boardOf(queries, actor.organisationId, today),
  ]);
  const isUnverified = index.groups.some(({ lines }) => lines.some(({ weight }) => !weight.verified));
  const mine = asked.body?.id === actor.organisationId && may(actor, mayDeclareBoard, actor);
  return await answerPage(c, {
    title: { vi: "Chất lượng phục vụ", en: "Service quality" },
    lead: leadOf(asked.body, asked.days),
    actions: <Ways query={asked.query} />,
    children: (
      <>
        <AskForm asked={asked} bodies={bodies} fields={fields} action="/quality" />
        <IndexTotal index={index} />
        {isUnverified && <Unverified />}
        <IndexTables index={index} query={asked.query} />
        {trend.length > 0 && <Trend days={trend} />}
        {mine && <Board board={board} />}
      </>
    ),
  });
}

function leadOf(body: Organisation | undefined, days: Parameters<typeof daysInWords>[0]) {
  const { vi, en } = daysInWords(days);
  return {
    vi: `${body?.name ?? "Toàn tỉnh"}, ${vi}. Bộ chỉ số theo QĐ 766/QĐ-TTg.`,
    en: `${body?.name ?? "The whole province"}, ${en}. Index of QĐ 766/QĐ-TTg.`,
  };
}

function Ways({ query }: { readonly query: URLSearchParams }) {
  const text = useText();
  return (
    <>
      {(["xlsx", "pdf", "csv"] as const).map((kind) => (
        <LinkButton key={kind} href={`/quality.${kind}?${query}`} icon="download" download>
          {kind.toUpperCase()}
        </LinkButton>
      ))}
      <LinkButton href={`/quality/units?${query}`} icon="table">
        {text({ vi: "So sánh các cơ quan", en: "Compare bodies" })}
      </LinkButton>
      <LinkButton href={`/quality/ratings?unit=${query.get("unit") ?? ""}`} icon="person">
        {text({ vi: "Đánh giá của người dân", en: "Ratings" })}
      </LinkButton>
    </>
  );
}

function Unverified() {
  const text = useText();
  return (
    <Notice tone="attention">
      <p>
        {text({
          vi: "Cách chia điểm trong nhóm có dấu * chưa được đối chiếu với văn bản; tổng điểm của nhóm là đúng.",
          en: "How the points marked * divide their group is not verified; the sum of the group is right.",
        })}{" "}
        <a href="/quality/weights">{text({ vi: "Xem điểm và ngưỡng", en: "See points and thresholds" })}</a>
      </p>
    </Notice>
  );
}

function Trend({ days }: { readonly days: readonly DayLine[] }) {
  const text = useText();
  return (
    <Card title={{ vi: "Từng ngày, lũy kế từ đầu tháng", en: "Day by day, from the first of the month" }}>
      <div class="register-scroll">
        <table class="register-table quality-days">
          <thead>
            <tr>
              <th scope="col">{text({ vi: "Hết ngày", en: "End of" })}</th>
              <th scope="col" class="cell-number">
                {text({ vi: "Điểm", en: "Points" })}
              </th>
              <th scope="col" class="cell-number">
                {text({ vi: "Trên", en: "Of" })}
              </th>
            </tr>
          </thead>
          <tbody>
            {days.map(({ day, total, possible }) => (
              <tr key={day}>
                <td class="cell-date">{formatDate(day)}</td>
                <td class="cell-number">{decimals(total === null ? undefined : Math.round(total * 100))}</td>
                <td class="cell-number">{decimals(Math.round(possible * 100))}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  );
}

function Board({ board }: { readonly board: Awaited<ReturnType<typeof boardOf>> }) {
  const text = useText();
  return (
    <Card title={{ vi: "Niêm yết tại trụ sở", en: "Notice board" }}>
      <p>
        {board
          ? text({
              vi: `Đã khai niêm yết thủ tục từ ngày ${formatDate(board.since)} (${board.by}). Tính vào tiêu chí 6 của đánh giá.`,
              en: `Declared since ${formatDate(board.since)} (${board.by}). Counts for criterion 6 of ratings.`,
            })
          : text({
              vi: "Chưa khai niêm yết thủ tục tại trụ sở; tiêu chí 6 của đánh giá chỉ được 1 điểm cho công khai điện tử.",
              en: "Not declared; criterion 6 of ratings then has 1 point for publication online only.",
            })}
      </p>
      <Form action="/quality/board" method="post" transactionId={randomUUID()}>
        <Button name="there" value={board ? "no" : "yes"}>
          {board
            ? text({ vi: "Không còn niêm yết", en: "No longer there" })
            : text({ vi: "Khai đã niêm yết", en: "Declare it is there" })}
        </Button>
      </Form>
    </Card>
  );
}

/** POST /quality/board */
export async function boardPost(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  const form = await readForm(c);
  const requestId = value(form, "transactionId");
  await transact(c.var.house, { actor, ...(requestId.length >= 8 ? { requestId } : {}) }, (tx) =>
    declareBoard(tx, actor, value(form, "there") === "yes"),
  );
  return redirectTo(c, "/quality", {
    tone: "good",
    message: { vi: "Đã ghi việc niêm yết tại trụ sở.", en: "The notice board is recorded." },
  });
}

/** GET /quality.xlsx, .pdf, .csv: every indicator with its counts, as the page shows it. */
export async function qualityExport(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  assertMay(actor, mayReadQuality, undefined);
  const asked = await ask(c, actor, new Date());
  const index = await computeIndex(c.var.house.database.queries, asked.period, {
    ...(asked.body ? { organisationId: asked.body.id } : {}),
    ...(asked.field === "" ? {} : { field: asked.field }),
  });
  const lines = index.groups.flatMap(({ lines }) => lines);
  const rows = asRows(lines, ({ indicator, counted, share, points, weight }) => ({
    id: indicator.id,
    name: indicator.name.vi,
    formula: indicator.formula.vi,
    counts: countsInWords(counted),
    share: percent(share),
    points: decimals(points),
    most: decimals(weight.points),
  }));
  const total = { id: "", name: "Tổng", points: decimals(index.total), most: decimals(index.possible) };
  return await answerExport(c, actor, {
    title: "Chất lượng phục vụ theo QĐ 766",
    subtitle: `${asked.body?.name ?? "Toàn tỉnh"}, ${daysInWords(asked.days).vi}`,
    columns: [
      { key: "id", label: "Số", width: 5 },
      { key: "name", label: "Chỉ tiêu", width: 24 },
      { key: "formula", label: "Cách tính", width: 36 },
      { key: "counts", label: "Đạt / tổng", width: 12 },
      { key: "share", label: "Tỷ lệ", width: 8 },
      { key: "points", label: "Điểm", width: 7 },
      { key: "most", label: "Tối đa", width: 7 },
    ],
    rows: withLast(rows, total),
  });
}

async function* withLast<Row>(rows: AsyncIterable<Row>, last: Row): AsyncGenerator<Row> {
  yield* rows;
  yield last;
}
