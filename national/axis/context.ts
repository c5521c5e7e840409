import { rm } from "node:fs/promises";
import type { AgencyDirectory } from "./agency-directory.ts";
import type { Faults } from "./faults.ts";
import type { AxisStore } from "./store.ts";

/** What every call of the axis works with. */
export interface AxisContext {
  store: AxisStore;
  directory: AgencyDirectory;
  faults: Faults;
  statements: Statements;
  /** Largest accepted body in bytes. */
  sizeLimit: number;
  /** The axis's own code in the TraceHeader it appends. */
  axisCode: string;
  now(): Date;
  /** Removes a file if it is there. */
  discard(file: string): Promise<void>;
}

export type Statements = ReturnType<typeof prepareStatements>;

export function prepareStatements(store: AxisStore) {
  const { database } = store;
  return {
    insertMessage: database.prepare(
      `INSERT INTO message (id, kind, system_id, from_code, document_id, title, notation, business_type, status_code,
         size, sha256, trace_at, trace_xml, created)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ),
    insertCopy: database.prepare(
      "INSERT INTO copy (doc_id, message_id, kind, to_code, system_id, updated) VALUES (?, ?, ?, ?, ?, ?)",
    ),
    listWaiting: database.prepare(
      `SELECT c.doc_id, c.kind, c.to_code, c.status, c.updated, m.from_code, m.created
       FROM copy c JOIN message m ON m.id = c.message_id
       WHERE c.system_id = ? AND c.kind = ? AND c.status IN ('initial', 'processing')
       ORDER BY c.doc_id LIMIT ?`,
    ),
    countWaiting: database.prepare(
      "SELECT count(*) AS n FROM copy WHERE system_id = ? AND kind = ? AND status IN ('initial', 'processing')",
    ),
    findCopy: database.prepare("SELECT * FROM copy WHERE doc_id = ? AND system_id = ?"),
    findMessage: database.prepare("SELECT * FROM message WHERE id = ?"),
    setStatus: database.prepare("UPDATE copy SET status = ?, relisted = ?, updated = ? WHERE doc_id = ?"),
    listSent: database.prepare(
      `SELECT m.id, m.from_code, m.title, m.notation, m.created, c.doc_id, c.to_code, c.status, c.updated
       FROM message m JOIN copy c ON c.message_id = m.id
       WHERE m.system_id = ?1 AND m.kind = ?2 AND (?3 = '' OR m.id = ?3)
       ORDER BY m.created DESC, c.doc_id LIMIT ?4`,
    ),
    bodiesToRemove: database.prepare(
      `SELECT m.id FROM message m WHERE m.body_removed = 0 AND m.created < ?
         AND NOT EXISTS (SELECT 1 FROM copy c WHERE c.message_id = m.id
                         AND (c.status IN ('initial', 'processing') OR c.updated >= ?)) LIMIT 1000`,
    ),
    bodyRemoved: database.prepare("UPDATE message SET body_removed = 1 WHERE id = ?"),
    figures: database.prepare(
      `SELECT (SELECT count(*) FROM message WHERE kind = 'edoc') AS documents,
              (SELECT count(*) FROM message WHERE kind = 'status') AS statuses,
              (SELECT count(*) FROM copy WHERE status IN ('initial', 'processing')) AS waiting,
              (SELECT count(*) FROM copy WHERE status = 'fail') AS failed,
              (SELECT count(*) FROM agency WHERE deleted = 0) AS agencies`,
    ),
    latest: database.prepare(
      `SELECT m.*, (SELECT group_concat(to_code, ', ') FROM (SELECT DISTINCT to_code FROM copy WHERE message_id = m.id
         LIMIT 5)) AS receivers FROM message m ORDER BY m.created DESC, m.id DESC LIMIT 20`,
    ),
  };
}

export async function discardFile(file: string): Promise<void> {
  await rm(file, { force: true });
}
