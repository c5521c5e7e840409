import { Readable } from "node:stream";
import type { Context } from "hono";
import { assertMay, isAdministrator, permission } from "../../../../core/access/index.ts";
import { notFound } from "../../../../core/errors.ts";
import { answerPage, attachment, type HttpEnv, requireSession } from "../../../../core/http/index.ts";
import type { House } from "../../../../core/system.ts";
import { transact } from "../../../../core/transaction/index.ts";
import {
  Card,
  EmptyState,
  Facts,
  formatDateTime,
  formatNumber,
  LinkButton,
  StateChip,
  TaskList,
  useText,
} from "../../../../core/ui/index.ts";
import { writeXlsx } from "../../export/write-xlsx.ts";
import { type BulkRun, type RefusedLine, readRefused, readRuns } from "../../import/read-runs.ts";
import { reasonOf } from "../../import/refusals.ts";

const SHOWN = 200;
const PAGE = 1_000;

const maySeeImports = permission(
  "documents.see-imports",
  {
    vi: "Quản trị viên được xem các lần nhập văn bản và xuất danh sách dòng bị từ chối",
    en: "Administrators may see imports of documents and export the lines that were refused",
  },
  isAdministrator(),
);

/** GET /administration/imports */
export async function importsPage(c: Context<HttpEnv>): Promise<Response> {
  assertMay(requireSession(c).actor, maySeeImports, undefined);
  const runs = await readRuns(c.var.house.database.queries);
  return await answerPage(c, {
    title: { vi: "Nhập văn bản từ hệ thống cũ", en: "Imports of documents" },
    lead: {
      vi: "Các lần nhập bằng lệnh npm run import. Mở một lần nhập để xem dòng nào bị từ chối và vì sao.",
      en: "Runs of npm run import. Open one to see which lines were refused and why.",
    },
    children: <Runs runs={runs} />,
  });
}

/** GET /administration/imports/:id */
export async function importPage(c: Context<HttpEnv>): Promise<Response> {
  assertMay(requireSession(c).actor, maySeeImports, undefined);
  const run = await runOf(c);
  const lines = await readRefused(c.var.house.database.queries, run.id, SHOWN);
  return await answerPage(c, {
    title: { vi: `Nhập từ ${sourceOf(run)}`, en: `Import from ${sourceOf(run)}` },
    children: <Run run={run} lines={lines} />,
  });
}

/** GET /administration/imports/:id/refused.xlsx: every refused line with every reason. */
export async function refusedExport(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  assertMay(actor, maySeeImports, undefined);
  const run = await runOf(c);
  const { house } = c.var;
  await transact(house, { actor }, async (tx) => {
    tx.record({ action: "documents.export-refused", objectKind: "bulk-run", objectId: run.id });
  });
  const stream = writeXlsx({
    title: "Dòng bị từ chối khi nhập văn bản",
    subtitle: `${sourceOf(run)}, ${formatDateTime(run.started_at)}`,
    organisation: "",
    placeAndDate: "",
    columns: [
      { key: "file", label: "Tệp", width: 12 },
      { key: "line", label: "Dòng", width: 6, kind: "number" },
      { key: "key", label: "Mã cũ", width: 14 },
      { key: "code", label: "Mã lỗi", width: 12 },
      { key: "reason", label: "Lý do", width: 34 },
      { key: "detail", label: "Giá trị", width: 22 },
    ],
    rows: refusedCells(house, run.id),
  });
  stream.on("error", (error) =>
    house.log.warn({ error: String(error) }, "export of refused lines broke off"),
  );
  return new Response(Readable.toWeb(stream) as ReadableStream, {
    headers: {
      "Content-Type": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
      "Content-Disposition": attachment("Dòng bị từ chối.xlsx"),
    },
  });
}

async function* refusedCells(house: House, runId: string): AsyncGenerator<Readonly<Record<string, string>>> {
  let last: RefusedLine | undefined;
  for (;;) {
    const lines = await readRefused(house.database.queries, runId, PAGE, last);
    for (const line of lines) yield { ...line, line: String(line.line), reason: reasonOf(line.code).vi };
    last = lines.at(-1);
    if (lines.length < PAGE) return;
  }
}

/** @throws Refusal not-found */
async function runOf(c: Context<HttpEnv>): Promise<BulkRun> {
  const id = c.req.param("id") ?? "";
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)) throw notFound();
  const [run] = await readRuns(c.var.house.database.queries, id);
  if (!run) throw notFound();
  return run;
}

function sourceOf(run: BulkRun): string {
  return run.kind === "history"
    ? `lịch sử trình diễn (${formatNumber(Number(run.parameters.amount))})`
    : String(run.parameters.system ?? "");
}

function Standing({ run }: { readonly run: BulkRun }) {
  return run.state === "finished" ? (
    <StateChip tone="good" label={{ vi: "Đã xong", en: "Finished" }} />
  ) : (
    <StateChip tone="attention" label={{ vi: "Chưa xong, chạy lại lệnh để tiếp tục", en: "Not finished" }} />
  );
}

function Runs({ runs }: { readonly runs: readonly BulkRun[] }) {
  if (runs.length === 0) {
    return (
      <EmptyState
        icon="inbox"
        title={{ vi: "Chưa nhập lần nào", en: "No import yet" }}
        explanation={{
          vi: "Người vận hành nhập bằng lệnh: npm run import -- documents THƯ-MỤC --system TÊN. Định dạng tệp: docs/import.md.",
          en: "Operators import with: npm run import -- documents FOLDER --system NAME. Formats: docs/import.md.",
        }}
      />
    );
  }
  return (
    <TaskList
      tasks={runs.map((run) => ({
        label: `${sourceOf(run)} · ${formatDateTime(run.started_at)}`,
        href: `/administration/imports/${run.id}`,
        hint: {
          vi: `${formatNumber(run.documents)} văn bản, ${formatNumber(run.refused)} dòng bị từ chối`,
          en: `${formatNumber(run.documents)} documents, ${formatNumber(run.refused)} lines refused`,
        },
        state: <Standing run={run} />,
      }))}
    />
  );
}

function Run({ run, lines }: { readonly run: BulkRun; readonly lines: readonly RefusedLine[] }) {
  const text = useText();
  return (
    <>
      <Facts
        facts={[
          { term: { vi: "Trạng thái", en: "State" }, value: <Standing run={run} /> },
          { term: { vi: "Bắt đầu", en: "Started" }, value: formatDateTime(run.started_at) },
          {
            term: { vi: "Kết thúc", en: "Finished" },
            value: run.finished_at ? formatDateTime(run.finished_at) : "",
          },
          { term: { vi: "Văn bản đã nhập", en: "Documents taken" }, value: formatNumber(run.documents) },
          ...Object.entries(run.taken)
            .filter(([file]) => file !== "documents.csv")
            .map(([file, lines]) => ({
              term: { vi: `Dòng đã nhập của ${file}`, en: `Lines taken of ${file}` },
              value: formatNumber(lines),
            })),
          { term: { vi: "Dòng bị từ chối", en: "Lines refused" }, value: formatNumber(run.refused) },
        ]}
      />
      {lines.length > 0 && (
        <Card
          title={{ vi: "Dòng bị từ chối", en: "Refused lines" }}
          actions={
            <LinkButton href={`/administration/imports/${run.id}/refused.xlsx`} icon="download">
              {text({ vi: "Xuất tất cả (XLSX)", en: "Export all (XLSX)" })}
            </LinkButton>
          }
        >
          <TaskList
            tasks={lines.map((line) => ({
              label: `${line.file}, ${text({ vi: "dòng", en: "line" })} ${line.line}${line.key ? ` (${line.key})` : ""}`,
              hint: reasonOf(line.code),
              state: line.detail,
            }))}
          />
        </Card>
      )}
    </>
  );
}
