import { randomUUID } from "node:crypto";
import type { Context } from "hono";
import { assertMay } from "../../../../../core/access/index.ts";
import {
  answerPage,
  type HttpEnv,
  readForm,
  redirectTo,
  requireSession,
  value,
} from "../../../../../core/http/index.ts";
import { transact } from "../../../../../core/transaction/index.ts";
import {
  Actions,
  Button,
  ErrorSummary,
  Form,
  LinkButton,
  SelectField,
  TextField,
  useText,
} from "../../../../../core/ui/index.ts";
import { newDefinition } from "../../workflow/edit-definition.ts";
import { getEditedWorkflow } from "../../workflow/find-workflows.ts";
import { listWorkflows } from "../../workflow/list-workflows.ts";
import { mayWriteWorkflow } from "../../workflow/permissions.ts";
import { createWorkflow } from "../../workflow/save-working.ts";
import { type Answered, FRESH, keepersToday, refused, requestIdOf, WORKFLOWS_CRUMB } from "./request.ts";

/** GET /workflows/new */
export async function newWorkflowPage(c: Context<HttpEnv>): Promise<Response> {
  return await answerNew(c, FRESH);
}

/** POST /workflows/new: with three steps, or as a copy of another. */
export async function newWorkflowPost(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  const form = await readForm(c);
  const from = value(form, "from");
  try {
    const { code } = await transact(c.var.house, { actor, ...requestIdOf(form) }, async (tx) =>
      createWorkflow(tx, actor, {
        code: value(form, "code").toLowerCase(),
        name: value(form, "name"),
        definition: from === "" ? newDefinition() : (await getEditedWorkflow(tx.queries, from)).definition,
      }),
    );
    return redirectTo(c, `/workflows/${code}`, {
      tone: "good",
      message: {
        vi: "Đã tạo quy trình. Thêm bước, nối lối đi, rồi công bố để hồ sơ mới đi theo.",
        en: "The workflow is made. Add steps and ways, then publish it for new dossiers.",
      },
    });
  } catch (error) {
    return await answerNew(c, refused(error, form));
  }
}

async function answerNew(c: Context<HttpEnv>, answered: Answered): Promise<Response> {
  const { actor } = requireSession(c);
  assertMay(actor, mayWriteWorkflow, await keepersToday(c));
  const lines = await listWorkflows(c.var.house.database.queries, {
    text: "",
    state: undefined,
    sort: "name",
    descending: false,
  });
  return await answerPage(
    c,
    {
      title: { vi: "Quy trình mới", en: "New workflow" },
      crumbs: [WORKFLOWS_CRUMB],
      width: "narrow",
      children: (
        <NewWorkflow {...answered} others={lines.map(({ code, name }) => ({ value: code, label: name }))} />
      ),
    },
    answered.status,
  );
}

function NewWorkflow({
  errors,
  form,
  others,
}: Answered & { readonly others: readonly { readonly value: string; readonly label: string }[] }) {
  const text = useText();
  const typed = (name: string) => (form ? value(form, name) : "");
  return (
    <>
      <ErrorSummary errors={errors} />
      <Form
        action="/workflows/new"
        method="post"
        transactionId={typed("transactionId") || randomUUID()}
        keep="workflow:new"
      >
        <TextField
          name="name"
          label={{ vi: "Tên quy trình", en: "Name" }}
          value={typed("name")}
          error={errors.name}
        />
        <TextField
          name="code"
          label={{ vi: "Mã quy trình", en: "Code" }}
          hint={{
            vi: "Chữ thường không dấu, số, gạch ngang; thủ tục gọi quy trình bằng mã này nên không đổi được.",
            en: "Small letters, digits, dashes; procedures name it by this code, so it cannot be changed.",
          }}
          value={typed("code")}
          error={errors.code}
        />
        <SelectField
          name="from"
          label={{ vi: "Bắt đầu từ", en: "Begin with" }}
          prompt={{ vi: "Ba bước: tiếp nhận, ký, trả kết quả", en: "Three steps: receive, sign, return" }}
          options={others}
          value={typed("from")}
          optional
        />
        <Actions>
          <Button kind="primary">{text({ vi: "Tạo quy trình", en: "Make the workflow" })}</Button>
          <LinkButton href="/workflows" kind="quiet">
            {text({ vi: "Thôi", en: "Cancel" })}
          </LinkButton>
        </Actions>
      </Form>
    </>
  );
}
