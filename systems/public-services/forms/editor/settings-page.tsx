import { randomUUID } from "node:crypto";
import type { Context } from "hono";
import { assertMay } from "../../../../core/access/index.ts";
import { FormRefusal, type Sentence } from "../../../../core/errors.ts";
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
  ErrorSummary,
  type FieldErrors,
  Form,
  LinkButton,
  TextField,
  useText,
} from "../../../../core/ui/index.ts";
import type { FormDefinition } from "../definition/definition.ts";
import { mayEditForm } from "../permissions.ts";
import { changeForm } from "../versions/change-form.ts";
import { getEditedForm } from "../versions/find-forms.ts";
import { FORMS_CRUMB } from "./form-page.tsx";
import { WordingFields } from "./page-edit.tsx";
import { wordingOf } from "./read-field-form.ts";
import { refusedForm, requestIdOf, seenOf } from "./request.ts";

const PROCEDURE = /^[1-3]\.\d{6}(\.[\dA-Z.]+)?$/;

/** GET /forms/:code/settings */
export async function settingsPage(c: Context<HttpEnv>): Promise<Response> {
  return await answerSettings(c, {}, undefined, 200);
}

/** POST /forms/:code/settings */
export async function settingsAction(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  const code = c.req.param("code") ?? "";
  const form = await readForm(c);
  try {
    await transact(c.var.house, { actor, ...requestIdOf(form) }, async (tx) => {
      await changeForm(tx, actor, code, seenOf(form), (definition) => changedSettings(definition, form));
      return true;
    });
  } catch (error) {
    const { errors, status } = refusedForm(error);
    return await answerSettings(c, errors, form, status);
  }
  return redirectTo(c, `/forms/${code}`);
}

function changedSettings(definition: FormDefinition, form: SentForm): FormDefinition {
  const problems: Record<string, Sentence> = {};
  const title = wordingOf(form, "title");
  if (title === "") problems.title = { vi: "Ghi tên biểu mẫu.", en: "Give the form a title." };
  const procedures = value(form, "procedures")
    .split(/[\s,;]+/)
    .filter((each) => each !== "");
  const wrong = procedures.find((each) => !PROCEDURE.test(each));
  if (wrong !== undefined) {
    problems.procedures = {
      vi: `“${wrong}” không phải mã thủ tục. Mã có dạng 1.001193, cách nhau bằng dấu phẩy.`,
      en: `“${wrong}” is no procedure code. Codes look like 1.001193, with commas between.`,
    };
  }
  if (Object.keys(problems).length > 0) throw new FormRefusal(problems);
  const [lead, declaration, basis] = [
    wordingOf(form, "lead"),
    wordingOf(form, "declaration"),
    value(form, "basis"),
  ];
  return {
    ...definition,
    title,
    procedures,
    lead: lead === "" ? undefined : lead,
    declaration: declaration === "" ? undefined : declaration,
    basis: basis === "" ? undefined : basis.slice(0, 500),
  };
}

async function answerSettings(
  c: Context<HttpEnv>,
  errors: FieldErrors,
  form: SentForm | undefined,
  status: 200 | 409 | 422,
): Promise<Response> {
  const { actor } = requireSession(c);
  const edited = await getEditedForm(c.var.house.database.queries, c.req.param("code") ?? "");
  assertMay(actor, mayEditForm, edited);
  return await answerPage(
    c,
    {
      title: { vi: "Tên, thủ tục, lời cam đoan", en: "Title, procedures, declaration" },
      crumbs: [FORMS_CRUMB, { href: `/forms/${edited.code}`, label: edited.definition.title }],
      width: "narrow",
      children: (
        <Settings {...{ errors, form }} definition={edited.definition} seen={edited.workingVersion} />
      ),
    },
    status,
  );
}

interface SettingsProps {
  readonly definition: FormDefinition;
  readonly seen: number;
  readonly errors: FieldErrors;
  readonly form: SentForm | undefined;
}

function Settings({ definition, seen, errors, form }: SettingsProps) {
  const text = useText();
  const typed = (name: string, kept: string) => (form?.fields.has(name) ? value(form, name) : kept);
  return (
    <>
      <ErrorSummary errors={errors} />
      <Form action={`/forms/${definition.code}/settings`} method="post" transactionId={randomUUID()}>
        <input type="hidden" name="seen" value={seen} />
        <WordingFields
          name="title"
          label={{ vi: "Tên biểu mẫu", en: "Title" }}
          wording={definition.title}
          typed={typed}
          error={errors.title}
        />
        <WordingFields
          name="lead"
          label={{ vi: "Lời dẫn", en: "Introduction" }}
          wording={definition.lead}
          typed={typed}
          long
          optional
        />
        <TextField
          name="procedures"
          label={{ vi: "Mã các thủ tục dùng biểu mẫu này", en: "Codes of the procedures that use it" }}
          hint={{
            vi: "Cách nhau bằng dấu phẩy, ví dụ 1.001193, 1.000689.",
            en: "With commas between, for example 1.001193, 1.000689.",
          }}
          value={typed("procedures", definition.procedures.join(", "))}
          error={errors.procedures}
          optional
        />
        <WordingFields
          name="declaration"
          label={{ vi: "Lời cam đoan khi nộp", en: "Declaration when sending" }}
          hint={{
            vi: "Để trống thì dùng lời cam đoan chung.",
            en: "Left empty, the common declaration is used.",
          }}
          wording={definition.declaration}
          typed={typed}
          long
          optional
        />
        <TextField
          name="basis"
          label={{ vi: "Căn cứ pháp lý", en: "Legal basis" }}
          value={typed("basis", definition.basis ?? "")}
          optional
        />
        <Actions>
          <Button kind="primary">{text({ vi: "Lưu", en: "Save" })}</Button>
          <LinkButton href={`/forms/${definition.code}`} kind="quiet">
            {text({ vi: "Thôi", en: "Cancel" })}
          </LinkButton>
        </Actions>
      </Form>
    </>
  );
}
