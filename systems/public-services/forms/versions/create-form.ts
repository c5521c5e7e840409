import { assertMay } from "../../../../core/access/index.ts";
import { Refusal } from "../../../../core/errors.ts";
import type { PersonActor, Transaction } from "../../../../core/transaction/index.ts";
import type { FormDefinition } from "../definition/definition.ts";
import { mayEditForm } from "../permissions.ts";
import { titleColumns } from "./change-form.ts";

/**
 * Begins a form that the actor's organisation looks after. It is used by nobody until it is published.
 *
 * @throws Refusal `forms.code-taken` beside the field `code`
 */
export async function createForm(
  tx: Transaction,
  actor: PersonActor,
  definition: FormDefinition,
): Promise<{ readonly code: string }> {
  assertMay(actor, mayEditForm, { ownerId: actor.organisationId });
  const made = await tx.queries
    .insertInto("public_services.form")
    .values({
      code: definition.code,
      owner_id: actor.organisationId,
      ...titleColumns(definition),
      working: JSON.stringify(definition),
      changed_at: tx.now,
      changed_by: actor.fullName,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning("code")
    .executeTakeFirst();
  if (!made) {
    throw new Refusal(
      "forms.code-taken",
      422,
      {
        vi: `Đã có biểu mẫu mã “${definition.code}”. Chọn mã khác, hoặc mở biểu mẫu đó để sửa.`,
        en: `There is a form “${definition.code}” already. Choose another code, or change that form.`,
      },
      "code",
    );
  }
  tx.record({ action: "forms.create", objectKind: "form", objectId: definition.code });
  return made;
}
