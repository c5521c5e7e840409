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
  Card,
  type Column,
  formatDate,
  formatDateTime,
  RegisterTable,
  StateChip,
  say,
  TaskList,
  useText,
} from "../../../../core/ui/index.ts";
import { writeXlsx } from "../../export/write-xlsx.ts";
import { type Handover, type Leaver, leaversWithOpenWork, listHandovers } from "../../handover/handovers.ts";
import { shownColumns } from "../shared/shown-columns.ts";
import { HandoverChip, handoverStateWords } from "./look.tsx";

const HREF = "/handovers";

/** GET /handovers: who left with open work, and the hand-overs a person may read. */
export async function handoversPage(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  const { house } = c.var;
  const { queries } = house.database;
  const text = queryText(c, "name", 100);
  const [leavers, handovers] = await Promise.all([
    leaversWithOpenWork(queries, house, actor, new Date()),
    listHandovers(queries, actor, { text, ascending: ascending(c) }),
  ]);
  const query = new URL(c.req.url).searchParams;
  return await answerPage(c, {
    title: { vi: "Bàn giao công việc", en: "Hand-overs" },
    lead: {
      vi: "Người rời vị trí bàn giao mọi việc còn mở; thời hạn và lịch sử từng việc giữ nguyên.",
      en: "Whoever leaves a post hands everything open over; deadlines and stories stay as they are.",
    },
    children: (
      <div class="dense">
        {leavers.length > 0 && <Leavers leavers={leavers} />}
        <RegisterTable<Handover>
          id="handovers"
          caption={{ vi: "Biên bản bàn giao", en: "Hand-overs" }}
          columns={columns(text)}
          shown={shownColumns(query, columns(text))}
          query={query}
          sorting={{ key: "at", descending: !ascending(c) }}
          rows={handovers}
          rowKey={(row) => row.id}
          rowHref={(row) => `${HREF}/${row.id}`}
          action={HREF}
          exports={{ xlsx: `${HREF}/export.xlsx?${query}` }}
          empty={{
            icon: "person",
            title: { vi: "Chưa có biên bản bàn giao", en: "No hand-overs" },
            explanation: {
              vi: "Biên bản bàn giao của người rời vị trí hiện ở đây.",
              en: "Hand-overs of people who left a post appear here.",
            },
          }}
        />
      </div>
    ),
  });
}

function ascending(c: Context<HttpEnv>): boolean {
  return queryText(c, "sort", 20) === "at";
}

/** GET /handovers/export.xlsx: the list as filtered; the export is in the audit log. */
export async function handoversExport(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  const { house } = c.var;
  const rows = await listHandovers(house.database.queries, actor, {
    text: queryText(c, "name", 100),
    ascending: ascending(c),
  });
  await transact(house, { actor }, async (tx) => {
    tx.record({
      action: "documents.export",
      objectKind: "handovers",
      objectId: actor.organisationId,
      data: { rows: rows.length },
    });
  });
  const stream = writeXlsx({
    title: "Biên bản bàn giao công việc",
    subtitle: formatDateTime(new Date()),
    organisation: "",
    placeAndDate: "",
    columns: [
      { key: "name", label: "Người bàn giao", width: 24 },
      { key: "title", label: "Chức vụ", width: 20 },
      { key: "unit", label: "Đơn vị", width: 24 },
      { key: "by", label: "Người lập", width: 20 },
      { key: "at", label: "Lập lúc", width: 16, kind: "date" },
      { key: "state", label: "Trạng thái", width: 18 },
    ],
    rows: cellsOf(rows),
  });
  stream.on("error", (error) => house.log.warn({ error: String(error) }, "export of hand-overs broke off"));
  return new Response(Readable.toWeb(stream) as ReadableStream, {
    headers: {
      "Content-Type": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
      "Content-Disposition": attachment("Biên bản bàn giao.xlsx"),
    },
  });
}

async function* cellsOf(rows: readonly Handover[]): AsyncGenerator<Readonly<Record<string, string>>> {
  for (const row of rows)
    yield {
      name: row.from_name,
      title: row.from_title,
      unit: row.unit_name,
      by: row.asked_by_name,
      at: formatDateTime(row.asked_at),
      state: say("vi", handoverStateWords(row.state)),
    };
}

function Leavers({ leavers }: { readonly leavers: readonly Leaver[] }) {
  const text = useText();
  return (
    <Card title={{ vi: "Chưa bàn giao", en: "Not handed over" }}>
      <TaskList
        tasks={leavers.map((leaver) => ({
          label: `${leaver.fullName}, ${leaver.title}`,
          href: `${HREF}/people/${leaver.appointmentId}`,
          hint: leaver.leftOn
            ? {
                vi: `${leaver.unitName}; thôi giữ chức vụ từ ${formatDate(leaver.leftOn)}`,
                en: `${leaver.unitName}; left on ${formatDate(leaver.leftOn)}`,
              }
            : leaver.unitName,
          state: (
            <StateChip
              tone="bad"
              label={
                leaver.locked && !leaver.leftOn
                  ? text({ vi: "Tài khoản bị khóa", en: "Account locked" })
                  : text({ vi: "Chưa bàn giao", en: "Not handed over" })
              }
            />
          ),
        }))}
      />
    </Card>
  );
}

const columns = (typed: string): readonly Column<Handover>[] => [
  {
    key: "name",
    label: { vi: "Người bàn giao", en: "From" },
    phone: "title",
    filter: { kind: "text", value: typed },
    cell: (row) => `${row.from_name}, ${row.from_title}`,
  },
  { key: "unit", label: { vi: "Đơn vị", en: "Unit" }, phone: "plain", cell: (row) => row.unit_name },
  { key: "by", label: { vi: "Người lập", en: "Drawn up by" }, cell: (row) => row.asked_by_name },
  {
    key: "at",
    label: { vi: "Lập lúc", en: "When" },
    kind: "date",
    sortable: true,
    cell: (row) => formatDateTime(row.asked_at),
  },
  {
    key: "state",
    label: { vi: "Trạng thái", en: "State" },
    kind: "state",
    cell: (row) => <HandoverChip state={row.state} />,
  },
];
