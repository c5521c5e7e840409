import { loadCalendar, localDateOf } from "../../../core/calendar/index.ts";
import type { Queries } from "../../../core/database/index.ts";
import {
  findOrganisation,
  type Organisation,
  organisationTree,
  unitsOf,
} from "../../../core/directory/index.ts";
import { Refusal } from "../../../core/errors.ts";
import { fold } from "../../../core/search/index.ts";
import { stepEnds } from "./clock.ts";
import type { DossierRow } from "./dossier.ts";
import { type WorkflowStep, workflowVersion } from "./workflow/index.ts";

/** Where a step is done: the body, and its inner unit when the step names one. */
export interface StepPlacement {
  readonly organisationId: string;
  readonly organisationName: string;
  readonly unitId: string | null;
}

/**
 * Finds the body and unit of a step, seen from the body that received the dossier: itself, or the one above it of the
 * named level; in it the department, which is an inner unit, or a body of its own below it (a provincial department).
 *
 * @throws Refusal 409 when the directory has no such body on that day
 */
export async function placeStep(
  queries: Queries,
  step: Pick<WorkflowStep, "place" | "department" | "name">,
  receiverId: string,
  now: Date,
): Promise<StepPlacement> {
  const day = localDateOf(now);
  const body =
    step.place === "receiver"
      ? await findOrganisation(queries, receiverId, day)
      : await above(queries, receiverId, step.place, day);
  if (!body) throw noSuchPlace(step.name);
  if (step.department === "") return { organisationId: body.id, organisationName: body.name, unitId: null };
  const wanted = fold(step.department);
  const unit = (await unitsOf(queries, body.id, day)).find(({ name }) => fold(name) === wanted);
  if (unit) return { organisationId: body.id, organisationName: body.name, unitId: unit.id };
  const [root] = await organisationTree(queries, day, { root: body.id });
  const below = root?.children.find(({ name }) => fold(name) === wanted);
  if (below) return { organisationId: below.id, organisationName: below.name, unitId: null };
  // A body without that department does the work itself: small communes have no inner units.
  return { organisationId: body.id, organisationName: body.name, unitId: null };
}

async function above(
  queries: Queries,
  id: string,
  kind: "commune" | "district" | "province",
  day: string,
): Promise<Organisation | undefined> {
  const seen = new Set<string>();
  for (let next: string | null = id; next !== null && !seen.has(next); ) {
    const body: Organisation | undefined = await findOrganisation(queries, next, day);
    if (!body || body.kind === kind) return body;
    seen.add(next);
    next = body.parentId;
  }
  return undefined;
}

function noSuchPlace(name: string): Refusal {
  return new Refusal("dossiers.no-place", 409, {
    vi: `Không tìm thấy cơ quan thực hiện bước “${name}”. Hãy báo quản trị viên kiểm tra quy trình và danh mục cơ quan.`,
    en: `No body is found for the step “${name}”. Ask an administrator to look at the workflow and the directory.`,
  });
}

/** The columns of a dossier that comes to a step now. */
export async function atStep(
  queries: Queries,
  row: Pick<DossierRow, "organisation_id" | "received_at" | "due_at">,
  step: WorkflowStep,
  now: Date,
  personId: string | null = null,
) {
  const placement = await placeStep(queries, step, row.organisation_id, now);
  const calendar = await loadCalendar(queries, placement.organisationId);
  return {
    step_key: step.key,
    step_organisation_id: placement.organisationId,
    step_unit_id: placement.unitId,
    step_person_id: personId,
    step_since: now,
    step_due_at: stepEnds(step.share, { accepted: row.received_at ?? now, due: row.due_at }, now, calendar),
  };
}

/** The step a dossier stands at; undefined when it stands at none. */
export async function stepOf(
  queries: Queries,
  row: Pick<DossierRow, "workflow_version_id" | "step_key">,
): Promise<WorkflowStep | undefined> {
  if (row.step_key === null) return undefined;
  const { definition } = await workflowVersion(queries, row.workflow_version_id);
  return definition.steps.find(({ key }) => key === row.step_key);
}
