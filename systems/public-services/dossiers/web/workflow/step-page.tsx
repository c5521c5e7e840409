import { randomUUID } from "node:crypto";
import type { Context } from "hono";
import { assertMay } from "../../../../../core/access/index.ts";
import { notFound } from "../../../../../core/errors.ts";
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
  Checkboxes,
  ErrorSummary,
  type FieldErrors,
  Form,
  LinkButton,
  Notice,
  Radios,
  SelectField,
  TextField,
  useText,
} from "../../../../../core/ui/index.ts";
import { STATE_WORDS } from "../../words.ts";
import { checkWorkflow, type WorkflowProblem } from "../../workflow/check-workflow.ts";
import { STEP_PLACES, STEP_ROLES, type WorkflowStep } from "../../workflow/definition.ts";
import { addStep, changeStep } from "../../workflow/edit-definition.ts";
import { type EditedWorkflow, getEditedWorkflow } from "../../workflow/find-workflows.ts";
import { mayWriteWorkflow } from "../../workflow/permissions.ts";
import { saveWorking } from "../../workflow/save-working.ts";
import { PLACE_WORDS, ROLE_WORDS } from "../../workflow/words.ts";
import { readStep, STEP_STATES } from "./read-forms.ts";
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

/** GET /workflows/:code/steps/:step and /workflows/:code/new-step */
export async function stepPage(c: Context<HttpEnv>): Promise<Response> {
  return await answerStep(c, FRESH);
}

/** POST /workflows/:code/steps/:step and /workflows/:code/new-step */
export async function stepPost(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  const code = codeOf(c);
  const key = c.req.param("step");
  const form = await readForm(c);
  try {
    const to = await transact(c.var.house, { actor, ...requestIdOf(form) }, async (tx) => {
      let anchor = key;
      await saveWorking(tx, actor, code, seenOf(form), ({ definition }) => {
        const step = readStep(form);
        if (key !== undefined) return { definition: changeStep(definition, key, step) };
        const added = addStep(definition, step);
        anchor = added.key;
        return added;
      });
      return anchor ?? "";
    });
    return redirectTo(c, `/workflows/${code}#step-${to}`);
  } catch (error) {
    return await answerStep(c, refused(error, form));
  }
}

async function answerStep(c: Context<HttpEnv>, answered: Answered): Promise<Response> {
  const { actor } = requireSession(c);
  assertMay(actor, mayWriteWorkflow, await keepersToday(c));
  const workflow = await getEditedWorkflow(c.var.house.database.queries, codeOf(c));
  const key = c.req.param("step");
  const step = workflow.definition.steps.find((each) => each.key === key);
  if (key !== undefined && !step) throw notFound();
  const problems = checkWorkflow(workflow.definition).filter(
    ({ at }) => at.kind === "step" && at.key === key,
  );
  return await answerPage(
    c,
    {
      title: step ? { vi: "Sửa bước", en: "Change the step" } : { vi: "Thêm bước", en: "Add a step" },
      crumbs: [WORKFLOWS_CRUMB, { href: `/workflows/${workflow.code}`, label: workflow.name }],
      width: "narrow",
      children: (
        <StepForm {...answered} action={c.req.path} workflow={workflow} step={step} problems={problems} />
      ),
    },
    answered.status,
  );
}

interface StepFormProps extends Answered {
  readonly action: string;
  readonly workflow: EditedWorkflow;
  /** Undefined: a new one. */
  readonly step: WorkflowStep | undefined;
  readonly problems: readonly WorkflowProblem[];
}

function StepForm({ action, workflow, step, problems, errors, form }: StepFormProps) {
  const text = useText();
  const typed = (name: string, kept: string) => (form ? value(form, name) : kept);
  const beside: FieldErrors = {
    ...Object.fromEntries(problems.map(({ field, sentence }) => [field, sentence])),
    ...errors,
  };
  const signs = form ? value(form, "signs") === "yes" : step?.signs === true;
  return (
    <>
      <ErrorSummary errors={errors} />
      {problems.length > 0 && !form && (
        <Notice tone="attention" title={{ vi: "Bước này chưa đúng", en: "This step is not right yet" }}>
          <ul>
            {problems.map(({ sentence }) => (
              <li key={sentence.vi}>{text(sentence)}</li>
            ))}
          </ul>
        </Notice>
      )}
      <Form action={action} method="post" transactionId={typed("transactionId", randomUUID())}>
        <input type="hidden" name="seen" value={form ? value(form, "seen") : workflow.seen} />
        <TextField
          name="name"
          label={{ vi: "Tên bước", en: "Name of the step" }}
          hint={{
            vi: "Ai làm gì, ví dụ “Chuyên viên thẩm định”",
            en: "Who does what: “Specialist examines”",
          }}
          value={typed("name", step?.name ?? "")}
          error={beside.name}
        />
        <Radios
          name="state"
          label={{ vi: "Trạng thái hồ sơ khi đứng ở bước này", en: "Outer state while it stands here" }}
          options={STEP_STATES.map((state) => {
            const { vi, en } = STATE_WORDS[state].label;
            return { value: String(state), label: { vi: `${state} · ${vi}`, en: `${state} · ${en}` } };
          })}
          value={typed("state", String(step?.state ?? 4))}
          error={beside.state}
        />
        <SelectField
          name="place"
          label={{ vi: "Làm ở đâu", en: "Where" }}
          hint={{
            vi: "Nơi nhận hồ sơ, hoặc cơ quan cấp trên của nó ở cấp đã chọn.",
            en: "The body that received it, or the one above it of that level.",
          }}
          options={STEP_PLACES.map((place) => ({ value: place, label: PLACE_WORDS[place] }))}
          value={typed("place", step?.place ?? "receiver")}
          error={beside.place}
        />
        <TextField
          name="department"
          label={{ vi: "Phòng, đơn vị", en: "Department" }}
          hint={{
            vi: "Tên phòng trong cơ quan, hoặc sở của tỉnh, đúng như danh mục cơ quan. Để trống: cả cơ quan.",
            en: "A room of that body, or a department of the province, as the directory has it. Empty: the whole body.",
          }}
          value={typed("department", step?.department ?? "")}
          error={beside.department}
          optional
        />
        <SelectField
          name="role"
          label={{ vi: "Ai làm", en: "By whom" }}
          options={STEP_ROLES.map((role) => ({ value: role, label: ROLE_WORDS[role] }))}
          value={typed("role", step?.role ?? "specialist")}
          error={beside.role}
        />
        <TextField
          name="share"
          label={{ vi: "Phần thời hạn, %", en: "Share of the time, %" }}
          hint={{
            vi: "Phần của toàn bộ thời hạn giải quyết. 0: làm xong trong ngày.",
            en: "Of the whole time limit. 0: done on the same day.",
          }}
          value={typed("share", String(step?.share ?? 0).replace(".", ","))}
          inputMode="decimal"
          size={6}
          error={beside.share}
        />
        <Checkboxes
          name="signs"
          label={{ vi: "Kết quả", en: "The result" }}
          options={[
            { value: "yes", label: { vi: "Ký kết quả ở bước này", en: "It is signed at this step" } },
          ]}
          values={signs ? ["yes"] : []}
          error={beside.signs}
          optional
        />
        <Actions>
          <Button kind="primary">
            {step
              ? text({ vi: "Lưu bước", en: "Save the step" })
              : text({ vi: "Thêm bước", en: "Add the step" })}
          </Button>
          <LinkButton href={`/workflows/${workflow.code}`} kind="quiet">
            {text({ vi: "Thôi", en: "Cancel" })}
          </LinkButton>
        </Actions>
      </Form>
    </>
  );
}
