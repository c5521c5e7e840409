import { sql } from "kysely";
import type { Queries } from "../../../../core/database/index.ts";
import { FormRefusal, Refusal, type Sentence } from "../../../../core/errors.ts";
import { DOSSIER_STATES, FINAL_STATES } from "../states.ts";
import "../tables.ts";
import type { WorkflowDefinition, WorkflowStep } from "./definition.ts";
import { getEditedWorkflow, type WorkflowVersion } from "./find-workflows.ts";

/** States of dossiers that are not at their end. */
export const RUNNING_STATES: readonly number[] = DOSSIER_STATES.filter(
  (state) => !FINAL_STATES.includes(state),
);

/** The running dossiers that stand at one step of an older version. */
export interface StepInUse {
  /** Name of its field in the form of the plan. */
  readonly field: string;
  readonly versionId: string;
  readonly number: number;
  /** Null: not accepted yet, they stand at no step. */
  readonly stepKey: string | null;
  readonly name: Sentence;
  readonly dossiers: number;
  /** Those of them that stay in any case: a leader could not take their result back in the newest version. */
  readonly held: number;
  /** Steps of the newest version with the same outer state. */
  readonly choices: readonly WorkflowStep[];
  /** What is proposed: a key of `choices`, MOVE or STAY. */
  readonly proposed: string;
}

/** What stands where, and what each place may become. */
export interface MigrationPlan {
  readonly code: string;
  readonly name: string;
  /** The version in use, which dossiers come to. */
  readonly target: WorkflowVersion;
  /** The oldest version first. */
  readonly uses: readonly StepInUse[];
}

/** Answers that are no step; keys of steps never look like these. */
export const STAY = "-";
export const MOVE = "+";

/** One decision of a plan: the dossiers at a step of a version go to a step of the newest. */
export interface StepMove {
  readonly versionId: string;
  readonly number: number;
  readonly stepKey: string | null;
  readonly to: WorkflowStep | null;
}

/**
 * Counts where the running dossiers of the older versions of a workflow stand.
 * @throws Refusal 404; 409 `workflows.never-published`
 */
export async function migrationPlan(queries: Queries, code: string): Promise<MigrationPlan> {
  const { name, published: target } = await getEditedWorkflow(queries, code);
  if (!target) {
    throw new Refusal("workflows.never-published", 409, {
      vi: "Quy trình chưa được công bố nên chưa có phiên bản nào để chuyển đến.",
      en: "The workflow has never been published: there is no version to move to.",
    });
  }
  const { rows } = await sql<Counted>`
    select v.id, v.number, v.definition, d.step_key as key, f.from_step as recalled, count(*)::int as dossiers
      from public_services.workflow_version v
      join public_services.dossier d on d.workflow_version_id = v.id and d.state in (1, 2, 4, 5, 6, 9)
      left join lateral (
        select t.from_step from public_services.dossier_trace t
         where d.state = 9 and t.dossier_id = d.id and t.action = 'finish' and t.from_step is not null
         order by t.id desc limit 1) f on true
     where v.code = ${code} and v.id <> ${target.id}::uuid
     group by v.id, v.number, v.definition, d.step_key, f.from_step
     order by v.number, d.step_key nulls first`.execute(queries);
  return { code, name, target, uses: usesOf(rows, target.definition) };
}

interface Counted {
  readonly id: string;
  readonly number: number;
  readonly definition: WorkflowDefinition;
  readonly key: string | null;
  /** The step a result came to the counter from. */
  readonly recalled: string | null;
  readonly dossiers: number;
}

function usesOf(rows: readonly Counted[], target: WorkflowDefinition): readonly StepInUse[] {
  const places = Map.groupBy(rows, ({ number, key }) => fieldOf(number, key));
  return [...places].flatMap(([field, inside]): StepInUse[] => {
    const [any] = inside;
    if (!any) return [];
    const step = any.definition.steps.find(({ key }) => key === any.key);
    const choices = step ? target.steps.filter(({ state }) => state === step.state) : [];
    const sum = (counted: readonly Counted[]) => counted.reduce((total, { dossiers }) => total + dossiers, 0);
    return [
      {
        field,
        versionId: any.id,
        number: any.number,
        stepKey: any.key,
        name: step
          ? { vi: step.name, en: step.name }
          : { vi: any.key ?? "Chưa tiếp nhận", en: any.key ?? "Not accepted yet" },
        dossiers: sum(inside),
        held: sum(inside.filter(({ recalled }) => recalled !== null && !canRecall(target, recalled))),
        choices,
        proposed:
          any.key === null ? MOVE : (choices.find(({ key }) => key === any.key)?.key ?? lone(choices) ?? ""),
      },
    ];
  });
}

/** A result at the counter is taken back to the step it came from: that step must be there. */
export function canRecall({ steps }: WorkflowDefinition, key: string): boolean {
  return steps.some((step) => step.key === key && step.state === 4);
}

/** A single choice is proposed, several are asked for. */
function lone(choices: readonly WorkflowStep[]): string | undefined {
  return choices.length === 1 ? choices[0]?.key : undefined;
}

function fieldOf(number: number, key: string | null): string {
  return `to-${number}-${key ?? ""}`;
}

/**
 * Reads what somebody decided for every step in use. A decision is a step of the same outer state, or to stay.
 *
 * @param answer the value sent for a field
 * @returns what moves; what stays is left out
 * @throws FormRefusal beside each step without a usable decision
 */
export function decideMoves(plan: MigrationPlan, answer: (field: string) => string): readonly StepMove[] {
  const problems: Record<string, Sentence> = {};
  const moves: StepMove[] = [];
  for (const { field, versionId, number, stepKey, choices, name } of plan.uses) {
    const decided = answer(field);
    if (decided === STAY) continue;
    const to = choices.find(({ key }) => key === decided) ?? null;
    if (to !== null || (stepKey === null && decided === MOVE)) {
      moves.push({ versionId, number, stepKey, to });
      continue;
    }
    problems[field] = {
      vi: `Chọn bước mới cho “${name.vi}” (cùng trạng thái hồ sơ), hoặc chọn ở lại phiên bản ${number}.`,
      en: `Choose the new step for “${name.en}” (of the same outer state), or to stay on version ${number}.`,
    };
  }
  if (Object.keys(problems).length > 0) throw new FormRefusal(problems);
  return moves;
}
