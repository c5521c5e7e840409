import type { Context } from "hono";
import {
  answerPage,
  type HttpEnv,
  queryNumber,
  queryText,
  requireSession,
} from "../../../../core/http/index.ts";
import { transact } from "../../../../core/transaction/index.ts";
import { formatDateTime, RegisterTable, StateChip } from "../../../../core/ui/index.ts";
import { answerTable, type TableKind } from "../../../documents/index.ts";
import { portalHealth } from "../health.ts";
import {
  countIncoming,
  type IncomingFilter,
  type IncomingLine,
  listIncoming,
} from "../incoming/list-incoming.ts";
import { countMessages } from "../messages.ts";
import { HealthNotice } from "./health-notice.tsx";
import { bodyOf } from "./list-page.tsx";
import { HERE, PortalTabs, TITLE } from "./portal-tabs.tsx";

const INCOMING = `${HERE}/incoming`;
const PAGE = 50;
const COUNTED_TO = 9_999;
const MOST_EXPORTED = 100_000;

const WORDS = {
  received: { tone: "good", label: { vi: "Đã nhận", en: "Taken in" } },
  refused: { tone: "bad", label: { vi: "Không nhận được", en: "Not taken in" } },
} as const;

/** GET /portal/incoming: dossiers that the portal brought, with why some did not come in. */
export async function incomingPage(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  const { house } = c.var;
  const { queries } = house.database;
  const organisationId = bodyOf(actor);
  const scope = organisationId === undefined ? {} : { organisationId };
  const filter = { ...scope, ...filterOf(c) };
  const page = queryNumber(c, "page", { min: 1, max: 2_000, fallback: 1 });
  const [rows, refused, waiting, incoming, health] = await Promise.all([
    listIncoming(queries, filter, { limit: PAGE + 1, offset: (page - 1) * PAGE }),
    countMessages(queries, { ...scope, standing: "refused" }, COUNTED_TO + 1),
    countMessages(queries, { ...scope, standing: "waiting" }, COUNTED_TO + 1),
    countIncoming(queries, organisationId),
    portalHealth(queries),
  ]);
  const query = new URL(c.req.url).searchParams;
  const rest = new URLSearchParams([...query].filter(([name]) => name !== "page"));
  const at = (number: number) => `${INCOMING}?${new URLSearchParams([...rest, ["page", String(number)]])}`;
  const exported = rest.size > 0 ? `?${rest}` : "";
  return await answerPage(c, {
    title: TITLE,
    children: (
      <div class="dense">
        <HealthNotice health={health} configured={house.services.portal !== undefined} />
        <PortalTabs current="incoming" counts={{ refused, waiting, incoming }} countedTo={COUNTED_TO} />
        <RegisterTable
          id="incoming"
          caption={{ vi: "Hồ sơ nộp tại Cổng", en: "Dossiers filed at the portal" }}
          columns={[
            {
              key: "at",
              label: { vi: "Lúc", en: "At" },
              kind: "date",
              sortable: true,
              cell: (row: IncomingLine) => formatDateTime(row.lastAt),
            },
            {
              key: "code",
              label: { vi: "Mã tại Cổng, thủ tục", en: "Code there, procedure" },
              phone: "title",
              filter: { kind: "text", value: filter.text },
              cell: (row: IncomingLine) => `${row.code} – ${row.procedureCode}`,
            },
            {
              key: "dossier",
              label: { vi: "Mã tại tỉnh", en: "Code here" },
              cell: (row: IncomingLine) => row.dossierCode ?? "–",
            },
            {
              key: "files",
              label: { vi: "Tệp", en: "Files" },
              kind: "number",
              cell: (row: IncomingLine) => String(row.files),
            },
            {
              key: "standing",
              label: { vi: "Tình trạng", en: "State" },
              kind: "state",
              filter: {
                kind: "choice",
                value: filter.standing,
                options: (["received", "refused"] as const).map((value) => ({
                  value,
                  label: WORDS[value].label,
                })),
              },
              cell: (row: IncomingLine) => <StateChip {...WORDS[row.standing]} />,
            },
            {
              key: "problem",
              label: { vi: "Lý do", en: "Reason" },
              phone: "plain",
              cell: (row: IncomingLine) => row.problem ?? "–",
            },
          ]}
          rows={rows.slice(0, PAGE)}
          rowKey={(row) => row.code}
          rowHref={(row) => (row.dossierId === null ? INCOMING : `/dossiers/${row.dossierId}`)}
          rowFresh={(row) => row.standing === "refused"}
          action={INCOMING}
          query={query}
          sorting={{ key: "at", descending: filter.oldest !== true }}
          pagination={{
            count: Math.min(rows.length, PAGE),
            next: rows.length > PAGE ? at(page + 1) : undefined,
            previous: page > 1 ? at(page - 1) : undefined,
          }}
          exports={{
            xlsx: `${INCOMING}.xlsx${exported}`,
            docx: `${INCOMING}.docx${exported}`,
            pdf: `${INCOMING}.pdf${exported}`,
          }}
          empty={{
            icon: "inbox",
            title: { vi: "Chưa có hồ sơ nào từ Cổng", en: "The portal has brought nothing yet" },
            explanation: {
              vi: "Hồ sơ người dân nộp tại Cổng Dịch vụ công quốc gia hiện ở đây, kể cả hồ sơ không nhận được và lý do.",
              en: "Dossiers filed at the national portal appear here, also those that could not be taken in, with the reason.",
            },
          }}
        />
      </div>
    ),
  });
}

/** GET /portal/incoming.xlsx, .docx, .pdf: as filtered, at most a hundred thousand. */
export async function incomingExport(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  const { house } = c.var;
  const organisationId = bodyOf(actor);
  const filter = { ...(organisationId === undefined ? {} : { organisationId }), ...filterOf(c) };
  const extension = c.req.path.split(".").at(-1);
  const kind: TableKind = extension === "pdf" || extension === "docx" ? extension : "xlsx";
  await transact(house, { actor }, async (tx) => {
    tx.record({
      action: "portal.export",
      objectKind: "portal",
      objectId: organisationId ?? "all",
      data: { kind, list: "incoming" },
    });
  });
  return await answerTable(c, actor, kind, {
    title: "Hồ sơ nộp tại Cổng Dịch vụ công quốc gia",
    subtitle: filter.text ? `có từ "${filter.text}"` : "",
    columns: [
      { key: "at", label: "Lúc", width: 12, kind: "date" },
      { key: "code", label: "Mã tại Cổng", width: 20 },
      { key: "dossier", label: "Mã tại tỉnh", width: 20 },
      { key: "procedure", label: "Thủ tục", width: 12 },
      { key: "files", label: "Tệp", width: 6, kind: "number" },
      { key: "standing", label: "Tình trạng", width: 12 },
      { key: "problem", label: "Lý do", width: 40 },
    ],
    rows: cellsOf(await listIncoming(house.database.queries, filter, { limit: MOST_EXPORTED, offset: 0 })),
  });
}

async function* cellsOf(rows: readonly IncomingLine[]): AsyncGenerator<Readonly<Record<string, string>>> {
  for (const row of rows)
    yield {
      at: formatDateTime(row.lastAt),
      code: row.code,
      dossier: row.dossierCode ?? "",
      procedure: row.procedureCode,
      files: String(row.files),
      standing: WORDS[row.standing].label.vi,
      problem: row.problem ?? "",
    };
}

function filterOf(c: Context<HttpEnv>): IncomingFilter {
  const text = queryText(c, "code", 200);
  const standing = (["received", "refused"] as const).find((each) => each === queryText(c, "standing", 10));
  return {
    ...(text === "" ? {} : { text }),
    ...(standing === undefined ? {} : { standing }),
    ...(queryText(c, "sort", 10) === "at" ? { oldest: true } : {}),
  };
}
