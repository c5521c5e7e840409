import { type Insertable, sql } from "kysely";
import type { Queries } from "../../../core/database/index.ts";
import type {
  AssignmentTable,
  AttachmentTable,
  HistoryTable,
  IncomingTable,
  OutgoingTable,
  RecipientTable,
  RevisionTable,
} from "../tables.ts";

/** Rows of many documents, as the use cases would have left them. */
export interface DocumentRows {
  readonly incoming: Insertable<IncomingTable>[];
  readonly assignments: Insertable<AssignmentTable>[];
  readonly outgoing: Insertable<OutgoingTable>[];
  readonly revisions: Insertable<RevisionTable>[];
  readonly recipients: Insertable<RecipientTable>[];
  readonly attachments: Insertable<AttachmentTable>[];
  readonly history: Insertable<HistoryTable>[];
}

export function noRows(): DocumentRows {
  return {
    incoming: [],
    assignments: [],
    outgoing: [],
    revisions: [],
    recipients: [],
    attachments: [],
    history: [],
  };
}

/**
 * Writes the rows, one statement for each table however many there are. Columns that a row does not name get their
 * default. In the caller's transaction; ids that are taken already are an error.
 */
export async function writeRows(queries: Queries, rows: DocumentRows): Promise<void> {
  await insert(queries, "documents.incoming", rows.incoming);
  await insert(queries, "documents.assignment", rows.assignments);
  await insert(queries, "documents.outgoing", rows.outgoing);
  await insert(queries, "documents.revision", rows.revisions);
  await insert(queries, "documents.recipient", rows.recipients);
  await insert(queries, "documents.attachment", rows.attachments);
  await insert(queries, "documents.history", rows.history);
}

/** Rows that name the same columns go together: a column that is named by none keeps its default. */
async function insert(queries: Queries, table: string, rows: readonly object[]): Promise<void> {
  const groups = new Map<string, { readonly columns: readonly string[]; readonly rows: object[] }>();
  for (const row of rows) {
    const columns = Object.keys(row);
    const key = columns.join();
    const group = groups.get(key);
    if (group) group.rows.push(row);
    else groups.set(key, { columns, rows: [row] });
  }
  for (const group of groups.values()) {
    const columns = sql.join(group.columns.map((column) => sql.ref(column)));
    await sql`insert into ${sql.table(table)} (${columns})
      select ${columns} from json_populate_recordset(null::${sql.table(table)}, ${JSON.stringify(group.rows)}::json)`.execute(
      queries,
    );
  }
}
