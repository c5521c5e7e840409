import { randomUUID } from "node:crypto";
import type { Context } from "hono";
import { assertMay, may } from "../../../../core/access/index.ts";
import { notFound } from "../../../../core/errors.ts";
import {
  answerPage,
  type HttpEnv,
  type Form as PostedForm,
  readForm,
  redirectTo,
  requireSession,
  value,
} from "../../../../core/http/index.ts";
import { type PersonActor, transact } from "../../../../core/transaction/index.ts";
import {
  Actions,
  Button,
  Card,
  ErrorSummary,
  type FieldErrors,
  Form,
  formatDateTime,
  LinkButton,
  SelectField,
  TextArea,
  TextField,
  useText,
  type Words,
} from "../../../../core/ui/index.ts";
import { mayKeepTemplate } from "../../composing/permissions.ts";
import {
  findTemplate,
  listTemplates,
  retireTemplate,
  saveTemplate,
  type Template,
} from "../../composing/templates.ts";
import { readTemplate, type TemplateContent } from "../../composing/typed-text.ts";
import { documentTypesOf } from "../../outgoing/read-outgoing.ts";
import { refusedForm, requestIdOf } from "../shared/refused-form.ts";

const PATH = "/compose/templates";
const CRUMBS = [
  { href: "/outgoing", label: { vi: "Văn bản đi", en: "Outgoing documents" } },
  { href: "/compose", label: { vi: "Soạn theo mẫu", en: "Compose" } },
];

/** GET /compose/templates */
export async function templatesPage(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  const templates = await listTemplates(c.var.house.database.queries, actor);
  const keeps = may(actor, mayKeepTemplate, actor);
  return await answerPage(c, {
    title: { vi: "Mẫu văn bản", en: "Templates" },
    crumbs: CRUMBS,
    actions: keeps && <NewLink />,
    children: <List templates={templates} keeps={keeps} />,
  });
}

function NewLink() {
  const text = useText();
  return (
    <LinkButton href={`${PATH}/new`} kind="primary" icon="plus">
      {text({ vi: "Thêm mẫu", en: "New template" })}
    </LinkButton>
  );
}

const REACH: Readonly<Record<Template["reach"], Words>> = {
  everyone: { vi: "Dùng chung toàn tỉnh", en: "For everyone" },
  organisation: { vi: "Của cơ quan", en: "Of the organisation" },
  unit: { vi: "Của đơn vị", en: "Of the unit" },
};

function List({ templates, keeps }: { readonly templates: readonly Template[]; readonly keeps: boolean }) {
  const text = useText();
  return (
    <Card>
      <ul class="compose-unfinished">
        {templates.map((template) => (
          <li key={template.id}>
            <a href={keeps ? `${PATH}/${template.id}` : "/compose"}>
              {template.typeName}: {template.name}
            </a>
            <span class="compose-when">
              {text(REACH[template.reach])}
              {template.byName !== "" &&
                `; ${text({ vi: `lần sửa ${template.version}`, en: `version ${template.version}` })}, ${template.byName}, ${formatDateTime(template.at)}`}
            </span>
          </li>
        ))}
      </ul>
    </Card>
  );
}

/** GET /compose/templates/:template, `new` for an empty one. A template of the house is opened as the start of an own one. */
export async function templatePage(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  assertMay(actor, mayKeepTemplate, actor);
  const id = c.req.param("template") ?? "";
  const found = id === "new" ? undefined : await findTemplate(c.var.house.database.queries, actor, id);
  if (id !== "new" && !found) throw notFound();
  const own = found?.organisationId === actor.organisationId ? found : undefined;
  return await show(c, actor, {
    id: own?.id ?? "new",
    version: own?.version ?? 0,
    documentType: found?.documentType ?? "",
    name: found?.name ?? "",
    reach: own?.reach === "organisation" ? "organisation" : "unit",
    content: found?.content ?? readTemplate({}),
    errors: {},
    status: 200,
  });
}

/** POST /compose/templates/:template: saves a new version, or takes the template out of use. */
export async function templateAction(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  const { house } = c.var;
  const form = await readForm(c);
  const typed = typedTemplate(c.req.param("template") ?? "", form);
  try {
    await transact(house, { actor, ...requestIdOf(form) }, async (tx) => {
      if (value(form, "do") === "retire") await retireTemplate(tx, actor, typed.id, typed.version);
      else {
        const { id, errors: _errors, status: _status, ...rest } = typed;
        await saveTemplate(tx, actor, { ...rest, ...(id === "new" ? {} : { id }) });
      }
    });
    return redirectTo(c, PATH, { tone: "good", message: { vi: "Đã lưu mẫu.", en: "Saved." } });
  } catch (error) {
    return await show(c, actor, { ...typed, ...refusedForm(error) });
  }
}

function typedTemplate(id: string, form: PostedForm): Shown {
  const fields = ["abstract", "body", "addressees", "toPlaces", "authority", "coSignerLines", "address"];
  return {
    id,
    version: id === "new" ? 0 : Number(value(form, "version")) || 0,
    documentType: value(form, "documentType"),
    name: value(form, "name"),
    reach: value(form, "reach") === "organisation" ? "organisation" : "unit",
    content: readTemplate(Object.fromEntries(fields.map((name) => [name, value(form, name)]))),
    errors: {},
    status: 200,
  };
}

interface Shown {
  readonly id: string;
  readonly version: number;
  readonly documentType: string;
  readonly name: string;
  readonly reach: "unit" | "organisation";
  readonly content: TemplateContent;
  readonly errors: FieldErrors;
  readonly status: 200 | 409 | 422 | 423 | 503;
}

async function show(c: Context<HttpEnv>, actor: PersonActor, shown: Shown): Promise<Response> {
  const types = await documentTypesOf(c.var.house.database.queries);
  const reaches = (["unit", "organisation"] as const).filter((reach) =>
    may(actor, mayKeepTemplate, reach === "unit" ? actor : { ...actor, unitId: "" }),
  );
  return await answerPage(
    c,
    {
      title:
        shown.id === "new"
          ? { vi: "Thêm mẫu", en: "New template" }
          : { vi: "Sửa mẫu", en: "Change the template" },
      crumbs: [...CRUMBS, { href: PATH, label: { vi: "Mẫu văn bản", en: "Templates" } }],
      width: "narrow",
      children: (
        <TemplateForm
          shown={shown}
          types={types.map(({ code, name }) => ({ value: code, label: name }))}
          reaches={reaches}
        />
      ),
    },
    shown.status,
  );
}

interface TemplateFormProps {
  readonly shown: Shown;
  readonly types: readonly { readonly value: string; readonly label: string }[];
  readonly reaches: readonly ("unit" | "organisation")[];
}

function TemplateForm({ shown, types, reaches }: TemplateFormProps) {
  const text = useText();
  const { content, errors } = shown;
  return (
    <Form
      action={`${PATH}/${shown.id}`}
      method="post"
      keep={`template:${shown.id}`}
      transactionId={randomUUID()}
    >
      <ErrorSummary errors={errors} />
      <input type="hidden" name="version" value={shown.version} />
      <SelectField
        name="documentType"
        label={{ vi: "Loại văn bản", en: "Document type" }}
        prompt={{ vi: "Chọn loại", en: "Choose a type" }}
        options={types}
        value={shown.documentType}
        error={errors.documentType}
      />
      <TextField name="name" label={{ vi: "Tên mẫu", en: "Name" }} value={shown.name} error={errors.name} />
      <SelectField
        name="reach"
        label={{ vi: "Dùng cho", en: "For" }}
        options={reaches.map((reach) => ({ value: reach, label: REACH[reach] }))}
        value={shown.reach}
      />
      <TextArea
        name="abstract"
        label={{ vi: "Trích yếu", en: "Abstract" }}
        optional
        rows={2}
        value={content.abstract}
      />
      <TextArea
        name="addressees"
        label={{ vi: "Kính gửi", en: "Addressed to" }}
        optional
        rows={2}
        value={content.addressees}
      />
      <TextField
        name="authority"
        label={{ vi: "Thẩm quyền ban hành", en: "Who decides" }}
        optional
        value={content.authority}
      />
      <TextArea name="body" label={{ vi: "Nội dung", en: "Text" }} optional rows={16} value={content.body} />
      <TextArea
        name="toPlaces"
        label={{ vi: "Nơi nhận", en: "Recipients" }}
        optional
        rows={3}
        value={content.toPlaces}
      />
      <TextArea
        name="coSignerLines"
        label={{ vi: "Người ký bên trái", en: "Signs at the left" }}
        optional
        rows={2}
        value={content.coSignerLines}
      />
      <TextArea
        name="address"
        label={{ vi: "Địa chỉ ở chân trang đầu", en: "Address at the foot of page 1" }}
        optional
        rows={2}
        value={content.address}
      />
      <Actions>
        <Button kind="primary">{text({ vi: "Lưu mẫu", en: "Save" })}</Button>
        {shown.id !== "new" && (
          <Button kind="danger" name="do" value="retire">
            {text({ vi: "Thôi dùng mẫu này", en: "Take out of use" })}
          </Button>
        )}
      </Actions>
    </Form>
  );
}
