import { assertMay } from "../../../../core/access/index.ts";
import { changedMeanwhile, Refusal } from "../../../../core/errors.ts";
import { type PersonActor, type Transaction, uuidv7 } from "../../../../core/transaction/index.ts";
import { checkDefinition } from "../definition/check-definition.ts";
import { checksumOf, type FormDefinition } from "../definition/definition.ts";
import { mayPublishForm } from "../permissions.ts";
import { titleColumns } from "./change-form.ts";
import { getEditedForm } from "./find-forms.ts";

/**
 * Makes what is being written the version in use. Drafts on older versions are brought over when they are next opened.
 *
 * @returns id and number of the new version
 * @throws Refusal `forms.nothing-to-publish`, `forms.has-problems`, `conflict`
 */
export async function publishForm(
  tx: Transaction,
  actor: PersonActor,
  input: { readonly code: string; readonly seen: number; readonly note: string },
): Promise<{ readonly id: string; readonly number: number }> {
  const form = await getEditedForm(tx.queries, input.code, { lock: true });
  assertMay(actor, mayPublishForm, form);
  if (form.workingVersion !== input.seen) throw changedMeanwhile();
  if (!form.changed && form.publishedId !== null) {
    throw new Refusal("forms.nothing-to-publish", 409, {
      vi: "Biểu mẫu không khác phiên bản đang dùng, không có gì để công bố.",
      en: "The form does not differ from the version in use: there is nothing to publish.",
    });
  }
  const [first] = checkDefinition(form.definition).filter(({ hard }) => hard);
  if (first) {
    throw new Refusal("forms.has-problems", 409, {
      vi: `Chưa công bố được: ${first.sentence.vi}`,
      en: `Not published: ${first.sentence.en}`,
    });
  }
  const version = await writeVersion(tx, form.definition, actor.fullName, input.note);
  tx.record({
    action: "forms.publish",
    objectKind: "form",
    objectId: input.code,
    data: { version: version.id, number: version.number },
  });
  return version;
}

/** Writes a version and makes it the one in use; the form's row is locked or new. */
export async function writeVersion(
  tx: Transaction,
  definition: FormDefinition,
  publishedBy: string,
  note: string,
): Promise<{ readonly id: string; readonly number: number }> {
  const { code } = definition;
  const { last } = await tx.queries
    .selectFrom("public_services.form_version")
    .select((select) => select.fn.coalesce(select.fn.max("number"), select.val(0)).as("last"))
    .where("code", "=", code)
    .executeTakeFirstOrThrow();
  const id = uuidv7(tx.now);
  const number = Number(last) + 1;
  await tx.queries
    .insertInto("public_services.form_version")
    .values({
      id,
      code,
      number,
      definition: JSON.stringify(definition),
      checksum: checksumOf(definition),
      note,
      published_at: tx.now,
      published_by: publishedBy,
    })
    .execute();
  await tx.queries
    .updateTable("public_services.form")
    .set((update) => ({
      working: null,
      working_version: update("working_version", "+", 1),
      published_id: id,
      ...titleColumns(definition),
      changed_at: tx.now,
      changed_by: publishedBy,
    }))
    .where("code", "=", code)
    .execute();
  await tx.queries.deleteFrom("public_services.form_procedure").where("code", "=", code).execute();
  if (definition.procedures.length > 0) {
    await tx.queries
      .insertInto("public_services.form_procedure")
      .values([...new Set(definition.procedures)].map((procedure_code) => ({ procedure_code, code })))
      .execute();
  }
  return { id, number };
}
