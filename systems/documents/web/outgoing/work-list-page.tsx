import type { Context, Hono } from "hono";
import {
  answerPage,
  type HttpEnv,
  queryNumber,
  queryText,
  requireSession,
} from "../../../../core/http/index.ts";
import type { House } from "../../../../core/system.ts";
import { transact } from "../../../../core/transaction/index.ts";
import {
  Actions,
  type Column,
  formatDate,
  formatDateTime,
  LinkButton,
  parseTypedDate,
  RegisterTable,
  StateChip,
  say,
  Tabs,
  useText,
  type Words,
} from "../../../../core/ui/index.ts";
import {
  countOutgoingWork,
  everyOutgoing,
  listOutgoingWork,
  type WorkFilter,
  type WorkTab,
  workTabsOf,
} from "../../outgoing/list-outgoing-work.ts";
import { OUTGOING_STATE_WORDS, OUTGOING_STATES } from "../../outgoing/outgoing-states.ts";
import { documentTypesOf } from "../../outgoing/read-outgoing.ts";
import type { OutgoingRow } from "../../registers.ts";
import { answerTable, type TableKind } from "../shared/answer-table.ts";
import { DocumentMarks } from "../shared/chips.tsx";
import { outgoingLook, urgencyWords } from "../shared/words.ts";
import { actOnSelectedOutgoing, OUTGOING_BULK } from "./selected-page.tsx";

const PATH = "/outgoing";
const PAGE = 50;

const TAB_WORDS: Readonly<Record<WorkTab, Words>> = {
  todo: { vi: "Cần tôi xử lý", en: "Waiting for me" },
  approve: { vi: "Chờ tôi phê duyệt", en: "For my approval" },
  mine: { vi: "Của tôi", en: "Mine" },
  unit: { vi: "Của đơn vị tôi", en: "My unit's" },
  all: { vi: "Tất cả của cơ quan", en: "All of the organisation" },
};

/** GET /outgoing: outgoing documents as a person's work, what needs doing first. */
export function workListPage(app: Hono<HttpEnv>, house: House): void {
  app.post(`${PATH}/selected`, actOnSelectedOutgoing);
  for (const kind of ["xlsx", "docx", "pdf"]) app.get(`${PATH}.${kind}`, exportWork);
  app.get(PATH, async (c) => {
    const { actor } = requireSession(c);
    const tabs = workTabsOf(actor);
    const tab = tabs.find((each) => each === c.req.query("tab")) ?? "todo";
    const asked = readFilter(c);
    const queries = house.database.queries;
    const after = c.req.query("after");
    const page = asked.badDay
      ? { rows: [] }
      : await listOutgoingWork(queries, actor, tab, asked.filter, {
          limit: PAGE,
          ...(after === undefined ? {} : { after }),
        });
    const types = await documentTypesOf(queries);
    const waiting = await countOutgoingWork(queries, actor);
    const toApprove = await countOutgoingWork(queries, actor, "approve");
    const query = new URL(c.req.url).searchParams;
    return await answerPage(
      c,
      {
        title: { vi: "Văn bản đi", en: "Outgoing documents" },
        lead: LEADS[tab],
        actions: <NewDraftLink />,
        children: (
          <>
            <Tabs
              label={{ vi: "Danh sách văn bản đi", en: "Lists of outgoing documents" }}
              tabs={tabs.map((each) => ({
                href: `${PATH}?tab=${each}`,
                label: TAB_WORDS[each],
                count: each === "todo" ? waiting : each === "approve" ? toApprove : undefined,
                current: each === tab,
              }))}
            />
            <RegisterTable
              id="outgoing"
              caption={TAB_WORDS[tab]}
              columns={columnsFor(tab, asked.typed, types)}
              shown={shownColumns(query)}
              rows={page.rows}
              rowKey={(row) => row.id}
              rowHref={(row) => `${PATH}/${row.id}`}
              action={PATH}
              query={query}
              bulk={
                page.rows.length === 0
                  ? undefined
                  : {
                      action: `${PATH}/selected`,
                      actions: OUTGOING_BULK.filter(
                        (each) => each.value !== "submit" || tab === "todo" || tab === "mine",
                      ),
                      rowLabel: (row) =>
                        `${say(c.var.lang, { vi: "Chọn", en: "Select" })} ${row.code_number_text ?? row.abstract}`,
                    }
              }
              exports={exportLinks(query)}
              pagination={{
                count: page.rows.length,
                previous: after === undefined ? undefined : address(query, undefined),
                next: page.next === undefined ? undefined : address(query, page.next),
              }}
              empty={emptyFor(tab, asked)}
            />
          </>
        ),
      },
      asked.badDay ? 422 : 200,
    );
  });
}

/** Nine columns do not fit beside the navigation: these are shown until somebody chooses others. */
const USUAL = ["state", "symbol", "abstract", "urgency", "recipients", "drafted", "due"];

function shownColumns(query: URLSearchParams): readonly string[] {
  const chosen = query.getAll("cols");
  return chosen.length > 0 ? chosen : USUAL;
}

const LEADS: Readonly<Record<WorkTab, Words>> = {
  todo: {
    vi: "Những văn bản đang chờ chính bạn làm bước tiếp theo; khẩn và sắp đến hạn đứng trước.",
    en: "Documents that wait for your next step; urgent ones and those due soon come first.",
  },
  approve: {
    vi: "Dự thảo đến lượt bạn ký nháy, hoặc của người đã ủy quyền cho bạn.",
    en: "Drafts whose turn of approval is yours, or of who delegated to you.",
  },
  mine: { vi: "Văn bản bạn soạn hoặc được trình ký.", en: "Documents you drafted or sign." },
  unit: { vi: "Văn bản do đơn vị của bạn soạn.", en: "Documents drafted by your unit." },
  all: { vi: "Mọi văn bản đi của cơ quan, mới nhất trước.", en: "All of them, newest first." },
};

function NewDraftLink() {
  const text = useText();
  return (
    <Actions>
      <LinkButton href="/compose" kind="primary" icon="pen">
        {text({ vi: "Soạn theo mẫu", en: "Compose" })}
      </LinkButton>
      <LinkButton href={`${PATH}/new`} icon="plus">
        {text({ vi: "Dùng tệp PDF có sẵn", en: "From a PDF" })}
      </LinkButton>
    </Actions>
  );
}

interface AskedWork {
  readonly filter: WorkFilter;
  /** As typed, for the fields. */
  readonly typed: Readonly<
    Record<"abstract" | "state" | "type" | "urgency" | "drafted" | "recipients", string>
  >;
  /** A day was typed that is not in the calendar. */
  readonly badDay: boolean;
}

function readFilter(c: Context<HttpEnv>): AskedWork {
  const typed = {
    abstract: queryText(c, "abstract"),
    state: queryText(c, "state"),
    type: queryText(c, "type", 10),
    urgency: queryText(c, "urgency"),
    drafted: queryText(c, "drafted", 10),
    recipients: queryText(c, "recipients"),
  };
  const from = parseTypedDate(typed.drafted);
  const urgency = queryNumber(c, "urgency", { min: 1, max: 4, fallback: 0 });
  return {
    typed,
    badDay: typed.drafted !== "" && from === undefined,
    filter: {
      ...(typed.abstract ? { text: typed.abstract } : {}),
      ...(typed.state ? { state: typed.state } : {}),
      ...(typed.type ? { documentType: typed.type } : {}),
      ...(urgency > 0 ? { urgency } : {}),
      ...(from === undefined ? {} : { from }),
      ...(typed.recipients === "trouble" ? { trouble: true } : {}),
    },
  };
}

/** The same view and filter as a file. */
function exportLinks(query: URLSearchParams): Readonly<Record<TableKind, string>> {
  const rest = new URLSearchParams([...query].filter(([name]) => name !== "after" && name !== "cols"));
  const of = (kind: TableKind) => `${PATH}.${kind}${rest.size > 0 ? `?${rest}` : ""}`;
  return { xlsx: of("xlsx"), docx: of("docx"), pdf: of("pdf") };
}

/** GET /outgoing.xlsx, .docx, .pdf: every document of the view as filtered, without secret ones. */
async function exportWork(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  const { house } = c.var;
  const tab = workTabsOf(actor).find((each) => each === c.req.query("tab")) ?? "todo";
  const { filter, typed } = readFilter(c);
  const extension = c.req.path.split(".").at(-1);
  const kind: TableKind = extension === "pdf" || extension === "docx" ? extension : "xlsx";
  await transact(house, { actor }, async (tx) => {
    tx.record({
      action: "documents.export",
      objectKind: "outgoing-work",
      objectId: actor.organisationId,
      data: { kind, address: new URL(c.req.url).search.slice(0, 1_000) },
    });
  });
  return await answerTable(c, actor, kind, {
    title: `Văn bản đi: ${TAB_WORDS[tab].vi}`,
    subtitle: [typed.abstract ? `có từ "${typed.abstract}"` : "", "không kể văn bản mật"]
      .filter(Boolean)
      .join(", "),
    columns: [
      { key: "symbol", label: "Số, ký hiệu", width: 12 },
      { key: "type", label: "Loại", width: 10 },
      { key: "abstract", label: "Trích yếu", width: 34 },
      { key: "recipients", label: "Nơi nhận", width: 20 },
      { key: "signer", label: "Người ký", width: 12 },
      { key: "drafted", label: "Soạn", width: 14 },
      { key: "due", label: "Hạn trả lời", width: 9, kind: "date" },
      { key: "state", label: "Trạng thái", width: 10 },
    ],
    rows: cellsOf(everyOutgoing(house.database.queries, actor, tab, { ...filter, openOnly: true })),
  });
}

async function* cellsOf(rows: AsyncIterable<OutgoingRow>): AsyncGenerator<Readonly<Record<string, string>>> {
  for await (const row of rows)
    yield {
      symbol: row.code_number_text ? `${row.code_number_text}/${row.code_notation}` : "",
      type: row.type_name,
      abstract: row.abstract,
      recipients: row.recipients,
      signer: row.signer_name,
      drafted: `${row.drafted_by_name}, ${formatDateTime(row.drafted_at)}`,
      due: row.due_date ? formatDate(row.due_date) : "",
      state: say("vi", OUTGOING_STATE_WORDS[row.state]),
    };
}

function address(query: URLSearchParams, after: string | undefined): string {
  const next = new URLSearchParams([...query].filter(([name]) => name !== "after"));
  if (after !== undefined) next.set("after", after);
  return `${PATH}?${next}`;
}

function columnsFor(
  tab: WorkTab,
  typed: AskedWork["typed"],
  types: readonly { readonly code: string; readonly name: string }[],
): Column<OutgoingRow>[] {
  const states = tab === "todo" ? OUTGOING_STATES.slice(0, -2) : OUTGOING_STATES;
  return [
    {
      key: "state",
      label: { vi: "Trạng thái", en: "State" },
      kind: "state",
      phone: "plain",
      filter: {
        kind: "choice",
        value: typed.state,
        options: states.map((state) => ({ value: state, label: OUTGOING_STATE_WORDS[state] })),
      },
      cell: (row) => <StateChip {...outgoingLook(row.state)} />,
    },
    {
      key: "symbol",
      label: { vi: "Số, ký hiệu", en: "Number, notation" },
      cell: (row) => (row.code_number_text ? `${row.code_number_text}/${row.code_notation}` : ""),
    },
    {
      key: "abstract",
      label: { vi: "Trích yếu", en: "Abstract" },
      phone: "title",
      filter: { kind: "text", value: typed.abstract },
      cell: (row) => row.abstract,
    },
    {
      key: "urgency",
      label: { vi: "Độ khẩn, mật", en: "Urgency, secrecy" },
      phone: "plain",
      filter: {
        kind: "choice",
        value: typed.urgency,
        options: [1, 2, 3, 4].map((urgency) => ({ value: String(urgency), label: urgencyWords(urgency) })),
      },
      cell: (row) => <DocumentMarks urgency={row.urgency} confidentiality={row.confidentiality} />,
    },
    {
      key: "type",
      label: { vi: "Loại", en: "Type" },
      filter: {
        kind: "choice",
        value: typed.type,
        options: types.map((type) => ({ value: type.code, label: type.name })),
      },
      cell: (row) => row.type_name,
    },
    {
      key: "recipients",
      label: { vi: "Nơi nhận", en: "Recipients" },
      filter: {
        kind: "choice",
        value: typed.recipients,
        options: [{ value: "trouble", label: { vi: "Có nơi từ chối hoặc lỗi", en: "Refused or failed" } }],
      },
      cell: (row) => <Receivers row={row} />,
    },
    {
      key: "signer",
      label: { vi: "Người ký", en: "Signer" },
      phone: "hide",
      cell: (row) => row.signer_name,
    },
    {
      key: "drafted",
      label: { vi: "Soạn từ ngày", en: "Drafted since" },
      filter: { kind: "date", value: typed.drafted },
      cell: (row) => `${row.drafted_by_name}, ${formatDateTime(row.drafted_at)}`,
    },
    {
      key: "due",
      label: { vi: "Hạn trả lời", en: "Due" },
      kind: "date",
      cell: (row) => (row.due_date ? formatDate(row.due_date) : ""),
    },
  ];
}

function Receivers({ row }: { row: OutgoingRow }) {
  const text = useText();
  const more = row.recipient_count - 3;
  return (
    <>
      {row.recipients}
      {more > 0 && text({ vi: ` và ${more} nơi khác`, en: ` and ${more} more` })}
      {row.refused_count > 0 && (
        <>
          {" "}
          <StateChip
            tone="bad"
            label={{
              vi: `${row.refused_count} nơi từ chối hoặc lỗi`,
              en: `${row.refused_count} refused or failed`,
            }}
          />
        </>
      )}
    </>
  );
}

function emptyFor(tab: WorkTab, asked: AskedWork) {
  if (asked.badDay) {
    return {
      title: { vi: "Ngày chưa đúng", en: "That is not a day" },
      explanation: {
        vi: `"${asked.typed.drafted}" không phải là một ngày. Nhập ngày/tháng/năm, ví dụ 04/03/2022.`,
        en: `"${asked.typed.drafted}" is not a day. Type day/month/year, for example 04/03/2022.`,
      },
    };
  }
  if (Object.keys(asked.filter).length > 0) {
    return {
      icon: "search" as const,
      title: { vi: "Không có văn bản nào khớp", en: "Nothing matches" },
      explanation: { vi: "Bỏ bớt điều kiện lọc rồi thử lại.", en: "Remove a condition and try again." },
    };
  }
  return tab === "todo"
    ? {
        icon: "check-circle" as const,
        title: { vi: "Không có việc nào đang chờ bạn", en: "Nothing is waiting for you" },
        explanation: {
          vi: "Dự thảo của bạn, văn bản chờ bạn kiểm tra, ký, cấp số, đóng dấu hoặc phát hành sẽ hiện ở đây.",
          en: "Your drafts and documents that wait for your check, signature, number, seal or issue appear here.",
        },
      }
    : {
        icon: "outbox" as const,
        title: { vi: "Chưa có văn bản đi", en: "No outgoing documents yet" },
        explanation: {
          vi: "Bấm Soạn theo mẫu để tạo dự thảo đầu tiên.",
          en: "Press New draft to open the first one.",
        },
      };
}
