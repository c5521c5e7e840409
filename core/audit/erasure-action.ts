import type { RecordRow } from "./leaf.ts";

/** Name of the audit record that must accompany every erasure of personal data; `data.records` lists the records. */
export const ERASURE_ACTION = "audit.erase-personal";

/** Ids of the records whose personal part a record of erasure says was erased; none for any other record. */
export function erasedBy(row: RecordRow): string[] {
  if (row.action !== ERASURE_ACTION) return [];
  const parsed: unknown = JSON.parse(row.data);
  if (typeof parsed !== "object" || parsed === null || !("records" in parsed)) return [];
  return Array.isArray(parsed.records) ? parsed.records.map(String) : [];
}
