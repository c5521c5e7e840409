import type { Context, Hono } from "hono";
import { notFound } from "../../errors.ts";
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
} from "../../http/index.ts";
import { uuidv7 } from "../../transaction/index.ts";
import {
  type Column,
  ConfirmQuestion,
  Facts,
  formatDate,
  formatDateTime,
  LinkButton,
  RegisterTable,
  StateChip,
  useText,
} from "../../ui/index.ts";
import { exportArchive } from "../archive/export-archive.ts";
import {
  type ArchiveFilter,
  getArchivedFile,
  listArchivedFiles,
  runArchiveAgain,
} from "../archive/list-archived-files.ts";
import type { ArchivedFile } from "../archive/tables.ts";
import { ARCHIVE_PATH, ARCHIVE_STATES, ARCHIVE_TITLE, problemWords } from "./archive-words.ts";

const ROWS = 50;
const XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const HERE = { href: ARCHIVE_PATH, label: ARCHIVE_TITLE };

/** /signing/archive: for administrators, what is kept in the long run, what is due, what failed and can be run again. */
export function archivePages(app: Hono<HttpEnv>): void {
  app.get(ARCHIVE_PATH, async (c) => {
    const { actor } = requireSession(c);
    const filter = readFilter(c);
    const found = await listArchivedFiles(c.var.house.database.queries, actor, filter);
    const query = new URL(c.req.url).searchParams;
    const rows = found.slice(0, ROWS);
    const page = (from: number): string => {
      const next = new URLSearchParams(query);
      next.set("from", String(from));
      return `${ARCHIVE_PATH}?${next}`;
    };
    return await answerPage(c, {
      title: ARCHIVE_TITLE,
      lead: {
        vi: "Tệp đã ký tự mang bằng chứng của mình và được gia hạn dấu thời gian trước khi hết hạn.",
        en: "Signed files carry their own proof, and their timestamps are renewed before they end.",
      },
      children: (
        <RegisterTable<ArchivedFile>
          id="archive"
          caption={{ vi: "Tệp trong kho lưu trữ chữ ký", en: "Files in the archive of signatures" }}
          columns={columns(filter)}
          rows={rows}
          rowKey={(row) => row.id}
          rowHref={(row) => `${ARCHIVE_PATH}/${row.id}`}
          action={ARCHIVE_PATH}
          query={query}
          sorting={{ key: KEYS[filter.sort], descending: filter.descending }}
          exports={{ xlsx: `${ARCHIVE_PATH}/export.xlsx?${query}` }}
          pagination={{
            count: rows.length,
            ...(filter.offset > 0 ? { previous: page(Math.max(0, filter.offset - ROWS)) } : {}),
            ...(found.length > ROWS ? { next: page(filter.offset + ROWS) } : {}),
          }}
          empty={{
            icon: "clock",
            title: { vi: "Không có tệp nào", en: "No files" },
            explanation: {
              vi: "Văn bản phát hành được đưa vào đây sau một ngày. Bỏ bớt điều kiện lọc nếu bạn đang tìm.",
              en: "Issued documents come here after a day. Remove the filter if you are searching.",
            },
          }}
        />
      ),
    });
  });

  app.get(`${ARCHIVE_PATH}/export.xlsx`, async (c) => {
    const { actor } = requireSession(c);
    const content = await exportArchive(c.var.house, actor, readFilter(c));
    return c.body(content, 200, {
      "Content-Type": XLSX,
      "Content-Disposition": attachment("Lưu trữ chữ ký.xlsx"),
    });
  });

  app.get(`${ARCHIVE_PATH}/:id`, async (c) => {
    const { actor } = requireSession(c);
    const row = await getArchivedFile(c.var.house.database.queries, actor, idOf(c));
    return await answerPage(c, {
      title: { vi: "Một tệp trong kho lưu trữ", en: "A file in the archive" },
      crumbs: [HERE],
      width: "narrow",
      children: <FileFacts row={row} />,
    });
  });

  app.get(`${ARCHIVE_PATH}/:id/again`, async (c) => {
    const { actor } = requireSession(c);
    const row = await getArchivedFile(c.var.house.database.queries, actor, idOf(c));
    return await answerPage(c, {
      title: { vi: "Chạy lại việc lưu trữ", en: "Run the archiving again" },
      crumbs: [HERE],
      width: "narrow",
      children: <AskAgain row={row} />,
    });
  });

  app.post(`${ARCHIVE_PATH}/:id/again`, async (c) => {
    const { actor } = requireSession(c);
    const requestId = value(await readForm(c), "transactionId");
    await runArchiveAgain(c.var.house, actor, idOf(c), requestId === "" ? undefined : requestId);
    return redirectTo(c, `${ARCHIVE_PATH}/${idOf(c)}`, {
      tone: "good",
      message: {
        vi: "Đã đưa tệp vào hàng chờ. Dịch vụ dấu thời gian có thể trả lời sau vài phút.",
        en: "The file is queued. The timestamp authority may take some minutes.",
      },
    });
  });
}

const KEYS = { due_at: "due", asked_at: "asked", archived_until: "until" } as const;

function readFilter(c: Context<HttpEnv>): ArchiveFilter {
  const asked = queryText(c, "sort");
  const key = asked.replace(/^-/, "");
  const state = queryText(c, "state");
  return {
    text: queryText(c, "file"),
    state: state === "waiting" || state === "archived" || state === "failed" ? state : undefined,
    sort: key === "asked" ? "asked_at" : key === "until" ? "archived_until" : "due_at",
    descending: asked.startsWith("-"),
    limit: ROWS + 1,
    offset: queryNumber(c, "from", { min: 0, max: 10_000_000, fallback: 0 }),
  };
}

function idOf(c: Context<HttpEnv>): string {
  const id = c.req.param("id") ?? "";
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)) throw notFound();
  return id;
}

function columns(filter: ArchiveFilter): Column<ArchivedFile>[] {
  const states = Object.entries(ARCHIVE_STATES);
  return [
    {
      key: "file",
      label: { vi: "Tệp (SHA-256)", en: "File (SHA-256)" },
      cell: (row) => `${row.current_sha256.slice(0, 16)}…`,
      filter: { kind: "text", value: filter.text },
      phone: "title",
    },
    {
      key: "state",
      label: { vi: "Tình trạng", en: "State" },
      kind: "state",
      cell: (row) => <StateChip {...ARCHIVE_STATES[row.state]} />,
      filter: {
        kind: "choice",
        value: filter.state ?? "",
        options: states.map(([key, words]) => ({ value: key, label: words.label })),
      },
    },
    { key: "level", label: { vi: "Mức", en: "Level" }, cell: (row) => row.level ?? "" },
    {
      key: "due",
      label: { vi: "Hạn gia hạn", en: "Renewal due" },
      kind: "date",
      sortable: true,
      cell: (row) => (row.due_at === null ? "" : formatDate(row.due_at)),
    },
    {
      key: "until",
      label: { vi: "Bằng chứng đến", en: "Proof until" },
      kind: "date",
      sortable: true,
      cell: (row) => (row.archived_until === null ? "" : formatDate(row.archived_until)),
    },
    {
      key: "asked",
      label: { vi: "Đưa vào lúc", en: "Taken in" },
      kind: "date",
      sortable: true,
      cell: (row) => formatDateTime(row.asked_at),
    },
    {
      key: "problem",
      label: { vi: "Vướng mắc", en: "Problem" },
      cell: (row) => (row.problem === null ? "" : <ProblemWords code={row.problem} />),
    },
  ];
}

function ProblemWords({ code }: { code: string }) {
  const text = useText();
  return <span title={code}>{text(problemWords(code))}</span>;
}

function FileFacts({ row }: { row: ArchivedFile }) {
  const text = useText();
  return (
    <>
      <Facts
        facts={[
          {
            term: { vi: "Tình trạng", en: "State" },
            value: <StateChip {...ARCHIVE_STATES[row.state]} />,
          },
          { term: { vi: "Mức chữ ký", en: "Level" }, value: row.level },
          {
            term: { vi: "Hạn gia hạn", en: "Renewal due" },
            value: row.due_at && formatDate(row.due_at),
          },
          {
            term: { vi: "Bằng chứng đến", en: "Proof until" },
            value: row.archived_until && formatDate(row.archived_until),
          },
          { term: { vi: "Đưa vào lúc", en: "Taken in" }, value: formatDateTime(row.asked_at) },
          {
            term: { vi: "Lưu trữ lần cuối", en: "Last archived" },
            value: row.archived_at && formatDateTime(row.archived_at),
          },
          {
            term: { vi: "Các nội dung, cũ trước", en: "Contents, oldest first" },
            value: (
              <ol>
                {row.contents.map((sha256) => (
                  <li key={sha256}>
                    <code style="overflow-wrap:anywhere">{sha256}</code>
                  </li>
                ))}
              </ol>
            ),
          },
          {
            term: { vi: "Vướng mắc", en: "Problem" },
            value: row.problem && <ProblemWords code={row.problem} />,
          },
          { term: { vi: "Chi tiết", en: "Detail" }, value: row.problem_detail },
          { term: { vi: "Số lần đã thử", en: "Attempts" }, value: String(row.attempts) },
        ]}
      />
      <LinkButton href={`${ARCHIVE_PATH}/${row.id}/again`}>
        {text({ vi: "Chạy lại", en: "Run again" })}
      </LinkButton>
    </>
  );
}

function AskAgain({ row }: { row: ArchivedFile }) {
  return (
    <ConfirmQuestion
      question={{ vi: "Chạy lại việc lưu trữ tệp này?", en: "Run the archiving of this file again?" }}
      consequences={[
        {
          vi: "Tệp nhận thêm dữ liệu chứng minh và một dấu thời gian mới; các chữ ký không thay đổi.",
          en: "The file gets further evidence and a new timestamp; its signatures do not change.",
        },
        {
          vi: "Việc được làm ở chế độ nền và có đủ số lần thử như lúc đầu.",
          en: "It is done in the background, with all its attempts.",
        },
      ]}
      action={`${ARCHIVE_PATH}/${row.id}/again`}
      confirmLabel={{ vi: "Chạy lại", en: "Run again" }}
      cancelHref={`${ARCHIVE_PATH}/${row.id}`}
      transactionId={uuidv7(new Date())}
    />
  );
}
