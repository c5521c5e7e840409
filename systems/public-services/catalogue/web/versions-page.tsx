import { randomUUID } from "node:crypto";
import type { Context } from "hono";
import { assertMay, may } from "../../../../core/access/index.ts";
import { localDateOf } from "../../../../core/calendar/index.ts";
import { notFound } from "../../../../core/errors.ts";
import { answerPage, type HttpEnv, requireSession } from "../../../../core/http/index.ts";
import {
  Actions,
  Button,
  Card,
  ErrorSummary,
  Facts,
  type FieldErrors,
  Form,
  formatDate,
  LinkButton,
  Notice,
  StateChip,
  TextField,
  useText,
} from "../../../../core/ui/index.ts";
import { differenceOf } from "../difference.ts";
import { keepersOn } from "../keepers.ts";
import { mayPublishProcedure, mayReadCatalogue, mayWriteProcedure } from "../permissions.ts";
import { type Procedure, versionsOfProcedure } from "../procedure.ts";
import { serviceLevelOn } from "../service-level.ts";
import { LEVEL_WORDS, STATE_WORDS, validWords } from "./words.ts";

/** GET /procedures/:code */
export async function versionsPage(c: Context<HttpEnv>): Promise<Response> {
  return await answerVersions(c, {}, {}, 200);
}

/** The versions of a procedure, each with what it says otherwise than the one before; and what may be done. */
export async function answerVersions(
  c: Context<HttpEnv>,
  errors: FieldErrors,
  typed: Readonly<Record<string, string>>,
  status: 200 | 409 | 422,
): Promise<Response> {
  const { actor } = requireSession(c);
  assertMay(actor, mayReadCatalogue, undefined);
  const { queries } = c.var.house.database;
  const versions = await versionsOfProcedure(queries, c.req.param("code") ?? "");
  const [newest] = versions;
  if (!newest) throw notFound();
  const today = localDateOf(new Date());
  const keepers = await keepersOn(queries, today);
  return await answerPage(
    c,
    {
      title: newest.name,
      crumbs: [{ href: "/procedures", label: { vi: "Danh mục thủ tục", en: "Catalogue of procedures" } }],
      children: (
        <VersionsView
          versions={versions}
          today={today}
          mayWrite={may(actor, mayWriteProcedure, keepers)}
          mayPublish={may(actor, mayPublishProcedure, keepers)}
          errors={errors}
          typed={typed}
        />
      ),
    },
    status,
  );
}

interface ViewProps {
  readonly versions: readonly Procedure[];
  readonly today: string;
  readonly mayWrite: boolean;
  readonly mayPublish: boolean;
  readonly errors: FieldErrors;
  readonly typed: Readonly<Record<string, string>>;
}

function VersionsView({ versions, today, mayWrite, mayPublish, errors, typed }: ViewProps) {
  const text = useText();
  const [newest] = versions;
  if (!newest) return null;
  const draft = versions.find(({ state }) => state === "draft");
  const inForce = versions.find(
    ({ state, validFrom, validTo }) =>
      state === "published" && validFrom !== null && (validTo === null || validTo > today),
  );
  return (
    <>
      <ErrorSummary errors={errors} />
      <Actions>
        {mayWrite && (
          <LinkButton href={`/procedures/${newest.code}/edit`} icon="pen" kind="primary">
            {draft
              ? text({ vi: "Soạn tiếp bản đang soạn", en: "Go on with the draft" })
              : text({ vi: "Soạn phiên bản mới", en: "Write a new version" })}
          </LinkButton>
        )}
        {inForce && (
          <LinkButton href={`/services/${newest.code}`} icon="search">
            {text({ vi: "Xem như người dân", en: "As citizens see it" })}
          </LinkButton>
        )}
      </Actions>
      {draft && mayPublish && <PublishForm {...{ draft, today, errors, typed }} />}
      {versions.map((version, index) => (
        <VersionCard key={version.versionId} version={version} before={versions[index + 1]} today={today} />
      ))}
      {inForce && mayPublish && <WithdrawForm {...{ version: inForce, errors, typed }} />}
    </>
  );
}

function PublishForm(props: {
  draft: Procedure;
  today: string;
  errors: FieldErrors;
  typed: ViewProps["typed"];
}) {
  const text = useText();
  const { draft, today, errors, typed } = props;
  return (
    <Card title={{ vi: `Công bố phiên bản ${draft.number}`, en: `Publish version ${draft.number}` }}>
      <Form action={`/procedures/${draft.code}/publish`} method="post" transactionId={randomUUID()}>
        <input type="hidden" name="versionId" value={draft.versionId} />
        <input type="hidden" name="seen" value={String(draft.version)} />
        <TextField
          name="from"
          label={{ vi: "Có hiệu lực từ ngày", en: "In force from" }}
          hint={{ vi: "Ngày/tháng/năm", en: "Day/month/year" }}
          value={typed.from ?? formatDate(today)}
          error={errors.from}
        />
        <TextField
          name="basis"
          label={{ vi: "Quyết định công bố", en: "Decision" }}
          value={typed.basis ?? ""}
          error={errors.basis}
        />
        <Actions>
          <Button kind="primary">{text({ vi: "Công bố", en: "Publish" })}</Button>
        </Actions>
      </Form>
    </Card>
  );
}

function WithdrawForm(props: { version: Procedure; errors: FieldErrors; typed: ViewProps["typed"] }) {
  const text = useText();
  const { version, errors, typed } = props;
  return (
    <Card title={{ vi: "Bãi bỏ thủ tục", en: "Withdraw the procedure" }}>
      <p>
        {text({
          vi: "Từ hôm nay người dân không nộp được nữa. Hồ sơ đã nhận vẫn được giải quyết theo phiên bản đã gặp.",
          en: "From today nobody can file it. Dossiers received are finished under the version they met.",
        })}
      </p>
      <Form action={`/procedures/${version.code}/withdraw`} method="post" transactionId={randomUUID()}>
        <input type="hidden" name="versionId" value={version.versionId} />
        <input type="hidden" name="seen" value={String(version.version)} />
        <TextField
          name="reason"
          label={{ vi: "Lý do, số quyết định", en: "Reason, decision" }}
          value={typed.reason ?? ""}
          error={errors.reason}
        />
        <Actions>
          <Button kind="danger">{text({ vi: "Bãi bỏ", en: "Withdraw" })}</Button>
        </Actions>
      </Form>
    </Card>
  );
}

function VersionCard(props: { version: Procedure; before: Procedure | undefined; today: string }) {
  const text = useText();
  const { version, before, today } = props;
  const state = STATE_WORDS[version.state];
  const differences = before ? differenceOf({ ...before }, { ...version }) : [];
  return (
    <Card title={{ vi: `Phiên bản ${version.number}`, en: `Version ${version.number}` }}>
      <Facts
        facts={[
          {
            term: { vi: "Trạng thái", en: "State" },
            value: <StateChip tone={state.tone} label={state.label} />,
          },
          {
            term: { vi: "Hiệu lực", en: "In force" },
            value: text(validWords(version.validFrom, version.validTo)),
          },
          { term: { vi: "Căn cứ công bố", en: "Decision" }, value: version.basis },
          ...(version.reason === ""
            ? []
            : [{ term: { vi: "Lý do bãi bỏ", en: "Why withdrawn" }, value: version.reason }]),
          { term: { vi: "Lĩnh vực", en: "Field" }, value: version.field.name },
          {
            term: { vi: "Cấp", en: "Level" },
            value: version.levels.map((level) => text(LEVEL_WORDS[level])).join(", "),
          },
          {
            term: { vi: "Mức độ", en: "Service level" },
            value: text(serviceLevelOn(version.levelNumber, version.validFrom ?? today).words),
          },
          { term: { vi: "Đối chiếu pháp luật đến", en: "Law as of" }, value: formatDate(version.asOf) },
          {
            term: { vi: "Người cập nhật", en: "Changed by" },
            value: `${version.changedBy}, ${formatDate(version.changedAt)}`,
          },
        ]}
      />
      {version.unverified.length > 0 && (
        <Notice tone="attention">
          {text({ vi: "Cần kiểm lại: ", en: "To be checked: " })}
          {version.unverified.join("; ")}
        </Notice>
      )}
      {before && (
        <details>
          <summary>
            {text({
              vi: `Khác phiên bản ${before.number}: ${differences.length} chỗ`,
              en: `${differences.length} differences from version ${before.number}`,
            })}
          </summary>
          <ul>
            {differences.map(({ where, before: was, after }) => (
              <li key={where.join(" › ")}>
                <strong>{where.map((part) => text(PART_WORDS[part] ?? part)).join(" › ")}</strong>
                {was !== "" && (
                  <p>
                    <del>{was}</del>
                  </p>
                )}
                {after !== "" && (
                  <p>
                    <ins>{after}</ins>
                  </p>
                )}
              </li>
            ))}
          </ul>
        </details>
      )}
    </Card>
  );
}

const PART_WORDS: Readonly<Record<string, { readonly vi: string; readonly en: string }>> = {
  name: { vi: "Tên", en: "Name" },
  summary: { vi: "Để làm gì", en: "What it is for" },
  field: { vi: "Lĩnh vực", en: "Field" },
  code: { vi: "Mã", en: "Code" },
  levels: { vi: "Cấp", en: "Level" },
  levelNumber: { vi: "Mức độ dịch vụ", en: "Service level" },
  implementingBody: { vi: "Cơ quan thực hiện", en: "Implementing body" },
  competentBody: { vi: "Cơ quan có thẩm quyền", en: "Competent body" },
  coordinatingBody: { vi: "Cơ quan phối hợp", en: "Co-operating body" },
  department: { vi: "Sở tiếp nhận", en: "Receiving department" },
  targets: { vi: "Đối tượng", en: "Who may ask" },
  targetText: { vi: "Mô tả đối tượng", en: "About who may ask" },
  lifeEvents: { vi: "Việc trong đời sống", en: "Life events" },
  keywords: { vi: "Cách dân gọi", en: "As people say it" },
  cases: { vi: "Trường hợp", en: "Cases" },
  key: { vi: "Khóa", en: "Key" },
  steps: { vi: "Các bước", en: "Steps" },
  channels: { vi: "Cách nộp", en: "Channels" },
  channel: { vi: "Kênh", en: "Channel" },
  durations: { vi: "Thời hạn", en: "Durations" },
  amount: { vi: "Số", en: "Amount" },
  unit: { vi: "Đơn vị tính", en: "Unit" },
  text: { vi: "Diễn giải", en: "Text" },
  fees: { vi: "Phí, lệ phí", en: "Fees" },
  kind: { vi: "Loại", en: "Kind" },
  collect: { vi: "Thu lúc", en: "Collected" },
  components: { vi: "Thành phần hồ sơ", en: "Components" },
  originals: { vi: "Bản chính", en: "Originals" },
  copies: { vi: "Bản sao", en: "Copies" },
  required: { vi: "Bắt buộc", en: "Required" },
  results: { vi: "Kết quả", en: "Results" },
  conditions: { vi: "Điều kiện", en: "Conditions" },
  legalBases: { vi: "Căn cứ pháp lý", en: "Legal bases" },
  number: { vi: "Số", en: "Number" },
  title: { vi: "Tên văn bản", en: "Title" },
  asOf: { vi: "Đối chiếu đến", en: "As of" },
  unverified: { vi: "Cần kiểm lại", en: "To be checked" },
};
