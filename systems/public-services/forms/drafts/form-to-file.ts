import type { Transaction } from "../../../../core/transaction/index.ts";
import { type FormDefinition, formDefinition } from "../definition/definition.ts";
import { asksTheSame } from "../definition/standard-pages.ts";
import type { FilingCase, FilingProcedure } from "../services.ts";
import { titleColumns } from "../versions/change-form.ts";
import { type FormVersion, formOfProcedure, formVersion, publishedForm } from "../versions/find-forms.ts";
import { writeVersion } from "../versions/publish-form.ts";

/**
 * The form a procedure is filed with: the one its case names, else the one that names the procedure, else one the house
 * makes itself from the components, so that every procedure can be filed.
 */
export async function formToFile(
  tx: Transaction,
  procedure: FilingProcedure,
  chosen: FilingCase,
): Promise<FormVersion> {
  const named = chosen.formCode === null ? undefined : await publishedForm(tx.queries, chosen.formCode);
  const written = named ?? (await formOfProcedure(tx.queries, procedure.code));
  return written ?? (await formFromComponents(tx, procedure, chosen));
}

/** Publishes a new version only when the components have changed since the last one. */
async function formFromComponents(
  tx: Transaction,
  procedure: FilingProcedure,
  chosen: FilingCase,
): Promise<FormVersion> {
  const definition = definitionFromComponents(procedure, chosen);
  await tx.queries
    .insertInto("public_services.form")
    .values({
      code: definition.code,
      owner_id: null,
      ...titleColumns(definition),
      working: JSON.stringify(definition),
      changed_at: tx.now,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const row = await tx.queries
    .selectFrom("public_services.form")
    .select("published_id")
    .where("code", "=", definition.code)
    .forUpdate()
    .executeTakeFirstOrThrow();
  if (row.published_id !== null) {
    const present = await formVersion(tx.queries, row.published_id);
    if (asksTheSame(present.definition, definition)) return present;
  }
  const { id } = await writeVersion(tx, definition, "", "");
  return await formVersion(tx.queries, id);
}

/** A form that asks what is wanted and takes each component of the procedure. */
export function definitionFromComponents(procedure: FilingProcedure, chosen: FilingCase): FormDefinition {
  const files = chosen.components.filter(({ electronic }) => electronic);
  return formDefinition.parse({
    code: `chung-${`${procedure.code}-${chosen.key}`.toLowerCase().replace(/[^a-z0-9.-]+/g, "-")}`.slice(
      0,
      60,
    ),
    title: procedure.name,
    procedures: [],
    pages: [
      {
        key: "request",
        title: { vi: "Nội dung đề nghị", en: "What you ask for" },
        fields: [
          {
            key: "request",
            type: "long-text",
            maxLength: 3000,
            label: {
              vi: "Bạn đề nghị cơ quan giải quyết việc gì?",
              en: "What do you ask the authority to do?",
            },
            hint: {
              vi: "Ghi ngắn gọn: việc cần giải quyết, của ai, ở đâu.",
              en: "In short: the matter, whose it is, and where.",
            },
          },
        ],
      },
      ...files.map((component, index) => ({
        key: `component${index + 1}`,
        title: component.name,
        fields: [
          {
            key: `file${index + 1}`,
            type: "file",
            label: component.name,
            component: component.key,
            most: 10,
            ...(component.required ? {} : { optional: true }),
          },
        ],
      })),
    ],
    checks: [],
  });
}
