import type { Context } from "hono";
import { assertMay } from "../../../../core/access/index.ts";
import { loadCalendar, localDateOf } from "../../../../core/calendar/index.ts";
import { notFound } from "../../../../core/errors.ts";
import { answerPage, type HttpEnv, queryText, requireSession } from "../../../../core/http/index.ts";
import {
  type Column,
  formatDateTime,
  formatNumber,
  RegisterTable,
  StateChip,
  Tabs,
  type Wording,
} from "../../../../core/ui/index.ts";
import { keepersOn } from "../../catalogue/index.ts";
import { STATE_WORDS } from "../../dossiers/index.ts";
import { sourcesOf } from "../index-766/compute-index.ts";
import {
  asDossierIndicator,
  countBehindFigure,
  type DossierIndicatorId,
  dossiersOfFigure,
  FIGURE_PARTS,
  type FigureDossier,
  type FigurePart,
  type FigureQuestion,
} from "../index-766/dossier-figures.ts";
import { type FeedbackLine, feedbackOfFigure } from "../index-766/feedback-figures.ts";
import { type Indicator, indicator } from "../index-766/indicators.ts";
import {
  asProcedureIndicator,
  type FigureProcedure,
  proceduresOfFigure,
  usesIn,
  versionsIn,
} from "../index-766/procedure-figures.ts";
import { mayOpenFigures } from "../permissions.ts";
import { answerExport, asRows } from "./answer-export.ts";
import { type Asked, ask, daysInWords } from "./asked.ts";
import { CHANNELS, dossierState, UNIT_WORDS } from "./words.ts";

const HERE = "/quality/figure";
const PAGE = 50;

interface AskedFigure {
  readonly asked: Asked;
  readonly what: Indicator;
  readonly part: FigurePart;
  readonly text: string;
  readonly procedure: string;
}

async function askFigure(c: Context<HttpEnv>): Promise<AskedFigure> {
  const { actor } = requireSession(c);
  const now = new Date();
  const asked = await ask(c, actor, now);
  const { queries } = c.var.house.database;
  assertMay(actor, mayOpenFigures, {
    organisationId: asked.body?.id,
    ...(await keepersOn(queries, localDateOf(now))),
  });
  const what = indicator(queryText(c, "indicator", 4));
  if (!what) throw notFound();
  return {
    asked,
    what,
    part: FIGURE_PARTS.find((each) => each === queryText(c, "part", 10)) ?? "all",
    text: queryText(c, "code", 100),
    procedure: queryText(c, "procedure", 40),
  };
}

/** GET /quality/figure: what a figure counted; dossiers by code and procedure, nothing of a person. */
export async function figurePage(c: Context<HttpEnv>): Promise<Response> {
  const figure = await askFigure(c);
  const { what, asked } = figure;
  const { vi, en } = daysInWords(asked.days);
  const body = asked.body?.name;
  return await answerPage(c, {
    title: { vi: `${what.id} ${what.name.vi}`, en: `${what.id} ${what.name.en}` },
    lead: {
      vi: `${body ?? "Toàn tỉnh"}, ${vi}. ${what.formula.vi}.`,
      en: `${body ?? "The province"}, ${en}. ${what.formula.en}.`,
    },
    crumbs: [{ href: `/quality?${asked.query}`, label: { vi: "Chất lượng phục vụ", en: "Service quality" } }],
    children: (
      <div class="dense">
        <Parts figure={figure} />
        {await listOf(c, figure)}
      </div>
    ),
  });
}

const PART_WORDS: Readonly<Record<FigurePart, Wording>> = {
  all: { vi: "Tất cả", en: "All" },
  hit: { vi: "Đạt", en: "Counting" },
  miss: { vi: "Không đạt", en: "Not counting" },
  late: { vi: "Quá hạn", en: "Late" },
  disliked: { vi: "Bị phản ánh, không hài lòng", en: "Complained of, disliked" },
};

function Parts({ figure: { what, part, asked, procedure } }: { readonly figure: AskedFigure }) {
  const shown = FIGURE_PARTS.filter((each) => what.id === "5.4" || (each !== "late" && each !== "disliked"));
  return (
    <Tabs
      label={{ vi: "Phần của số liệu", en: "Part of the figure" }}
      tabs={shown.map((each) => ({
        href: `${HERE}?${queryOf(asked, what, each, procedure)}`,
        label: PART_WORDS[each],
        current: each === part,
      }))}
    />
  );
}

function queryOf(asked: Asked, what: Indicator, part: FigurePart, procedure: string): URLSearchParams {
  return new URLSearchParams([
    ...asked.query,
    ["indicator", what.id],
    ["part", part],
    ...(procedure === "" ? [] : [["procedure", procedure]]),
  ]);
}

async function listOf(c: Context<HttpEnv>, figure: AskedFigure) {
  const id = asDossierIndicator(figure.what.id);
  if (id) return await dossierList(c, figure, id);
  if (figure.what.of === "procedure") return procedureList(figure, await proceduresBehind(c, figure));
  return feedbackList(figure, await feedbackBehind(c, figure));
}

async function questionOf(
  c: Context<HttpEnv>,
  { asked, part, text, procedure }: AskedFigure,
  id: DossierIndicatorId,
): Promise<FigureQuestion> {
  return {
    id,
    part,
    period: asked.period,
    scope: {
      ...(asked.body ? { organisationId: asked.body.id } : {}),
      ...(asked.field === "" ? {} : { field: asked.field }),
    },
    sources: await sourcesOf(c.var.house.database.queries),
    ...(text === "" ? {} : { text }),
    ...(procedure === "" ? {} : { procedure }),
  };
}

async function dossierList(c: Context<HttpEnv>, figure: AskedFigure, id: DossierIndicatorId) {
  const { queries } = c.var.house.database;
  const question = await questionOf(c, figure, id);
  const after = queryText(c, "after", 36);
  const [found, total] = await Promise.all([
    dossiersOfFigure(queries, question, {
      limit: PAGE + 1,
      ...(/^[0-9a-f-]{36}$/.test(after) ? { after } : {}),
    }),
    countBehindFigure(queries, question),
  ]);
  const rows = found.slice(0, PAGE);
  const query = queryOf(figure.asked, figure.what, figure.part, figure.procedure);
  if (figure.text !== "") query.set("code", figure.text);
  const next = found.length > PAGE ? rows.at(-1)?.dossier_id : undefined;
  return (
    <RegisterTable
      id="figure"
      caption={PART_WORDS[figure.part]}
      columns={dossierColumns(figure.text)}
      rows={rows}
      rowKey={({ dossier_id }) => dossier_id}
      rowHref={({ dossier_id }) => `/dossiers/${dossier_id}`}
      action={HERE}
      query={query}
      pagination={{
        count: rows.length,
        total,
        next: next && `${HERE}?${new URLSearchParams([...query, ["after", next]])}`,
        previous: after === "" ? undefined : `${HERE}?${query}`,
      }}
      exports={{ xlsx: `${HERE}.xlsx?${query}`, pdf: `${HERE}.pdf?${query}` }}
      empty={{
        title: { vi: "Không có hồ sơ nào", en: "There is no dossier" },
        explanation: {
          vi: "Không hồ sơ nào thuộc phần này của số liệu; xem mục khác hoặc đổi kỳ.",
          en: "None belongs to this part of the figure; look at another part or period.",
        },
      }}
    />
  );
}

function dossierColumns(text: string): Column<FigureDossier>[] {
  return [
    {
      key: "code",
      label: { vi: "Mã hồ sơ", en: "Code" },
      cell: (row) => row.code,
      phone: "title",
      filter: { kind: "text", value: text },
    },
    {
      key: "procedure_name",
      label: { vi: "Thủ tục", en: "Procedure" },
      cell: (row) => `${row.procedure_code} ${row.procedure_name}`,
      phone: "plain",
    },
    {
      key: "channel",
      label: { vi: "Cách nộp", en: "Channel" },
      cell: (row) => CHANNELS[row.channel].vi,
      phone: "hide",
    },
    {
      key: "received",
      label: { vi: "Tiếp nhận", en: "Received" },
      kind: "date",
      cell: (row) => formatDateTime(row.received_at),
    },
    {
      key: "due",
      label: { vi: "Hẹn trả (đã trừ chờ bổ sung)", en: "Due (less waiting)" },
      kind: "date",
      cell: (row) => (row.due_at ? formatDateTime(row.due_at) : "–"),
    },
    {
      key: "finished",
      label: { vi: "Kết thúc", en: "Ended" },
      kind: "date",
      cell: (row) => (row.finished_at ? formatDateTime(row.finished_at) : "–"),
    },
    {
      key: "state",
      label: { vi: "Trạng thái", en: "State" },
      kind: "state",
      cell: (row) => <StateChip {...STATE_WORDS[dossierState(row.state)]} />,
    },
    {
      key: "hit",
      label: { vi: "Tính đạt", en: "Counts" },
      kind: "state",
      cell: (row) => <Hit hit={row.hit} />,
    },
  ];
}

function Hit({ hit }: { readonly hit: boolean }) {
  return (
    <StateChip
      tone={hit ? "good" : "bad"}
      label={hit ? { vi: "Đạt", en: "Yes" } : { vi: "Không đạt", en: "No" }}
    />
  );
}

async function proceduresBehind(
  c: Context<HttpEnv>,
  { asked, what, part, text }: AskedFigure,
): Promise<readonly FigureProcedure[]> {
  const id = asProcedureIndicator(what.id);
  if (!id) return [];
  const { queries } = c.var.house.database;
  const sources = await sourcesOf(queries);
  const scope = {
    ...(asked.body ? { organisationId: asked.body.id } : {}),
    ...(asked.field === "" ? {} : { field: asked.field }),
  };
  const [versions, uses, calendar] = await Promise.all([
    versionsIn(queries, asked.period),
    usesIn(queries, asked.period, scope, sources),
    loadCalendar(queries),
  ]);
  const wanted = asked.body?.id ?? null;
  const found = proceduresOfFigure(id, {
    period: asked.period,
    sources,
    versions,
    uses: uses.filter(({ organisation_id }) => organisation_id === wanted),
    calendar,
    ...(asked.body ? { body: asked.body } : {}),
    ...(asked.field === "" ? {} : { field: asked.field }),
  });
  const words = text.toLowerCase();
  return found.filter(
    ({ hit, code, name }) =>
      (part === "all" || (part === "hit") === hit) && `${code} ${name}`.toLowerCase().includes(words),
  );
}

function procedureList(figure: AskedFigure, rows: readonly FigureProcedure[]) {
  const { asked, what, part, text } = figure;
  const query = queryOf(asked, what, part, "");
  if (text !== "") query.set("code", text);
  const columns: Column<FigureProcedure>[] = [
    {
      key: "code",
      label: { vi: "Thủ tục", en: "Procedure" },
      cell: ({ code, name }) => `${code} ${name}`,
      phone: "title",
      filter: { kind: "text", value: text },
    },
    ...(what.id === "2.2"
      ? [
          {
            key: "mean",
            label: { vi: "Trung bình / thời hạn", en: "Mean / limit" },
            cell: ({ mean }: FigureProcedure) =>
              mean
                ? `${formatNumber(mean.took, 2)} / ${formatNumber(mean.allowed, 2)} ${UNIT_WORDS[mean.unit].vi}`
                : "–",
          },
        ]
      : []),
    {
      key: "dossiers",
      label: { vi: "Hồ sơ trong kỳ", en: "Dossiers" },
      cell: ({ code }) => <a href={`${HERE}?${queryOf(asked, { ...what, id: "2.1" }, "all", code)}`}>Mở</a>,
      phone: "hide",
    },
    {
      key: "hit",
      label: { vi: "Tính đạt", en: "Counts" },
      kind: "state",
      cell: ({ hit }) => <Hit hit={hit} />,
    },
  ];
  return (
    <RegisterTable
      id="figure"
      caption={PART_WORDS[part]}
      columns={columns}
      rows={rows}
      rowKey={(row) => `${row.code}-${row.mean?.unit ?? ""}`}
      rowHref={({ code }) => `/procedures/${code}`}
      action={HERE}
      query={query}
      pagination={{ count: rows.length, total: rows.length }}
      exports={{ xlsx: `${HERE}.xlsx?${query}`, pdf: `${HERE}.pdf?${query}` }}
      empty={{
        title: { vi: "Không có thủ tục nào", en: "There is no procedure" },
        explanation: {
          vi: "Không thủ tục nào thuộc phần này của số liệu; xem mục khác hoặc đổi kỳ.",
          en: "None belongs to this part of the figure; look at another part or period.",
        },
      }}
    />
  );
}

async function feedbackBehind(
  c: Context<HttpEnv>,
  { asked, what, part, text }: AskedFigure,
): Promise<readonly FeedbackLine[]> {
  const found = await feedbackOfFigure(c.var.house.database.queries, what.id, asked.period, asked.body?.id);
  const words = text.toLowerCase();
  return found.filter(
    ({ hit, id, kind }) =>
      (part === "all" || (part === "hit") === hit) && `${id} ${kind}`.toLowerCase().includes(words),
  );
}

function feedbackList({ asked, what, part, text }: AskedFigure, rows: readonly FeedbackLine[]) {
  const query = queryOf(asked, what, part, "");
  if (text !== "") query.set("code", text);
  const columns: Column<FeedbackLine>[] = [
    {
      key: "code",
      label: { vi: "Mã, loại", en: "Code, kind" },
      cell: ({ id, kind }) => `${id} ${kind}`,
      phone: "title",
      filter: { kind: "text", value: text },
    },
    {
      key: "received",
      label: { vi: "Nhận", en: "Received" },
      kind: "date",
      cell: (row) => formatDateTime(row.received_at),
    },
    { key: "due", label: { vi: "Hạn", en: "Due" }, kind: "date", cell: (row) => formatDateTime(row.due_at) },
    {
      key: "answered",
      label: { vi: "Trả lời", en: "Answered" },
      kind: "date",
      cell: (row) => (row.answered_at ? formatDateTime(row.answered_at) : "–"),
    },
    {
      key: "hit",
      label: { vi: "Tính đạt", en: "Counts" },
      kind: "state",
      cell: ({ hit }) => <Hit hit={hit} />,
    },
  ];
  return (
    <RegisterTable
      id="figure"
      caption={PART_WORDS[part]}
      columns={columns}
      rows={rows}
      rowKey={({ id }) => id}
      action={HERE}
      query={query}
      pagination={{ count: rows.length, total: rows.length }}
      exports={{ xlsx: `${HERE}.xlsx?${query}`, pdf: `${HERE}.pdf?${query}` }}
      empty={{
        title: { vi: "Không có phản ánh nào", en: "There is no feedback" },
        explanation: {
          vi: "Phản ánh, kiến nghị hiện ở đây khi hệ thống tiếp nhận phản ánh gửi sang.",
          en: "Feedback appears here when the room that receives it tells.",
        },
      }}
    />
  );
}

/** GET /quality/figure.xlsx, .pdf, .csv: everything behind the figure as filtered. */
export async function figureExport(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  const figure = await askFigure(c);
  const { what, asked, part } = figure;
  const id = asDossierIndicator(what.id);
  const rows = id
    ? asRows(everyDossierBehind(c, await questionOf(c, figure, id)), dossierCells)
    : what.of === "procedure"
      ? asRows(await proceduresBehind(c, figure), procedureCells)
      : asRows(await feedbackBehind(c, figure), feedbackCells);
  const words = PART_WORDS[part];
  return await answerExport(c, actor, {
    title: `Chỉ tiêu ${what.id} ${what.name.vi}`,
    subtitle: `${asked.body?.name ?? "Toàn tỉnh"}, ${daysInWords(asked.days).vi}: ${typeof words === "string" ? words : words.vi}`,
    columns: [
      { key: "code", label: "Mã", width: 16 },
      { key: "name", label: "Nội dung", width: 34 },
      { key: "received", label: "Tiếp nhận", width: 11, kind: "date" },
      { key: "due", label: "Hạn", width: 11, kind: "date" },
      { key: "finished", label: "Kết thúc", width: 11, kind: "date" },
      { key: "hit", label: "Tính đạt", width: 8 },
    ],
    rows,
  });
}

/** Page by page: an export of any length costs the same memory. */
async function* everyDossierBehind(
  c: Context<HttpEnv>,
  question: FigureQuestion,
): AsyncGenerator<FigureDossier> {
  const { queries } = c.var.house.database;
  for (let after: string | undefined; ; ) {
    const rows = await dossiersOfFigure(queries, question, { limit: 500, ...(after ? { after } : {}) });
    yield* rows;
    after = rows.at(-1)?.dossier_id;
    if (after === undefined || rows.length < 500) return;
  }
}

const instant = (at: Date | null) => (at ? formatDateTime(at) : "");
const said = (hit: boolean) => (hit ? "Đạt" : "Không đạt");

function dossierCells(row: FigureDossier) {
  return {
    code: row.code,
    name: `${row.procedure_code} ${row.procedure_name}`,
    received: instant(row.received_at),
    due: instant(row.due_at),
    finished: instant(row.finished_at),
    hit: said(row.hit),
  };
}

function procedureCells({ code, name, mean, hit }: FigureProcedure) {
  return {
    code,
    name,
    ...(mean
      ? {
          due: `${formatNumber(mean.allowed, 2)} ${UNIT_WORDS[mean.unit].vi}`,
          finished: `${formatNumber(mean.took, 2)} ${UNIT_WORDS[mean.unit].vi}`,
        }
      : {}),
    hit: said(hit),
  };
}

function feedbackCells(row: FeedbackLine) {
  return {
    code: row.id,
    name: row.kind,
    received: instant(row.received_at),
    due: instant(row.due_at),
    finished: instant(row.answered_at),
    hit: said(row.hit),
  };
}
