import type { Context } from "hono";
import { notFound } from "../../../../core/errors.ts";
import { answerPage, type HttpEnv, queryText } from "../../../../core/http/index.ts";
import { type Column, formatDate, RegisterTable, StateChip } from "../../../../core/ui/index.ts";
import { INCOMING_STATES } from "../../incoming/incoming-states.ts";
import { OUTGOING_STATES } from "../../outgoing/outgoing-states.ts";
import { FIGURES, type Figure, isFigure } from "../../statistics/figures.ts";
import { type CountedDocument, listCounted } from "../../statistics/read-statistics.ts";
import { shownColumns } from "../shared/shown-columns.ts";
import { incomingLook, outgoingLook } from "../shared/words.ts";
import { readAskedStatistics } from "./asked.ts";

const PAGE = 50;

/** GET /statistics/list: the documents behind one figure, as many as it says. */
export async function countedListPage(c: Context<HttpEnv>): Promise<Response> {
  const { counted, dimension, period } = readAskedStatistics(c);
  const figure = queryText(c, "figure", 20);
  if (!isFigure(figure)) throw notFound();
  const query = new URL(c.req.url).searchParams;
  const after = queryText(c, "after", 80);
  const page = await listCounted(
    c.var.house.database.queries,
    counted,
    { figure, ...(query.has("by") ? { dimension, key: queryText(c, "key", 100) } : {}) },
    { limit: PAGE, ...(after === "" ? {} : { after }) },
  );
  const columns = columnsOf(figure);
  const { words, of } = FIGURES[figure];
  const next = new URLSearchParams([...query].filter(([name]) => name !== "after"));
  const back = new URLSearchParams([
    ["by", dimension],
    ...period.map(([name, value]): [string, string] => [name, value]),
  ]);
  return await answerPage(c, {
    title: words,
    lead: {
      vi: `Từ ngày ${formatDate(counted.from)} đến ngày ${formatDate(counted.to)}, mới nhất trước.`,
      en: `From ${formatDate(counted.from)} to ${formatDate(counted.to)}, newest first.`,
    },
    crumbs: [{ href: `/statistics?${back}`, label: { vi: "Thống kê văn bản", en: "Statistics" } }],
    children: (
      <div class="dense">
        <RegisterTable
          id="counted"
          caption={words}
          columns={columns}
          shown={shownColumns(query, columns)}
          rows={page.rows}
          rowKey={(row) => row.id}
          rowHref={(row) => `/${of}/${row.id}`}
          action="/statistics/list"
          query={query}
          pagination={{
            count: page.rows.length,
            next: page.next && `/statistics/list?${new URLSearchParams([...next, ["after", page.next]])}`,
            previous: after === "" ? undefined : `/statistics/list?${next}`,
          }}
          empty={{
            icon: "search",
            title: { vi: "Không có văn bản nào", en: "No document" },
            explanation: { vi: "Con số này là 0.", en: "This figure is 0." },
          }}
        />
      </div>
    ),
  });
}

function columnsOf(figure: Figure): readonly Column<CountedDocument>[] {
  const incoming = FIGURES[figure].of === "incoming";
  return [
    {
      key: "at",
      label: incoming ? { vi: "Ngày đến", en: "Arrived" } : { vi: "Ngày cấp số", en: "Numbered" },
      kind: "date",
      cell: (row) => formatDate(row.at),
    },
    {
      key: "symbol",
      label: { vi: "Số, ký hiệu", en: "Number, notation" },
      phone: "plain",
      cell: (row) => row.symbol,
    },
    {
      key: "abstract",
      label: { vi: "Trích yếu", en: "Abstract" },
      phone: "title",
      cell: (row) => row.abstract,
    },
    {
      key: "other",
      label: incoming ? { vi: "Nơi gửi", en: "Sender" } : { vi: "Người ký", en: "Signed by" },
      phone: "plain",
      cell: (row) => row.other,
    },
    {
      key: "state",
      label: { vi: "Tình trạng", en: "State" },
      kind: "state",
      phone: "plain",
      cell: (row) => <State of={incoming ? "incoming" : "outgoing"} state={row.state} />,
    },
  ];
}

function State({ of, state }: { of: "incoming" | "outgoing"; state: string }) {
  const incoming = INCOMING_STATES.find((each) => each === state);
  const outgoing = OUTGOING_STATES.find((each) => each === state);
  if (of === "incoming" && incoming) return <StateChip {...incomingLook(incoming)} />;
  return outgoing ? <StateChip {...outgoingLook(outgoing)} /> : null;
}
