import { randomUUID } from "node:crypto";
import type { Context } from "hono";
import { assertMay, may } from "../../../../core/access/index.ts";
import {
  answerPage,
  type HttpEnv,
  readForm,
  redirectTo,
  requireSession,
  value,
} from "../../../../core/http/index.ts";
import { transact } from "../../../../core/transaction/index.ts";
import {
  Actions,
  Button,
  ErrorSummary,
  type FieldErrors,
  Form,
  LinkButton,
  Notice,
  StateChip,
  TextField,
  useText,
  type Wording,
} from "../../../../core/ui/index.ts";
import { checkDefinition, type DefinitionProblem } from "../definition/check-definition.ts";
import type { FormDefinition, FormPage } from "../definition/definition.ts";
import { conditionWords } from "../definition/difference.ts";
import type { FormField } from "../definition/field.ts";
import { startTrial } from "../drafts/start-draft.ts";
import { mayEditForm, mayPublishForm, mayReadForms } from "../permissions.ts";
import { changeForm } from "../versions/change-form.ts";
import { type EditedForm, getEditedForm } from "../versions/find-forms.ts";
import { trialFiler } from "../web/way.ts";
import { addPage, findField, moveField, movePage, removeField, removePage } from "./edit-definition.ts";
import { wordingOf } from "./read-field-form.ts";
import { refusedForm, requestIdOf, seenOf } from "./request.ts";
import { STATE_WORDS, TYPE_WORDS } from "./words.ts";

export const FORMS_CRUMB = { href: "/forms", label: { vi: "Biểu mẫu điện tử", en: "Electronic forms" } };

/** GET /forms/:code — what the form asks, page by page, and what is wrong with it. */
export async function formPage(c: Context<HttpEnv>): Promise<Response> {
  return await answerForm(c, {}, 200);
}

/** POST /forms/:code — moving, removing and adding pages and questions. */
export async function arrangeForm(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  const code = c.req.param("code") ?? "";
  const form = await readForm(c);
  const [act = "", key = ""] = value(form, "do").split(":");
  try {
    await transact(c.var.house, { actor, ...requestIdOf(form) }, async (tx) => {
      await changeForm(tx, actor, code, seenOf(form), (definition) => {
        switch (act) {
          case "page-up":
            return movePage(definition, key, -1);
          case "page-down":
            return movePage(definition, key, 1);
          case "page-remove":
            return removePage(definition, key);
          case "field-up":
            return moveField(definition, key, -1);
          case "field-down":
            return moveField(definition, key, 1);
          case "field-remove":
            return removeField(definition, key);
          case "page-add": {
            const title = wordingOf(form, "title");
            return title === "" ? definition : addPage(definition, title);
          }
          default:
            return definition;
        }
      });
      return true;
    });
  } catch (error) {
    const { errors, status } = refusedForm(error);
    return await answerForm(c, errors, status);
  }
  return redirectTo(c, `/forms/${code}#${act.startsWith("page") ? "page" : "field"}-${key}`);
}

/** POST /forms/:code/try — begins a trial of what is being written. */
export async function tryForm(c: Context<HttpEnv>): Promise<Response> {
  const { actor, personId } = requireSession(c);
  assertMay(actor, mayReadForms, undefined);
  const code = c.req.param("code") ?? "";
  const form = await readForm(c);
  const id = await transact(c.var.house, { actor, ...requestIdOf(form) }, async (tx) => {
    const { definition } = await getEditedForm(tx.queries, code);
    return await startTrial(tx, trialFiler(personId), definition);
  });
  return redirectTo(c, `/forms/${code}/try/${id}`);
}

async function answerForm(
  c: Context<HttpEnv>,
  errors: FieldErrors,
  status: 200 | 409 | 422,
): Promise<Response> {
  const { actor } = requireSession(c);
  assertMay(actor, mayReadForms, undefined);
  const form = await getEditedForm(c.var.house.database.queries, c.req.param("code") ?? "");
  const problems = checkDefinition(form.definition);
  const state = form.publishedId === null ? "unpublished" : form.changed ? "changed" : "published";
  return await answerPage(
    c,
    {
      title: form.definition.title,
      lead: form.definition.basis,
      crumbs: [FORMS_CRUMB],
      actions: (
        <StateChip
          tone={state === "published" ? "good" : state === "changed" ? "attention" : "neutral"}
          label={STATE_WORDS[state]}
        />
      ),
      children: (
        <Outline
          {...{ form, problems, errors }}
          edit={may(actor, mayEditForm, form)}
          publish={may(actor, mayPublishForm, form)}
        />
      ),
    },
    status,
  );
}

interface OutlineProps {
  readonly form: EditedForm;
  readonly problems: readonly DefinitionProblem[];
  readonly errors: FieldErrors;
  readonly edit: boolean;
  readonly publish: boolean;
}

function Outline({ form, problems, errors, edit, publish }: OutlineProps) {
  const text = useText();
  const path = `/forms/${form.code}`;
  return (
    <>
      <ErrorSummary errors={errors} />
      <Problems {...{ form, problems }} />
      <Actions>
        <Form action={`${path}/try`} method="post" transactionId={randomUUID()}>
          <Button icon="document">{text({ vi: "Xem thử như người dân", en: "Try it as a citizen" })}</Button>
        </Form>
        {publish && form.changed && (
          <LinkButton href={`${path}/publish`} kind="primary">
            {text({ vi: "Xem thay đổi và công bố", en: "See the changes and publish" })}
          </LinkButton>
        )}
        <LinkButton href={`${path}/versions`}>{text({ vi: "Các phiên bản", en: "Versions" })}</LinkButton>
        {edit && (
          <>
            <LinkButton href={`${path}/settings`}>
              {text({ vi: "Tên, thủ tục, lời cam đoan", en: "Title, procedures, declaration" })}
            </LinkButton>
            <LinkButton href={`${path}/checks`}>
              {text({
                vi: `Phép kiểm tra (${form.definition.checks.length})`,
                en: `Checks (${form.definition.checks.length})`,
              })}
            </LinkButton>
          </>
        )}
      </Actions>
      <Form action={path} method="post">
        <input type="hidden" name="seen" value={form.workingVersion} />
        <ol class="form-outline">
          {form.definition.pages.map((page, index) => (
            <PageRow key={page.key} {...{ form, page, index, edit }} />
          ))}
        </ol>
      </Form>
      {edit && (
        <Form action={path} method="post" transactionId={randomUUID()}>
          <input type="hidden" name="seen" value={form.workingVersion} />
          <h2>{text({ vi: "Thêm trang", en: "Add a page" })}</h2>
          <TextField name="title" label={{ vi: "Tên trang", en: "Title of the page" }} />
          <TextField
            name="titleEn"
            label={{ vi: "Tên trang bằng tiếng Anh", en: "Title in English" }}
            optional
          />
          <Actions>
            <Button name="do" value="page-add:" icon="plus">
              {text({ vi: "Thêm trang", en: "Add the page" })}
            </Button>
          </Actions>
        </Form>
      )}
    </>
  );
}

function Problems({ form, problems }: Pick<OutlineProps, "form" | "problems">) {
  const text = useText();
  if (problems.length === 0) return null;
  const hard = problems.some((problem) => problem.hard);
  return (
    <Notice
      tone={hard ? "bad" : "attention"}
      title={
        hard
          ? { vi: "Chưa công bố được: cần sửa", en: "Not ready to be published" }
          : { vi: "Nên xem lại", en: "Worth a look" }
      }
    >
      <ul>
        {problems.map((problem) => (
          <li key={`${problem.page}${problem.field}${problem.sentence.vi}`}>
            <a
              href={
                problem.field
                  ? `/forms/${form.code}/fields/${problem.field}`
                  : problem.page
                    ? `#page-${problem.page}`
                    : `/forms/${form.code}/checks`
              }
            >
              {text(problem.sentence)}
            </a>
          </li>
        ))}
      </ul>
    </Notice>
  );
}

function PageRow({
  form,
  page,
  index,
  edit,
}: {
  readonly form: EditedForm;
  readonly page: FormPage;
  readonly index: number;
  readonly edit: boolean;
}) {
  const text = useText();
  const { definition } = form;
  return (
    <li id={`page-${page.key}`}>
      <div class="form-outline-head">
        <h2>
          {index + 1}. {text(page.title)}
        </h2>
        {edit && (
          <div class="form-outline-acts">
            <Moves
              of="page"
              name={page.key}
              label={page.title}
              first={index === 0}
              last={index === definition.pages.length - 1}
            />
            <LinkButton href={`/forms/${form.code}/pages/${page.key}`} kind="quiet">
              {text({ vi: "Sửa trang, thêm câu hỏi", en: "Change page, add question" })}
              <span class="visually-hidden"> {text(page.title)}</span>
            </LinkButton>
          </div>
        )}
      </div>
      {page.show && (
        <ConditionLine words={conditionWords(page.show, (path) => fieldNamed(definition, path))} />
      )}
      {page.fields.map((field) => (
        <FieldRow key={field.key} {...{ form, field, edit }} />
      ))}
    </li>
  );
}

function fieldNamed(definition: FormDefinition, path: string): FormField | undefined {
  return findField(definition, path.split(".")[0] ?? "");
}

function FieldRow({
  form,
  field,
  edit,
}: {
  readonly form: EditedForm;
  readonly field: FormField;
  readonly edit: boolean;
}) {
  const text = useText();
  return (
    <div class="form-outline-row" id={`field-${field.key}`}>
      <div>
        <p>
          {edit ? (
            <a href={`/forms/${form.code}/fields/${field.key}`}>{text(field.label)}</a>
          ) : (
            text(field.label)
          )}
        </p>
        <p class="field-hint">
          {text(TYPE_WORDS[field.type])}
          {field.optional && text({ vi: " · không bắt buộc", en: " · optional" })}
          {field.type === "group" && ` · ${field.fields.map(({ label }) => text(label)).join(", ")}`}
        </p>
        {field.show && (
          <ConditionLine words={conditionWords(field.show, (path) => fieldNamed(form.definition, path))} />
        )}
      </div>
      {edit && (
        <div class="form-outline-acts">
          <Moves of="field" name={field.key} label={field.label} first={false} last={false} />
        </div>
      )}
    </div>
  );
}

function ConditionLine({ words }: { readonly words: Wording }) {
  const text = useText();
  return <p class="field-hint">{text({ vi: "Hiện khi ", en: "Shown when " }) + text(words)}</p>;
}

/** Up, down and away, as buttons of the form around the outline. */
export function Moves({
  of,
  name,
  label,
  first,
  last,
}: {
  readonly of: "page" | "field";
  readonly name: string;
  readonly label: Wording;
  readonly first: boolean;
  readonly last: boolean;
}) {
  const text = useText();
  const hidden = <span class="visually-hidden"> {text(label)}</span>;
  return (
    <>
      {!first && (
        <Button kind="quiet" name="do" value={`${of}-up:${name}`}>
          {text({ vi: "Lên", en: "Up" })}
          {hidden}
        </Button>
      )}
      {!last && (
        <Button kind="quiet" name="do" value={`${of}-down:${name}`}>
          {text({ vi: "Xuống", en: "Down" })}
          {hidden}
        </Button>
      )}
      <Button kind="quiet" name="do" value={`${of}-remove:${name}`}>
        {text({ vi: "Bỏ", en: "Remove" })}
        {hidden}
      </Button>
    </>
  );
}
