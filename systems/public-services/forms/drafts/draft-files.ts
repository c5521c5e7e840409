import { Refusal, type Sentence } from "../../../../core/errors.ts";
import type { UploadedFile } from "../../../../core/http/index.ts";
import type { House } from "../../../../core/system.ts";
import { transact, uuidv7 } from "../../../../core/transaction/index.ts";
import type { FileGate } from "../attachments/file-gate.ts";
import { refusalOf } from "../attachments/judge-file.ts";
import type { FormField } from "../definition/field.ts";
import { FILING_ACTOR } from "./actor.ts";
import { findDraft } from "./draft.ts";
import type { Filer } from "./filer.ts";
import { assertOpen } from "./save-answers.ts";
import { expiryFrom } from "./start-draft.ts";

type FileField = Extract<FormField, { type: "file" }>;

/** Files of one question unless it says fewer. */
export const MOST_FILES = 10;
/** Files of one application, and their bytes together. */
const MOST_OF_ALL = 60;
const MOST_BYTES_OF_ALL = 150_000_000;

/**
 * Attaches files to a question; those that cannot be taken are named, the others stay.
 *
 * @returns sentences about files that were refused
 */
export async function addFiles(
  house: House,
  filer: Filer,
  id: string,
  field: FileField,
  files: readonly UploadedFile[],
  gate: FileGate,
): Promise<readonly Sentence[]> {
  const refused: Sentence[] = [];
  const taken = files.flatMap((file) => {
    const verdict = gate.judged(file.sha256);
    const refusal = refusalOf(file.name, verdict);
    if (refusal) refused.push(refusal);
    return refusal || verdict.kind !== "taken" ? [] : [{ file, mime: verdict.type }];
  });
  if (taken.length === 0) return refused;
  await transact(house, { actor: FILING_ACTOR }, async (tx) => {
    const draft = await findDraft(tx.queries, filer, id, { lock: true, now: tx.now });
    assertOpen(draft);
    const most = field.most ?? MOST_FILES;
    let bytes = draft.files.reduce((sum, { size }) => sum + size, 0);
    let here = draft.files.filter(({ path }) => path === field.key).length;
    let all = draft.files.length;
    for (const { file, mime } of taken) {
      if (draft.files.some(({ path, sha256 }) => path === field.key && sha256 === file.sha256)) continue;
      if (here >= most) {
        refused.push({
          vi: `Tệp “${file.name}” chưa nhận: mục này nhận tối đa ${most} tệp. Bỏ bớt tệp không cần rồi gửi lại.`,
          en: `“${file.name}” was not taken: at most ${most} files here. Remove one first.`,
        });
        continue;
      }
      if (all >= MOST_OF_ALL || bytes + file.size > MOST_BYTES_OF_ALL) {
        refused.push({
          vi: `Tệp “${file.name}” chưa nhận: cả hồ sơ đã đủ ${MOST_OF_ALL} tệp hoặc 150 MB.`,
          en: `“${file.name}” was not taken: the application already has ${MOST_OF_ALL} files or 150 MB.`,
        });
        continue;
      }
      const fileId = uuidv7(tx.now);
      const made = await tx.queries
        .insertInto("public_services.form_draft_file")
        .values({
          id: fileId,
          draft_id: id,
          path: field.key,
          component_key: field.component ?? "",
          name: file.name,
          mime,
          sha256: file.sha256,
          size: file.size,
          at: tx.now,
        })
        .onConflict((conflict) => conflict.doNothing())
        .returning("id")
        .executeTakeFirst();
      if (!made) continue;
      here += 1;
      all += 1;
      bytes += file.size;
      tx.record({
        action: "forms.attach-file",
        objectKind: "form-draft",
        objectId: id,
        data: { file: fileId, path: field.key, sha256: file.sha256 },
      });
    }
    await tx.queries
      .updateTable("public_services.form_draft")
      .set({ changed_at: tx.now, expires_at: expiryFrom(tx.now) })
      .where("id", "=", id)
      .execute();
  });
  return refused;
}

/** Takes a file off; one that is gone already is no mistake. */
export async function removeFile(house: House, filer: Filer, id: string, fileId: string): Promise<void> {
  await transact(house, { actor: FILING_ACTOR }, async (tx) => {
    const draft = await findDraft(tx.queries, filer, id, { lock: true, now: tx.now });
    assertOpen(draft);
    if (!draft.files.some((file) => file.id === fileId)) return;
    await tx.queries.deleteFrom("public_services.form_draft_file").where("id", "=", fileId).execute();
    tx.record({
      action: "forms.remove-file",
      objectKind: "form-draft",
      objectId: id,
      data: { file: fileId },
    });
  });
}

/** @throws Refusal 404 when the draft has no such file */
export function fileNotFound(): Refusal {
  return new Refusal("forms.no-file", 404, {
    vi: "Hồ sơ không có tệp này.",
    en: "The application has no such file.",
  });
}
