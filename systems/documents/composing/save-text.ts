import { assertMay } from "../../../core/access/index.ts";
import { changedMeanwhile, FormRefusal } from "../../../core/errors.ts";
import type { House } from "../../../core/system.ts";
import { type PersonActor, transact } from "../../../core/transaction/index.ts";
import { createDraft, type NamedFile } from "../outgoing/create-draft.ts";
import { editDraft } from "../outgoing/edit-draft.ts";
import { assertFitsMessage } from "../outgoing/inspect-draft-file.ts";
import { knownFileType } from "../outgoing/read-outgoing.ts";
import { submitDraft } from "../outgoing/submit-draft.ts";
import { composeText } from "./compose-text.ts";
import { draftOfText } from "./draft-of-text.ts";
import { composePdf } from "./layout/compose-pdf.ts";
import { mayWriteText } from "./permissions.ts";
import { getText, type KeptText, lockText, subjectOfText } from "./texts.ts";

export interface SaveText {
  readonly id: string;
  /** Version the author saw. */
  readonly version: number;
  /** Hand it to the head of the unit at once. */
  readonly submit: boolean;
  readonly requestId?: string;
}

/**
 * Makes the kept text the file of its draft: composes the PDF, opens the draft or changes it, and keeps the text as a
 * version of its own. NĐ 30/2020 Art. 10.
 *
 * @returns id of the draft
 * @throws FormRefusal with a sentence per field, AccessDeniedError, Refusal conflict, documents.wrong-state
 */
export async function saveText(house: House, actor: PersonActor, input: SaveText): Promise<{ id: string }> {
  const queries = house.database.queries;
  const text = await getText(queries, input.id);
  assertMay(actor, mayWriteText, await subjectOfText(queries, text));
  const at = new Date();
  const document = await composeText(queries, text, at);
  const fields = draftOfText(text.content, document);
  const { bytes, pageAmount } = composePdf(document, at);
  const stored = await house.files.put(bytes);
  const file = { ...stored, name: fileName(document.typeName, document.abstract), pageAmount };
  const attachments = await attachmentsOf(house, text);
  assertFitsMessage(house, [file, ...attachments]);
  const requestId = input.requestId === undefined ? {} : { requestId: input.requestId };
  return await transact(house, { actor, ...requestId, now: at }, async (tx) => {
    const locked = await lockText(tx, text.id);
    const { draft } = await subjectOfText(tx.queries, locked);
    if (locked.version !== input.version || locked.version !== text.version) throw changedMeanwhile();
    let id: string;
    if (draft) {
      await editDraft(tx, actor, { id: draft.id, version: draft.version, fields, file, attachments });
      id = draft.id;
    } else {
      ({ id } = await createDraft(tx, actor, { fields, file, pageAmount, attachments }));
      await tx.queries
        .updateTable("documents.text")
        .set({ outgoing_id: id })
        .where("id", "=", text.id)
        .execute();
    }
    const last = await tx.queries
      .selectFrom("documents.text_version")
      .select((row) => row.fn.max("number").as("number"))
      .where("text_id", "=", text.id)
      .executeTakeFirst();
    await tx.queries
      .insertInto("documents.text_version")
      .values({
        text_id: text.id,
        number: Number(last?.number ?? 0) + 1,
        content: JSON.stringify(text.content),
        file_sha256: file.sha256,
        page_amount: pageAmount,
        by_name: actor.fullName,
        at: tx.now,
      })
      .execute();
    if (input.submit) await submitDraft(tx, actor, id);
    return { id };
  });
}

/** The attachments of a text; one whose content the store has lost is named, and can be chosen again. */
async function attachmentsOf(house: House, text: KeptText): Promise<NamedFile[]> {
  const known: NamedFile[] = [];
  for (const file of text.content.attachments) {
    if (!(await house.files.has(file.sha256)))
      throw new FormRefusal({
        attachments: {
          vi: `Tệp "${file.name}" không còn trong kho. Bỏ ra rồi chọn lại.`,
          en: `The file "${file.name}" is no longer stored. Remove it and choose it again.`,
        },
      });
    known.push({ sha256: file.sha256, size: file.size, type: knownFileType(file.type), name: file.name });
  }
  return known;
}

/** A name people find again: type and the beginning of the abstract. */
function fileName(typeName: string, abstract: string): string {
  const words = `${typeName} ${abstract}`.replace(/[\\/:*?"<>|]+/g, "-").trim();
  return `${words.slice(0, 80).trim()}.pdf`;
}
