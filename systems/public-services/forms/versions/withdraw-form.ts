import { assertMay } from "../../../../core/access/index.ts";
import { changedMeanwhile, Refusal } from "../../../../core/errors.ts";
import type { PersonActor, Transaction } from "../../../../core/transaction/index.ts";
import { mayPublishForm } from "../permissions.ts";
import { formVersion, getEditedForm } from "./find-forms.ts";

/**
 * Takes a form out of use: nobody begins with it any more; dossiers and drafts keep their version. What was in use
 * becomes what is being written, so that it can be put right and published again.
 *
 * @throws Refusal `forms.not-published`, `forms.reason-missing` beside `reason`, `conflict`
 */
export async function withdrawForm(
  tx: Transaction,
  actor: PersonActor,
  input: { readonly code: string; readonly seen: number; readonly reason: string },
): Promise<void> {
  const form = await getEditedForm(tx.queries, input.code, { lock: true });
  assertMay(actor, mayPublishForm, form);
  if (form.workingVersion !== input.seen) throw changedMeanwhile();
  if (form.publishedId === null) {
    throw new Refusal("forms.not-published", 409, {
      vi: "Biểu mẫu này không có phiên bản nào đang dùng.",
      en: "No version of this form is in use.",
    });
  }
  if (input.reason.trim() === "") {
    throw new Refusal(
      "forms.reason-missing",
      422,
      { vi: "Ghi lý do ngừng dùng để người khác hiểu.", en: "Say why, so that others understand." },
      "reason",
    );
  }
  const version = await formVersion(tx.queries, form.publishedId);
  await tx.queries
    .updateTable("public_services.form_version")
    .set({ withdrawn_at: tx.now, withdrawn_by: actor.fullName, withdrawn_reason: input.reason.trim() })
    .where("id", "=", version.id)
    .execute();
  await tx.queries
    .updateTable("public_services.form")
    .set({
      published_id: null,
      working: JSON.stringify(form.definition),
      working_version: form.workingVersion + 1,
      changed_at: tx.now,
      changed_by: actor.fullName,
    })
    .where("code", "=", input.code)
    .execute();
  await tx.queries.deleteFrom("public_services.form_procedure").where("code", "=", input.code).execute();
  tx.record({
    action: "forms.withdraw",
    objectKind: "form",
    objectId: input.code,
    data: { version: version.id, reason: input.reason.trim() },
  });
}
