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
  Card,
  ErrorSummary,
  Form,
  LinkButton,
  TextArea,
  useText,
} from "../../../../../core/ui/index.ts";
import { checkWorkflow } from "../../workflow/check-workflow.ts";
import { differenceOf } from "../../workflow/difference.ts";
import { type EditedWorkflow, getEditedWorkflow } from "../../workflow/find-workflows.ts";
import { mayPublishWorkflow } from "../../workflow/permissions.ts";
import { publishWorkflow } from "../../workflow/publish-workflow.ts";
import { discardWorking } from "../../workflow/save-working.ts";
import { Differences } from "./differences.tsx";
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
import { Problems } from "./workflow-page.tsx";

/** GET /workflows/:code/publish: what differs from the version in use, before it takes its place. */
export async function publishPage(c: Context<HttpEnv>): Promise<Response> {
  return await answerPublish(c, FRESH);
}

/** POST /workflows/:code/publish: `do` is `publish` or `discard`. */
export async function publishPost(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  const code = codeOf(c);
  const form = await readForm(c);
  const seen = seenOf(form);
  try {
    const number = await transact(c.var.house, { actor, ...requestIdOf(form) }, async (tx) => {
      if (value(form, "do") === "publish")
        return (await publishWorkflow(tx, actor, { code, seen, note: value(form, "note") })).number;
      await discardWorking(tx, actor, code, seen);
      return 0;
    });
    return redirectTo(c, `/workflows/${code}`, {
      tone: "good",
      message:
        number > 0
          ? {
              vi: `Đã công bố phiên bản ${number}. Hồ sơ mới đi theo ngay; hồ sơ đang chạy giữ phiên bản cũ đến khi được chuyển.`,
              en: `Version ${number} is published. New dossiers follow it at once; those under way keep theirs until they are moved.`,
            }
          : { vi: "Đã bỏ các thay đổi chưa công bố.", en: "The unpublished changes are gone." },
    });
  } catch (error) {
    return await answerPublish(c, refused(error, form));
  }
}

async function answerPublish(c: Context<HttpEnv>, answered: Answered): Promise<Response> {
  const { actor } = requireSession(c);
  assertMay(actor, mayPublishWorkflow, await keepersToday(c));
  const workflow = await getEditedWorkflow(c.var.house.database.queries, codeOf(c));
  return await answerPage(
    c,
    {
      title: { vi: "Công bố quy trình", en: "Publish the workflow" },
      crumbs: [WORKFLOWS_CRUMB, { href: `/workflows/${workflow.code}`, label: workflow.name }],
      width: "narrow",
      children: <Publish {...answered} workflow={workflow} />,
    },
    answered.status,
  );
}

function Publish({ workflow, errors, form }: Answered & { readonly workflow: EditedWorkflow }) {
  const text = useText();
  const path = `/workflows/${workflow.code}`;
  const problems = checkWorkflow(workflow.definition);
  return (
    <>
      <ErrorSummary errors={errors} />
      <Problems path={path} problems={problems} />
      {workflow.published ? (
        <Card
          title={{
            vi: `Khác phiên bản ${workflow.published.number} đang dùng`,
            en: `Differs from version ${workflow.published.number}, which is in use`,
          }}
        >
          <Differences differences={differenceOf(workflow.published.definition, workflow.definition)} />
        </Card>
      ) : (
        <p>
          {text({
            vi: "Quy trình này chưa được dùng. Công bố xong, thủ tục nêu mã của nó nhận hồ sơ theo quy trình này.",
            en: "This workflow is not in use. Once published, procedures that name it receive dossiers under it.",
          })}
        </p>
      )}
      {!workflow.changed && (
        <LinkButton href={path}>{text({ vi: "Quay lại quy trình", en: "Back to the workflow" })}</LinkButton>
      )}
      {workflow.changed && (
        <Form
          action={`${path}/publish`}
          method="post"
          transactionId={(form && value(form, "transactionId")) || randomUUID()}
        >
          <input type="hidden" name="seen" value={workflow.seen} />
          <TextArea
            name="note"
            label={{ vi: "Sửa gì, theo văn bản nào", en: "What changed, by which decision" }}
            value={form ? value(form, "note") : ""}
            error={errors.note}
          />
          <Actions>
            {problems.length === 0 && (
              <Button kind="primary" name="do" value="publish">
                {text({ vi: "Công bố", en: "Publish" })}
              </Button>
            )}
            {workflow.published && (
              <Button kind="danger" name="do" value="discard">
                {text({ vi: "Bỏ mọi thay đổi này", en: "Discard these changes" })}
              </Button>
            )}
            <LinkButton href={path} kind="quiet">
              {text({ vi: "Quay lại", en: "Back" })}
            </LinkButton>
          </Actions>
        </Form>
      )}
    </>
  );
}
