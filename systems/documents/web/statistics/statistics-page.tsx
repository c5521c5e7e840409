import { Readable } from "node:stream";
import type { Context } from "hono";
import { localDateOf } from "../../../../core/calendar/index.ts";
import { findOrganisation } from "../../../../core/directory/index.ts";
import { answerPage, attachment, type HttpEnv } from "../../../../core/http/index.ts";
import { transact } from "../../../../core/transaction/index.ts";
import {
  Button,
  type Column,
  DateField,
  formatDate,
  formatNumber,
  RegisterTable,
  Tabs,
  useText,
} from "../../../../core/ui/index.ts";
import type { TableExport } from "../../export/table-export.ts";
import { writePdf } from "../../export/write-pdf.ts";
import { writeXlsx } from "../../export/write-xlsx.ts";
import { DIMENSION_WORDS, DIMENSIONS, FIGURES, type Figure, isFigure } from "../../statistics/figures.ts";
import { readStatistics, type StatisticsRow, totalOf } from "../../statistics/read-statistics.ts";
import { shownColumns } from "../shared/shown-columns.ts";
import { type AskedStatistics, readAskedStatistics } from "./asked.ts";
import { BarChart } from "./bar-chart.tsx";

const NAMES: readonly Figure[] = Object.keys(FIGURES).filter(isFigure);
const CHARTED = 15;

/** GET /statistics?by=&from=&to= */
export async function statisticsPage(c: Context<HttpEnv>): Promise<Response> {
  const asked = readAskedStatistics(c);
  const rows = await readStatistics(c.var.house.database.queries, asked.counted, asked.dimension);
  return await answerPage(c, {
    title: { vi: "Thống kê văn bản", en: "Statistics" },
    lead: {
      vi: "Bấm vào một con số để xem đúng các văn bản đó. Văn bản đến tính theo ngày đến và đơn vị chủ trì, văn bản đi theo ngày ban hành và đơn vị soạn.",
      en: "Press a figure to see exactly those documents. Arrivals count by day of arrival and lead unit, outgoing ones by day of issue and drafting unit.",
    },
    children: <Statistics asked={asked} rows={rows} query={new URL(c.req.url).searchParams} />,
  });
}

/** GET /statistics.xlsx and .pdf: the same table, with its total. */
export async function statisticsExport(c: Context<HttpEnv>, kind: "xlsx" | "pdf"): Promise<Response> {
  const asked = readAskedStatistics(c);
  const { house } = c.var;
  const { actor, counted, dimension } = asked;
  const rows = await readStatistics(house.database.queries, counted, dimension);
  await transact(house, { actor }, async (tx) => {
    tx.record({
      action: "documents.export",
      objectKind: "statistics",
      objectId: actor.organisationId,
      data: { kind, by: dimension, from: counted.from, to: counted.to },
    });
  });
  const today = localDateOf(new Date());
  const [year, month, day] = today.split("-");
  const owner = await findOrganisation(house.database.queries, counted.unitId ?? actor.organisationId, today);
  const table: TableExport = {
    title: `Thống kê văn bản theo ${DIMENSION_WORDS[dimension].vi.toLocaleLowerCase("vi")}`,
    subtitle: `Từ ngày ${formatDate(counted.from)} đến ngày ${formatDate(counted.to)}`,
    organisation: owner?.name ?? "",
    placeAndDate: `Ngày ${day} tháng ${month} năm ${year}`,
    columns: [
      { key: "label", label: DIMENSION_WORDS[dimension].vi, width: 24 },
      ...NAMES.map((name) => ({
        key: name,
        label: FIGURES[name].words.vi,
        width: 9,
        kind: "number" as const,
      })),
      { key: "share", label: "Tỷ lệ ký số", width: 9 },
      { key: "punctual", label: "Tỷ lệ đúng hạn", width: 9 },
    ],
    rows: cellsOf([...rows, { key: "", label: "Cộng", figures: totalOf(rows) }]),
    empty: "(Không có văn bản nào trong thời gian này)",
  };
  const stream = kind === "pdf" ? writePdf(table) : writeXlsx(table);
  stream.on("error", (error) => house.log.warn({ error: String(error) }, "export of statistics broke off"));
  return new Response(Readable.toWeb(stream) as ReadableStream, {
    headers: {
      "Content-Type":
        kind === "pdf"
          ? "application/pdf"
          : "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
      "Content-Disposition": attachment(`${table.title}.${kind}`),
    },
  });
}

async function* cellsOf(rows: readonly StatisticsRow[]): AsyncGenerator<Readonly<Record<string, string>>> {
  for (const { label, figures } of rows)
    yield {
      label,
      ...Object.fromEntries(NAMES.map((name) => [name, String(figures[name])])),
      share: shareOf(figures.signed, figures.out),
      punctual: punctualityOf(figures),
    };
}

/** "93,4 %"; a dash when there is nothing to share. */
function shareOf(part: number, whole: number): string {
  if (whole === 0) return "–";
  return `${((part * 100) / whole).toLocaleString("vi-VN", { maximumFractionDigits: 1 })} %`;
}

/** Of those that had a deadline and are over it or done: how many were done in time. */
function punctualityOf(figures: StatisticsRow["figures"]): string {
  return shareOf(figures["on-time"], figures["on-time"] + figures.late + figures.overdue);
}

interface StatisticsProps {
  readonly asked: AskedStatistics;
  readonly rows: readonly StatisticsRow[];
  readonly query: URLSearchParams;
}

function Statistics({ asked, rows, query }: StatisticsProps) {
  const { dimension, period } = asked;
  const address = (path: string) =>
    `${path}?${new URLSearchParams([["by", dimension], ...period.map(pair)])}`;
  const columns = columnsOf(asked);
  const total: StatisticsRow = { key: "total", label: "Cộng", figures: totalOf(rows) };
  return (
    <div class="dense">
      <Tabs
        label={{ vi: "Thống kê theo", en: "By" }}
        tabs={DIMENSIONS.map((each) => ({
          href: `/statistics?${new URLSearchParams([["by", each], ...period.map(pair)])}`,
          label: DIMENSION_WORDS[each],
          current: each === dimension,
        }))}
      />
      <PeriodForm asked={asked} />
      {rows.length > 0 && <BarChart rows={rows.slice(0, CHARTED)} label={DIMENSION_WORDS[dimension]} />}
      <RegisterTable
        id="statistics"
        caption={{
          vi: `Thống kê theo ${DIMENSION_WORDS[dimension].vi.toLocaleLowerCase("vi")}`,
          en: `Statistics by ${DIMENSION_WORDS[dimension].en.toLowerCase()}`,
        }}
        columns={columns}
        shown={shownColumns(query, columns)}
        rows={rows.length > 0 ? [...rows, total] : []}
        rowKey={(row) => row.key || "none"}
        rowFresh={(row) => row === total}
        action="/statistics"
        query={query}
        exports={{ xlsx: address("/statistics.xlsx"), pdf: address("/statistics.pdf") }}
        empty={{
          icon: "table",
          title: { vi: "Không có văn bản nào trong thời gian này", en: "No document in this period" },
          explanation: { vi: "Chọn khoảng thời gian khác.", en: "Choose another period." },
        }}
      />
    </div>
  );
}

function PeriodForm({ asked }: { asked: AskedStatistics }) {
  const text = useText();
  return (
    <form class="list-filter" method="get" action="/statistics" data-island="filters">
      <input type="hidden" name="by" value={asked.dimension} />
      <DateField name="from" label={{ vi: "Từ ngày", en: "From" }} value={asked.counted.from} />
      <DateField name="to" label={{ vi: "Đến ngày", en: "To" }} value={asked.counted.to} />
      <div class="list-filter-actions">
        <Button>{text({ vi: "Xem", en: "Show" })}</Button>
      </div>
    </form>
  );
}

function columnsOf({ dimension, period }: AskedStatistics): readonly Column<StatisticsRow>[] {
  const figure = (name: Figure): Column<StatisticsRow> => ({
    key: name,
    label: FIGURES[name].words,
    kind: "number",
    cell: ({ key, figures }) => {
      const amount = formatNumber(figures[name]);
      if (figures[name] === 0) return amount;
      const of = key === "total" ? [] : [["by", dimension] as const, ["key", key] as const];
      const query = new URLSearchParams([["figure", name], ...of.map(pair), ...period.map(pair)]);
      return <a href={`/statistics/list?${query}`}>{amount}</a>;
    },
  });
  return [
    { key: "label", label: DIMENSION_WORDS[dimension], phone: "title", cell: (row) => row.label },
    ...NAMES.map(figure),
    {
      key: "share",
      label: { vi: "Tỷ lệ ký số", en: "Signed share" },
      kind: "number",
      cell: ({ figures }) => shareOf(figures.signed, figures.out),
    },
    {
      key: "punctual",
      label: { vi: "Tỷ lệ đúng hạn", en: "On time" },
      kind: "number",
      cell: ({ figures }) => punctualityOf(figures),
    },
  ];
}

function pair([name, value]: readonly [string, string]): [string, string] {
  return [name, value];
}
