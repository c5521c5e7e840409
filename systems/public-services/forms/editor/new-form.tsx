import { randomUUID } from "node:crypto";
import type { Context } from "hono";
import { assertMay } from "../../../../core/access/index.ts";
import { localDateOf } from "../../../../core/calendar/index.ts";
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
  say,
  TextField,
  useText,
} from "../../../../core/ui/index.ts";
import { mayEditForm } from "../permissions.ts";
import { createForm } from "../versions/create-form.ts";
import { newDefinition } from "./edit-definition.ts";
import { FORMS_CRUMB } from "./form-page.tsx";
import { wordingOf } from "./read-field-form.ts";
import { refusedForm, requestIdOf } from "./request.ts";

/** GET /forms/new */
export async function newFormPage(c: Context<HttpEnv>): Promise<Response> {
  return await answerNew(c, {}, undefined, 200);
}

/** POST /forms/new — empty, or with the components of a procedure. */
export async function createFormAction(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  const { house } = c.var;
  const form = await readForm(c);
  try {
    const title = wordingOf(form, "title");
    const code = value(form, "code").toLowerCase();
    const procedureCode = value(form, "procedure");
    const problems: Record<string, Sentence> = {};
    if (title === "") problems.title = { vi: "Ghi tên biểu mẫu.", en: "Give the form a title." };
    if (!/^[a-z0-9][a-z0-9.-]{1,59}$/.test(code)) {
      problems.code = {
        vi: "Mã gồm chữ thường không dấu, số, gạch ngang; ví dụ khai-sinh.",
        en: "Small letters without marks, digits and dashes; for example khai-sinh.",
      };
    }
    const procedure =
      procedureCode === ""
        ? undefined
        : await house.services.filingCatalogue?.procedureAt(
            house.database.queries,
            procedureCode,
            localDateOf(new Date()),
          );
    const [chosen] = procedure?.cases ?? [];
    if (procedureCode !== "" && (!procedure || !chosen)) {
      problems.procedure = {
        vi: `Danh mục không có thủ tục ${procedureCode}. Xem lại mã hoặc để trống.`,
        en: `The catalogue has no procedure ${procedureCode}. Check the code or leave it empty.`,
      };
    }
    if (Object.keys(problems).length > 0) throw new FormRefusal(problems);
    const definition = newDefinition(code, title, procedure && chosen ? { procedure, chosen } : undefined);
    await transact(house, { actor, ...requestIdOf(form) }, (tx) => createForm(tx, actor, definition));
    return redirectTo(c, `/forms/${code}`, {
      tone: "good",
      message: {
        vi: `Đã tạo biểu mẫu “${say("vi", title)}”. Thêm trang và câu hỏi, xem thử, rồi công bố.`,
        en: `Form “${say("en", title)}” is made. Add pages and questions, try it, then publish.`,
      },
    });
  } catch (error) {
    const { errors, status } = refusedForm(error);
    return await answerNew(c, errors, form, status);
  }
}

async function answerNew(
  c: Context<HttpEnv>,
  errors: FieldErrors,
  form: SentForm | undefined,
  status: 200 | 409 | 422,
): Promise<Response> {
  const { actor } = requireSession(c);
  assertMay(actor, mayEditForm, { ownerId: actor.organisationId });
  return await answerPage(
    c,
    {
      title: { vi: "Soạn biểu mẫu mới", en: "New form" },
      crumbs: [FORMS_CRUMB],
      width: "narrow",
      children: <NewForm {...{ errors, form }} />,
    },
    status,
  );
}

function NewForm({ errors, form }: { readonly errors: FieldErrors; readonly form: SentForm | undefined }) {
  const text = useText();
  const typed = (name: string) => (form ? value(form, name) : "");
  return (
    <>
      <ErrorSummary errors={errors} />
      <Form action="/forms/new" method="post" transactionId={randomUUID()} keep="form:new">
        <TextField
          name="title"
          label={{ vi: "Tên biểu mẫu", en: "Title" }}
          value={typed("title")}
          error={errors.title}
        />
        <TextField
          name="titleEn"
          label={{ vi: "Tên bằng tiếng Anh", en: "Title in English" }}
          value={typed("titleEn")}
          optional
        />
        <TextField
          name="code"
          label={{ vi: "Mã biểu mẫu", en: "Code" }}
          hint={{
            vi: "Chữ thường không dấu, số, gạch ngang; không đổi được sau này.",
            en: "Small letters, digits, dashes; it cannot be changed later.",
          }}
          value={typed("code")}
          error={errors.code}
        />
        <TextField
          name="procedure"
          label={{ vi: "Mã thủ tục hành chính", en: "Code of the procedure" }}
          hint={{
            vi: "Nếu có, mỗi thành phần hồ sơ của thủ tục thành một câu hỏi đính kèm tệp.",
            en: "With it, every component of the procedure becomes a question for files.",
          }}
          value={typed("procedure")}
          error={errors.procedure}
          optional
        />
        <Actions>
          <Button kind="primary">{text({ vi: "Tạo biểu mẫu", en: "Make the form" })}</Button>
          <LinkButton href="/forms" kind="quiet">
            {text({ vi: "Thôi", en: "Cancel" })}
          </LinkButton>
        </Actions>
      </Form>
    </>
  );
}
