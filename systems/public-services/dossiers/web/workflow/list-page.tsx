import { Readable } from "node:stream";
import type { Context } from "hono";
import { assertMay, may } from "../../../../../core/access/index.ts";
import { localDateOf } from "../../../../../core/calendar/index.ts";
import { findOrganisation } from "../../../../../core/directory/index.ts";
import {
  answerPage,
  attachment,
  type HttpEnv,
  queryText,
  requireSession,
} from "../../../../../core/http/index.ts";
import { transact } from "../../../../../core/transaction/index.ts";
import {
  type Column,
  formatDate,
  formatNumber,
  LinkButton,
  RegisterTable,
  StateChip,
  useText,
} from "../../../../../core/ui/index.ts";
import { type TableExport, writePdf, writeXlsx } from "../../../../documents/index.ts";
import {
  listWorkflows,
  WORKFLOW_SORTS,
  WORKFLOW_STATES,
  type WorkflowLine,
  type WorkflowSort,
} from "../../workflow/list-workflows.ts";
import { mayReadWorkflows, mayWriteWorkflow } from "../../workflow/permissions.ts";
import { keepersToday } from "./request.ts";
import { WORKFLOW_STATE_WORDS } from "./words.ts";

const HERE = "/workflows";
const TITLE = { vi: "Quy trình giải quyết hồ sơ", en: "Workflows of dossiers" };

interface Asked {
  readonly text: string;
  readonly state: (typeof WORKFLOW_STATES)[number] | undefined;
  readonly sort: WorkflowSort;
  readonly descending: boolean;
}

function ask(c: Context<HttpEnv>): Asked {
  const typed = queryText(c, "sort", 20);
  return {
    text: queryText(c, "name", 200),
    state: WORKFLOW_STATES.find((each) => each === queryText(c, "state", 20)),
    sort: WORKFLOW_SORTS.find((each) => each === typed.replace(/^-/, "")) ?? "name",
    descending: typed.startsWith("-"),
  };
}

/** GET /workflows */
export async function workflowsPage(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  assertMay(actor, mayReadWorkflows, undefined);
  const asked = ask(c);
  const lines = await listWorkflows(c.var.house.database.queries, asked);
  return await answerPage(c, {
    title: TITLE,
    lead: {
      vi: "Hồ sơ đi qua những bước nào, ở đâu, do ai, mỗi bước dùng bao nhiêu thời hạn.",
      en: "Which steps dossiers pass, where, by whom, and how much of the time each takes.",
    },
    actions: may(actor, mayWriteWorkflow, await keepersToday(c)) && <NewButton />,
    children: <WorkflowsView asked={asked} lines={lines} query={new URL(c.req.url).searchParams} />,
  });
}

/** GET /workflows.xlsx and .pdf: every workflow of the filter. */
export async function workflowsExport(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  assertMay(actor, mayReadWorkflows, undefined);
  const { house } = c.var;
  const kind = c.req.path.endsWith(".pdf") ? "pdf" : "xlsx";
  const lines = await listWorkflows(house.database.queries, ask(c));
  await transact(house, { actor }, async (tx) => {
    tx.record({
      action: "workflows.export",
      objectKind: "workflow",
      objectId: actor.organisationId,
      data: { kind, rows: lines.length },
    });
  });
  const today = localDateOf(new Date());
  const organisation = await findOrganisation(house.database.queries, actor.organisationId, today);
  const [year, month, day] = today.split("-");
  const table: TableExport = {
    title: TITLE.vi,
    subtitle: `${lines.length} quy trình`,
    organisation: organisation?.name ?? "",
    placeAndDate: `Ngày ${day} tháng ${month} năm ${year}`,
    empty: "(Không có quy trình nào trong phạm vi đã chọn)",
    columns: COLUMNS.map(({ key, label, width }) => ({ key, label: label.vi, width })),
    rows: Readable.from(
      lines.map((line) => Object.fromEntries(COLUMNS.map(({ key, said }) => [key, said(line)]))),
    ),
  };
  const stream = kind === "pdf" ? writePdf(table) : writeXlsx(table);
  stream.on("error", (error) => house.log.warn({ error: String(error) }, "export of workflows broke off"));
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

/** In Vietnamese, as lists are handed out. */
const COLUMNS = [
  {
    key: "name",
    label: { vi: "Quy trình", en: "Workflow" },
    width: 36,
    said: (line: WorkflowLine) => line.name,
  },
  { key: "code", label: { vi: "Mã", en: "Code" }, width: 18, said: (line: WorkflowLine) => line.code },
  {
    key: "state",
    label: { vi: "Trạng thái", en: "State" },
    width: 18,
    said: (line: WorkflowLine) => WORKFLOW_STATE_WORDS[line.state].label.vi,
  },
  {
    key: "number",
    label: { vi: "Phiên bản", en: "Version" },
    width: 8,
    said: (line: WorkflowLine) => (line.number === null ? "" : String(line.number)),
  },
  {
    key: "running",
    label: { vi: "Hồ sơ đang chạy", en: "Running dossiers" },
    width: 10,
    said: (line: WorkflowLine) => formatNumber(line.running),
  },
  {
    key: "behind",
    label: { vi: "Ở phiên bản cũ", en: "On older versions" },
    width: 10,
    said: (line: WorkflowLine) => formatNumber(line.behind),
  },
  {
    key: "changed",
    label: { vi: "Sửa lúc", en: "Changed" },
    width: 10,
    said: (line: WorkflowLine) => formatDate(line.changedAt),
  },
] as const;

function NewButton() {
  const text = useText();
  return (
    <LinkButton href={`${HERE}/new`} kind="primary" icon="plus">
      {text({ vi: "Quy trình mới", en: "New workflow" })}
    </LinkButton>
  );
}

/** `date`: does not break. */
const KINDS: Readonly<Record<string, Column<WorkflowLine>["kind"]>> = {
  code: "date",
  state: "state",
  number: "number",
  running: "number",
  behind: "number",
  changed: "date",
};

function WorkflowsView(props: {
  readonly asked: Asked;
  readonly lines: readonly WorkflowLine[];
  readonly query: URLSearchParams;
}) {
  const { asked, lines, query } = props;
  const columns = COLUMNS.map(
    ({ key, label, said }): Column<WorkflowLine> => ({
      key,
      label,
      kind: KINDS[key],
      phone: key === "name" ? "title" : undefined,
      sortable: WORKFLOW_SORTS.some((sort) => sort === key),
      filter:
        key === "name"
          ? { kind: "text", value: asked.text }
          : key === "state"
            ? {
                kind: "choice",
                value: asked.state,
                options: WORKFLOW_STATES.map((state) => ({
                  value: state,
                  label: WORKFLOW_STATE_WORDS[state].label,
                })),
              }
            : undefined,
      cell: (line) => (key === "state" ? <StateChip {...WORKFLOW_STATE_WORDS[line.state]} /> : said(line)),
    }),
  );
  const exported = query.size > 0 ? `?${query}` : "";
  return (
    <div class="dense">
      <RegisterTable
        id="workflows"
        caption={TITLE}
        columns={columns}
        rows={lines}
        rowKey={({ code }) => code}
        rowHref={({ code }) => `${HERE}/${code}`}
        action={HERE}
        query={query}
        sorting={{ key: asked.sort, descending: asked.descending }}
        exports={{ xlsx: `${HERE}.xlsx${exported}`, pdf: `${HERE}.pdf${exported}` }}
        empty={{
          icon: "search",
          title: { vi: "Không có quy trình nào khớp", en: "No workflow matches" },
          explanation: {
            vi: "Bỏ bớt điều kiện lọc, hoặc soạn quy trình mới.",
            en: "Remove a filter, or write a new workflow.",
          },
        }}
      />
    </div>
  );
}
