import { assertMay } from "../../../../core/access/index.ts";
import { changedMeanwhile, Refusal } from "../../../../core/errors.ts";
import { fold } from "../../../../core/search/index.ts";
import type { PersonActor, Transaction } from "../../../../core/transaction/index.ts";
import { say } from "../../../../core/ui/language.ts";
import { type FormDefinition, formDefinition } from "../definition/definition.ts";
import { asksTheSame } from "../definition/standard-pages.ts";
import { mayEditForm } from "../permissions.ts";
import { formVersion, getEditedForm } from "./find-forms.ts";

/**
 * Changes what is being written of a form. The version in use stays as it is until the change is published.
 *
 * @param seen number of the working definition the person looked at
 * @throws Refusal `conflict` when somebody changed it since
 */
export async function changeForm(
  tx: Transaction,
  actor: PersonActor,
  code: string,
  seen: number,
  change: (definition: FormDefinition) => FormDefinition,
): Promise<FormDefinition> {
  const form = await getEditedForm(tx.queries, code, { lock: true });
  assertMay(actor, mayEditForm, form);
  if (form.workingVersion !== seen) throw changedMeanwhile();
  const next = formDefinition.parse({ ...change(form.definition), code });
  const published = form.publishedId === null ? undefined : await formVersion(tx.queries, form.publishedId);
  const same = published !== undefined && asksTheSame(published.definition, next);
  await tx.queries
    .updateTable("public_services.form")
    .set({
      working: same ? null : JSON.stringify(next),
      working_version: form.workingVersion + 1,
      ...titleColumns(next),
      changed_at: tx.now,
      changed_by: actor.fullName,
    })
    .where("code", "=", code)
    .execute();
  tx.record({ action: "forms.change", objectKind: "form", objectId: code, data: { version: seen + 1 } });
  return next;
}

/** Throws away what was written since the version in use. */
export async function discardChanges(
  tx: Transaction,
  actor: PersonActor,
  code: string,
  seen: number,
): Promise<void> {
  const form = await getEditedForm(tx.queries, code, { lock: true });
  assertMay(actor, mayEditForm, form);
  if (form.workingVersion !== seen) throw changedMeanwhile();
  if (form.publishedId === null) {
    throw new Refusal("forms.never-published", 409, {
      vi: "Biểu mẫu này chưa có phiên bản nào đang dùng để quay về.",
      en: "There is no version in use to go back to.",
    });
  }
  const published = await formVersion(tx.queries, form.publishedId);
  await tx.queries
    .updateTable("public_services.form")
    .set({
      working: null,
      working_version: form.workingVersion + 1,
      ...titleColumns(published.definition),
      changed_at: tx.now,
      changed_by: actor.fullName,
    })
    .where("code", "=", code)
    .execute();
  tx.record({ action: "forms.discard", objectKind: "form", objectId: code });
}

/** What the list of forms keeps of a definition. */
export function titleColumns(definition: FormDefinition): {
  readonly title: string;
  readonly search: string;
} {
  const title = say("vi", definition.title);
  return {
    title,
    search: fold([definition.code, title, say("en", definition.title), ...definition.procedures].join(" ")),
  };
}
