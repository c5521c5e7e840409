import type { Context } from "hono";
import { assertMay, may } from "../../../core/access/index.ts";
import { localDateOf } from "../../../core/calendar/index.ts";
import { findOrganisations } from "../../../core/directory/index.ts";
import {
  answerPage,
  type HttpEnv,
  queryNumber,
  queryText,
  readForm,
  redirectTo,
  value,
  values,
} from "../../../core/http/index.ts";
import {
  Actions,
  type Column,
  formatDate,
  formatNumber,
  LinkButton,
  RegisterTable,
  StateChip,
  useText,
} from "../../../core/ui/index.ts";
import type { RegisteredCertificate } from "../certificate.ts";
import { SHEET_COLUMNS } from "../import/sheet-columns.ts";
import { type CertificateList, listCertificates, SORTS, type Sort } from "../list-certificates.ts";
import { mayConfigure, mayManage } from "../permissions.ts";
import { REQUEST_KINDS } from "../states.ts";
import { type Asked, ask } from "./asked.ts";
import { lookOf, REGISTER_COLUMNS, sheetCells } from "./columns.ts";
import { answerExport } from "./export.ts";
import { FilterBar } from "./filter-bar.tsx";

const PAGE = 50;
const ALL = 100_000;
/** What fits a screen; the rest is one choice of columns away, and in the exports. */
const SHOWN_AT_FIRST = ["holder", "title", "unit", "kind", "end", "used", "state"];

/** GET /certificates */
export async function listPage(c: Context<HttpEnv>): Promise<Response> {
  const asked = await ask(c);
  const sorting = sortingOf(c);
  const page = queryNumber(c, "page", { min: 1, max: 10_000, fallback: 1 });
  const list = await listCertificates(c.var.house.database.queries, asked.actor, asked.units, asked.filter, {
    ...sorting,
    limit: PAGE,
    offset: (page - 1) * PAGE,
  });
  return await answerPage(c, {
    title: { vi: "Sổ chứng thư số", en: "Register of certificates" },
    lead: {
      vi: `${formatNumber(list.total)} chứng thư số${asked.manager ? " trong toàn tỉnh" : " bạn được xem"}.`,
      en: `${formatNumber(list.total)} certificates${asked.manager ? " of the province" : " that you may see"}.`,
    },
    children: (
      <ListView
        asked={asked}
        list={list}
        page={page}
        sorting={sorting}
        query={new URL(c.req.url).searchParams}
      />
    ),
  });
}

/** GET /certificates.xlsx and .pdf: every certificate of the filter; .xlsx of the sheet that the import reads. */
export async function listExport(c: Context<HttpEnv>): Promise<Response> {
  const asked = await ask(c);
  const { queries } = c.var.house.database;
  const { rows } = await listCertificates(queries, asked.actor, asked.units, asked.filter, {
    ...sortingOf(c),
    limit: ALL,
    offset: 0,
  });
  const kind = c.req.path.endsWith(".pdf") ? "pdf" : "xlsx";
  const common = {
    actor: asked.actor,
    title: "Sổ chứng thư số",
    subtitle: subtitleOf(asked),
    kind,
  } as const;
  if (kind === "pdf") {
    const { now } = asked.filter;
    return await answerExport(c, {
      ...common,
      columns: REGISTER_COLUMNS.map(({ key, label, width }) => ({ key, label: label.vi, width })),
      rows: rows.map((row) =>
        Object.fromEntries(REGISTER_COLUMNS.map((column) => [column.key, plain(column.text(row, now))])),
      ),
    });
  }
  const bodies = await findOrganisations(
    queries,
    [...new Set(rows.map((row) => row.organisation_id))],
    localDateOf(new Date()),
  );
  const codes = new Map(bodies.map((body) => [body.id, body.code102 ?? ""]));
  return await answerExport(c, {
    ...common,
    columns: SHEET_COLUMNS.map(({ key, label, width }) => ({ key, label, width })),
    rows: rows.map((row) => sheetCells(row, codes)),
  });
}

/** POST /certificates/selected: what shall be asked for the ticked certificates. */
export async function selectedAction(c: Context<HttpEnv>): Promise<Response> {
  const { actor, units } = await ask(c);
  const form = await readForm(c);
  const kind = REQUEST_KINDS.find((each) => each === value(form, "do"));
  const chosen = values(form, "selected");
  if (kind === undefined || chosen.length === 0) {
    return redirectTo(c, "/certificates", {
      tone: "attention",
      message: { vi: "Chọn ít nhất một chứng thư số.", en: "Choose at least one certificate." },
    });
  }
  if (kind === "new") assertMay(actor, mayManage, units);
  const query = new URLSearchParams([
    ["kind", kind],
    ...chosen.map((id): [string, string] => ["certificate", id]),
  ]);
  return redirectTo(c, `/certificates/requests/later?${query}`);
}

function sortingOf(c: Context<HttpEnv>): { readonly sort: Sort; readonly descending: boolean } {
  const typed = queryText(c, "sort", 20);
  const sort = SORTS.find((each) => each === typed.replace(/^-/, "")) ?? "end";
  return { sort, descending: typed.startsWith("-") };
}

function subtitleOf({ filter, typed }: Asked): string {
  const parts = [
    filter.endsBefore ? `hết hạn trước ngày ${formatDate(filter.endsBefore)}` : "",
    typed.q ? `có từ "${typed.q}"` : "",
    `lập lúc ${formatDate(filter.now)}`,
  ];
  return parts.filter(Boolean).join(", ");
}

function plain(text: string | { readonly vi: string }): string {
  return typeof text === "string" ? text : text.vi;
}

interface ListViewProps {
  readonly asked: Asked;
  readonly list: CertificateList;
  readonly page: number;
  readonly sorting: { readonly sort: Sort; readonly descending: boolean };
  readonly query: URLSearchParams;
}

function ListView({ asked, list, page, sorting, query }: ListViewProps) {
  const text = useText();
  const { now } = asked.filter;
  const columns = REGISTER_COLUMNS.map(
    (column): Column<RegisteredCertificate> => ({
      key: column.sort ?? column.key,
      label: column.label,
      kind: column.kind,
      phone: column.phone,
      sortable: column.sort !== undefined,
      cell: (row) => {
        if (column.key === "state") {
          const look = lookOf(row, now);
          return <StateChip tone={look.tone} label={look.label} />;
        }
        const shown = column.text(row, now);
        return typeof shown === "string" ? shown : text(shown);
      },
    }),
  );
  const chosen = query.getAll("cols").filter((key) => columns.some((column) => column.key === key));
  const rest = new URLSearchParams([...query].filter(([name]) => name !== "page"));
  const exported = rest.size > 0 ? `?${rest}` : "";
  const paged = (to: number) => `/certificates?${new URLSearchParams([...rest, ["page", String(to)]])}`;
  const narrowed = Object.values(asked.typed).some((each) => each !== "");
  return (
    <div class="dense">
      <Actions>
        <LinkButton href="/certificates/act?before=tet" kind="primary" icon="clock">
          {text({ vi: "Hết hạn trước Tết", en: "Ending before Tết" })}
        </LinkButton>
        <LinkButton href="/certificates/reports" icon="table">
          {text({ vi: "Báo cáo", en: "Reports" })}
        </LinkButton>
        <LinkButton href="/certificates/requests" icon="document">
          {text({ vi: "Đề nghị", en: "Requests" })}
        </LinkButton>
        <LinkButton href="/certificates/requests/new" icon="plus">
          {text({ vi: "Đề nghị cấp mới", en: "Request new ones" })}
        </LinkButton>
        {asked.manager && (
          <LinkButton href="/certificates/import" icon="upload">
            {text({ vi: "Nhập từ tệp", en: "Import" })}
          </LinkButton>
        )}
        {may(asked.actor, mayConfigure, undefined) && (
          <LinkButton href="/certificates/settings" icon="settings">
            {text({ vi: "Thiết lập", en: "Settings" })}
          </LinkButton>
        )}
      </Actions>
      <FilterBar action="/certificates" typed={asked.typed} query={query} narrowed={narrowed} />
      <RegisterTable
        id="certificates"
        caption={{ vi: "Sổ chứng thư số", en: "Register of certificates" }}
        columns={columns}
        shown={chosen.length > 0 ? chosen : SHOWN_AT_FIRST}
        rows={list.rows}
        rowKey={(row) => row.id}
        rowHref={(row) => `/certificates/${row.id}`}
        action="/certificates"
        query={query}
        sorting={{ key: sorting.sort, descending: sorting.descending }}
        pagination={{
          count: list.rows.length,
          total: list.total,
          next: page * PAGE < list.total ? paged(page + 1) : undefined,
          previous: page > 1 ? paged(page - 1) : undefined,
        }}
        exports={{ xlsx: `/certificates.xlsx${exported}`, pdf: `/certificates.pdf${exported}` }}
        bulk={{
          action: "/certificates/selected",
          rowLabel: (row) => `${row.holder_name} ${row.serial}`,
          actions: [
            { value: "renew", label: { vi: "Đề nghị gia hạn", en: "Request renewal" } },
            { value: "unlock-device", label: { vi: "Đề nghị mở khóa thiết bị", en: "Request unlocking" } },
            { value: "return-device", label: { vi: "Bàn giao thiết bị", en: "Hand back devices" } },
            { value: "revoke", label: { vi: "Đề nghị thu hồi", en: "Request revocation" }, danger: true },
          ],
        }}
        empty={
          narrowed
            ? {
                icon: "search",
                title: { vi: "Không có chứng thư số nào khớp", en: "No certificate matches" },
                explanation: { vi: "Bỏ bớt điều kiện lọc để xem thêm.", en: "Remove a filter to see more." },
              }
            : {
                icon: "seal",
                title: { vi: "Chưa có chứng thư số nào", en: "There is no certificate yet" },
                explanation: {
                  vi: "Chứng thư số hiện ở đây khi được nhập từ tệp hoặc được cấp theo đề nghị.",
                  en: "Certificates appear here when they are imported or issued on request.",
                },
              }
        }
      />
    </div>
  );
}
