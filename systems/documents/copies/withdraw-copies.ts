import type { Sentence } from "../../../core/errors.ts";
import type { Transaction } from "../../../core/transaction/index.ts";

/** What stands where the abstract of a recalled document stood. */
export const RECALLED_ABSTRACT = "(Văn bản đã được nơi gửi thu hồi)";

/** What is said of the file of a copy whose source was recalled. */
export const COPY_WITHDRAWN: Sentence = {
  vi: "Bản sao này đã bị hủy vì nơi gửi thu hồi văn bản gốc. Số bản sao vẫn còn trong sổ.",
  en: "This copy was destroyed because the sender recalled its source. Its number stays in the register.",
};

/**
 * A recalled document is destroyed here with every copy of it (NĐ 30/2020 Art. 18.4, PL VI.III.8): number and date stay
 * in the register, file and abstract go.
 */
export async function withdrawCopies(tx: Transaction, sourceId: string): Promise<void> {
  const withdrawn = await tx.queries
    .updateTable("documents.copy")
    .set({ file_sha256: null, file_size: null, source_abstract: RECALLED_ABSTRACT, withdrawn_at: tx.now })
    .where("source_id", "=", sourceId)
    .where("withdrawn_at", "is", null)
    .returning("id")
    .execute();
  if (withdrawn.length === 0) return;
  tx.record({
    action: "documents.withdraw-copies",
    objectKind: "incoming-document",
    objectId: sourceId,
    data: { copies: withdrawn.map((copy) => copy.id) },
  });
}
