import { randomUUID } from "node:crypto";
import type { Context } from "hono";
import { AccessDeniedError, may } from "../../access/index.ts";
import { FormRefusal, Refusal } from "../../errors.ts";
import {
  answerPage,
  type HttpEnv,
  queryText,
  readForm,
  redirectTo,
  requireSession,
  value,
} from "../../http/index.ts";
import { type PersonActor, transact } from "../../transaction/index.ts";
import {
  Actions,
  Card,
  EmptyState,
  ErrorSummary,
  Facts,
  type FieldErrors,
  Form,
  formatDateTime,
  LinkButton,
  StateChip,
  Tabs,
  TextArea,
  TextField,
  type Tone,
  useText,
  type Words,
} from "../../ui/index.ts";
import { decideRightsAlert } from "../decide-rights-alert.ts";
import { exportRightsAlerts } from "../export-directory.ts";
import { mayDecideRightsAlert, mayListRightsAlerts } from "../permissions.ts";
import { listRightsAlerts, type RightsAlert, type RightsAlertState } from "../rights-alerts.ts";

const HREF = "/rights-alerts";

/** GET /rights-alerts: changes of rights that wait for a decision, or those decided. */
export async function rightsAlertsPage(c: Context<HttpEnv>): Promise<Response> {
  return await answerAlerts(c, { id: "", reason: "", errors: {} }, 200);
}

/** GET /rights-alerts/export.xlsx: the list as filtered. */
export async function rightsAlertsExport(c: Context<HttpEnv>): Promise<Uint8Array<ArrayBuffer>> {
  return await exportRightsAlerts(c.var.house, requireSession(c).actor, filterOf(c));
}

/** POST /rights-alerts: confirms one, or contests it. */
export async function decideAlertAction(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  const form = await readForm(c);
  const id = value(form, "alert");
  const reason = value(form, `reason-${id}`);
  const decision = value(form, "decision") === "contest" ? ("contest" as const) : ("confirm" as const);
  const requestId = value(form, "transactionId");
  try {
    const { outcome } = await transact(
      c.var.house,
      { actor, ...(requestId.length >= 8 && requestId.length <= 90 ? { requestId } : {}) },
      (tx) => decideRightsAlert(tx, actor, { id, decision, reason }),
    );
    return redirectTo(c, HREF, { tone: "good", message: outcome });
  } catch (error) {
    if (error instanceof AccessDeniedError) throw error;
    if (error instanceof FormRefusal)
      return await answerAlerts(c, { id, reason, errors: besideField(error, id) }, 422);
    if (error instanceof Refusal && error.status === 409)
      return await answerAlerts(c, { id, reason, errors: { "": error.sentence } }, 409);
    throw error;
  }
}

/** Every alert has a field of its own on the page. */
function besideField({ problems }: FormRefusal, id: string): FieldErrors {
  return Object.fromEntries(Object.entries(problems).map(([field, words]) => [`${field}-${id}`, words]));
}

function filterOf(c: Context<HttpEnv>) {
  return {
    view: queryText(c, "view", 10) === "decided" ? ("decided" as const) : ("open" as const),
    text: queryText(c, "q", 100),
    ascending: queryText(c, "sort", 10) === "at",
  };
}

interface Typed {
  readonly id: string;
  readonly reason: string;
  readonly errors: FieldErrors;
}

async function answerAlerts(c: Context<HttpEnv>, typed: Typed, status: 200 | 409 | 422): Promise<Response> {
  const { actor } = requireSession(c);
  if (!may(actor, mayListRightsAlerts, undefined)) throw new AccessDeniedError(mayListRightsAlerts, "rule");
  const filter = filterOf(c);
  const alerts = await listRightsAlerts(c.var.house.database.queries, actor, filter);
  const query = new URL(c.req.url).searchParams;
  return await answerPage(
    c,
    {
      title: { vi: "Thay đổi quyền", en: "Changes of rights" },
      lead: {
        vi: "Mỗi thay đổi về người được làm hoặc xem gì đứng ở đây đến khi người có thẩm quyền khác xác nhận; không đồng ý thì thay đổi được hoàn lại.",
        en: "Every change in who may do or see what stands here until another authorised person confirms it; contesting takes it back.",
      },
      children: (
        <div class="stack">
          <ErrorSummary errors={typed.errors} />
          <Tabs
            label={{ vi: "Thay đổi quyền", en: "Changes of rights" }}
            tabs={[
              { href: HREF, label: { vi: "Chờ xác nhận", en: "Open" }, current: filter.view === "open" },
              {
                href: `${HREF}?view=decided`,
                label: { vi: "Đã quyết định", en: "Decided" },
                current: filter.view === "decided",
              },
            ]}
          />
          <Search filter={filter} query={query} />
          {alerts.length === 0 && <Nothing />}
          {alerts.map((alert) => (
            <Alert key={alert.id} alert={alert} actor={actor} typed={typed} />
          ))}
        </div>
      ),
    },
    status,
  );
}

function Search({
  filter,
  query,
}: {
  readonly filter: ReturnType<typeof filterOf>;
  readonly query: URLSearchParams;
}) {
  const text = useText();
  return (
    <Form action={HREF} method="get">
      <input type="hidden" name="view" value={filter.view} />
      <TextField
        name="q"
        type="search"
        label={{ vi: "Tìm theo người, thay đổi", en: "Search people and changes" }}
        value={filter.text}
        optional
      />
      <Actions>
        <button type="submit" class="button button-secondary">
          {text({ vi: "Tìm", en: "Search" })}
        </button>
        <button type="submit" class="button button-quiet" name="sort" value={filter.ascending ? "-at" : "at"}>
          {filter.ascending
            ? text({ vi: "Mới nhất trước", en: "Newest first" })
            : text({ vi: "Cũ nhất trước", en: "Oldest first" })}
        </button>
        <LinkButton href={`${HREF}/export.xlsx?${query}`} icon="download">
          {text({ vi: "Xuất XLSX", en: "Export XLSX" })}
        </LinkButton>
      </Actions>
    </Form>
  );
}

function Nothing() {
  return (
    <EmptyState
      icon="check-circle"
      title={{ vi: "Không có thay đổi nào", en: "No changes" }}
      explanation={{
        vi: "Chức vụ, độ mật, ủy quyền và quyền trên hồ sơ vừa thay đổi hiện ở đây.",
        en: "Posts, clearances, delegations and rights on files that changed appear here.",
      }}
    />
  );
}

const LOOKS: Readonly<Record<RightsAlertState, { readonly label: Words; readonly tone: Tone }>> = {
  open: { label: { vi: "Chờ xác nhận", en: "To confirm" }, tone: "attention" },
  confirmed: { label: { vi: "Đã xác nhận", en: "Confirmed" }, tone: "good" },
  contested: { label: { vi: "Không đồng ý", en: "Contested" }, tone: "bad" },
  lapsed: { label: { vi: "Đã có thay đổi mới hơn", en: "Overtaken" }, tone: "neutral" },
};

function Alert({
  alert,
  actor,
  typed,
}: {
  readonly alert: RightsAlert;
  readonly actor: PersonActor;
  readonly typed: Typed;
}) {
  const text = useText();
  const here = typed.id === alert.id;
  return (
    <Card
      title={{ vi: `${alert.holderName}: ${alert.what.vi}`, en: `${alert.holderName}: ${alert.what.en}` }}
    >
      <p class="chips">
        <StateChip {...LOOKS[alert.state]} />
      </p>
      <Facts
        facts={[
          { term: { vi: "Trước", en: "Before" }, value: text(alert.before) },
          { term: { vi: "Sau", en: "After" }, value: text(alert.after) },
          { term: { vi: "Lý do", en: "Why" }, value: alert.why },
          {
            term: { vi: "Người thay đổi", en: "Changed by" },
            value: `${alert.changedByName}, ${formatDateTime(alert.changedAt)}`,
          },
          {
            term: { vi: "Quyết định", en: "Decision" },
            value:
              alert.decidedAt &&
              [
                `${alert.decidedByName ?? ""}, ${formatDateTime(alert.decidedAt)}`,
                alert.decisionReason,
                text(alert.outcome),
              ]
                .filter(Boolean)
                .join(". "),
          },
        ]}
      />
      {alert.state === "open" && may(actor, mayDecideRightsAlert, alert) && (
        <Form action={HREF} method="post" transactionId={randomUUID()}>
          <input type="hidden" name="alert" value={alert.id} />
          <details open={here}>
            <summary>
              {text({ vi: "Lý do (bắt buộc khi không đồng ý)", en: "Reason (needed to contest)" })}
            </summary>
            <TextArea
              name={`reason-${alert.id}`}
              label={{ vi: "Lý do", en: "Reason" }}
              value={here ? typed.reason : ""}
              error={here ? typed.errors[`reason-${alert.id}`] : undefined}
              maxLength={300}
              rows={2}
              optional
            />
          </details>
          <Actions>
            <button type="submit" class="button button-primary" name="decision" value="confirm">
              {text({ vi: "Xác nhận", en: "Confirm" })}
              <span class="visually-hidden">{` ${alert.holderName}`}</span>
            </button>
            <button type="submit" class="button button-danger" name="decision" value="contest">
              {text({ vi: "Không đồng ý, hoàn lại", en: "Contest and take back" })}
              <span class="visually-hidden">{` ${alert.holderName}`}</span>
            </button>
          </Actions>
        </Form>
      )}
    </Card>
  );
}
