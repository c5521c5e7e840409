import { Readable } from "node:stream";
import type { Context } from "hono";
import { assertMay, may } from "../../../../core/access/index.ts";
import { localDateOf } from "../../../../core/calendar/index.ts";
import {
  answerPage,
  attachment,
  type HttpEnv,
  queryNumber,
  queryText,
  readForm,
  redirectTo,
  requireSession,
} from "../../../../core/http/index.ts";
import {
  Button,
  type Column,
  Form,
  formatDateTime,
  LinkButton,
  RegisterTable,
  StateChip,
  say,
  useText,
} from "../../../../core/ui/index.ts";
import { type TableExport, writePdf, writeXlsx } from "../../../documents/index.ts";
import { mayEditForm, mayReadForms } from "../permissions.ts";
import { seedForms } from "../seed-forms.ts";
import { FORM_SORTS, FORM_STATES, type FormLine, listForms } from "../versions/find-forms.ts";
import { STATE_WORDS } from "./words.ts";

const PAGE = 50;
const MOST_EXPORTED = 5_000;

const COLUMNS: readonly Column<FormLine>[] = [
  {
    key: "title",
    label: { vi: "Biểu mẫu", en: "Form" },
    cell: (row) => row.title,
    sortable: true,
    filter: { kind: "text" },
    phone: "title",
  },
  { key: "code", label: { vi: "Mã", en: "Code" }, cell: (row) => row.code, sortable: true },
  {
    key: "state",
    label: { vi: "Trạng thái", en: "State" },
    kind: "state",
    cell: (row) => (
      <StateChip
        tone={row.state === "published" ? "good" : row.state === "changed" ? "attention" : "neutral"}
        label={STATE_WORDS[row.state]}
      />
    ),
    filter: { kind: "choice", options: FORM_STATES.map((value) => ({ value, label: STATE_WORDS[value] })) },
  },
  {
    key: "number",
    label: { vi: "Phiên bản", en: "Version" },
    kind: "number",
    cell: (row) => row.number ?? "",
  },
  {
    key: "procedures",
    label: { vi: "Thủ tục", en: "Procedures" },
    cell: (row) => row.procedures.join(", "),
  },
  {
    key: "changed",
    label: { vi: "Sửa lúc", en: "Changed" },
    kind: "date",
    cell: (row) => `${formatDateTime(row.changedAt)}${row.changedBy ? `, ${row.changedBy}` : ""}`,
    sortable: true,
  },
];

function asked(c: Context<HttpEnv>) {
  const given = queryText(c, "sort", 20);
  const sort = FORM_SORTS.find((each) => each === given.replace(/^-/, "")) ?? "title";
  const state = FORM_STATES.find((each) => each === queryText(c, "state", 20));
  return {
    text: queryText(c, "title", 200),
    sort,
    descending: given.startsWith("-"),
    ...(state ? { state } : {}),
  };
}

/** GET /forms */
export async function listPage(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  assertMay(actor, mayReadForms, undefined);
  const page = queryNumber(c, "page", { min: 1, max: 10_000, fallback: 1 });
  const filter = asked(c);
  const list = await listForms(c.var.house.database.queries, {
    ...filter,
    limit: PAGE,
    offset: (page - 1) * PAGE,
  });
  const query = new URL(c.req.url).searchParams;
  return await answerPage(c, {
    title: { vi: "Biểu mẫu điện tử", en: "Electronic forms" },
    lead: {
      vi: "Biểu mẫu người dân điền khi nộp hồ sơ trực tuyến: soạn, xem thử, công bố.",
      en: "Forms that citizens fill in when they file online: write, try, publish.",
    },
    actions: (
      <ListActions
        write={may(actor, mayEditForm, { ownerId: actor.organisationId })}
        load={may(actor, mayEditForm, { ownerId: null })}
      />
    ),
    children: <Forms {...{ list, page, query, filter }} />,
  });
}

/** POST /forms/load — the province's own forms, those that are not there yet. */
export async function loadForms(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  assertMay(actor, mayEditForm, { ownerId: null });
  await readForm(c);
  const made = await seedForms(c.var.house, actor);
  return redirectTo(c, "/forms", {
    tone: "good",
    message: {
      vi:
        made.length > 0
          ? `Đã nạp và công bố ${made.length} biểu mẫu có sẵn.`
          : "Các biểu mẫu có sẵn đã được nạp từ trước.",
      en:
        made.length > 0
          ? `${made.length} ready forms are loaded and published.`
          : "The ready forms were loaded before.",
    },
  });
}

function ListActions({ write, load }: { readonly write: boolean; readonly load: boolean }) {
  const text = useText();
  return (
    <>
      {load && (
        <Form action="/forms/load" method="post">
          <Button>{text({ vi: "Nạp biểu mẫu có sẵn", en: "Load the ready forms" })}</Button>
        </Form>
      )}
      {write && (
        <LinkButton href="/forms/new" kind="primary" icon="plus">
          {text({ vi: "Soạn biểu mẫu mới", en: "New form" })}
        </LinkButton>
      )}
    </>
  );
}

function Forms({
  list,
  page,
  query,
  filter,
}: {
  readonly list: Awaited<ReturnType<typeof listForms>>;
  readonly page: number;
  readonly query: URLSearchParams;
  readonly filter: ReturnType<typeof asked>;
}) {
  const rest = [...query].filter(([name]) => name !== "page");
  const paged = (to: number) => `/forms?${new URLSearchParams([...rest, ["page", String(to)]])}`;
  const exported = new URLSearchParams(rest).toString();
  const columns = COLUMNS.map((column) =>
    column.key === "title"
      ? { ...column, filter: { kind: "text" as const, value: filter.text } }
      : column.filter?.kind === "choice"
        ? { ...column, filter: { ...column.filter, value: filter.state } }
        : column,
  );
  return (
    <RegisterTable
      id="forms"
      caption={{ vi: "Biểu mẫu điện tử", en: "Electronic forms" }}
      columns={columns}
      rows={list.rows}
      rowKey={(row) => row.code}
      rowHref={(row) => `/forms/${row.code}`}
      action="/forms"
      query={query}
      sorting={{ key: filter.sort, descending: filter.descending }}
      pagination={{
        count: list.rows.length,
        total: list.total,
        next: page * PAGE < list.total ? paged(page + 1) : undefined,
        previous: page > 1 ? paged(page - 1) : undefined,
      }}
      exports={{ xlsx: `/forms.xlsx?${exported}`, pdf: `/forms.pdf?${exported}` }}
      empty={{
        icon: "document",
        title: { vi: "Không có biểu mẫu nào khớp", en: "No form matches" },
        explanation: {
          vi: "Bỏ bớt điều kiện lọc, hoặc soạn biểu mẫu mới.",
          en: "Remove a filter, or write a new form.",
        },
      }}
    />
  );
}

/** GET /forms.xlsx, /forms.pdf */
export async function listExport(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  assertMay(actor, mayReadForms, undefined);
  const { rows } = await listForms(c.var.house.database.queries, {
    ...asked(c),
    limit: MOST_EXPORTED,
    offset: 0,
  });
  const [year, month, day] = localDateOf(new Date()).split("-");
  const table: TableExport = {
    title: "Danh sách biểu mẫu điện tử",
    subtitle: `${rows.length} biểu mẫu`,
    organisation: "",
    placeAndDate: `Ngày ${day} tháng ${month} năm ${year}`,
    empty: "(Không có biểu mẫu nào khớp)",
    columns: COLUMNS.map(({ key, label }) => ({ key, label: say("vi", label), width: WIDTHS[key] ?? 10 })),
    rows: Readable.from(rows.map(exportRow)),
  };
  const pdf = c.req.path.endsWith(".pdf");
  return new Response(Readable.toWeb(pdf ? writePdf(table) : writeXlsx(table)) as ReadableStream, {
    headers: {
      "Content-Type": pdf
        ? "application/pdf"
        : "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
      "Content-Disposition": attachment(`bieu-mau.${pdf ? "pdf" : "xlsx"}`, pdf ? "inline" : "attachment"),
    },
  });
}

/** Shares of the width of a printed list. */
const WIDTHS: Readonly<Record<string, number>> = {
  title: 32,
  code: 18,
  state: 14,
  number: 8,
  procedures: 16,
  changed: 14,
};

function exportRow(row: FormLine): Record<string, string> {
  return {
    title: row.title,
    code: row.code,
    state: STATE_WORDS[row.state].vi,
    number: row.number === null ? "" : String(row.number),
    procedures: row.procedures.join(", "),
    changed: formatDateTime(row.changedAt),
  };
}
