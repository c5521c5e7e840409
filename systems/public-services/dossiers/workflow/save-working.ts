import { assertMay } from "../../../../core/access/index.ts";
import { localDateOf } from "../../../../core/calendar/index.ts";
import { changedMeanwhile, FormRefusal, Refusal } from "../../../../core/errors.ts";
import type { PersonActor, Transaction } from "../../../../core/transaction/index.ts";
import { keepersOn } from "../../catalogue/index.ts";
import "../tables.ts";
import "./audit-words.ts";
import { type WorkflowDefinition, workflowDefinition } from "./definition.ts";
import { type EditedWorkflow, getEditedWorkflow } from "./find-workflows.ts";
import { mayWriteWorkflow } from "./permissions.ts";

/** What a change makes of a workflow: of its steps and ways, and of its name. */
export interface WorkflowChange {
  readonly definition?: WorkflowDefinition;
  readonly name?: string;
}

/**
 * Changes what is being written of a workflow. The version in use stays as it is until the change is published; the name
 * holds at once, for every version. What is half done may be saved: only publishing asks for a sound workflow.
 *
 * @param seen what `EditedWorkflow.seen` was on the person's page
 * @throws AccessDeniedError; FormRefusal on `name`; Refusal 404; 409 when somebody changed it since
 */
export async function saveWorking(
  tx: Transaction,
  actor: PersonActor,
  code: string,
  seen: number,
  change: (present: EditedWorkflow) => WorkflowChange,
): Promise<WorkflowDefinition> {
  const present = await lockForWriting(tx, actor, code, seen);
  const { definition = present.definition, name = present.name } = change(present);
  const next = workflowDefinition.parse(definition);
  const same = present.published !== undefined && isSame(present.published.definition, next);
  await tx.queries
    .updateTable("public_services.workflow")
    .set({
      name: requireName(name),
      working: same ? null : JSON.stringify(next),
      working_version: present.seen + 1,
      changed_at: tx.now,
      changed_by: actor.fullName,
    })
    .where("code", "=", code)
    .execute();
  tx.record({
    action: "workflows.save",
    objectKind: "workflow",
    objectId: code,
    data: { change: present.seen + 1, ...(name === present.name ? {} : { name }) },
  });
  return next;
}

/**
 * Begins a workflow that no dossier follows until it is published.
 *
 * @param input.definition what it begins with
 * @throws AccessDeniedError; FormRefusal on `code`, `name`
 */
export async function createWorkflow(
  tx: Transaction,
  actor: PersonActor,
  input: { readonly code: string; readonly name: string; readonly definition: WorkflowDefinition },
): Promise<{ readonly code: string }> {
  assertMay(actor, mayWriteWorkflow, await keepersOn(tx.queries, localDateOf(tx.now)));
  if (!/^[a-z0-9][a-z0-9-]{1,39}$/.test(input.code)) {
    throw new FormRefusal({
      code: {
        vi: "Mã gồm chữ thường không dấu, số, gạch ngang; ví dụ dat-dai-huyen.",
        en: "Small letters without marks, digits and dashes; for example dat-dai-huyen.",
      },
    });
  }
  const made = await tx.queries
    .insertInto("public_services.workflow")
    .values({
      code: input.code,
      name: requireName(input.name),
      working: JSON.stringify(workflowDefinition.parse(input.definition)),
      changed_at: tx.now,
      changed_by: actor.fullName,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning("code")
    .executeTakeFirst();
  if (!made) {
    throw new FormRefusal({
      code: {
        vi: `Đã có quy trình mã “${input.code}”. Chọn mã khác, hoặc mở quy trình đó để sửa.`,
        en: `There is a workflow “${input.code}” already. Choose another code, or change that one.`,
      },
    });
  }
  tx.record({ action: "workflows.create", objectKind: "workflow", objectId: input.code });
  return made;
}

/**
 * Throws away what was written since the version in use.
 * @throws AccessDeniedError; Refusal 404; 409 when there is no version in use, or somebody was quicker
 */
export async function discardWorking(
  tx: Transaction,
  actor: PersonActor,
  code: string,
  seen: number,
): Promise<void> {
  const present = await lockForWriting(tx, actor, code, seen);
  if (!present.published) {
    throw new Refusal("workflows.never-published", 409, {
      vi: "Quy trình này chưa có phiên bản nào đang dùng để quay về.",
      en: "There is no version in use to go back to.",
    });
  }
  await tx.queries
    .updateTable("public_services.workflow")
    .set({
      working: null,
      working_version: present.seen + 1,
      changed_at: tx.now,
      changed_by: actor.fullName,
    })
    .where("code", "=", code)
    .execute();
  tx.record({ action: "workflows.discard", objectKind: "workflow", objectId: code });
}

/** Whether two definitions say the same, whatever the order of their properties. */
export function isSame(before: WorkflowDefinition, after: WorkflowDefinition): boolean {
  const plain = (definition: WorkflowDefinition) => JSON.stringify(workflowDefinition.parse(definition));
  return plain(before) === plain(after);
}

async function lockForWriting(
  tx: Transaction,
  actor: PersonActor,
  code: string,
  seen: number,
): Promise<EditedWorkflow> {
  assertMay(actor, mayWriteWorkflow, await keepersOn(tx.queries, localDateOf(tx.now)));
  const present = await getEditedWorkflow(tx.queries, code, { lock: true });
  if (present.seen !== seen) throw changedMeanwhile();
  return present;
}

function requireName(typed: string): string {
  const name = typed.trim();
  if (name.length >= 3 && name.length <= 200) return name;
  throw new FormRefusal({
    name: {
      vi: "Đặt tên quy trình, từ 3 đến 200 ký tự.",
      en: "Name the workflow, in 3 to 200 characters.",
    },
  });
}
