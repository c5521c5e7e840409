import { sql } from "kysely";
import type { Transaction } from "../transaction/index.ts";
import { ERASURE_ACTION } from "./erasure-action.ts";

/**
 * Erases the personal part of audit records (name, position, address; personal data of others). The records, their
 * digests and their places in the sealed log stay, so the log still proves that the acts happened.
 *
 * @param recordIds uuids of audit records
 * @param reason legal ground, kept in the record of the erasure itself
 * @returns how many had a personal part until now
 */
export async function erasePersonalData(
  tx: Transaction,
  recordIds: readonly string[],
  reason: string,
): Promise<number> {
  const erased = await sql<{ id: string }>`update audit.record set personal = null, salt = null
    where id = any(${recordIds}::uuid[]) and personal is not null returning id`.execute(tx.queries);
  const records = erased.rows.map((row) => row.id);
  if (records.length > 0) {
    tx.record({
      action: ERASURE_ACTION,
      objectKind: "audit-record",
      objectId: records[0] ?? "",
      data: { records, reason },
    });
  }
  return records.length;
}
