import type { Queries } from "../../../core/database/index.ts";
import { FormRefusal } from "../../../core/errors.ts";

/** Codes of document types with their names, which a delegation keeps too. @throws FormRefusal on `documentTypes` */
export async function namedTypes(
  queries: Queries,
  codes: readonly string[],
): Promise<{ readonly code: string; readonly name: string }[]> {
  const wanted = new Set(codes);
  if (wanted.size === 0) return [];
  const found = await queries
    .selectFrom("documents.document_type")
    .select(["code", "name"])
    .where("code", "in", [...wanted])
    .orderBy("position")
    .execute();
  if (found.length === wanted.size) return found;
  throw new FormRefusal({
    documentTypes: { vi: "Chọn loại văn bản trong danh sách.", en: "Choose document types from the list." },
  });
}
