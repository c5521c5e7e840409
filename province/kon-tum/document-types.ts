import { z } from "zod";
import { readTable } from "../read-tsv.ts";

/** One of the 29 types of administrative documents (NĐ 30/2020/NĐ-CP, Điều 7 and Phụ lục III). */
export interface DocumentType {
  readonly name: string;
  readonly nameEn: string;
  /** QĐ, TTr, …; null for công văn and thư công, which have none. */
  readonly abbreviation: string | null;
}

export function documentTypes(): readonly DocumentType[] {
  const row = z.object({ abbreviation: z.string(), name: z.string().min(1), name_en: z.string().min(1) });
  return readTable(new URL("document-types.tsv", import.meta.url), row).map((type) => ({
    name: type.name,
    nameEn: type.name_en,
    abbreviation: type.abbreviation === "" ? null : type.abbreviation,
  }));
}
