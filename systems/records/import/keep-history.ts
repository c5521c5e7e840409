import { sql } from "kysely";
import { type Transaction, uuidv7 } from "../../../core/transaction/index.ts";

/** How the story of a file says where it came from. */
export const IMPORTED_BY = "Nhập từ";

/** One line each in the stories of many files. */
export async function keepHistory(
  tx: Transaction,
  lines: readonly { readonly fileId: string; readonly action: string; readonly note: string }[],
): Promise<void> {
  const rows = lines.map(({ fileId, action, note }) => ({
    id: uuidv7(tx.now),
    file_id: fileId,
    at: tx.now,
    by_name: "Hệ thống",
    by_position: "",
    action,
    note: note.slice(0, 500),
  }));
  await sql`insert into records.history
    select * from json_populate_recordset(null::records.history, ${JSON.stringify(rows)}::json)`.execute(
    tx.queries,
  );
}
