import { randomUUID } from "node:crypto";
import type { Context } from "hono";
import { may } from "../../../core/access/index.ts";
import { localDateOf, plusDays } from "../../../core/calendar/index.ts";
import {
  answerPage,
  type HttpEnv,
  queryText,
  readForm,
  redirectTo,
  requireSession,
  value,
  values,
} from "../../../core/http/index.ts";
import { transact } from "../../../core/transaction/index.ts";
import {
  Actions,
  Button,
  Card,
  Checkboxes,
  EmptyState,
  ErrorSummary,
  type FieldErrors,
  Form,
  formatDate,
  formatDateTime,
  LinkButton,
  StateChip,
  Tabs,
  TaskList,
  TextArea,
  useText,
} from "../../../core/ui/index.ts";
import { askDeposit } from "../deposit/ask-deposit.ts";
import {
  type DepositedFile,
  filesOfDeposit,
  getDeposit,
  type ListedDeposit,
  listDeposits,
} from "../deposit/read-deposits.ts";
import { mayArchive, mayFetchPackage } from "../permissions.ts";
import { isDeposited, ruleOn } from "../retention.ts";
import { PACKAGE_STATE_WORDS, retentionWords } from "../states.ts";
import { type ListedFile, listWorkFiles } from "../work-files/list-work-files.ts";
import { answerExport, kindOf } from "./export.ts";
import { refusedForm, requestIdOf } from "./forms.ts";
import { FILES_CRUMB } from "./parts.tsx";

const DEPOSITS_CRUMB = { href: "/files/deposits", label: { vi: "Nộp lưu", en: "Deposits" } };

/** GET /files/deposits */
export async function depositsPage(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  const waiting = queryText(c, "view", 10) !== "all";
  const deposits = await listDeposits(c.var.house.database.queries, actor, { waiting });
  return await answerPage(c, {
    title: { vi: "Nộp lưu hồ sơ", en: "Deposits" },
    crumbs: [FILES_CRUMB],
    children: <DepositsView deposits={deposits} waiting={waiting} />,
  });
}

function DepositsView({
  deposits,
  waiting,
}: {
  readonly deposits: readonly ListedDeposit[];
  readonly waiting: boolean;
}) {
  const text = useText();
  return (
    <>
      <Actions>
        <LinkButton href="/files/deposits/new" kind="primary" icon="plus">
          {text({ vi: "Lập đợt nộp lưu", en: "Make a deposit" })}
        </LinkButton>
      </Actions>
      <Tabs
        label={{ vi: "Đợt nộp lưu", en: "Deposits" }}
        tabs={[
          { href: "/files/deposits", label: { vi: "Chờ tiếp nhận", en: "Waiting" }, current: waiting },
          { href: "/files/deposits?view=all", label: { vi: "Tất cả", en: "All" }, current: !waiting },
        ]}
      />
      {deposits.length === 0 ? (
        <EmptyState
          icon="inbox"
          title={{ vi: "Không có đợt nộp lưu nào ở mục này", en: "No deposit here" }}
          explanation={{
            vi: "Hồ sơ đã kết thúc, có thời hạn từ 5 năm, được nộp vào lưu trữ cơ quan trong 1 năm.",
            en: "Closed files kept for five years or more are deposited within a year.",
          }}
        />
      ) : (
        <Card>
          <TaskList
            tasks={deposits.map((deposit) => ({
              label: `${text({ vi: "Đợt", en: "Deposit" })} ${deposit.number}/${deposit.year}, ${deposit.unit_name}`,
              href: `/files/deposits/${deposit.id}`,
              hint: text({
                vi: `${deposit.files} hồ sơ, ${deposit.asked_by_name}, ${formatDateTime(deposit.asked_at)}`,
                en: `${deposit.files} files, ${deposit.asked_by_name}, ${formatDateTime(deposit.asked_at)}`,
              }),
              state:
                deposit.waiting > 0 ? (
                  <StateChip
                    tone="attention"
                    label={{ vi: `${deposit.waiting} hồ sơ chờ`, en: `${deposit.waiting} waiting` }}
                  />
                ) : (
                  <StateChip
                    tone={deposit.returned > 0 ? "info" : "good"}
                    label={{
                      vi: `Nhận ${deposit.accepted}, trả ${deposit.returned}`,
                      en: `${deposit.accepted} accepted, ${deposit.returned} returned`,
                    }}
                  />
                ),
            }))}
          />
        </Card>
      )}
    </>
  );
}

/** GET /files/deposits/new: the files of one's own hand that can be deposited now. */
export async function newDepositPage(c: Context<HttpEnv>): Promise<Response> {
  return await answerNew(c, c.req.queries("file") ?? [], "", {}, 200);
}

/** POST /files/deposits/new */
export async function makeDeposit(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  const form = await readForm(c);
  const fileIds = values(form, "file");
  const note = value(form, "note").slice(0, 500);
  try {
    const id = await transact(c.var.house, { actor, ...requestIdOf(form) }, (tx) =>
      askDeposit(tx, actor, { fileIds, note }),
    );
    return redirectTo(c, `/files/deposits/${id}`, {
      tone: "good",
      message: {
        vi: "Đã nộp. Gói nộp lưu của từng hồ sơ đang được đóng; lưu trữ sẽ tiếp nhận hoặc trả lại.",
        en: "Handed over. The submission packages are being made; the archive accepts or returns each file.",
      },
    });
  } catch (error) {
    const { errors, status } = refusedForm(error);
    return await answerNew(c, fileIds, note, errors, status);
  }
}

async function answerNew(
  c: Context<HttpEnv>,
  chosen: readonly string[],
  note: string,
  errors: FieldErrors,
  status: 200 | 409 | 422 | 423,
): Promise<Response> {
  const { actor } = requireSession(c);
  const { queries } = c.var.house.database;
  const today = localDateOf(new Date());
  const rule = await ruleOn(queries, today);
  const page = { sort: "due" as const, descending: false, limit: 500, offset: 0 };
  const place = actor.roles.includes("head-of-unit") ? ("unit" as const) : ("mine" as const);
  const found = await Promise.all(
    (["closed", "returned"] as const).map((state) => listWorkFiles(queries, actor, { place, state }, page)),
  );
  const files = found.flatMap(({ rows }) => rows).filter((file) => !file.frozen && isDeposited(file, rule));
  return await answerPage(
    c,
    {
      title: { vi: "Lập đợt nộp lưu", en: "Make a deposit" },
      lead: {
        vi: `Hồ sơ có thời hạn lưu trữ từ ${rule.minimumYears} năm (${rule.basis}).`,
        en: `Files kept for ${rule.minimumYears} years or more (${rule.basis}).`,
      },
      crumbs: [FILES_CRUMB, DEPOSITS_CRUMB],
      width: "narrow",
      children: (
        <NewDeposit
          files={files}
          chosen={chosen}
          note={note}
          errors={errors}
          soon={plusDays(today, rule.noticeDays)}
        />
      ),
    },
    status,
  );
}

function NewDeposit(props: {
  readonly files: readonly ListedFile[];
  readonly chosen: readonly string[];
  readonly note: string;
  readonly errors: FieldErrors;
  /** Files due up to this day are marked. */
  readonly soon: string;
}) {
  const text = useText();
  const { files, chosen, note, errors, soon } = props;
  if (files.length === 0) {
    return (
      <>
        <ErrorSummary errors={errors} />
        <EmptyState
          icon="folder"
          title={{ vi: "Không có hồ sơ nào nộp được", en: "No file can be deposited" }}
          explanation={{
            vi: "Kết thúc hồ sơ trước khi nộp lưu.",
            en: "Close files before you deposit them.",
          }}
        />
      </>
    );
  }
  return (
    <>
      <ErrorSummary errors={errors} />
      <Form action="/files/deposits/new" method="post" transactionId={randomUUID()}>
        <Checkboxes
          name="file"
          label={{ vi: "Hồ sơ nộp lưu", en: "Files to deposit" }}
          options={files.map((file) => {
            const due = file.kept_back_until ?? file.deposit_due;
            return {
              value: file.id,
              label: `${file.notation} (${file.year}) ${file.title}`,
              hint: [
                text(retentionWords(file)),
                text({ vi: `${file.items} tài liệu`, en: `${file.items} documents` }),
                due ? text({ vi: `hạn ${formatDate(due)}`, en: `due ${formatDate(due)}` }) : "",
                due && due <= soon ? text({ vi: "sắp đến hạn", en: "due soon" }) : "",
              ]
                .filter(Boolean)
                .join(" · "),
            };
          })}
          values={chosen}
        />
        <TextArea
          name="note"
          label={{ vi: "Ghi chú cho lưu trữ", en: "Note for the archive" }}
          value={note}
          maxLength={500}
          optional
        />
        <Actions>
          <Button kind="primary" icon="outbox">
            {text({ vi: "Nộp vào lưu trữ", en: "Hand to the archive" })}
          </Button>
        </Actions>
      </Form>
    </>
  );
}

/** GET /files/deposits/:id: the hand-over list with what the archive said of each file. */
export async function depositPage(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  const { queries } = c.var.house.database;
  const deposit = await getDeposit(queries, actor, c.req.param("id") ?? "");
  const files = await filesOfDeposit(queries, deposit.id);
  return await answerPage(c, {
    title: {
      vi: `Đợt nộp lưu ${deposit.number}/${deposit.year}`,
      en: `Deposit ${deposit.number}/${deposit.year}`,
    },
    lead: `${deposit.unit_name} · ${deposit.asked_by_name}, ${formatDateTime(deposit.asked_at)}`,
    crumbs: [FILES_CRUMB, DEPOSITS_CRUMB],
    children: (
      <DepositView
        deposit={deposit}
        files={files}
        personId={actor.personId}
        archivist={may(actor, mayArchive, { organisationId: deposit.organisation_id })}
        leader={may(actor, mayFetchPackage, { organisationId: deposit.organisation_id })}
      />
    ),
  });
}

/** GET /files/deposits/:id/list.xlsx and .pdf: mục lục hồ sơ, tài liệu nộp lưu. */
export async function depositExport(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  const { queries } = c.var.house.database;
  const deposit = await getDeposit(queries, actor, c.req.param("id") ?? "");
  const files = await filesOfDeposit(queries, deposit.id);
  return await answerExport(c, {
    actor,
    kind: kindOf(c),
    title: "Mục lục hồ sơ, tài liệu nộp lưu",
    subtitle: `${deposit.unit_name}, đợt ${deposit.number} năm ${deposit.year}, ngày ${formatDate(deposit.asked_at)}`,
    columns: [
      { key: "n", label: "Số TT", width: 5, kind: "number" },
      { key: "notation", label: "Số và ký hiệu hồ sơ", width: 12 },
      { key: "title", label: "Tiêu đề hồ sơ", width: 42 },
      { key: "time", label: "Thời gian tài liệu", width: 16 },
      { key: "retention", label: "Thời hạn lưu trữ", width: 10 },
      { key: "items", label: "Số tài liệu", width: 7, kind: "number" },
      { key: "decision", label: "Kết quả giao nhận", width: 20 },
      { key: "note", label: "Ghi chú", width: 16 },
    ],
    rows: files.map((file) => ({
      n: String(file.position),
      notation: `${file.notation} (${file.year})`,
      title: file.title,
      time: [file.opened_on, file.closed_on].flatMap((day) => (day ? [formatDate(day)] : [])).join(" - "),
      retention: retentionWords(file).vi,
      items: String(file.items),
      decision: file.decision
        ? `${DECISION_WORDS[file.decision].label.vi}, ${file.decided_by_name}, ${file.decided_at ? formatDate(file.decided_at) : ""}`
        : "",
      note: file.reason,
    })),
  });
}

const DECISION_WORDS = {
  accepted: { tone: "good", label: { vi: "Đã tiếp nhận", en: "Accepted" } },
  returned: { tone: "bad", label: { vi: "Trả lại", en: "Returned" } },
  withdrawn: { tone: "neutral", label: { vi: "Đơn vị rút", en: "Withdrawn" } },
} as const;

function DepositView({
  deposit,
  files,
  personId,
  archivist,
  leader,
}: {
  readonly deposit: ListedDeposit;
  readonly files: readonly DepositedFile[];
  readonly personId: string;
  readonly archivist: boolean;
  readonly leader: boolean;
}) {
  const text = useText();
  const list = `/files/deposits/${deposit.id}/list`;
  return (
    <div class="document-main">
      <Actions>
        <LinkButton href={`${list}.pdf`} icon="print">
          {text({ vi: "In danh sách giao nộp", en: "Print the hand-over list" })}
        </LinkButton>
        <LinkButton href={`${list}.xlsx`} icon="download">
          XLSX
        </LinkButton>
      </Actions>
      {deposit.note && <p>{deposit.note}</p>}
      <Card title={{ vi: `Hồ sơ (${files.length})`, en: `Files (${files.length})` }}>
        <ol class="tasks">
          {files.map((file) => (
            <li key={file.id} class="task">
              <div class="task-words">
                <a href={`/files/${file.id}`}>
                  {`${file.position}. ${file.notation} (${file.year}) ${file.title}`}
                </a>
                <p class="task-hint">
                  {[
                    text(retentionWords(file)),
                    text({ vi: `${file.items} tài liệu`, en: `${file.items} documents` }),
                    file.package_state && file.decision === null
                      ? `${text({ vi: "gói nộp lưu", en: "package" })}: ${text(PACKAGE_STATE_WORDS[file.package_state].label)}`
                      : "",
                    file.reason,
                  ]
                    .filter(Boolean)
                    .join(" · ")}
                </p>
                {file.decision === null && file.depositors.includes(personId) && (archivist || leader) && (
                  <p class="task-hint">
                    {text({
                      vi: "Hồ sơ do bạn lập hoặc giao nộp: văn thư khác hoặc lãnh đạo tiếp nhận.",
                      en: "You keep this file or handed it over: another clerk or a leader accepts it.",
                    })}
                  </p>
                )}
                {file.decision === null && (archivist || leader) && (
                  <div class="actions">
                    {!file.depositors.includes(personId) && (
                      <a class="button button-primary" href={`/files/${file.id}/accept`}>
                        {text({ vi: "Tiếp nhận", en: "Accept" })}
                        <span class="visually-hidden">{` ${file.notation}`}</span>
                      </a>
                    )}
                    {archivist && (
                      <a class="button button-secondary" href={`/files/${file.id}/return`}>
                        {text({ vi: "Trả lại", en: "Return" })}
                        <span class="visually-hidden">{` ${file.notation}`}</span>
                      </a>
                    )}
                  </div>
                )}
              </div>
              <div class="task-state">
                {file.decision ? (
                  <StateChip {...DECISION_WORDS[file.decision]} />
                ) : (
                  <StateChip tone="attention" label={{ vi: "Chờ quyết định", en: "To decide" }} />
                )}
              </div>
            </li>
          ))}
        </ol>
      </Card>
    </div>
  );
}
