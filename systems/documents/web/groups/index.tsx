import { randomUUID } from "node:crypto";
import type { Context, Hono } from "hono";
import { assertMay, may } from "../../../../core/access/index.ts";
import { localDateOf } from "../../../../core/calendar/index.ts";
import { unitsOf } from "../../../../core/directory/index.ts";
import {
  answerPage,
  type HttpEnv,
  queryText,
  readForm,
  redirectTo,
  requireSession,
  type Form as SentForm,
  value,
  values,
} from "../../../../core/http/index.ts";
import { type PersonActor, transact } from "../../../../core/transaction/index.ts";
import {
  Actions,
  Button,
  Checkboxes,
  type Column,
  ErrorSummary,
  type FieldErrors,
  Form,
  formatNumber,
  LinkButton,
  Radios,
  RecipientPicker,
  RegisterTable,
  TextField,
  useText,
  type Words,
} from "../../../../core/ui/index.ts";
import {
  getGroup,
  groupsFor,
  keepGroup,
  type RecipientGroupRow,
  removeGroup,
  subjectOfGroup,
} from "../../groups/groups.ts";
import { mayKeepGroup, mayUseGroup } from "../../groups/permissions.ts";
import type { GroupKind } from "../../groups/tables.ts";
import { type DraftChoices, draftChoices } from "../outgoing/draft-choices.ts";
import { withRecipients } from "../outgoing/typed-draft.ts";
import { refusedForm, requestIdOf } from "../shared/refused-form.ts";
import { shownColumns } from "../shared/shown-columns.ts";

const CRUMBS = [{ href: "/groups", label: { vi: "Nhóm chuyển", en: "Forwarding groups" } }];
const KINDS: Readonly<Record<GroupKind, Words>> = {
  recipients: { vi: "Nơi nhận văn bản đi", en: "Recipients of outgoing documents" },
  units: { vi: "Đơn vị phối hợp trong cơ quan", en: "Units documents are directed to" },
};

/** Pages of forwarding groups. */
export function groupPages(app: Hono<HttpEnv>): void {
  app.get("/groups", groupsPage);
  app.get("/groups/new", (c) => answerNew(c));
  app.post("/groups/new", (c) => keep(c, undefined));
  app.get("/groups/:id", (c) => answerGroup(c));
  app.post("/groups/:id", (c) => keep(c, c.req.param("id")));
  app.post("/groups/:id/remove", remove);
}

/** GET /groups: the organisation's groups and the person's own. */
async function groupsPage(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  const groups = await groupsFor(c.var.house.database.queries, actor);
  const query = new URL(c.req.url).searchParams;
  return await answerPage(c, {
    title: { vi: "Nhóm chuyển", en: "Forwarding groups" },
    lead: {
      vi: "Chọn một nhóm là chọn mọi nơi nhận trong nhóm. Nhóm của cơ quan mọi người cùng dùng; nhóm riêng chỉ bạn thấy.",
      en: "Choosing a group chooses everybody in it. Everybody uses the organisation's groups; your own only you see.",
    },
    actions: (
      <>
        <NewLink kind="recipients" />
        <NewLink kind="units" />
      </>
    ),
    children: (
      <div class="dense">
        <RegisterTable
          id="groups"
          caption={{ vi: "Nhóm của cơ quan và của bạn", en: "Groups of the organisation and your own" }}
          columns={COLUMNS}
          shown={shownColumns(query, COLUMNS)}
          query={query}
          rows={groups}
          rowKey={(row) => row.id}
          rowHref={(row) => `/groups/${row.id}`}
          action="/groups"
          empty={{
            icon: "unit",
            title: { vi: "Chưa có nhóm nào", en: "No group yet" },
            explanation: {
              vi: "Lập nhóm các nơi thường nhận cùng nhau để chọn một lần khi soạn hoặc khi bút phê.",
              en: "Make a group of those who often receive together, to choose them at once.",
            },
          }}
        />
      </div>
    ),
  });
}

const COLUMNS: readonly Column<RecipientGroupRow>[] = [
  { key: "name", label: { vi: "Tên nhóm", en: "Name" }, phone: "title", cell: (row) => row.name },
  { key: "kind", label: { vi: "Dùng cho", en: "Used for" }, cell: (row) => KINDS[row.kind].vi },
  {
    key: "owner",
    label: { vi: "Của", en: "Of" },
    cell: (row) => (row.owner === null ? "Cơ quan" : "Riêng bạn"),
  },
  {
    key: "members",
    label: { vi: "Số nơi nhận", en: "Members" },
    kind: "number",
    cell: (row) => formatNumber(row.members.length),
  },
];

function NewLink({ kind }: { kind: GroupKind }) {
  const text = useText();
  return (
    <LinkButton href={`/groups/new?kind=${kind}`} icon="plus">
      {kind === "units"
        ? text({ vi: "Lập nhóm đơn vị", en: "New group of units" })
        : text({ vi: "Lập nhóm nơi nhận", en: "New group of recipients" })}
    </LinkButton>
  );
}

/** What the form shows. */
interface ShownGroup {
  readonly id: string | undefined;
  readonly kind: GroupKind;
  readonly own: boolean;
  readonly name: string;
  readonly members: readonly string[];
  readonly errors: FieldErrors;
}

async function answerNew(c: Context<HttpEnv>): Promise<Response> {
  const kind = queryText(c, "kind", 10) === "units" ? "units" : "recipients";
  return await answerForm(c, { id: undefined, kind, own: true, name: "", members: [], errors: {} }, 200);
}

async function answerGroup(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  const group = await getGroup(c.var.house.database.queries, actor.organisationId, c.req.param("id") ?? "");
  assertMay(actor, mayUseGroup, subjectOfGroup(group));
  const { id, kind, name, members } = group;
  return await answerForm(c, { id, kind, own: group.owner !== null, name, members, errors: {} }, 200);
}

async function keep(c: Context<HttpEnv>, id: string | undefined): Promise<Response> {
  const { actor } = requireSession(c);
  const form = await readForm(c);
  const kind: GroupKind = value(form, "kind") === "units" ? "units" : "recipients";
  const typed = {
    kind,
    own: value(form, "own") !== "organisation",
    name: value(form, "name"),
    members: await membersOf(c, actor, kind, form),
  };
  try {
    await transact(c.var.house, { actor, ...requestIdOf(form) }, async (tx) => ({
      id: await keepGroup(tx, actor, { ...typed, ...(id === undefined ? {} : { id }) }),
    }));
    return redirectTo(c, "/groups", {
      tone: "good",
      message: { vi: `Đã lưu nhóm "${typed.name}".`, en: `The group "${typed.name}" is saved.` },
    });
  } catch (error) {
    const { errors, status } = refusedForm(error);
    return await answerForm(c, { id, ...typed, errors }, status);
  }
}

async function membersOf(
  c: Context<HttpEnv>,
  actor: PersonActor,
  kind: GroupKind,
  form: SentForm,
): Promise<readonly string[]> {
  if (kind === "units") return values(form, "units");
  const ticked = values(form, "recipients");
  const choices = await draftChoices(c.var.house.database.queries, actor, ticked);
  return withRecipients({ recipients: ticked }, form, choices).recipients;
}

async function remove(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  const form = await readForm(c);
  const group = await transact(c.var.house, { actor, ...requestIdOf(form) }, (tx) =>
    removeGroup(tx, actor, c.req.param("id") ?? ""),
  );
  return redirectTo(c, "/groups", {
    tone: "good",
    message: { vi: `Đã xóa nhóm "${group.name}".`, en: `The group "${group.name}" is removed.` },
  });
}

async function answerForm(
  c: Context<HttpEnv>,
  shown: ShownGroup,
  status: 200 | 409 | 422 | 423 | 503,
): Promise<Response> {
  const { actor } = requireSession(c);
  const { queries } = c.var.house.database;
  const { organisationId } = actor;
  const units = shown.kind === "units" ? await unitsOf(queries, organisationId, localDateOf(new Date())) : [];
  const choices = shown.kind === "units" ? undefined : await draftChoices(queries, actor, shown.members);
  const mayChange =
    shown.id === undefined ||
    may(actor, mayKeepGroup, { organisationId, owner: shown.own ? actor.appointmentId : null });
  return await answerPage(
    c,
    {
      title: shown.id === undefined ? { vi: "Lập nhóm chuyển", en: "New group" } : shown.name,
      width: "narrow",
      crumbs: CRUMBS,
      children: (
        <>
          <ErrorSummary errors={shown.errors} />
          <GroupForm
            shown={shown}
            units={units}
            choices={choices}
            mayChange={mayChange}
            mayShare={may(actor, mayKeepGroup, { organisationId, owner: null })}
          />
        </>
      ),
    },
    status,
  );
}

interface GroupFormProps {
  readonly shown: ShownGroup;
  readonly units: readonly { readonly id: string; readonly name: string }[];
  readonly choices: DraftChoices | undefined;
  readonly mayChange: boolean;
  readonly mayShare: boolean;
}

function GroupForm({ shown, units, choices, mayChange, mayShare }: GroupFormProps) {
  const text = useText();
  const { id, kind, own, name, members, errors } = shown;
  const address = `/groups/${id ?? "new"}`;
  return (
    <>
      <Form action={address} method="post" transactionId={randomUUID()}>
        <input type="hidden" name="kind" value={kind} />
        <TextField
          name="name"
          label={{ vi: "Tên nhóm", en: "Name" }}
          value={name}
          error={errors.name}
          maxLength={80}
          readOnly={!mayChange}
        />
        {mayShare ? (
          <Radios
            name="own"
            label={{ vi: "Ai dùng", en: "Who uses it" }}
            value={own ? "own" : "organisation"}
            options={[
              { value: "own", label: { vi: "Chỉ tôi", en: "Only me" } },
              {
                value: "organisation",
                label: { vi: "Mọi người trong cơ quan", en: "Everybody of the organisation" },
              },
            ]}
          />
        ) : (
          <input type="hidden" name="own" value={own ? "own" : "organisation"} />
        )}
        {choices ? (
          <RecipientPicker
            name="recipients"
            label={KINDS.recipients}
            error={errors.recipients}
            tree={choices.tree}
            selected={members}
          />
        ) : (
          <Checkboxes
            name="units"
            label={KINDS.units}
            error={errors.units}
            values={members}
            options={units.map((unit) => ({ value: unit.id, label: unit.name, disabled: !mayChange }))}
          />
        )}
        {mayChange && (
          <Actions>
            <Button kind="primary" icon="check">
              {text({ vi: "Lưu nhóm", en: "Save the group" })}
            </Button>
            <LinkButton href="/groups" kind="quiet">
              {text({ vi: "Thôi", en: "Cancel" })}
            </LinkButton>
          </Actions>
        )}
      </Form>
      {id !== undefined && mayChange && (
        <Form action={`/groups/${id}/remove`} method="post" transactionId={randomUUID()}>
          <Actions>
            <Button kind="danger">{text({ vi: "Xóa nhóm", en: "Remove the group" })}</Button>
          </Actions>
        </Form>
      )}
    </>
  );
}
