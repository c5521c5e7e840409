import { randomUUID } from "node:crypto";
import type { Context } from "hono";
import { assertMay } from "../../../../core/access/index.ts";
import { FormRefusal, notFound } from "../../../../core/errors.ts";
import {
  answerPage,
  type HttpEnv,
  readForm,
  redirectTo,
  requireSession,
  type Form as SentForm,
  value,
} from "../../../../core/http/index.ts";
import { transact } from "../../../../core/transaction/index.ts";
import {
  Actions,
  Button,
  Card,
  ErrorSummary,
  type FieldErrors,
  Form,
  LinkButton,
  SelectField,
  TextArea,
  TextField,
  useText,
  type Wording,
} from "../../../../core/ui/index.ts";
import type { FormDefinition, FormPage } from "../definition/definition.ts";
import { mayEditForm } from "../permissions.ts";
import { changeForm } from "../versions/change-form.ts";
import { getEditedForm } from "../versions/find-forms.ts";
import { ConditionFields } from "./condition-fields.tsx";
import { addField, changePage } from "./edit-definition.ts";
import { FORMS_CRUMB } from "./form-page.tsx";
import { conditionOf, wordingOf } from "./read-field-form.ts";
import { refusedForm, requestIdOf, seenOf } from "./request.ts";
import { FIELD_TYPES, TYPE_WORDS } from "./words.ts";

/** GET /forms/:code/pages/:page */
export async function pageEditPage(c: Context<HttpEnv>): Promise<Response> {
  return await answerPageEdit(c, {}, undefined, 200);
}

/** POST /forms/:code/pages/:page — `do=save` its words and condition, `do=add` a question. */
export async function pageEditAction(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  const code = c.req.param("code") ?? "";
  const key = c.req.param("page") ?? "";
  const form = await readForm(c);
  try {
    const added = await transact(c.var.house, { actor, ...requestIdOf(form) }, async (tx) => {
      let made = "";
      await changeForm(tx, actor, code, seenOf(form), (definition) => {
        if (value(form, "do") !== "add")
          return changePage(definition, key, (page) => changedPage(page, form));
        const type = FIELD_TYPES.find((each) => each === value(form, "type"));
        const label = wordingOf(form, "label");
        if (!type || label === "") {
          throw new FormRefusal({
            ...(type ? {} : { type: { vi: "Chọn kiểu câu hỏi.", en: "Choose the kind of question." } }),
            ...(label === "" ? { label: { vi: "Ghi câu hỏi.", en: "Write the question." } } : {}),
          });
        }
        const result = addField(definition, key, type, label);
        made = result.key;
        return result.definition;
      });
      return made;
    });
    return redirectTo(c, added === "" ? `/forms/${code}#page-${key}` : `/forms/${code}/fields/${added}`);
  } catch (error) {
    const { errors, status } = refusedForm(error);
    return await answerPageEdit(c, errors, form, status);
  }
}

function changedPage(page: FormPage, form: SentForm): FormPage {
  const title = wordingOf(form, "title");
  if (title === "") throw new FormRefusal({ title: { vi: "Ghi tên trang.", en: "Give the page a title." } });
  const lead = wordingOf(form, "lead");
  return { ...page, title, lead: lead === "" ? undefined : lead, show: conditionOf(form, page.show) };
}

async function answerPageEdit(
  c: Context<HttpEnv>,
  errors: FieldErrors,
  form: SentForm | undefined,
  status: 200 | 409 | 422,
): Promise<Response> {
  const { actor } = requireSession(c);
  const edited = await getEditedForm(c.var.house.database.queries, c.req.param("code") ?? "");
  assertMay(actor, mayEditForm, edited);
  const page = edited.definition.pages.find((each) => each.key === c.req.param("page"));
  if (!page) throw notFound();
  return await answerPage(
    c,
    {
      title: { vi: "Sửa trang", en: "Change the page" },
      crumbs: [FORMS_CRUMB, { href: `/forms/${edited.code}`, label: edited.definition.title }],
      width: "narrow",
      children: (
        <PageEdit {...{ page, errors, form }} definition={edited.definition} seen={edited.workingVersion} />
      ),
    },
    status,
  );
}

interface PageEditProps {
  readonly page: FormPage;
  readonly definition: FormDefinition;
  readonly seen: number;
  readonly errors: FieldErrors;
  readonly form: SentForm | undefined;
}

function PageEdit({ page, definition, seen, errors, form }: PageEditProps) {
  const text = useText();
  const typed = (name: string, kept: string) => (form?.fields.has(name) ? value(form, name) : kept);
  const action = `/forms/${definition.code}/pages/${page.key}`;
  return (
    <>
      <ErrorSummary errors={errors} />
      <Form action={action} method="post" transactionId={randomUUID()}>
        <input type="hidden" name="seen" value={seen} />
        <WordingFields
          name="title"
          label={{ vi: "Tên trang", en: "Title" }}
          wording={page.title}
          typed={typed}
          error={errors.title}
        />
        <WordingFields
          name="lead"
          label={{ vi: "Lời dẫn", en: "Introduction" }}
          wording={page.lead}
          typed={typed}
          long
          optional
        />
        <ConditionFields
          definition={definition}
          before={{ page: page.key }}
          condition={page.show}
          form={form}
        />
        <Actions>
          <Button kind="primary" name="do" value="save">
            {text({ vi: "Lưu trang", en: "Save the page" })}
          </Button>
          <LinkButton href={`/forms/${definition.code}`} kind="quiet">
            {text({ vi: "Thôi", en: "Cancel" })}
          </LinkButton>
        </Actions>
      </Form>
      <Card title={{ vi: "Thêm câu hỏi vào trang", en: "Add a question to the page" }}>
        <AddQuestion {...{ action, seen, typed, errors }} types={FIELD_TYPES} />
      </Card>
    </>
  );
}

/** The little form that begins a question. */
export function AddQuestion({
  action,
  seen,
  typed,
  errors,
  types,
}: {
  readonly action: string;
  readonly seen: number;
  readonly typed: (name: string, kept: string) => string;
  readonly errors: FieldErrors;
  readonly types: readonly (typeof FIELD_TYPES)[number][];
}) {
  const text = useText();
  return (
    <Form action={action} method="post" transactionId={randomUUID()}>
      <input type="hidden" name="seen" value={seen} />
      <SelectField
        name="type"
        label={{ vi: "Kiểu câu hỏi", en: "Kind of question" }}
        options={types.map((type) => ({ value: type, label: TYPE_WORDS[type] }))}
        value={typed("type", "")}
        prompt={{ vi: "Chọn kiểu", en: "Choose a kind" }}
        error={errors.type}
      />
      <WordingFields
        name="label"
        label={{ vi: "Câu hỏi", en: "Question" }}
        wording={undefined}
        typed={typed}
        error={errors.label}
      />
      <Actions>
        <Button name="do" value="add" icon="plus">
          {text({ vi: "Thêm câu hỏi", en: "Add the question" })}
        </Button>
      </Actions>
    </Form>
  );
}

/** Two fields for one wording: Vietnamese, and English where it is known. */
export function WordingFields({
  name,
  label,
  hint,
  wording,
  typed,
  error,
  long,
  optional,
}: {
  readonly name: string;
  readonly label: { readonly vi: string; readonly en: string };
  readonly hint?: Wording | undefined;
  readonly wording: Wording | undefined;
  readonly typed: (name: string, kept: string) => string;
  readonly error?: Wording | undefined;
  readonly long?: boolean;
  readonly optional?: boolean;
}) {
  const vi = typeof wording === "string" ? wording : (wording?.vi ?? "");
  const en = typeof wording === "string" ? "" : (wording?.en ?? "");
  const english = { vi: `${label.vi} (tiếng Anh)`, en: `${label.en} (English)` };
  const first = { name, label, hint, error, optional, value: typed(name, vi) };
  const second = { name: `${name}En`, label: english, optional: true, value: typed(`${name}En`, en) };
  return long ? (
    <>
      <TextArea {...first} rows={3} />
      <TextArea {...second} rows={2} />
    </>
  ) : (
    <>
      <TextField {...first} />
      <TextField {...second} />
    </>
  );
}
