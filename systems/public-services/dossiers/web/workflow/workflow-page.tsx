import { randomUUID } from "node:crypto";
import type { Context } from "hono";
import { assertMay, may } from "../../../../../core/access/index.ts";
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
  Card,
  ErrorSummary,
  Form,
  LinkButton,
  Notice,
  StateChip,
  TextField,
  useText,
} from "../../../../../core/ui/index.ts";
import { checkWorkflow, type WorkflowProblem } from "../../workflow/check-workflow.ts";
import { moveStep, removeStep, removeWay } from "../../workflow/edit-definition.ts";
import { type EditedWorkflow, getEditedWorkflow, nextSteps } from "../../workflow/find-workflows.ts";
import { mayPublishWorkflow, mayReadWorkflows, mayWriteWorkflow } from "../../workflow/permissions.ts";
import { saveWorking } from "../../workflow/save-working.ts";
import { receivingLevels } from "../../workflow/walk-workflow.ts";
import { PLACE_WORDS, placeWords, ROLE_WORDS, shareWords } from "../../workflow/words.ts";
import { WorkflowDrawing } from "./draw-workflow.tsx";
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
import { WORKFLOW_STATE_WORDS } from "./words.ts";

/** GET /workflows/:code: the drawing, what is wrong with it, its steps and ways. */
export async function workflowPage(c: Context<HttpEnv>): Promise<Response> {
  return await answerWorkflow(c, FRESH);
}

/** POST /workflows/:code: `do` is `name`, `step-up:<key>`, `step-down:<key>`, `step-remove:<key>` or `way-remove:<from>:<to>`. */
export async function workflowPost(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  const code = codeOf(c);
  const form = await readForm(c);
  const [act = "", key = "", to = ""] = value(form, "do").split(":");
  try {
    await transact(c.var.house, { actor, ...requestIdOf(form) }, async (tx) => {
      await saveWorking(tx, actor, code, seenOf(form), ({ definition }) => {
        switch (act) {
          case "step-up":
            return { definition: moveStep(definition, key, -1) };
          case "step-down":
            return { definition: moveStep(definition, key, 1) };
          case "step-remove":
            return { definition: removeStep(definition, key) };
          case "way-remove":
            return { definition: removeWay(definition, key, to) };
          default:
            return { name: value(form, "name") };
        }
      });
      return true;
    });
  } catch (error) {
    return await answerWorkflow(c, refused(error, form));
  }
  return redirectTo(c, `/workflows/${code}${act === "name" ? "" : "#steps"}`);
}

async function answerWorkflow(c: Context<HttpEnv>, answered: Answered): Promise<Response> {
  const { actor } = requireSession(c);
  assertMay(actor, mayReadWorkflows, undefined);
  const workflow = await getEditedWorkflow(c.var.house.database.queries, codeOf(c));
  const keepers = await keepersToday(c);
  const state = !workflow.published ? "unpublished" : workflow.changed ? "changed" : "published";
  return await answerPage(
    c,
    {
      title: workflow.name,
      lead: { vi: `Mã ${workflow.code}`, en: `Code ${workflow.code}` },
      crumbs: [WORKFLOWS_CRUMB],
      actions: <StateChip {...WORKFLOW_STATE_WORDS[state]} />,
      children: (
        <WorkflowView
          {...answered}
          workflow={workflow}
          problems={checkWorkflow(workflow.definition)}
          write={may(actor, mayWriteWorkflow, keepers)}
          publish={may(actor, mayPublishWorkflow, keepers)}
        />
      ),
    },
    answered.status,
  );
}

interface ViewProps extends Answered {
  readonly workflow: EditedWorkflow;
  readonly problems: readonly WorkflowProblem[];
  readonly write: boolean;
  readonly publish: boolean;
}

function WorkflowView(props: ViewProps) {
  const text = useText();
  const { workflow, problems, write, publish, errors, form } = props;
  const path = `/workflows/${workflow.code}`;
  const levels = receivingLevels(workflow.definition);
  return (
    <>
      <ErrorSummary errors={errors} />
      <Problems path={path} problems={problems} />
      <Actions>
        {publish && workflow.changed && (
          <LinkButton href={`${path}/publish`} kind="primary">
            {text({ vi: "Xem thay đổi và công bố", en: "See the changes and publish" })}
          </LinkButton>
        )}
        <LinkButton href={`${path}/versions`}>{text({ vi: "Các phiên bản", en: "Versions" })}</LinkButton>
        {publish && workflow.published && (
          <LinkButton href={`${path}/migrate`}>
            {text({ vi: "Chuyển hồ sơ đang chạy", en: "Move running dossiers" })}
          </LinkButton>
        )}
      </Actions>
      <Card
        title={
          workflow.changed
            ? { vi: "Bản đang soạn", en: "As it is being written" }
            : { vi: "Quy trình", en: "The workflow" }
        }
      >
        {levels.length > 0 && levels.length < 3 && (
          <p class="field-hint">
            {text({ vi: "Dùng được cho hồ sơ nhận ở: ", en: "For dossiers received at: " })}
            {levels.map((level) => text(PLACE_WORDS[level])).join(", ")}.
          </p>
        )}
        <WorkflowDrawing definition={workflow.definition} />
      </Card>
      <Outline {...props} path={path} />
      {write && (
        <Card title={{ vi: "Tên quy trình", en: "Name of the workflow" }}>
          <Form action={path} method="post" transactionId={randomUUID()}>
            <input type="hidden" name="seen" value={workflow.seen} />
            <TextField
              name="name"
              label={{ vi: "Tên, đổi ngay cho mọi phiên bản", en: "Name, at once for every version" }}
              value={form?.fields.has("name") ? value(form, "name") : workflow.name}
              error={errors.name}
            />
            <Actions>
              <Button name="do" value="name">
                {text({ vi: "Đổi tên", en: "Rename" })}
              </Button>
            </Actions>
          </Form>
        </Card>
      )}
    </>
  );
}

/** What keeps it from being published, each line leading to its place. */
export function Problems({
  path,
  problems,
}: {
  readonly path: string;
  readonly problems: readonly WorkflowProblem[];
}) {
  const text = useText();
  if (problems.length === 0) return null;
  return (
    <Notice tone="attention" title={{ vi: "Chưa công bố được: cần sửa", en: "Not ready to be published" }}>
      <ul>
        {problems.map(({ at, sentence }) => (
          <li key={sentence.vi}>
            {at.kind === "workflow" ? (
              text(sentence)
            ) : (
              <a href={at.kind === "step" ? `${path}/steps/${at.key}` : `${path}/ways/${at.from}/${at.to}`}>
                {text(sentence)}
              </a>
            )}
          </li>
        ))}
      </ul>
    </Notice>
  );
}

function Outline({ workflow, write, path }: ViewProps & { readonly path: string }) {
  const text = useText();
  const { steps } = workflow.definition;
  return (
    <Card title={{ vi: "Các bước và lối đi", en: "Steps and ways" }}>
      <Form action={path} method="post" id="steps">
        <input type="hidden" name="seen" value={workflow.seen} />
        <ol class="form-outline">
          {steps.map((step, index) => (
            <li key={step.key} id={`step-${step.key}`}>
              <div class="form-outline-head">
                <div>
                  <h3>
                    {index + 1}. {write ? <a href={`${path}/steps/${step.key}`}>{step.name}</a> : step.name}
                  </h3>
                  <p class="field-hint">
                    {[
                      text({ vi: `trạng thái ${step.state}`, en: `state ${step.state}` }),
                      text(placeWords(step)),
                      text(ROLE_WORDS[step.role]),
                      text(shareWords(step.share)),
                      ...(step.signs ? [text({ vi: "ký kết quả", en: "signs the result" })] : []),
                    ].join(" · ")}
                  </p>
                </div>
                {write && (
                  <StepButtons
                    name={step.name}
                    of={step.key}
                    first={index === 0}
                    last={index === steps.length - 1}
                  />
                )}
              </div>
              {nextSteps(workflow.definition, step.key).map((way) => (
                <div class="form-outline-row" key={way.to}>
                  <p>
                    {way.back ? "↩ " : "→ "}
                    {write ? <a href={`${path}/ways/${way.from}/${way.to}`}>{way.name}</a> : way.name}
                    {": "}
                    {steps.find(({ key }) => key === way.to)?.name ?? way.to}
                  </p>
                  {write && (
                    <Button kind="quiet" name="do" value={`way-remove:${way.from}:${way.to}`}>
                      {text({ vi: "Bỏ lối", en: "Remove" })}
                      <span class="visually-hidden"> {way.name}</span>
                    </Button>
                  )}
                </div>
              ))}
            </li>
          ))}
        </ol>
      </Form>
      {write && (
        <Actions>
          <LinkButton href={`${path}/new-step`} icon="plus">
            {text({ vi: "Thêm bước", en: "Add a step" })}
          </LinkButton>
          <LinkButton href={`${path}/new-way`} icon="plus">
            {text({ vi: "Thêm lối đi", en: "Add a way" })}
          </LinkButton>
        </Actions>
      )}
    </Card>
  );
}

function StepButtons(props: {
  readonly of: string;
  readonly name: string;
  readonly first: boolean;
  readonly last: boolean;
}) {
  const text = useText();
  const hidden = <span class="visually-hidden"> {props.name}</span>;
  return (
    <div class="form-outline-acts">
      {!props.first && (
        <Button kind="quiet" name="do" value={`step-up:${props.of}`}>
          {text({ vi: "Lên", en: "Up" })}
          {hidden}
        </Button>
      )}
      {!props.last && (
        <Button kind="quiet" name="do" value={`step-down:${props.of}`}>
          {text({ vi: "Xuống", en: "Down" })}
          {hidden}
        </Button>
      )}
      <Button kind="quiet" name="do" value={`step-remove:${props.of}`}>
        {text({ vi: "Bỏ bước", en: "Remove" })}
        {hidden}
      </Button>
    </div>
  );
}
