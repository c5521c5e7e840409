import { assertMay } from "../../../core/access/index.ts";
import { FormRefusal } from "../../../core/errors.ts";
import { type PersonActor, type Transaction, uuidv7 } from "../../../core/transaction/index.ts";
import { mayDraft } from "../permissions.ts";
import { findTemplate } from "./templates.ts";
import "./tables.ts";
import { EMPTY_TEXT, type TypedText } from "./typed-text.ts";

export interface BeginText {
  readonly documentType: string;
  /** Template to begin with; empty for an empty page. */
  readonly template: string;
  /** What is known already: the document it answers, its recipients. */
  readonly given?: Partial<TypedText>;
}

/** Begins a text of a type, empty or from a template. NĐ 30/2020 Art. 10. @throws FormRefusal, AccessDeniedError */
export async function beginText(
  tx: Transaction,
  actor: PersonActor,
  { documentType, template, given = {} }: BeginText,
): Promise<{ id: string }> {
  assertMay(actor, mayDraft, { organisationId: actor.organisationId });
  const type = await tx.queries
    .selectFrom("documents.document_type")
    .select("code")
    .where("code", "=", documentType)
    .executeTakeFirst();
  if (!type)
    throw new FormRefusal({ documentType: { vi: "Chọn loại văn bản.", en: "Choose the document type." } });
  const found = template === "" ? undefined : await findTemplate(tx.queries, actor, template);
  if (template !== "" && found?.documentType !== documentType)
    throw new FormRefusal({
      template: {
        vi: "Mẫu này không còn dùng hoặc là của loại văn bản khác. Chọn mẫu khác.",
        en: "This template is no longer in use or belongs to another type. Choose another.",
      },
    });
  const id = uuidv7(tx.now);
  const content: TypedText = { ...EMPTY_TEXT, ...found?.content, ...given, documentType };
  await tx.queries
    .insertInto("documents.text")
    .values({
      id,
      organisation_id: actor.organisationId,
      unit_id: actor.unitId,
      author: actor.appointmentId,
      author_name: actor.fullName,
      content: JSON.stringify(content),
      outgoing_id: null,
      created_at: tx.now,
      updated_at: tx.now,
    })
    .execute();
  return { id };
}
