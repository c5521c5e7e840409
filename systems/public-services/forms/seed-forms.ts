import { localDateOf } from "../../../core/calendar/index.ts";
import { organisationTree } from "../../../core/directory/index.ts";
import type { House } from "../../../core/system.ts";
import { type Actor, transact } from "../../../core/transaction/index.ts";
import { provinceForms } from "../../../province/forms/index.ts";
import { checkDefinition } from "./definition/check-definition.ts";
import { formDefinition } from "./definition/definition.ts";
import { titleColumns } from "./versions/change-form.ts";
import { writeVersion } from "./versions/publish-form.ts";

const SEED: Actor = { kind: "system", name: "forms-seed" };

/**
 * Publishes the province's forms that are not there yet. A form that is there is left alone: its editors have the say.
 *
 * @returns codes of the forms that were new
 */
export async function seedForms(house: House, actor: Actor = SEED): Promise<readonly string[]> {
  const definitions = provinceForms().map((each) => formDefinition.parse(each));
  return await transact(house, { actor }, async (tx) => {
    const [province] = (await organisationTree(tx.queries, localDateOf(tx.now))).filter(
      ({ kind }) => kind === "province",
    );
    const made: string[] = [];
    for (const definition of definitions) {
      const [problem] = checkDefinition(definition).filter(({ hard }) => hard);
      if (problem) throw new Error(`form ${definition.code}: ${problem.sentence.en}`);
      const row = await tx.queries
        .insertInto("public_services.form")
        .values({
          code: definition.code,
          owner_id: province?.id ?? null,
          ...titleColumns(definition),
          working: null,
          changed_at: tx.now,
        })
        .onConflict((conflict) => conflict.doNothing())
        .returning("code")
        .executeTakeFirst();
      if (!row) continue;
      await writeVersion(tx, definition, "", definition.basis ?? "");
      made.push(row.code);
    }
    if (made.length > 0) {
      tx.record({ action: "forms.seed", objectKind: "form", objectId: "province", data: { forms: made } });
    }
    return made;
  });
}
