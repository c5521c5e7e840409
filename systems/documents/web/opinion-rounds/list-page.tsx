import { Readable } from "node:stream";
import type { Context } from "hono";
import {
  answerPage,
  attachment,
  type HttpEnv,
  queryText,
  requireSession,
} from "../../../../core/http/index.ts";
import { transact } from "../../../../core/transaction/index.ts";
import {
  type Column,
  DeadlineChip,
  formatDateTime,
  RegisterTable,
  say,
  Tabs,
  type Words,
} from "../../../../core/ui/index.ts";
import { writeXlsx } from "../../export/write-xlsx.ts";
import {
  countRounds,
  listRounds,
  ROUND_VIEWS,
  type RoundFilter,
  type RoundRow,
  type RoundView,
} from "../../opinion-rounds/list-rounds.ts";
import { calendarOf, standingOf } from "../shared/deadlines.ts";
import { shownColumns } from "../shared/shown-columns.ts";
import { ROUND_STATE_WORDS, RoundChip } from "./round-chip.tsx";

const HREF = "/opinion-rounds";

const VIEW_WORDS: Readonly<Record<RoundView, Words>> = {
  "to-answer": { vi: "Chờ tôi trả lời", en: "For me to answer" },
  answered: { vi: "Tôi đã trả lời", en: "Answered by me" },
  mine: { vi: "Tôi lấy ý kiến", en: "Opened by me" },
};

/** GET /opinion-rounds?view=&question=&sort= */
export async function roundsPage(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  const { database } = c.var.house;
  const { view, filter } = asked(c);
  const now = new Date();
  const [rows, counts, calendar] = await Promise.all([
    listRounds(database.queries, actor, view, filter),
    Promise.all(ROUND_VIEWS.map((each) => countRounds(database.queries, actor, each))),
    calendarOf(database, actor.organisationId),
  ]);
  const query = new URL(c.req.url).searchParams;
  query.set("view", view);
  const columns: readonly Column<RoundRow>[] = [
    {
      key: "question",
      label: { vi: "Nội dung xin ý kiến", en: "Question" },
      phone: "title",
      filter: { kind: "text", value: filter.text },
      cell: (row) => row.question,
    },
    {
      key: "document",
      label: { vi: "Văn bản", en: "Document" },
      cell: (row) => `${row.code} – ${row.abstract}`,
    },
    { key: "by", label: { vi: "Người lấy ý kiến", en: "Asked by" }, cell: (row) => row.asked_by_name },
    {
      key: "opened",
      label: { vi: "Lúc hỏi", en: "Asked" },
      kind: "date",
      sortable: true,
      cell: (row) => formatDateTime(row.opened_at),
    },
    {
      key: "deadline",
      label: { vi: "Hạn trả lời", en: "Deadline" },
      kind: "state",
      sortable: true,
      cell: (row) =>
        row.state === "open" ? (
          <DeadlineChip at={row.deadline} standing={standingOf(row.deadline, now, calendar)} />
        ) : (
          formatDateTime(row.deadline)
        ),
    },
    {
      key: "answered",
      label: { vi: "Đã trả lời", en: "Answered" },
      kind: "number",
      cell: (row) => `${row.answered}/${row.asked}`,
    },
    {
      key: "state",
      label: { vi: "Trạng thái", en: "State" },
      kind: "state",
      cell: (row) => <RoundChip state={row.state} />,
    },
  ];
  return await answerPage(c, {
    title: { vi: "Lấy ý kiến", en: "Opinion rounds" },
    lead: {
      vi: "Việc lấy ý kiến mở từ trang của văn bản. Mỗi người trả lời một lần, sửa được đến khi kết thúc.",
      en: "A round is opened on the page of a document. Everybody answers once and may change it until the round is closed.",
    },
    children: (
      <div class="dense">
        <Tabs
          label={{ vi: "Lấy ý kiến theo việc của bạn", en: "Rounds by what you do" }}
          tabs={ROUND_VIEWS.map((each, position) => ({
            href: `${HREF}?view=${each}`,
            label: VIEW_WORDS[each],
            count: counts[position] ?? 0,
            current: each === view,
          }))}
        />
        <RegisterTable<RoundRow>
          id="opinion-rounds"
          caption={VIEW_WORDS[view]}
          columns={columns}
          shown={shownColumns(query, columns)}
          query={query}
          sorting={{ key: filter.sort ?? "deadline", descending: filter.descending ?? false }}
          rows={rows}
          rowKey={(row) => row.id}
          rowHref={(row) => `${HREF}/${row.id}`}
          action={HREF}
          exports={{ xlsx: `${HREF}/export.xlsx?${query}` }}
          empty={{
            icon: "check-circle",
            title:
              view === "to-answer"
                ? { vi: "Không có ý kiến nào chờ bạn", en: "Nothing waits for your answer" }
                : { vi: "Chưa có việc lấy ý kiến nào", en: "No rounds yet" },
            explanation: {
              vi: "Ai cần ý kiến của bạn về một văn bản thì câu hỏi hiện ở đây và ở trang Việc hôm nay.",
              en: "Whoever needs your opinion on a document asks you here; it stands on the start page too.",
            },
          }}
        />
      </div>
    ),
  });
}

function asked(c: Context<HttpEnv>): { readonly view: RoundView; readonly filter: RoundFilter } {
  const typed = queryText(c, "view", 20);
  const sort = queryText(c, "sort", 20);
  return {
    view: ROUND_VIEWS.find((each) => each === typed) ?? "to-answer",
    filter: {
      text: queryText(c, "question", 100),
      sort: sort.replace("-", "") === "opened" ? "opened" : "deadline",
      descending: sort.startsWith("-"),
    },
  };
}

/** GET /opinion-rounds/export.xlsx: the view as filtered; the export is in the audit log. */
export async function roundsExport(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  const { house } = c.var;
  const { view, filter } = asked(c);
  const rows = await listRounds(house.database.queries, actor, view, { ...filter, limit: 10_000 });
  await transact(house, { actor }, async (tx) => {
    tx.record({
      action: "documents.export",
      objectKind: "opinion-rounds",
      objectId: actor.organisationId,
      data: { view, rows: rows.length },
    });
  });
  const stream = writeXlsx({
    title: `Lấy ý kiến: ${say("vi", VIEW_WORDS[view])}`,
    subtitle: formatDateTime(new Date()),
    organisation: "",
    placeAndDate: "",
    columns: [
      { key: "question", label: "Nội dung xin ý kiến", width: 40 },
      { key: "document", label: "Văn bản", width: 30 },
      { key: "by", label: "Người lấy ý kiến", width: 20 },
      { key: "opened", label: "Lúc hỏi", width: 16, kind: "date" },
      { key: "deadline", label: "Hạn trả lời", width: 16, kind: "date" },
      { key: "answered", label: "Đã trả lời", width: 10 },
      { key: "state", label: "Trạng thái", width: 16 },
    ],
    rows: cellsOf(rows),
  });
  stream.on("error", (error) => house.log.warn({ error: String(error) }, "export of rounds broke off"));
  return new Response(Readable.toWeb(stream) as ReadableStream, {
    headers: {
      "Content-Type": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
      "Content-Disposition": attachment("Lấy ý kiến.xlsx"),
    },
  });
}

async function* cellsOf(rows: readonly RoundRow[]): AsyncGenerator<Readonly<Record<string, string>>> {
  for (const row of rows)
    yield {
      question: row.question,
      document: `${row.code} – ${row.abstract}`,
      by: row.asked_by_name,
      opened: formatDateTime(row.opened_at),
      deadline: formatDateTime(row.deadline),
      answered: `${row.answered}/${row.asked}`,
      state: say("vi", ROUND_STATE_WORDS[row.state]),
    };
}
