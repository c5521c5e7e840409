import type { Context } from "hono";
import { assertMay } from "../../../../../core/access/index.ts";
import { notFound } from "../../../../../core/errors.ts";
import { answerPage, type HttpEnv, requireSession } from "../../../../../core/http/index.ts";
import { Card, formatDateTime, formatNumber, StateChip, useText } from "../../../../../core/ui/index.ts";
import { differenceOf } from "../../workflow/difference.ts";
import {
  type EditedWorkflow,
  getEditedWorkflow,
  versionsOfWorkflow,
  type WorkflowVersionLine,
} from "../../workflow/find-workflows.ts";
import { mayReadWorkflows } from "../../workflow/permissions.ts";
import { Differences } from "./differences.tsx";
import { WorkflowDrawing } from "./draw-workflow.tsx";
import { codeOf, WORKFLOWS_CRUMB } from "./request.ts";

/** GET /workflows/:code/versions */
export async function versionsPage(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  assertMay(actor, mayReadWorkflows, undefined);
  const { queries } = c.var.house.database;
  const workflow = await getEditedWorkflow(queries, codeOf(c));
  const versions = await versionsOfWorkflow(queries, workflow.code);
  return await answerPage(c, {
    title: { vi: "Các phiên bản", en: "Versions" },
    crumbs: [WORKFLOWS_CRUMB, { href: `/workflows/${workflow.code}`, label: workflow.name }],
    children: <Versions workflow={workflow} versions={versions} />,
  });
}

/** GET /workflows/:code/versions/:number: the drawing, and what the version changed from the one before it. */
export async function versionPage(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  assertMay(actor, mayReadWorkflows, undefined);
  const { queries } = c.var.house.database;
  const workflow = await getEditedWorkflow(queries, codeOf(c));
  const versions = await versionsOfWorkflow(queries, workflow.code);
  const at = versions.findIndex(({ number }) => String(number) === c.req.param("number"));
  const [version, before] = [versions[at], versions[at + 1]];
  if (!version) throw notFound();
  return await answerPage(c, {
    title: { vi: `Phiên bản ${version.number}`, en: `Version ${version.number}` },
    lead: version.note,
    crumbs: [
      WORKFLOWS_CRUMB,
      { href: `/workflows/${workflow.code}`, label: workflow.name },
      { href: `/workflows/${workflow.code}/versions`, label: { vi: "Các phiên bản", en: "Versions" } },
    ],
    children: (
      <>
        <Card
          title={
            before
              ? { vi: `Khác phiên bản ${before.number}`, en: `Differs from version ${before.number}` }
              : { vi: "Phiên bản đầu tiên", en: "The first version" }
          }
        >
          {before && <Differences differences={differenceOf(before.definition, version.definition)} />}
        </Card>
        <WorkflowDrawing definition={version.definition} />
      </>
    ),
  });
}

function Versions(props: {
  readonly workflow: EditedWorkflow;
  readonly versions: readonly WorkflowVersionLine[];
}) {
  const text = useText();
  const { workflow, versions } = props;
  if (versions.length === 0) {
    return (
      <p>
        {text({ vi: "Quy trình chưa được công bố lần nào.", en: "The workflow has never been published." })}
      </p>
    );
  }
  return (
    <>
      {versions.map((version) => (
        <div class="form-outline-row" key={version.id}>
          <div>
            <p>
              <a href={`/workflows/${workflow.code}/versions/${version.number}`}>
                {text({ vi: `Phiên bản ${version.number}`, en: `Version ${version.number}` })}
              </a>
              {` · ${formatDateTime(version.publishedAt)} · ${version.publishedBy}`}
            </p>
            {version.note && <p class="field-hint">{version.note}</p>}
          </div>
          <p>
            {version.id === workflow.published?.id && (
              <StateChip tone="good" label={{ vi: "Đang dùng", en: "In use" }} />
            )}{" "}
            {text({
              vi: `${formatNumber(version.running)} hồ sơ đang chạy`,
              en: `${formatNumber(version.running)} running dossiers`,
            })}
          </p>
        </div>
      ))}
    </>
  );
}
