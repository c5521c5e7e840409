import { Readable } from "node:stream";
import type { Context } from "hono";
import { assertMay, clearanceOf } from "../../../../core/access/index.ts";
import { localDateOf } from "../../../../core/calendar/index.ts";
import { findOrganisation } from "../../../../core/directory/index.ts";
import { notFound } from "../../../../core/errors.ts";
import {
  answerPage,
  attachment,
  type HttpEnv,
  queryText,
  requireSession,
} from "../../../../core/http/index.ts";
import type { House } from "../../../../core/system.ts";
import { type PersonActor, transact } from "../../../../core/transaction/index.ts";
import {
  type Column,
  formatDate,
  LinkButton,
  RegisterTable,
  Tabs,
  useText,
} from "../../../../core/ui/index.ts";
import type { TableExport } from "../../export/table-export.ts";
import { writePdf } from "../../export/write-pdf.ts";
import { writeXlsx } from "../../export/write-xlsx.ts";
import { mayReadRegister } from "../../permissions.ts";
import { BOOKS, type BookFilter, type BookName, bookYears } from "../../register-books.ts";
import { isFiltered, type ListFilter, ListFilterBar, readListFilter } from "../shared/list-filter.tsx";
import { allLines, type Book, type BookLine, type BookLines, bookOf } from "./books.ts";

const PAGE = 50;

/** What an address asks for of a register. */
interface Asked {
  readonly actor: PersonActor;
  readonly book: Book;
  readonly typed: ListFilter;
  readonly filter: BookFilter;
  readonly secret: boolean;
}

/** GET /registers/{incoming,outgoing,handling} */
export async function registerPage(c: Context<HttpEnv>): Promise<Response> {
  const asked = await ask(c);
  const { actor, book, filter } = asked;
  const { queries } = c.var.house.database;
  const after = queryText(c, "after", 80);
  const before = queryText(c, "before", 80);
  const descending = queryText(c, "sort", 20) !== sortKey(book);
  const cursor = after || before;
  const [page, years, types] = await Promise.all([
    book.lines(queries, filter, {
      limit: PAGE,
      descending,
      ...(cursor ? { cursor, backwards: after === "" } : {}),
    }),
    bookYears(queries, actor.organisationId, book.name),
    queries.selectFrom("documents.document_type").select("name").orderBy("position").execute(),
  ]);
  return await answerPage(c, {
    title: book.title,
    actions: <ClosingsLink />,
    lead:
      book.name === "copies"
        ? {
            vi: "Các bản sao theo Điều 25 Nghị định 30/2020/NĐ-CP, đánh số chung. Bản xuất gồm mọi dòng khớp bộ lọc.",
            en: "Copies by Article 25 of Decree 30/2020/NĐ-CP, in one series. An export holds every line that matches.",
          }
        : {
            vi: "Cột theo Phụ lục IV Nghị định 30/2020/NĐ-CP. Bản xuất gồm mọi dòng khớp bộ lọc, xếp theo số.",
            en: "Columns by Appendix IV of Decree 30/2020/NĐ-CP. An export holds every line that matches, by number.",
          },
    children: (
      <RegisterView
        asked={asked}
        page={page}
        descending={descending}
        years={years}
        types={types.map((type) => type.name)}
        query={new URL(c.req.url).searchParams}
      />
    ),
  });
}

/** GET /registers/….xlsx and .pdf: the whole filtered register, streamed. */
export async function registerExport(c: Context<HttpEnv>): Promise<Response> {
  const asked = await ask(c);
  const { house } = c.var;
  const kind = c.req.path.endsWith(".pdf") ? "pdf" : "xlsx";
  const { title, name } = asked.book;
  await recordExport(house, asked, kind);
  const table = await exportOf(house, asked, new URL(c.req.url).searchParams.getAll("cols"));
  const stream = kind === "pdf" ? writePdf(table) : writeXlsx(table);
  stream.on("error", (error) => house.log.warn({ register: name, error: String(error) }, "export broke off"));
  return new Response(Readable.toWeb(stream) as ReadableStream, {
    headers: {
      "Content-Type":
        kind === "pdf"
          ? "application/pdf"
          : "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
      "Content-Disposition": attachment(
        `${title.vi}${asked.typed.year ? ` ${asked.typed.year}` : ""}.${kind}`,
      ),
    },
  });
}

function ClosingsLink() {
  const text = useText();
  return (
    <LinkButton href="/registers/closings" icon="lock">
      {text({ vi: "Khóa sổ", en: "Closing" })}
    </LinkButton>
  );
}

async function ask(c: Context<HttpEnv>): Promise<Asked> {
  const { actor } = requireSession(c);
  const secret = queryText(c, "book", 10) === "secret";
  assertMay(actor, mayReadRegister, { organisationId: actor.organisationId, secret });
  const name = (c.req.path.split("/")[2] ?? "").replace(/\.(xlsx|pdf)$/, "");
  const known = BOOKS.find((each) => each === name);
  if (!known) throw notFound();
  const book = bookOf(known, secret);
  const typed = readListFilter(c);
  const filter: BookFilter = {
    organisationId: actor.organisationId,
    secret,
    clearance: clearanceOf(actor),
    ...(typed.year ? { year: Number(typed.year) } : {}),
    ...(typed.from ? { from: typed.from } : {}),
    ...(typed.to ? { to: typed.to } : {}),
    ...(typed.text ? { text: typed.text } : {}),
    ...(typed.state ? { state: typed.state } : {}),
    ...(typed.type ? { type: typed.type } : {}),
    ...(typed.overdue ? { overdueAt: new Date() } : {}),
  };
  if (secret) await recordExport(c.var.house, { actor, book, typed, filter, secret }, "page");
  return { actor, book, typed, filter, secret };
}

/** An export leaves the house, and the register of secret documents is read: both are in the audit log. */
async function recordExport(
  house: House,
  { actor, book, filter, secret }: Asked,
  kind: string,
): Promise<void> {
  await transact(house, { actor }, async (tx) => {
    tx.record({
      action: kind === "page" ? "documents.read" : "documents.export",
      objectKind: "register",
      objectId: `${actor.organisationId}/${book.name}`,
      data: { kind, secret, filter },
    });
  });
}

async function exportOf(house: House, asked: Asked, cols: readonly string[]): Promise<TableExport> {
  const { queries } = house.database;
  const { actor, book, filter, typed } = asked;
  const today = localDateOf(new Date());
  const organisation = await findOrganisation(queries, actor.organisationId, today);
  const chosen = book.columns.filter((column) => cols.length === 0 || cols.includes(column.key));
  const [year, month, day] = today.split("-");
  return {
    title: book.title.vi,
    subtitle: subtitleOf(typed, book),
    organisation: organisation?.name ?? "",
    placeAndDate: `Ngày ${day} tháng ${month} năm ${year}`,
    columns: chosen.map(({ key, label, width, kind }) => ({ key, label: label.vi, width, kind })),
    rows: cellsOf(allLines(queries, book, filter)),
  };
}

async function* cellsOf(lines: AsyncIterable<BookLine>): AsyncGenerator<BookLine["cells"]> {
  for await (const line of lines) yield line.cells;
}

function subtitleOf(typed: ListFilter, book: Book): string {
  const parts = [
    typed.year ? `Năm ${typed.year}` : "",
    typed.from ? `từ ngày ${formatDate(typed.from)}` : "",
    typed.to ? `đến ngày ${formatDate(typed.to)}` : "",
    typed.type,
    book.states.find((state) => state.value === typed.state)?.label.vi ?? "",
    typed.text ? `có từ "${typed.text}"` : "",
    typed.overdue ? "quá hạn" : "",
  ].filter(Boolean);
  return parts.length > 0 ? parts.join(", ") : "Tất cả các năm";
}

/** The column by whose order the register runs: the only one it can be sorted by, because it is a register. */
function sortKey(book: Book): string {
  return book.columns.find((column) => column.sortable)?.key ?? "";
}

interface RegisterViewProps {
  readonly asked: Asked;
  readonly page: BookLines;
  readonly descending: boolean;
  readonly years: readonly number[];
  readonly types: readonly string[];
  readonly query: URLSearchParams;
}

const SHORT: Readonly<Record<BookName, { vi: string; en: string }>> = {
  incoming: { vi: "Văn bản đến", en: "Incoming" },
  outgoing: { vi: "Văn bản đi", en: "Outgoing" },
  handling: { vi: "Theo dõi giải quyết", en: "Handling" },
  copies: { vi: "Bản sao", en: "Copies" },
};
/** Nơi nhận of a circular to 134 units fills a screen; the register and its exports hold them all. */
const LONG = 160;

function RegisterView({ asked, page, descending, years, types, query }: RegisterViewProps) {
  const { book, typed, secret } = asked;
  const action = `/registers/${book.name}`;
  const chosen = query.getAll("cols").filter((key) => book.columns.some((column) => column.key === key));
  const kept: [string, string][] = [
    ...(secret ? [["book", "secret"] as [string, string]] : []),
    ...["cols", "sort"].flatMap((name) => query.getAll(name).map((value): [string, string] => [name, value])),
  ];
  const columns: Column<BookLine>[] = book.columns.map(({ key, label, kind, phone, sortable }) => ({
    key,
    label,
    kind,
    phone,
    sortable,
    cell: (line) => shorten(line.cells[key] ?? ""),
  }));
  const rest = new URLSearchParams([...query].filter(([name]) => name !== "after" && name !== "before"));
  const exported = rest.size > 0 ? `?${rest}` : "";
  const paged = (name: string, cursor: string) =>
    `${action}?${new URLSearchParams([...rest, [name, cursor]])}`;
  return (
    <div class="dense">
      <Tabs
        label={{ vi: "Các sổ", en: "Registers" }}
        tabs={[
          ...BOOKS.map((name) => ({
            href: `/registers/${name}`,
            label: SHORT[name],
            current: name === book.name && !secret,
          })),
          ...(clearanceOf(asked.actor) === 0
            ? []
            : [
                {
                  // A secret document is never copied here, so there is no book of secret copies.
                  href: `/registers/${book.name === "copies" ? "incoming" : book.name}?book=secret`,
                  label: { vi: "Sổ văn bản mật", en: "Secret documents" },
                  current: secret,
                },
              ]),
        ]}
      />
      <ListFilterBar
        action={action}
        filter={typed}
        kept={kept}
        years={years.map((year) => ({ value: String(year), label: String(year) }))}
        states={book.states}
        types={types.map((name) => ({ value: name, label: name }))}
        stateLabel={book.name === "copies" ? { vi: "Hình thức sao", en: "Form" } : undefined}
        overdue={book.name === "incoming" || book.name === "handling"}
        filtered={isFiltered(typed)}
      />
      <RegisterTable
        id={`register-${book.name}`}
        caption={book.title}
        columns={columns}
        shown={chosen.length > 0 ? chosen : undefined}
        rows={page.lines}
        rowKey={(line) => line.id}
        rowHref={(line) => line.href}
        action={action}
        query={query}
        sorting={{ key: sortKey(book), descending }}
        pagination={{
          count: page.lines.length,
          next: page.next && paged("after", page.next),
          previous: page.previous && paged("before", page.previous),
        }}
        exports={{ xlsx: `${action}.xlsx${exported}`, pdf: `${action}.pdf${exported}` }}
        empty={
          isFiltered(typed)
            ? {
                icon: "search",
                title: { vi: "Không có dòng nào khớp", en: "No line matches" },
                explanation: { vi: "Bỏ bớt điều kiện lọc để xem thêm.", en: "Remove a filter to see more." },
              }
            : {
                icon: "table",
                title: { vi: "Sổ chưa có văn bản nào", en: "The register is empty" },
                explanation:
                  book.name === "copies"
                    ? {
                        vi: "Bản sao hiện ở đây ngay khi văn thư ký. Mở một văn bản rồi bấm Cấp bản sao.",
                        en: "A copy appears here as soon as the clerk signs it. Open a document and choose to certify a copy.",
                      }
                    : {
                        vi: "Văn bản hiện ở đây ngay khi văn thư cấp số đi hoặc số đến.",
                        en: "A document appears here as soon as the clerk gives it its number.",
                      },
              }
        }
      />
    </div>
  );
}

function shorten(text: string): string {
  if (text.length <= LONG) return text;
  return `${text.slice(0, text.lastIndexOf(" ", LONG) || LONG)} …`;
}
