import { Readable } from "node:stream";
import type { Context } from "hono";
import { may } from "../../../core/access/index.ts";
import { localDateOf } from "../../../core/calendar/index.ts";
import type { Queries } from "../../../core/database/index.ts";
import { notFound } from "../../../core/errors.ts";
import { answerPage, type HttpEnv, requireSession } from "../../../core/http/index.ts";
import { type PersonActor, transact } from "../../../core/transaction/index.ts";
import {
  Card,
  ErrorSummary,
  Facts,
  type FieldErrors,
  formatDate,
  formatDateTime,
  Notice,
  Timeline,
  useText,
} from "../../../core/ui/index.ts";
import { historyLabel } from "../history-words.ts";
import { describeFile, hiddenDocument, vietnamTime } from "../packages/describe-file.ts";
import { writeFilePdf } from "../packages/file-pdf.ts";
import { writeFileXml } from "../packages/metadata-xml.ts";
import { type ArchivePackage, packagesOf } from "../packages/request-package.ts";
import { mayFetchPackage } from "../permissions.ts";
import { keptUntil } from "../retention.ts";
import { ACCESS_WORDS, FILE_KIND_WORDS, type FileAction, retentionWords } from "../states.ts";
import { type DescribedItem, itemsOf, seenBy } from "../work-files/items.ts";
import { type FileRight, rightsOf } from "../work-files/rights.ts";
import { allowedActions, readWorkFile, type WorkFile } from "../work-files/work-file.ts";
import { ActionBar } from "./action-bar.tsx";
import { streamAnswer } from "./export.ts";
import { ItemsView } from "./items-view.tsx";
import { PackagesView } from "./packages-view.tsx";
import { FILES_CRUMB, FileState } from "./parts.tsx";
import { type Holder, holdersFor, RightsView } from "./rights-view.tsx";

interface HistoryLine {
  readonly at: Date;
  readonly by_name: string;
  readonly by_position: string;
  readonly action: string;
  readonly note: string;
}

/** Everything the page of a file shows to one person. */
export interface FileCard {
  readonly actor: PersonActor;
  readonly file: WorkFile;
  readonly items: readonly DescribedItem[];
  readonly rights: readonly FileRight[];
  /** People and units a right can be given to; empty for whoever may not give any. */
  readonly holders: readonly Holder[];
  readonly packages: readonly ArchivePackage[];
  readonly mayFetch: boolean;
  readonly history: readonly HistoryLine[];
  readonly actions: readonly FileAction[];
}

/** GET /files/:id */
export async function filePage(c: Context<HttpEnv>): Promise<Response> {
  return await answerFile(c, {});
}

/** The page of a file, also with what was wrong with a form on it. */
export async function answerFile(
  c: Context<HttpEnv>,
  errors: FieldErrors,
  status: 200 | 409 | 422 | 423 = 200,
): Promise<Response> {
  const { actor } = requireSession(c);
  const { queries } = c.var.house.database;
  const { file, subject } = await readWorkFile(queries, actor, c.req.param("id") ?? "");
  const actions = allowedActions(actor, file, subject);
  const [items, rights, packages, history] = await Promise.all([
    itemsOf(queries, file.id),
    rightsOf(queries, file.id),
    packagesOf(queries, file.id),
    historyOf(queries, file.id),
  ]);
  const holders = actions.includes("set-rights") ? await holdersFor(queries, file) : [];
  const mayFetch = may(actor, mayFetchPackage, { organisationId: file.organisation_id });
  const card = { actor, file, items, rights, holders, packages, mayFetch, history, actions };
  return await answerPage(
    c,
    {
      title: file.title,
      lead: `${file.notation} (${file.year}) · ${file.unit_name}`,
      crumbs: [FILES_CRUMB],
      children: <FileView card={card} errors={errors} />,
    },
    status,
  );
}

/** GET /files/:id/list.pdf and .xml: the documents of a file in order, as far as the reader may see them. */
export async function fileList(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  const { house } = c.var;
  const { queries } = house.database;
  const { file } = await readWorkFile(queries, actor, c.req.param("id") ?? "");
  const [described, items] = [await describeFile(queries, file), await itemsOf(queries, file.id)];
  const readable = new Set(
    items.flatMap((each) =>
      each.item.kind === "material" || seenBy(actor, each) ? [each.item.position] : [],
    ),
  );
  const documents = described.documents.map((document) =>
    readable.has(document.order) ? document : hiddenDocument(document),
  );
  const kind = c.req.path.endsWith(".xml") ? "xml" : "pdf";
  await transact(house, { actor }, async (tx) => {
    tx.record({
      action: "records.export",
      objectKind: "work-file",
      objectId: file.id,
      data: { kind, rows: items.length },
    });
  });
  const name = `${file.notation.replaceAll("/", "-")}-muc-luc.${kind}`;
  const madeAt = vietnamTime(new Date());
  return kind === "xml"
    ? streamAnswer(
        Readable.from([writeFileXml({ identifier: file.id, file: described.file, documents })]),
        "application/xml",
        name,
      )
    : streamAnswer(writeFilePdf({ file: described.file, documents, madeAt }), "application/pdf", name);
}

/** GET /files/:id/materials/:item */
export async function materialFile(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  const { house } = c.var;
  const { file } = await readWorkFile(house.database.queries, actor, c.req.param("id") ?? "");
  const wanted = (await itemsOf(house.database.queries, file.id)).find(
    ({ item }) => item.id === c.req.param("item") && item.kind === "material",
  )?.item;
  if (!wanted?.file_sha256) throw notFound();
  // Never shown in the page: what comes from outside must not run here.
  const stream = await house.files.read(wanted.file_sha256);
  return streamAnswer(
    stream,
    "application/octet-stream",
    wanted.file_name ?? "tai-lieu",
    Number(wanted.file_size),
  );
}

async function historyOf(queries: Queries, id: string): Promise<readonly HistoryLine[]> {
  return await queries
    .selectFrom("records.history")
    .select(["at", "by_name", "by_position", "action", "note"])
    .where("file_id", "=", id)
    .orderBy("id", "desc")
    .limit(300)
    .execute();
}

function FileView({ card, errors }: { readonly card: FileCard; readonly errors: FieldErrors }) {
  const { file } = card;
  const text = useText();
  return (
    <div class="document-main">
      <ErrorSummary errors={errors} />
      <Standing card={card} />
      <ActionBar file={file} actions={card.actions} />
      <ItemsView card={card} />
      <RightsView card={card} errors={errors} />
      <PackagesView card={card} />
      <Card title={{ vi: "Thông tin", en: "Details" }}>
        <Facts facts={factsOf(file, text)} />
      </Card>
      <Card title={{ vi: "Diễn biến", en: "What happened" }}>
        <Timeline
          label={{ vi: "Diễn biến của hồ sơ", en: "What happened to the file" }}
          entries={card.history.map((line) => ({
            at: line.at,
            title: historyLabel(line.action),
            tone: TONES[line.action] ?? ("neutral" as const),
            by: [line.by_name, line.by_position].filter(Boolean).join(", "),
            detail: line.note || undefined,
          }))}
        />
      </Card>
    </div>
  );
}

const TONES: Readonly<Record<string, "good" | "bad" | "attention">> = {
  accept: "good",
  "package-made": "good",
  return: "bad",
  "package-failed": "bad",
  freeze: "attention",
  "set-rights": "attention",
};

/** What somebody has to know before anything else. */
function Standing({ card }: { readonly card: FileCard }) {
  const { file, rights } = card;
  const text = useText();
  const waiting = rights.filter((right) => right.confirmed_at === null).length;
  const due = file.kept_back_until ?? file.deposit_due;
  const late = due !== null && due < localDateOf(new Date());
  const pending = file.state === "closed" || file.state === "returned";
  return (
    <>
      <p>
        <FileState file={file} />
      </p>
      {file.frozen && (
        <Notice tone="attention" title={{ vi: "Hồ sơ đang đóng băng", en: "The file is frozen" }}>
          <p>
            {text({
              vi: `${file.frozen_reason} (${file.frozen_by_name}${file.frozen_at ? `, ${formatDateTime(file.frozen_at)}` : ""}). Không ai thay đổi được hồ sơ cho đến khi mở lại.`,
              en: `${file.frozen_reason} (${file.frozen_by_name}). Nobody can change it until it is released.`,
            })}
          </p>
        </Notice>
      )}
      {waiting > 0 && (
        <Notice tone="attention">
          <p>
            {text({
              vi: `Có ${waiting} thay đổi quyền chờ trưởng đơn vị hoặc lãnh đạo xác nhận. `,
              en: `${waiting} changes of rights wait for the head of the unit or a leader. `,
            })}
            <a href="#rights">{text({ vi: "Xem quyền trên hồ sơ", en: "Look at the rights" })}</a>
          </p>
        </Notice>
      )}
      {pending && due !== null && (
        <Notice tone={late ? "bad" : "info"}>
          <p>
            {late
              ? text({
                  vi: `Đã quá hạn nộp lưu: ${formatDate(due)}.`,
                  en: `It was due on ${formatDate(due)}.`,
                })
              : text({
                  vi: `Phải nộp vào lưu trữ cơ quan chậm nhất ngày ${formatDate(due)}.`,
                  en: `To be deposited by ${formatDate(due)}.`,
                })}
            {file.kept_back_until &&
              text({
                vi: ` Được giữ lại theo ${file.kept_back_consent}.`,
                en: ` Kept back by ${file.kept_back_consent}.`,
              })}
          </p>
        </Notice>
      )}
    </>
  );
}

function factsOf(file: WorkFile, text: ReturnType<typeof useText>) {
  const until = keptUntil(file, file.closed_on);
  return [
    { term: { vi: "Số và ký hiệu", en: "Notation" }, value: `${file.notation} (${file.year})` },
    { term: { vi: "Cơ quan", en: "Organisation" }, value: file.organisation_name },
    { term: { vi: "Đơn vị", en: "Unit" }, value: file.unit_name },
    { term: { vi: "Người lập", en: "Keeper" }, value: file.keeper_name },
    {
      term: { vi: "Thời hạn lưu trữ", en: "Retention" },
      value: until
        ? `${text(retentionWords(file))} (${text({ vi: "đến", en: "until" })} ${formatDate(until)})`
        : text(retentionWords(file)),
    },
    { term: { vi: "Loại hồ sơ", en: "Kind" }, value: text(FILE_KIND_WORDS[file.kind]) },
    { term: { vi: "Người xem", en: "Readers" }, value: text(ACCESS_WORDS[file.access]) },
    { term: { vi: "Mở ngày", en: "Opened" }, value: formatDate(file.opened_on) },
    { term: { vi: "Kết thúc ngày", en: "Closed" }, value: file.closed_on && formatDate(file.closed_on) },
    { term: { vi: "Từ khóa", en: "Keywords" }, value: file.keywords },
    { term: { vi: "Ngôn ngữ", en: "Language" }, value: file.language },
    { term: { vi: "Ghi chú", en: "Note" }, value: file.description },
    ...(file.deposit_id
      ? [
          {
            term: { vi: "Đợt nộp lưu", en: "Deposit" },
            value: (
              <a href={`/files/deposits/${file.deposit_id}`}>
                {text({ vi: "Xem danh sách giao nộp", en: "Hand-over list" })}
              </a>
            ),
          },
        ]
      : []),
  ];
}
