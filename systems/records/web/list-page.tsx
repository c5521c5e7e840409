import type { Context } from "hono";
import { may } from "../../../core/access/index.ts";
import { localDateOf, plusDays } from "../../../core/calendar/index.ts";
import {
  answerPage,
  type HttpEnv,
  queryNumber,
  queryText,
  readForm,
  redirectTo,
  requireSession,
  values,
} from "../../../core/http/index.ts";
import type { PersonActor } from "../../../core/transaction/index.ts";
import {
  Actions,
  type Column,
  formatDate,
  formatNumber,
  LinkButton,
  RegisterTable,
  Tabs,
  useText,
} from "../../../core/ui/index.ts";
import { mayArchive } from "../permissions.ts";
import { ruleOn } from "../retention.ts";
import { FILE_STATE_WORDS, FILE_STATES, retentionWords, type FileState as State } from "../states.ts";
import {
  FILE_SORTS,
  type FileFilter,
  type FilePage,
  type ListedFile,
  listWorkFiles,
  PLACES,
  type Place,
} from "../work-files/list-work-files.ts";
import { answerExport, kindOf } from "./export.ts";
import { FileState, FilterButtons, FilterChoice, FilterWords } from "./parts.tsx";

const PAGE = 50;
const ALL = 100_000;
const SHOWN_AT_FIRST = ["notation", "title", "keeper", "opened", "retention", "due", "state"];

interface Asked {
  readonly actor: PersonActor;
  readonly filter: FileFilter;
  readonly sorting: Pick<FilePage, "sort" | "descending">;
  readonly typed: Readonly<Record<"q" | "state" | "year" | "only" | "place", string>>;
}

const ONLY = {
  due: { vi: "Sắp đến hạn, quá hạn nộp", en: "Due soon or late" },
  frozen: { vi: "Đang đóng băng", en: "Frozen" },
  unconfirmed: { vi: "Quyền chờ xác nhận", en: "Rights to confirm" },
} as const;

/** Reads the address; anything that cannot be meant is no filter. */
async function ask(c: Context<HttpEnv>): Promise<Asked> {
  const { actor } = requireSession(c);
  const place: Place = PLACES.find((each) => each === queryText(c, "place", 10)) ?? "mine";
  const state = FILE_STATES.find((each) => each === queryText(c, "state", 20));
  const year = queryNumber(c, "year", { min: 1900, max: 2200, fallback: 0 });
  const only = queryText(c, "only", 20);
  const text = queryText(c, "q", 200);
  const sort = queryText(c, "sort", 20);
  const today = localDateOf(new Date());
  const { noticeDays } = await ruleOn(c.var.house.database.queries, today);
  return {
    actor,
    typed: { q: text, state: state ?? "", year: year === 0 ? "" : String(year), only, place },
    sorting: {
      sort: FILE_SORTS.find((each) => each === sort.replace(/^-/, "")) ?? "notation",
      descending: sort === "" || sort.startsWith("-"),
    },
    filter: {
      place,
      ...(text === "" ? {} : { text }),
      ...(state === undefined ? {} : { state }),
      ...(year === 0 ? {} : { year }),
      ...(only === "due" ? { dueBefore: plusDays(today, noticeDays) } : {}),
      ...(only === "frozen" ? { frozen: true } : {}),
      ...(only === "unconfirmed" ? { unconfirmed: true } : {}),
    },
  };
}

/** GET /files */
export async function listPage(c: Context<HttpEnv>): Promise<Response> {
  const asked = await ask(c);
  const page = queryNumber(c, "page", { min: 1, max: 10_000, fallback: 1 });
  const list = await listWorkFiles(c.var.house.database.queries, asked.actor, asked.filter, {
    ...asked.sorting,
    limit: PAGE,
    offset: (page - 1) * PAGE,
  });
  return await answerPage(c, {
    title: { vi: "Hồ sơ công việc", en: "Work files" },
    lead: { vi: `${formatNumber(list.total)} hồ sơ.`, en: `${formatNumber(list.total)} files.` },
    children: <ListView asked={asked} list={list} page={page} query={new URL(c.req.url).searchParams} />,
  });
}

/** GET /files.xlsx and .pdf: mục lục hồ sơ, every file of the filter. */
export async function listExport(c: Context<HttpEnv>): Promise<Response> {
  const asked = await ask(c);
  const { rows } = await listWorkFiles(c.var.house.database.queries, asked.actor, asked.filter, {
    ...asked.sorting,
    limit: ALL,
    offset: 0,
  });
  return await answerExport(c, {
    actor: asked.actor,
    kind: kindOf(c),
    title: "Mục lục hồ sơ",
    subtitle: `Lập ngày ${formatDate(new Date())}`,
    columns: [
      { key: "n", label: "Số TT", width: 5, kind: "number" },
      { key: "notation", label: "Số và ký hiệu hồ sơ", width: 12 },
      { key: "year", label: "Năm", width: 6, kind: "number" },
      { key: "title", label: "Tiêu đề hồ sơ", width: 40 },
      { key: "time", label: "Thời gian", width: 16 },
      { key: "retention", label: "Thời hạn lưu trữ", width: 10 },
      { key: "items", label: "Số tài liệu", width: 7, kind: "number" },
      { key: "keeper", label: "Người lập", width: 16 },
      { key: "unit", label: "Đơn vị", width: 18 },
      { key: "state", label: "Tình trạng", width: 14 },
    ],
    rows: rows.map((row, index) => ({
      n: String(index + 1),
      notation: row.notation,
      year: String(row.year),
      title: row.title,
      time: [row.opened_on, row.closed_on].flatMap((day) => (day ? [formatDate(day)] : [])).join(" - "),
      retention: retentionWords(row).vi,
      items: String(row.items),
      keeper: row.keeper_name,
      unit: row.unit_name,
      state: `${FILE_STATE_WORDS[row.state].label.vi}${row.frozen ? " (đóng băng)" : ""}`,
    })),
  });
}

/** POST /files/selected: the ticked files go to the page that deposits them. */
export async function selectedFiles(c: Context<HttpEnv>): Promise<Response> {
  requireSession(c);
  const chosen = values(await readForm(c), "selected");
  if (chosen.length === 0) {
    return redirectTo(c, "/files", {
      tone: "attention",
      message: { vi: "Chọn ít nhất một hồ sơ.", en: "Choose at least one file." },
    });
  }
  return redirectTo(
    c,
    `/files/deposits/new?${new URLSearchParams(chosen.map((id): [string, string] => ["file", id]))}`,
  );
}

const PLACE_WORDS = {
  mine: { vi: "Hồ sơ của tôi", en: "Mine" },
  unit: { vi: "Của đơn vị", en: "My unit's" },
  all: { vi: "Tất cả tôi được xem", en: "All I may read" },
} as const;

interface ListViewProps {
  readonly asked: Asked;
  readonly list: { readonly rows: readonly ListedFile[]; readonly total: number };
  readonly page: number;
  readonly query: URLSearchParams;
}

function ListView({ asked, list, page, query }: ListViewProps) {
  const text = useText();
  const { typed, actor } = asked;
  const columns = columnsOf(text);
  const chosen = query.getAll("cols").filter((key) => columns.some((column) => column.key === key));
  const rest = new URLSearchParams([...query].filter(([name]) => name !== "page"));
  const exported = rest.size > 0 ? `?${rest}` : "";
  const paged = (to: number) => `/files?${new URLSearchParams([...rest, ["page", String(to)]])}`;
  const narrowed = typed.q !== "" || typed.state !== "" || typed.year !== "" || typed.only !== "";
  const thisYear = Number(localDateOf(new Date()).slice(0, 4));
  return (
    <div class="dense">
      <Actions>
        <LinkButton href="/files/new" kind="primary" icon="plus">
          {text({ vi: "Mở hồ sơ", en: "Open a file" })}
        </LinkButton>
        <LinkButton href={`/files/catalogues/${thisYear}`} icon="table">
          {text({ vi: "Danh mục hồ sơ", en: "List of files" })}
        </LinkButton>
        <LinkButton href="/files/deposits" icon="inbox">
          {text(
            may(actor, mayArchive, actor)
              ? { vi: "Tiếp nhận nộp lưu", en: "Deposits to take in" }
              : { vi: "Nộp lưu", en: "Deposits" },
          )}
        </LinkButton>
      </Actions>
      <Tabs
        label={{ vi: "Hồ sơ của ai", en: "Whose files" }}
        tabs={PLACES.map((place) => ({
          href: `/files?place=${place}`,
          label: PLACE_WORDS[place],
          current: typed.place === place,
        }))}
      />
      <form class="list-filter" method="get" action="/files" data-island="filters">
        {[...query]
          .filter(([name]) => name === "cols" || name === "sort" || name === "place")
          .map(([name, value]) => (
            <input key={`${name}=${value}`} type="hidden" name={name} value={value} />
          ))}
        <FilterWords
          value={typed.q}
          label={{ vi: "Tìm hồ sơ", en: "Find a file" }}
          placeholder={{
            vi: "Ký hiệu, tiêu đề, từ khóa, người lập…",
            en: "Notation, title, keywords, keeper…",
          }}
        />
        <FilterChoice
          name="state"
          label={{ vi: "Tình trạng", en: "State" }}
          choices={FILE_STATES.map((value: State) => ({ value, label: FILE_STATE_WORDS[value].label }))}
          value={typed.state}
        />
        <FilterChoice
          name="year"
          label={{ vi: "Năm", en: "Year" }}
          choices={Array.from({ length: 12 }, (_, back) => String(thisYear + 1 - back)).map((value) => ({
            value,
            label: value,
          }))}
          value={typed.year}
        />
        <FilterChoice
          name="only"
          label={{ vi: "Cần chú ý", en: "To look at" }}
          choices={Object.entries(ONLY).map(([value, label]) => ({ value, label }))}
          value={typed.only}
        />
        <FilterButtons clearHref={narrowed ? `/files?place=${typed.place}` : undefined} />
      </form>
      <RegisterTable
        id="files"
        caption={{ vi: "Hồ sơ công việc", en: "Work files" }}
        columns={columns}
        shown={chosen.length > 0 ? chosen : SHOWN_AT_FIRST}
        rows={list.rows}
        rowKey={(row) => row.id}
        rowHref={(row) => `/files/${row.id}`}
        action="/files"
        query={query}
        sorting={{ key: asked.sorting.sort, descending: asked.sorting.descending }}
        pagination={{
          count: list.rows.length,
          total: list.total,
          next: page * PAGE < list.total ? paged(page + 1) : undefined,
          previous: page > 1 ? paged(page - 1) : undefined,
        }}
        exports={{ xlsx: `/files.xlsx${exported}`, pdf: `/files.pdf${exported}` }}
        bulk={{
          action: "/files/selected",
          rowLabel: (row) => `${row.notation} ${row.title}`,
          actions: [{ value: "deposit", label: { vi: "Nộp lưu hồ sơ đã chọn", en: "Deposit those chosen" } }],
        }}
        empty={
          narrowed
            ? {
                icon: "search",
                title: { vi: "Không có hồ sơ nào khớp", en: "No file matches" },
                explanation: { vi: "Bỏ bớt điều kiện lọc để xem thêm.", en: "Remove a filter to see more." },
              }
            : {
                icon: "folder",
                title: { vi: "Chưa có hồ sơ nào ở mục này", en: "There is no file here yet" },
                explanation: {
                  vi: "Mở hồ sơ theo danh mục của năm rồi đưa văn bản vào ngay khi giải quyết công việc.",
                  en: "Open a file from the list of the year and put documents into it as the work goes on.",
                },
              }
        }
      />
    </div>
  );
}

function columnsOf(text: ReturnType<typeof useText>): readonly Column<ListedFile>[] {
  return [
    {
      key: "notation",
      label: { vi: "Số, ký hiệu", en: "Notation" },
      sortable: true,
      phone: "plain",
      cell: (row) => `${row.notation} (${row.year})`,
    },
    {
      key: "title",
      label: { vi: "Tiêu đề", en: "Title" },
      sortable: true,
      phone: "title",
      cell: (row) => row.title,
    },
    {
      key: "keeper",
      label: { vi: "Người lập", en: "Keeper" },
      sortable: true,
      cell: (row) => row.keeper_name,
    },
    { key: "unit", label: { vi: "Đơn vị", en: "Unit" }, phone: "hide", cell: (row) => row.unit_name },
    {
      key: "items",
      label: { vi: "Số tài liệu", en: "Documents" },
      kind: "number",
      phone: "hide",
      cell: (row) => formatNumber(row.items),
    },
    {
      key: "opened",
      label: { vi: "Mở ngày", en: "Opened" },
      kind: "date",
      sortable: true,
      phone: "hide",
      cell: (row) => formatDate(row.opened_on),
    },
    {
      key: "retention",
      label: { vi: "Thời hạn lưu trữ", en: "Retention" },
      cell: (row) => text(retentionWords(row)),
    },
    {
      key: "due",
      label: { vi: "Hạn nộp lưu", en: "Deposit due" },
      kind: "date",
      sortable: true,
      cell: (row) => {
        const pending = row.state === "closed" || row.state === "returned";
        const due = pending ? (row.kept_back_until ?? row.deposit_due) : null;
        return due ? formatDate(due) : "–";
      },
    },
    {
      key: "state",
      label: { vi: "Tình trạng", en: "State" },
      kind: "state",
      cell: (row) => <FileState file={row} />,
    },
  ];
}
