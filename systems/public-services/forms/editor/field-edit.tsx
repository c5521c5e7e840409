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
  Checkboxes,
  ErrorSummary,
  type FieldErrors,
  Form,
  LinkButton,
  SelectField,
  useText,
} from "../../../../core/ui/index.ts";
import type { FormDefinition } from "../definition/definition.ts";
import { type FormField, PREFILLS } from "../definition/field.ts";
import { mayEditForm } from "../permissions.ts";
import { changeForm } from "../versions/change-form.ts";
import { getEditedForm } from "../versions/find-forms.ts";
import { ConditionFields } from "./condition-fields.tsx";
import { addInnerField, changeField, findField, moveField, removeField } from "./edit-definition.ts";
import { FORMS_CRUMB, Moves } from "./form-page.tsx";
import { AddQuestion, WordingFields } from "./page-edit.tsx";
import { readFieldForm, wordingOf } from "./read-field-form.ts";
import { refusedForm, requestIdOf, seenOf } from "./request.ts";
import { TypeFields } from "./type-fields.tsx";
import { FIELD_TYPES, PREFILL_WORDS, TYPE_WORDS } from "./words.ts";

/** What a group's entries may be asked. */
const INNER_TYPES = FIELD_TYPES.filter((type) => !["group", "file", "information"].includes(type));

/** GET /forms/:code/fields/:field */
export async function fieldEditPage(c: Context<HttpEnv>): Promise<Response> {
  return await answerFieldEdit(c, {}, undefined, 200);
}

/** POST /forms/:code/fields/:field */
export async function fieldEditAction(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  const code = c.req.param("code") ?? "";
  const path = c.req.param("field") ?? "";
  const form = await readForm(c);
  const [act = "", inner = ""] = value(form, "do").split(":");
  try {
    const next = await transact(c.var.house, { actor, ...requestIdOf(form) }, async (tx) => {
      let to =
        act === "save" ? `/forms/${code}#field-${path.split(".")[0]}` : `/forms/${code}/fields/${path}`;
      await changeForm(tx, actor, code, seenOf(form), (definition) => {
        const field = findField(definition, path);
        if (!field) throw notFound();
        if (act === "field-up") return moveField(definition, inner, -1);
        if (act === "field-down") return moveField(definition, inner, 1);
        if (act === "field-remove") return removeField(definition, inner);
        if (act === "add") {
          const type = FIELD_TYPES.find((each) => each === value(form, "type"));
          const label = wordingOf(form, "label");
          if (!type || label === "") {
            throw new FormRefusal({
              label: { vi: "Chọn kiểu và ghi câu hỏi.", en: "Choose a kind and write the question." },
            });
          }
          const result = addInnerField(definition, path, type, label);
          to = `/forms/${code}/fields/${result.path}`;
          return result.definition;
        }
        const read = readFieldForm(field, form);
        if (read.problems) throw new FormRefusal(read.problems);
        if (path.includes(".")) to = `/forms/${code}/fields/${path.split(".")[0]}`;
        return changeField(definition, path, () => read.field);
      });
      return to;
    });
    return redirectTo(c, next);
  } catch (error) {
    const { errors, status } = refusedForm(error);
    return await answerFieldEdit(c, errors, form, status);
  }
}

async function answerFieldEdit(
  c: Context<HttpEnv>,
  errors: FieldErrors,
  form: SentForm | undefined,
  status: 200 | 409 | 422,
): Promise<Response> {
  const { actor } = requireSession(c);
  const edited = await getEditedForm(c.var.house.database.queries, c.req.param("code") ?? "");
  assertMay(actor, mayEditForm, edited);
  const path = c.req.param("field") ?? "";
  const field = findField(edited.definition, path);
  if (!field) throw notFound();
  const [outer = ""] = path.split(".");
  const group = path.includes(".") ? findField(edited.definition, outer) : undefined;
  return await answerPage(
    c,
    {
      title: { vi: "Sửa câu hỏi", en: "Change the question" },
      lead: TYPE_WORDS[field.type],
      crumbs: [
        FORMS_CRUMB,
        { href: `/forms/${edited.code}`, label: edited.definition.title },
        ...(group ? [{ href: `/forms/${edited.code}/fields/${outer}`, label: group.label }] : []),
      ],
      width: "narrow",
      children: (
        <FieldEdit
          {...{ field, path, errors }}
          form={form}
          definition={edited.definition}
          seen={edited.workingVersion}
        />
      ),
    },
    status,
  );
}

interface FieldEditProps {
  readonly field: FormField;
  readonly path: string;
  readonly definition: FormDefinition;
  readonly seen: number;
  readonly errors: FieldErrors;
  readonly form: SentForm | undefined;
}

function FieldEdit({ field, path, definition, seen, errors, form }: FieldEditProps) {
  const text = useText();
  const typed = (name: string, kept: string) => (form?.fields.has(name) ? value(form, name) : kept);
  const ticked = (name: string, kept: boolean) => (form ? value(form, name) === "yes" : kept);
  const action = `/forms/${definition.code}/fields/${path}`;
  const inner = path.includes(".");
  return (
    <>
      <ErrorSummary errors={errors} />
      <Form action={action} method="post" transactionId={randomUUID()}>
        <input type="hidden" name="seen" value={seen} />
        <WordingFields
          name="label"
          label={{ vi: "Câu hỏi", en: "Question" }}
          wording={field.label}
          typed={typed}
          error={errors.label}
        />
        <WordingFields
          name="hint"
          label={{ vi: "Lời hướng dẫn dưới câu hỏi", en: "Hint below the question" }}
          wording={field.hint}
          typed={typed}
          optional
        />
        <TypeFields {...{ field, typed, errors, form }} />
        {field.type !== "information" && (
          <>
            <Checkboxes
              name="optional"
              label={{ vi: "Bắt buộc trả lời?", en: "Must it be answered?" }}
              options={[{ value: "yes", label: { vi: "Có thể bỏ trống", en: "It may be left empty" } }]}
              values={ticked("optional", field.optional === true) ? ["yes"] : []}
              optional
            />
            <SelectField
              name="prefill"
              label={{ vi: "Điền sẵn từ", en: "Filled in from" }}
              options={PREFILLS.map((each) => ({ value: each, label: PREFILL_WORDS[each] }))}
              value={typed("prefill", field.prefill ?? "")}
              prompt={{ vi: "Không điền sẵn", en: "Nothing" }}
              optional
            />
          </>
        )}
        {inner ? (
          <input type="hidden" name="showWhen" value="keep" />
        ) : (
          <ConditionFields
            definition={definition}
            before={{ field: field.key }}
            condition={field.show}
            form={form}
          />
        )}
        <Actions>
          <Button kind="primary" name="do" value="save">
            {text({ vi: "Lưu câu hỏi", en: "Save the question" })}
          </Button>
          <LinkButton href={`/forms/${definition.code}`} kind="quiet">
            {text({ vi: "Thôi", en: "Cancel" })}
          </LinkButton>
        </Actions>
      </Form>
      {field.type === "group" && (
        <Card title={{ vi: "Câu hỏi của mỗi mục", en: "Questions of each entry" }}>
          <Form action={action} method="post">
            <input type="hidden" name="seen" value={seen} />
            {field.fields.map((each, index) => (
              <div class="form-outline-row" key={each.key}>
                <p>
                  <a href={`${action}.${each.key}`}>{text(each.label)}</a> · {text(TYPE_WORDS[each.type])}
                </p>
                <div class="form-outline-acts">
                  <Moves
                    of="field"
                    name={`${field.key}.${each.key}`}
                    label={each.label}
                    first={index === 0}
                    last={index === field.fields.length - 1}
                  />
                </div>
              </div>
            ))}
          </Form>
          <AddQuestion {...{ action, seen, typed, errors }} types={INNER_TYPES} />
        </Card>
      )}
    </>
  );
}
