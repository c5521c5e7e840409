import type { Insertable } from "kysely";
import { type Transaction, uuidv7 } from "../../../core/transaction/index.ts";
import type { MessageKind, ReceivedItem } from "../axis/index.ts";
import type { Problem } from "../edxml/index.ts";
import type { IncomingMessageTable, Note } from "../tables.ts";

export type IncomingRow = Insertable<IncomingMessageTable>;

/** Another worker finished the same copy meanwhile: everything of this transaction is undone. */
export class AlreadyFinished extends Error {
  readonly code = "interchange.already-finished";
}

/** What is known of a copy from the list alone. */
export function listedRow(kind: MessageKind, item: ReceivedItem, now: Date): IncomingRow {
  return {
    id: uuidv7(now),
    kind,
    axis_doc_id: item.docId,
    state: "listed",
    result: null,
    from_code: item.from ?? "",
    to_code: item.to ?? "",
    organisation_id: null,
    business_type: null,
    status_code: null,
    incoming_id: null,
    outgoing_id: null,
    raw: null,
    edxml_sha256: null,
    edxml_size: null,
    notes: "[]",
    problem_code: null,
    problem_vi: null,
    problem_en: null,
    settled_by: null,
    listed_at: now,
  };
}

/**
 * Writes the row of a copy: a new one, or over one that is not finished yet.
 *
 * @returns the row's id
 * @throws AlreadyFinished
 */
export async function writeRow(tx: Transaction, row: IncomingRow): Promise<string> {
  const { id: _, listed_at: __, ...change } = row;
  const written = await tx.queries
    .insertInto("interchange.incoming_message")
    .values(row)
    .onConflict((conflict) =>
      conflict
        .columns(["kind", "axis_doc_id"])
        .doUpdateSet(change)
        .where("interchange.incoming_message.state", "in", ["listed", "stored"]),
    )
    .returning("id")
    .executeTakeFirst();
  if (!written) throw new AlreadyFinished();
  return written.id;
}

/** Most remarks kept of one message. */
const MAX_NOTES = 20;

export function notesOf(problems: readonly Problem[]): Note[] {
  return problems
    .slice(0, MAX_NOTES)
    .map(({ code, message }) => ({ code, vi: printable(message.vi), en: printable(message.en) }));
}

/** Remarks quote what the sender wrote, control characters as well. */
function printable(text: string): string {
  return text.toWellFormed().replace(/(?![\n\t])\p{Cc}/gu, "\ufffd");
}
