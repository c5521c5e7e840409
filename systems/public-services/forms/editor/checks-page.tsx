import { randomUUID } from "node:crypto";
import type { Context } from "hono";
import { assertMay } from "../../../../core/access/index.ts";
import { FormRefusal } from "../../../../core/errors.ts";
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
  SelectField,
  TextField,
  useText,
} from "../../../../core/ui/index.ts";
import { namablePaths } from "../definition/check-definition.ts";
import type { Check, FormDefinition } from "../definition/definition.ts";
import { mayEditForm } from "../permissions.ts";
import { changeForm } from "../versions/change-form.ts";
import { getEditedForm } from "../versions/find-forms.ts";
import { checkedPaths } from "./edit-definition.ts";
import { FORMS_CRUMB } from "./form-page.tsx";
import { WordingFields } from "./page-edit.tsx";
import { wordingOf } from "./read-field-form.ts";
import { refusedForm, requestIdOf, seenOf } from "./request.ts";

const KIND_WORDS = {
  "date-order": {
    vi: "Ngày thứ nhất không được sau ngày thứ hai",
    en: "The first day is not after the second",
  },
  different: { vi: "Hai câu trả lời phải khác nhau", en: "The two answers differ" },
  "at-most": {
    vi: "Số thứ nhất không được lớn hơn số thứ hai",
    en: "The first number is not above the second",
  },
  age: {
    vi: "Tuổi (tính từ ngày sinh là câu thứ nhất)",
    en: "Age (from the date of birth, the first question)",
  },
} as const satisfies Readonly<Record<Check["kind"], { vi: string; en: string }>>;
const KINDS = ["date-order", "different", "at-most", "age"] as const;

/** GET /forms/:code/checks */
export async function checksPage(c: Context<HttpEnv>): Promise<Response> {
  return await answerChecks(c, {}, undefined, 200);
}

/** POST /forms/:code/checks — `do=add` or `do=remove:<n>` */
export async function checksAction(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  const code = c.req.param("code") ?? "";
  const form = await readForm(c);
  const [act = "", which = ""] = value(form, "do").split(":");
  try {
    await transact(c.var.house, { actor, ...requestIdOf(form) }, async (tx) => {
      await changeForm(tx, actor, code, seenOf(form), (definition) => ({
        ...definition,
        checks:
          act === "remove"
            ? definition.checks.filter((_, index) => String(index) !== which)
            : [...definition.checks, checkOf(form)],
      }));
      return true;
    });
  } catch (error) {
    const { errors, status } = refusedForm(error);
    return await answerChecks(c, errors, form, status);
  }
  return redirectTo(c, `/forms/${code}/checks`);
}

function checkOf(form: SentForm): Check {
  const kind = KINDS.find((each) => each === value(form, "kind"));
  const [first, second] = [value(form, "first"), value(form, "second")];
  const [least, most] = [value(form, "atLeast"), value(form, "atMost")];
  const isAge = (typed: string) => typed === "" || (/^\d{1,3}$/.test(typed) && Number(typed) <= 150);
  const problems = {
    ...(kind ? {} : { kind: { vi: "Chọn phép kiểm tra.", en: "Choose a check." } }),
    ...(first === "" ? { first: { vi: "Chọn câu thứ nhất.", en: "Choose the first question." } } : {}),
    ...(second === "" && kind !== "age"
      ? { second: { vi: "Chọn câu thứ hai.", en: "Choose the second question." } }
      : {}),
    ...(isAge(least) ? {} : { atLeast: { vi: "Ghi số tuổi, từ 0 đến 150.", en: "An age from 0 to 150." } }),
    ...(isAge(most) ? {} : { atMost: { vi: "Ghi số tuổi, từ 0 đến 150.", en: "An age from 0 to 150." } }),
  };
  if (!kind || Object.keys(problems).length > 0) throw new FormRefusal(problems);
  const words = wordingOf(form, "message");
  const message = words === "" ? {} : { message: words };
  switch (kind) {
    case "date-order":
      return { kind, earlier: first, later: second, ...message };
    case "different":
      return { kind, first, second, ...message };
    case "at-most":
      return { kind, smaller: first, larger: second, ...message };
    case "age":
      return {
        kind,
        birthDate: first,
        ...(second === "" ? {} : { on: second }),
        ...(least === "" ? {} : { atLeast: Number(least) }),
        ...(most === "" ? {} : { atMost: Number(most) }),
        ...message,
      };
  }
}

async function answerChecks(
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
      title: { vi: "Phép kiểm tra giữa các câu", en: "Checks between questions" },
      lead: {
        vi: "Mã số thuế và số định danh (giới tính, năm sinh) được kiểm tra sẵn ở mọi biểu mẫu.",
        en: "Tax codes and identity numbers (sex, year of birth) are checked in every form already.",
      },
      crumbs: [FORMS_CRUMB, { href: `/forms/${edited.code}`, label: edited.definition.title }],
      width: "narrow",
      children: <Checks {...{ errors, form }} definition={edited.definition} seen={edited.workingVersion} />,
    },
    status,
  );
}

interface ChecksProps {
  readonly definition: FormDefinition;
  readonly seen: number;
  readonly errors: FieldErrors;
  readonly form: SentForm | undefined;
}

function Checks({ definition, seen, errors, form }: ChecksProps) {
  const text = useText();
  const typed = (name: string, kept = "") => (form?.fields.has(name) ? value(form, name) : kept);
  const action = `/forms/${definition.code}/checks`;
  const questions = namablePaths(definition).flatMap(({ path, field }) =>
    ["date", "number", "money", "text", "choice"].includes(field.type)
      ? [{ value: path, label: `${text(field.label)} (${path})` }]
      : [],
  );
  const labelOf = (path: string) => questions.find((each) => each.value === path)?.label ?? path;
  return (
    <>
      <ErrorSummary errors={errors} />
      {definition.checks.length > 0 && (
        <Form action={action} method="post">
          <input type="hidden" name="seen" value={seen} />
          {definition.checks.map((check, index) => (
            <div class="form-outline-row" key={JSON.stringify(check)}>
              <p>
                {text(KIND_WORDS[check.kind])}: {checkedPaths(check).map(labelOf).join(", ")}
              </p>
              <Button kind="quiet" name="do" value={`remove:${index}`}>
                {text({ vi: "Bỏ", en: "Remove" })}
                <span class="visually-hidden"> {text(KIND_WORDS[check.kind])}</span>
              </Button>
            </div>
          ))}
        </Form>
      )}
      <Form action={action} method="post" transactionId={randomUUID()}>
        <input type="hidden" name="seen" value={seen} />
        <h2>{text({ vi: "Thêm phép kiểm tra", en: "Add a check" })}</h2>
        <SelectField
          name="kind"
          label={{ vi: "Kiểm tra", en: "Check" }}
          options={KINDS.map((kind) => ({ value: kind, label: KIND_WORDS[kind] }))}
          prompt={{ vi: "Chọn phép kiểm tra", en: "Choose a check" }}
          value={typed("kind")}
          error={errors.kind}
        />
        <SelectField
          name="first"
          label={{ vi: "Câu thứ nhất", en: "First question" }}
          options={questions}
          prompt={{ vi: "Chọn câu hỏi", en: "Choose a question" }}
          value={typed("first")}
          error={errors.first}
        />
        <SelectField
          name="second"
          label={{ vi: "Câu thứ hai", en: "Second question" }}
          hint={{
            vi: "Với tuổi: ngày tính tuổi; để trống là hôm nay.",
            en: "For an age: the day it counts on; empty means today.",
          }}
          options={questions}
          prompt={{ vi: "Chọn câu hỏi", en: "Choose a question" }}
          value={typed("second")}
          error={errors.second}
          optional
        />
        <TextField
          name="atLeast"
          label={{ vi: "Tuổi ít nhất", en: "Least age" }}
          inputMode="numeric"
          size={5}
          value={typed("atLeast")}
          error={errors.atLeast}
          optional
        />
        <TextField
          name="atMost"
          label={{ vi: "Tuổi nhiều nhất", en: "Highest age" }}
          inputMode="numeric"
          size={5}
          value={typed("atMost")}
          error={errors.atMost}
          optional
        />
        <WordingFields
          name="message"
          label={{ vi: "Lời nhắc khi sai", en: "What is said when it fails" }}
          wording={undefined}
          typed={typed}
          optional
        />
        <Actions>
          <Button kind="primary" name="do" value="add">
            {text({ vi: "Thêm phép kiểm tra", en: "Add the check" })}
          </Button>
        </Actions>
      </Form>
    </>
  );
}
