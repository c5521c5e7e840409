import type { Context } from "hono";
import { answerPage, type HttpEnv, queryText } from "../../../../core/http/index.ts";
import {
  type Column,
  formatDateTime,
  formatNumber,
  RegisterTable,
  StateChip,
  Tabs,
} from "../../../../core/ui/index.ts";
import { STATE_WORDS } from "../../dossiers/index.ts";
import {
  asDossierIndicator,
  countBehindFigure,
  type DossierIndicatorId,
  dossiersOfFigure,
  FIGURE_PARTS,
  type FigureDossier,
} from "../index-766/dossier-figures.ts";
import type { FeedbackLine } from "../index-766/feedback-figures.ts";
import type { IndicatorId } from "../index-766/indicators.ts";
import type { FigureProcedure } from "../index-766/procedure-figures.ts";
import { daysInWords } from "./asked.ts";
import {
  type AskedFigure,
  askFigure,
  feedbackBehind,
  PART_WORDS,
  proceduresBehind,
  queryOf,
  questionOf,
} from "./asked-figure.ts";
import { CHANNELS, dossierState, UNIT_WORDS } from "./words.ts";

const HERE = "/quality/figure";
const PAGE = 50;

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

function Parts({ figure: { what, part, asked, procedure } }: { readonly figure: AskedFigure }) {
  const shown = FIGURE_PARTS.filter((each) => what.id === "5.4" || (each !== "late" && each !== "disliked"));
  return (
    <Tabs
      label={{ vi: "Phần của số liệu", en: "Part of the figure" }}
      tabs={shown.map((each) => ({
        href: `${HERE}?${queryOf(asked, what.id, each, procedure)}`,
        label: PART_WORDS[each],
        current: each === part,
      }))}
    />
  );
}

async function listOf(c: Context<HttpEnv>, figure: AskedFigure) {
  const id = asDossierIndicator(figure.what.id);
  if (id) return await dossierList(c, figure, id);
  if (figure.what.of === "procedure") return procedureList(figure, await proceduresBehind(c, figure));
  return feedbackList(figure, await feedbackBehind(c, figure));
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
  const query = queryOf(figure.asked, figure.what.id, figure.part, figure.procedure);
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

/** Which figure of dossiers a figure of procedures is made of. */
const DOSSIERS_BY: Partial<Readonly<Record<IndicatorId, DossierIndicatorId>>> = {
  "2.2": "4.1",
  "3.2": "3.3",
  "3.5": "3.6",
};

function procedureList(figure: AskedFigure, rows: readonly FigureProcedure[]) {
  const { asked, what, part, text } = figure;
  const dossiersBy = DOSSIERS_BY[what.id];
  const query = queryOf(asked, what.id, part, "");
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
    ...(dossiersBy
      ? [
          {
            key: "dossiers",
            label: { vi: "Hồ sơ trong kỳ", en: "Dossiers" },
            cell: ({ code }: FigureProcedure) => (
              <a href={`${HERE}?${queryOf(asked, dossiersBy, "all", code)}`}>Mở</a>
            ),
            phone: "hide" as const,
          },
        ]
      : []),
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

function feedbackList({ asked, what, part, text }: AskedFigure, rows: readonly FeedbackLine[]) {
  const query = queryOf(asked, what.id, part, "");
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
