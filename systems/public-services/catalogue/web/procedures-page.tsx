import { randomUUID } from "node:crypto";
import { Readable } from "node:stream";
import type { Context } from "hono";
import { assertMay, may } from "../../../../core/access/index.ts";
import { localDateOf } from "../../../../core/calendar/index.ts";
import type { Queries } from "../../../../core/database/index.ts";
import { findOrganisation, organisationTree } from "../../../../core/directory/index.ts";
import { FormRefusal } from "../../../../core/errors.ts";
import {
  answerPage,
  attachment,
  type HttpEnv,
  queryNumber,
  queryText,
  readForm,
  redirectTo,
  requireSession,
  value,
} from "../../../../core/http/index.ts";
import { transact } from "../../../../core/transaction/index.ts";
import {
  Actions,
  Button,
  Card,
  type Column,
  type FieldErrors,
  Form,
  formatDate,
  formatNumber,
  LinkButton,
  RegisterTable,
  SelectField,
  StateChip,
  useText,
} from "../../../../core/ui/index.ts";
import { type TableExport, writePdf, writeXlsx } from "../../../documents/index.ts";
import { chooseKeeper, keepersOn } from "../keepers.ts";
import {
  listProcedures,
  PROCEDURE_SORTS,
  type ProcedureFilter,
  type ProcedureLine,
  type ProcedureSort,
} from "../list-procedures.ts";
import { mayChooseKeeper, mayReadCatalogue, mayWriteProcedure } from "../permissions.ts";
import { SPEECH } from "../province-records.ts";
import { LEVELS } from "../record.ts";
import { LEVEL_WORDS, STATE_WORDS, validWords } from "./words.ts";

const HERE = "/procedures";
const PAGE = 50;
const ALL = 50_000;
const STATES = ["draft", "published", "withdrawn"] as const;
const TITLE = { vi: "Danh mục thủ tục hành chính", en: "Catalogue of procedures" };

interface Asked {
  readonly filter: ProcedureFilter;
  readonly sort: ProcedureSort | undefined;
  readonly descending: boolean;
}

function ask(c: Context<HttpEnv>): Asked {
  const typed = queryText(c, "sort", 20);
  const text = queryText(c, "q", 200);
  const level = LEVELS.find((each) => each === queryText(c, "level", 10));
  const state = STATES.find((each) => each === queryText(c, "state", 10));
  const sort = PROCEDURE_SORTS.find((each) => each === typed.replace(/^-/, ""));
  return {
    filter: { text, ...(level === undefined ? {} : { level }), ...(state === undefined ? {} : { state }) },
    sort: sort ?? (text === "" ? "code" : undefined),
    descending: typed.startsWith("-"),
  };
}

/** GET /procedures: the newest version of every procedure, what is being written included. */
export async function proceduresPage(c: Context<HttpEnv>): Promise<Response> {
  return await answerList(c, {}, 200);
}

/** POST /procedures/keeper */
export async function keeperChosen(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  const form = await readForm(c);
  const id = value(form, "transactionId");
  try {
    await transact(c.var.house, { actor, ...(id.length >= 8 ? { requestId: id } : {}) }, async (tx) => {
      await chooseKeeper(tx, actor, value(form, "keeper"));
      return true;
    });
  } catch (error) {
    if (!(error instanceof FormRefusal)) throw error;
    return await answerList(c, error.problems, 422);
  }
  return redirectTo(c, HERE, {
    tone: "good",
    message: { vi: "Đã chọn, có hiệu lực từ hôm nay.", en: "Chosen; it holds from today." },
  });
}

async function answerList(c: Context<HttpEnv>, errors: FieldErrors, status: 200 | 422): Promise<Response> {
  const { actor } = requireSession(c);
  assertMay(actor, mayReadCatalogue, undefined);
  const asked = ask(c);
  const page = queryNumber(c, "page", { min: 1, max: 10_000, fallback: 1 });
  const { queries } = c.var.house.database;
  const today = localDateOf(new Date());
  const mayChoose = may(actor, mayChooseKeeper, undefined);
  const keepers = await keepersOn(queries, today);
  const [list, bodies] = await Promise.all([
    listProcedures(queries, SPEECH, asked.filter, {
      ...(asked.sort === undefined ? {} : { sort: asked.sort }),
      descending: asked.descending,
      limit: PAGE,
      offset: (page - 1) * PAGE,
    }),
    mayChoose ? bodiesOf(queries, today) : [],
  ]);
  return await answerPage(
    c,
    {
      title: TITLE,
      lead: { vi: `${formatNumber(list.total)} thủ tục.`, en: `${formatNumber(list.total)} procedures.` },
      children: (
        <>
          <ListView
            asked={asked}
            lines={list.lines}
            total={list.total}
            page={page}
            mayWrite={may(actor, mayWriteProcedure, keepers)}
            query={new URL(c.req.url).searchParams}
          />
          {mayChoose && <KeeperForm chosen={keepers.keepers[0] ?? ""} bodies={bodies} errors={errors} />}
        </>
      ),
    },
    status,
  );
}

/** The province's own offices and departments. */
async function bodiesOf(queries: Queries, day: string) {
  const tree = await organisationTree(queries, day);
  return tree
    .flatMap((each) => [each, ...each.children])
    .filter(({ kind }) => kind === "province" || kind === "provincial-department" || kind === "other");
}

/** GET /procedures.xlsx and .pdf: every procedure of the filter. */
export async function proceduresExport(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  assertMay(actor, mayReadCatalogue, undefined);
  const asked = ask(c);
  const { house } = c.var;
  const kind = c.req.path.endsWith(".pdf") ? "pdf" : "xlsx";
  const { lines } = await listProcedures(house.database.queries, SPEECH, asked.filter, {
    ...(asked.sort === undefined ? {} : { sort: asked.sort }),
    descending: asked.descending,
    limit: ALL,
    offset: 0,
  });
  await transact(house, { actor }, async (tx) => {
    tx.record({
      action: "procedures.export",
      objectKind: "catalogue-of-procedures",
      objectId: actor.organisationId,
      data: { kind, rows: lines.length },
    });
  });
  const today = localDateOf(new Date());
  const organisation = await findOrganisation(house.database.queries, actor.organisationId, today);
  const [year, month, day] = today.split("-");
  const table: TableExport = {
    title: TITLE.vi,
    subtitle: asked.filter.text ? `có từ "${asked.filter.text}"` : `${lines.length} thủ tục`,
    organisation: organisation?.name ?? "",
    placeAndDate: `Ngày ${day} tháng ${month} năm ${year}`,
    empty: "(Không có thủ tục nào trong phạm vi đã chọn)",
    columns: COLUMNS.map(({ key, label, width }) => ({ key, label: label.vi, width })),
    rows: Readable.from(
      lines.map((line) => Object.fromEntries(COLUMNS.map((column) => [column.key, column.text(line).vi]))),
    ),
  };
  const stream = kind === "pdf" ? writePdf(table) : writeXlsx(table);
  stream.on("error", (error) => house.log.warn({ error: String(error) }, "export of procedures broke off"));
  return new Response(Readable.toWeb(stream) as ReadableStream, {
    headers: {
      "Content-Type":
        kind === "pdf"
          ? "application/pdf"
          : "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
      "Content-Disposition": attachment(`${TITLE.vi}.${kind}`, kind === "pdf" ? "inline" : "attachment"),
    },
  });
}

const same = (text: string) => ({ vi: text, en: text });

const COLUMNS = [
  { key: "code", label: { vi: "Mã", en: "Code" }, width: 10, text: (line: ProcedureLine) => same(line.code) },
  {
    key: "name",
    label: { vi: "Tên thủ tục", en: "Name" },
    width: 40,
    text: (line: ProcedureLine) => same(line.name),
  },
  {
    key: "field",
    label: { vi: "Lĩnh vực", en: "Field" },
    width: 16,
    text: (line: ProcedureLine) => same(line.fieldName),
  },
  {
    key: "levels",
    label: { vi: "Cấp", en: "Level" },
    width: 12,
    text: (line: ProcedureLine) => ({
      vi: line.levels.map((level) => LEVEL_WORDS[level].vi).join(", "),
      en: line.levels.map((level) => LEVEL_WORDS[level].en).join(", "),
    }),
  },
  {
    key: "valid",
    label: { vi: "Hiệu lực", en: "In force" },
    width: 14,
    text: (line: ProcedureLine) => validWords(line.validFrom, line.validTo),
  },
  {
    key: "changed",
    label: { vi: "Cập nhật", en: "Changed" },
    width: 10,
    text: (line: ProcedureLine) => same(formatDate(line.changedAt)),
  },
  {
    key: "unverified",
    label: { vi: "Cần kiểm", en: "To check" },
    width: 8,
    text: (line: ProcedureLine) =>
      line.unverified > 0
        ? { vi: `${line.unverified} điểm`, en: `${line.unverified} points` }
        : { vi: "không", en: "none" },
  },
  {
    key: "state",
    label: { vi: "Trạng thái", en: "State" },
    width: 10,
    text: (line: ProcedureLine) => STATE_WORDS[line.state].label,
  },
] as const;

function ListView(props: {
  asked: Asked;
  lines: readonly ProcedureLine[];
  total: number;
  page: number;
  mayWrite: boolean;
  query: URLSearchParams;
}) {
  const text = useText();
  const { asked, lines, total, page, mayWrite, query } = props;
  const columns = COLUMNS.map(
    (column): Column<ProcedureLine> => ({
      key: column.key,
      label: column.label,
      phone: column.key === "name" ? "title" : column.key === "unverified" ? "hide" : undefined,
      sortable: PROCEDURE_SORTS.some((sort) => sort === column.key),
      cell: (line) =>
        column.key === "state" ? (
          <StateChip tone={STATE_WORDS[line.state].tone} label={STATE_WORDS[line.state].label} />
        ) : (
          text(column.text(line))
        ),
    }),
  );
  const rest = new URLSearchParams([...query].filter(([name]) => name !== "page"));
  const exported = rest.size > 0 ? `?${rest}` : "";
  const paged = (to: number) => `${HERE}?${new URLSearchParams([...rest, ["page", String(to)]])}`;
  return (
    <div class="dense">
      <Actions>
        {mayWrite && (
          <LinkButton href={`${HERE}/new`} kind="primary" icon="plus">
            {text({ vi: "Thủ tục mới", en: "New procedure" })}
          </LinkButton>
        )}
        {mayWrite && (
          <LinkButton href={`${HERE}/import`} icon="upload">
            {text({ vi: "Nhập từ tệp", en: "Import" })}
          </LinkButton>
        )}
        <LinkButton href="/services" icon="search">
          {text({ vi: "Trang của người dân", en: "Citizens' page" })}
        </LinkButton>
      </Actions>
      <search>
        <form class="service-search" action={HERE} method="get">
          <div class="service-words">
            <label for="q">
              {text({ vi: "Mã, tên hoặc cách dân gọi", en: "Code, name or as people say" })}
            </label>
            <input id="q" class="input" type="search" name="q" value={asked.filter.text} />
          </div>
          <div>
            <label for="level">{text({ vi: "Cấp", en: "Level" })}</label>
            <select id="level" class="input" name="level">
              <option value="">{text({ vi: "Tất cả", en: "All" })}</option>
              {LEVELS.map((level) => (
                <option key={level} value={level} selected={level === asked.filter.level}>
                  {text(LEVEL_WORDS[level])}
                </option>
              ))}
            </select>
          </div>
          <div>
            <label for="state">{text({ vi: "Trạng thái", en: "State" })}</label>
            <select id="state" class="input" name="state">
              <option value="">{text({ vi: "Tất cả", en: "All" })}</option>
              {STATES.map((state) => (
                <option key={state} value={state} selected={state === asked.filter.state}>
                  {text(STATE_WORDS[state].label)}
                </option>
              ))}
            </select>
          </div>
          <Button>{text({ vi: "Tìm", en: "Search" })}</Button>
        </form>
      </search>
      <RegisterTable
        id="procedures"
        caption={TITLE}
        columns={columns}
        rows={lines}
        rowKey={(line) => line.versionId}
        rowHref={(line) => `${HERE}/${line.code}`}
        action={HERE}
        query={query}
        sorting={asked.sort === undefined ? undefined : { key: asked.sort, descending: asked.descending }}
        pagination={{
          count: lines.length,
          total,
          next: page * PAGE < total ? paged(page + 1) : undefined,
          previous: page > 1 ? paged(page - 1) : undefined,
        }}
        exports={{ xlsx: `${HERE}.xlsx${exported}`, pdf: `${HERE}.pdf${exported}` }}
        empty={{
          icon: "search",
          title: { vi: "Không có thủ tục nào", en: "There is no procedure" },
          explanation: {
            vi: "Thủ tục hiện ở đây khi được soạn, được nhập từ tệp hoặc khi bỏ bớt điều kiện tìm.",
            en: "Procedures appear here when they are written or imported, or with fewer conditions.",
          },
        }}
      />
    </div>
  );
}

function KeeperForm(props: {
  chosen: string;
  bodies: readonly { readonly id: string; readonly name: string }[];
  errors: FieldErrors;
}) {
  const text = useText();
  return (
    <Card title={{ vi: "Cơ quan kiểm soát thủ tục hành chính", en: "The office that controls procedures" }}>
      <Form action={`${HERE}/keeper`} method="post" transactionId={randomUUID()}>
        <SelectField
          name="keeper"
          label={{ vi: "Cơ quan", en: "Organisation" }}
          options={props.bodies.map(({ id, name }) => ({ value: id, label: name }))}
          prompt={{ vi: "Chọn cơ quan", en: "Choose an organisation" }}
          value={props.chosen}
          error={props.errors.keeper}
        />
        <Actions>
          <Button>{text({ vi: "Giao từ hôm nay", en: "Assign from today" })}</Button>
        </Actions>
      </Form>
    </Card>
  );
}
