import type { Context } from "hono";
import { assertMay, may } from "../../../../core/access/index.ts";
import { answerPage, type HttpEnv, queryText, requireSession } from "../../../../core/http/index.ts";
import { type PersonActor, transact } from "../../../../core/transaction/index.ts";
import {
  type Column,
  DeadlineChip,
  formatDateTime,
  LinkButton,
  RegisterTable,
  StateChip,
  Tabs,
  useText,
} from "../../../../core/ui/index.ts";
import {
  answerTable,
  calendarOf,
  settledStanding,
  standingOf,
  type TableKind,
} from "../../../documents/index.ts";
import {
  countDossiers,
  DOSSIER_SORTS,
  DOSSIER_VIEWS,
  type DossierFilter,
  type DossierLine,
  type DossierSort,
  type DossierView,
  everyDossier,
  listDossiers,
} from "../list-dossiers.ts";
import { mayListDossiers, mayReceive } from "../permissions.ts";
import { asState, DOSSIER_STATES } from "../states.ts";
import { CHANNEL_WORDS, STATE_WORDS } from "../words.ts";

const HERE = "/dossiers";
const PAGE = 50;
const COUNTED_TO = 999;
const TITLE = { vi: "Hồ sơ thủ tục hành chính", en: "Dossiers" };

const VIEW_WORDS: Readonly<Record<DossierView, { readonly vi: string; readonly en: string }>> = {
  mine: { vi: "Chờ tôi xử lý", en: "For me" },
  new: { vi: "Chờ tiếp nhận", en: "To accept" },
  open: { vi: "Đang giải quyết", en: "Open" },
  waiting: { vi: "Chờ người dân", en: "Citizen to act" },
  "to-return": { vi: "Chờ trả kết quả", en: "To return" },
  overdue: { vi: "Quá hạn", en: "Overdue" },
  "handled-here": { vi: "Nơi khác chuyển đến", en: "From other bodies" },
  all: { vi: "Tất cả", en: "All" },
};

interface Asked {
  readonly view: DossierView;
  readonly filter: DossierFilter;
  readonly sort: DossierSort;
}

function ask(c: Context<HttpEnv>, actor: PersonActor): Asked {
  const usual = may(actor, mayReceive, actor) ? "new" : "mine";
  const text = queryText(c, "name", 200);
  const state = DOSSIER_STATES.find((each) => String(each) === queryText(c, "state", 2));
  const procedure = queryText(c, "procedure", 40);
  const channel = ([1, 2, 3] as const).find((each) => String(each) === queryText(c, "channel", 1));
  return {
    view: DOSSIER_VIEWS.find((each) => each === queryText(c, "view", 20)) ?? usual,
    sort: DOSSIER_SORTS.find((each) => each === queryText(c, "sort", 10).replace(/^-/, "")) ?? "filed",
    filter: {
      ...(text === "" ? {} : { text }),
      ...(state === undefined ? {} : { state }),
      ...(procedure === "" ? {} : { procedure }),
      ...(channel === undefined ? {} : { channel }),
    },
  };
}

/** GET /dossiers: the dossiers of one's own body by what is to be done with them. */
export async function dossiersPage(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  assertMay(actor, mayListDossiers, undefined);
  const { database } = c.var.house;
  const asked = ask(c, actor);
  const now = new Date();
  const after = queryText(c, "after", 80);
  const counted = DOSSIER_VIEWS.filter((view) => view !== "all" && view !== "open");
  const [page, counts, calendar] = await Promise.all([
    listDossiers(database.queries, actor, asked.view, now, {
      limit: PAGE,
      filter: asked.filter,
      sort: asked.sort,
      ...(after === "" ? {} : { after }),
    }),
    Promise.all(
      counted.map(
        async (view) =>
          [view, await countDossiers(database.queries, actor, view, now, COUNTED_TO + 1)] as const,
      ),
    ),
    calendarOf(database, actor.organisationId),
  ]);
  const query = new URL(c.req.url).searchParams;
  const rest = new URLSearchParams([...query].filter(([name]) => name !== "after"));
  const exported = rest.size > 0 ? `?${rest}` : "";
  const numbers = new Map<DossierView, number>(counts);
  return await answerPage(c, {
    title: TITLE,
    actions: may(actor, mayReceive, actor) && <IntakeLink />,
    children: (
      <div class="dense">
        <Tabs
          label={{ vi: "Hồ sơ theo việc cần làm", en: "Dossiers by what is to be done" }}
          tabs={DOSSIER_VIEWS.map((view) => ({
            href: `${HERE}?view=${view}`,
            label: VIEW_WORDS[view],
            count: numbers.get(view),
            countedTo: COUNTED_TO,
            current: view === asked.view,
          }))}
        />
        <RegisterTable
          id="dossiers"
          caption={VIEW_WORDS[asked.view]}
          columns={columnsOf(asked, (line) => dueCell(line, now, calendar))}
          rows={page.rows}
          rowKey={(line) => line.id}
          rowHref={(line) => `${HERE}/${line.id}`}
          action={HERE}
          query={query}
          sorting={asked.sort === "due" ? { key: "due", descending: false } : undefined}
          pagination={{
            count: page.rows.length,
            next: page.next && `${HERE}?${new URLSearchParams([...rest, ["after", page.next]])}`,
            previous: after === "" ? undefined : `${HERE}${exported}`,
          }}
          exports={{
            xlsx: `${HERE}.xlsx${exported}`,
            docx: `${HERE}.docx${exported}`,
            pdf: `${HERE}.pdf${exported}`,
          }}
          empty={{
            icon: "search",
            title: { vi: "Không có hồ sơ nào", en: "There is no dossier" },
            explanation: {
              vi: "Hồ sơ hiện ở đây khi người dân nộp trực tuyến hoặc được tiếp nhận tại quầy; thử xem mục khác hoặc bỏ bớt điều kiện lọc.",
              en: "Dossiers appear here when they are filed online or taken in at the counter; look at another tab or filter less.",
            },
          }}
        />
      </div>
    ),
  });
}

function IntakeLink() {
  const text = useText();
  return (
    <LinkButton href={`${HERE}/new`} kind="primary" icon="plus">
      {text({ vi: "Tiếp nhận tại quầy", en: "Take in at the counter" })}
    </LinkButton>
  );
}

function dueCell(line: DossierLine, now: Date, calendar: Awaited<ReturnType<typeof calendarOf>>) {
  if (line.due_at === null) return "–";
  const standing = line.finished_at
    ? settledStanding(line.due_at, line.finished_at)
    : standingOf(line.due_at, now, calendar);
  return <DeadlineChip at={line.due_at} standing={standing} />;
}

function columnsOf(
  { filter }: Asked,
  due: (line: DossierLine) => ReturnType<typeof dueCell>,
): Column<DossierLine>[] {
  return [
    { key: "code", label: { vi: "Mã hồ sơ", en: "Code" }, cell: (line) => line.code, phone: "title" },
    {
      key: "name",
      label: { vi: "Chủ hồ sơ, thủ tục", en: "Owner, procedure" },
      cell: (line) => `${line.owner_name} – ${line.procedure_name}`,
      phone: "plain",
      filter: { kind: "text", value: filter.text },
    },
    {
      key: "channel",
      label: { vi: "Cách nộp", en: "Channel" },
      cell: (line) => CHANNEL_WORDS[line.channel].vi,
      phone: "hide",
      filter: {
        kind: "choice",
        value: filter.channel === undefined ? undefined : String(filter.channel),
        options: ([1, 2, 3] as const).map((each) => ({ value: String(each), label: CHANNEL_WORDS[each] })),
      },
    },
    {
      key: "filed",
      label: { vi: "Nộp lúc", en: "Filed" },
      kind: "date",
      cell: (line) => formatDateTime(line.submitted_at),
      sortable: true,
    },
    { key: "due", label: { vi: "Hẹn trả", en: "Promised" }, cell: due, sortable: true },
    {
      key: "step",
      label: { vi: "Bước hiện tại", en: "Step" },
      cell: (line) => line.step_name ?? "–",
      phone: "hide",
    },
    {
      key: "state",
      label: { vi: "Trạng thái", en: "State" },
      kind: "state",
      cell: (line) => <StateChip {...STATE_WORDS[asState(line.state)]} />,
      filter: {
        kind: "choice",
        value: filter.state === undefined ? undefined : String(filter.state),
        options: DOSSIER_STATES.map((each) => ({ value: String(each), label: STATE_WORDS[each].label })),
      },
    },
  ];
}

/** GET /dossiers.xlsx, .docx, .pdf: every dossier of the view as filtered (the columns of form 06 that a list has). */
export async function dossiersExport(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  assertMay(actor, mayListDossiers, undefined);
  const { house } = c.var;
  const asked = ask(c, actor);
  const extension = c.req.path.split(".").at(-1);
  const kind: TableKind = extension === "pdf" || extension === "docx" ? extension : "xlsx";
  await transact(house, { actor }, async (tx) => {
    tx.record({
      action: "dossiers.export",
      objectKind: "dossiers",
      objectId: actor.organisationId,
      data: { kind, address: new URL(c.req.url).search.slice(0, 1_000) },
    });
  });
  return await answerTable(c, actor, kind, {
    title: `Sổ theo dõi hồ sơ: ${VIEW_WORDS[asked.view].vi}`,
    subtitle: asked.filter.text ? `có từ "${asked.filter.text}"` : "",
    columns: [
      { key: "code", label: "Mã hồ sơ", width: 14 },
      { key: "procedure", label: "Tên thủ tục", width: 26 },
      { key: "sets", label: "Số bộ", width: 5, kind: "number" },
      { key: "owner", label: "Cá nhân, tổ chức", width: 16 },
      { key: "contact", label: "Địa chỉ, điện thoại", width: 20 },
      { key: "channel", label: "Cách nộp", width: 8 },
      { key: "received", label: "Nhận", width: 9, kind: "date" },
      { key: "due", label: "Hẹn trả", width: 9, kind: "date" },
      { key: "returned", label: "Trả kết quả", width: 9, kind: "date" },
      { key: "state", label: "Trạng thái", width: 12 },
    ],
    rows: cellsOf(
      everyDossier(house.database.queries, actor, asked.view, new Date(), {
        filter: asked.filter,
        sort: asked.sort,
      }),
    ),
  });
}

async function* cellsOf(rows: AsyncIterable<DossierLine>): AsyncGenerator<Readonly<Record<string, string>>> {
  for await (const row of rows)
    yield {
      code: row.code,
      procedure: row.procedure_name,
      sets: String(row.sets),
      owner: row.owner_name,
      contact: [row.applicant.address, row.applicant.phone].filter(Boolean).join(" – "),
      channel: CHANNEL_WORDS[row.channel].vi,
      received: row.received_at ? formatDateTime(row.received_at) : "",
      due: row.due_at ? formatDateTime(row.due_at) : "",
      returned: row.returned_at ? formatDateTime(row.returned_at) : "",
      state: STATE_WORDS[asState(row.state)].label.vi,
    };
}
