import type { House } from "../../../../core/system.ts";
import { transact, uuidv7 } from "../../../../core/transaction/index.ts";
import { PROVINCE_WORKFLOWS, type WrittenWorkflow } from "../../../../province/workflows/index.ts";
import { checkWorkflow } from "./check-workflow.ts";
import { type WorkflowDefinition, workflowDefinition } from "./definition.ts";

const BY = "Dữ liệu của tỉnh";

/**
 * The workflows of the province's data; what is there already is left alone: its editors have the say.
 *
 * @throws Error when the data are wrong
 */
export async function seedWorkflows(house: House): Promise<void> {
  const known = await house.database.queries.selectFrom("public_services.workflow").select("code").execute();
  const missing = PROVINCE_WORKFLOWS.filter(({ code }) => !known.some((each) => each.code === code));
  if (missing.length === 0) return;
  await transact(house, { actor: { kind: "system", name: "workflows" } }, async (tx) => {
    for (const written of missing) {
      const id = uuidv7(tx.now);
      const { code, name } = written;
      const made = await tx.queries
        .insertInto("public_services.workflow")
        .values({ code, name, published_id: id, changed_at: tx.now, changed_by: BY })
        .onConflict((conflict) => conflict.doNothing())
        .returning("code")
        .executeTakeFirst();
      if (!made) continue;
      await tx.queries
        .insertInto("public_services.workflow_version")
        .values({
          id,
          code,
          number: 1,
          definition: JSON.stringify(soundDefinition(written)),
          published_at: tx.now,
          published_by: BY,
        })
        .execute();
    }
    tx.record({
      action: "workflows.seed",
      objectKind: "workflow",
      objectId: "province",
      data: { workflows: missing.map(({ code }) => code) },
    });
  });
}

function soundDefinition(written: WrittenWorkflow): WorkflowDefinition {
  const definition = definitionOf(written);
  const [problem] = checkWorkflow(definition);
  if (problem) throw new Error(`workflow ${written.code}: ${problem.sentence.en}`);
  return definition;
}

/** The written form as the house keeps it. @throws ZodError when the data are wrong */
export function definitionOf({ steps, edges }: WrittenWorkflow): WorkflowDefinition {
  return workflowDefinition.parse({
    steps: steps.map(([key, name, state, place, role, share, more = {}]) => ({
      key,
      name,
      state,
      place,
      role,
      share,
      ...more,
    })),
    edges: edges.map(([from, to, name, back]) => ({ from, to, name, back: back === "back" })),
  });
}
