import { randomUUID } from "node:crypto";
import type { Context } from "hono";
import { assertMay } from "../../../../../core/access/index.ts";
import { notFound } from "../../../../../core/errors.ts";
import {
  answerPage,
  type HttpEnv,
  queryText,
  readForm,
  redirectTo,
  requireSession,
  value,
} from "../../../../../core/http/index.ts";
import { transact } from "../../../../../core/transaction/index.ts";
import {
  Actions,
  Button,
  Checkboxes,
  ErrorSummary,
  type FieldErrors,
  Form,
  LinkButton,
  SelectField,
  TextField,
  useText,
} from "../../../../../core/ui/index.ts";
import { checkWorkflow, type WorkflowProblem } from "../../workflow/check-workflow.ts";
import type { WorkflowEdge } from "../../workflow/definition.ts";
import { addWay, changeWay } from "../../workflow/edit-definition.ts";
import { type EditedWorkflow, getEditedWorkflow } from "../../workflow/find-workflows.ts";
import { mayWriteWorkflow } from "../../workflow/permissions.ts";
import { saveWorking } from "../../workflow/save-working.ts";
import { readWay } from "./read-forms.ts";
import {
  type Answered,
  codeOf,
  FRESH,
  keepersToday,
  refused,
  requestIdOf,
  seenOf,
  WORKFLOWS_CRUMB,
} from "./request.ts";

/** GET /workflows/:code/ways/:from/:to and /workflows/:code/new-way */
export async function wayPage(c: Context<HttpEnv>): Promise<Response> {
  return await answerWay(c, FRESH);
}

/** POST /workflows/:code/ways/:from/:to and /workflows/:code/new-way */
export async function wayPost(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  const code = codeOf(c);
  const [from, to] = [c.req.param("from"), c.req.param("to")];
  const form = await readForm(c);
  try {
    const anchor = await transact(c.var.house, { actor, ...requestIdOf(form) }, async (tx) => {
      await saveWorking(tx, actor, code, seenOf(form), ({ definition }) => {
        const way = readWay(form, definition.steps);
        const changed =
          from === undefined || to === undefined
            ? addWay(definition, way)
            : changeWay(definition, { from, to }, way);
        return { definition: changed };
      });
      return value(form, "from");
    });
    return redirectTo(c, `/workflows/${code}#step-${anchor}`);
  } catch (error) {
    return await answerWay(c, refused(error, form));
  }
}

async function answerWay(c: Context<HttpEnv>, answered: Answered): Promise<Response> {
  const { actor } = requireSession(c);
  assertMay(actor, mayWriteWorkflow, await keepersToday(c));
  const workflow = await getEditedWorkflow(c.var.house.database.queries, codeOf(c));
  const [from, to] = [c.req.param("from"), c.req.param("to")];
  const way = workflow.definition.edges.find((each) => each.from === from && each.to === to);
  if (from !== undefined && !way) throw notFound();
  const problems = checkWorkflow(workflow.definition).filter(
    ({ at }) => at.kind === "edge" && at.from === from && at.to === to,
  );
  return await answerPage(
    c,
    {
      title: way ? { vi: "Sửa lối đi", en: "Change the way" } : { vi: "Thêm lối đi", en: "Add a way" },
      crumbs: [WORKFLOWS_CRUMB, { href: `/workflows/${workflow.code}`, label: workflow.name }],
      width: "narrow",
      children: (
        <WayForm
          {...answered}
          action={c.req.path}
          workflow={workflow}
          way={way}
          start={queryText(c, "from", 40)}
          problems={problems}
        />
      ),
    },
    answered.status,
  );
}

interface WayFormProps extends Answered {
  readonly action: string;
  readonly workflow: EditedWorkflow;
  /** Undefined: a new one. */
  readonly way: WorkflowEdge | undefined;
  /** Step a new one leaves. */
  readonly start: string;
  readonly problems: readonly WorkflowProblem[];
}

function WayForm({ action, workflow, way, start, problems, errors, form }: WayFormProps) {
  const text = useText();
  const typed = (name: string, kept: string) => (form ? value(form, name) : kept);
  const beside: FieldErrors = {
    ...Object.fromEntries(problems.map(({ field, sentence }) => [field, sentence])),
    ...errors,
  };
  const steps = workflow.definition.steps.map(({ key, name }, index) => ({
    value: key,
    label: `${index + 1}. ${name}`,
  }));
  const back = form ? value(form, "back") === "yes" : way?.back === true;
  return (
    <>
      <ErrorSummary errors={errors} />
      <Form action={action} method="post" transactionId={typed("transactionId", randomUUID())}>
        <input type="hidden" name="seen" value={form ? value(form, "seen") : workflow.seen} />
        <SelectField
          name="from"
          label={{ vi: "Từ bước", en: "From the step" }}
          prompt={{ vi: "Chọn bước", en: "Choose a step" }}
          options={steps}
          value={typed("from", way?.from ?? start)}
          error={beside.from}
        />
        <SelectField
          name="to"
          label={{ vi: "Đến bước", en: "To the step" }}
          prompt={{ vi: "Chọn bước", en: "Choose a step" }}
          options={steps}
          value={typed("to", way?.to ?? "")}
          error={beside.to}
        />
        <TextField
          name="name"
          label={{ vi: "Chữ trên nút", en: "Words of the button" }}
          hint={{ vi: "Ví dụ “Trình lãnh đạo ký”", en: "Such as “Submit for signature”" }}
          value={typed("name", way?.name ?? "")}
          error={beside.name}
        />
        <Checkboxes
          name="back"
          label={{ vi: "Trả lại", en: "Way back" }}
          options={[
            {
              value: "yes",
              label: {
                vi: "Quay về để làm lại, phải ghi lý do",
                en: "It goes back to be done again; needs a reason",
              },
            },
          ]}
          values={back ? ["yes"] : []}
          error={beside.back}
          optional
        />
        <Actions>
          <Button kind="primary">
            {way
              ? text({ vi: "Lưu lối đi", en: "Save the way" })
              : text({ vi: "Thêm lối đi", en: "Add the way" })}
          </Button>
          <LinkButton href={`/workflows/${workflow.code}`} kind="quiet">
            {text({ vi: "Thôi", en: "Cancel" })}
          </LinkButton>
        </Actions>
      </Form>
    </>
  );
}
