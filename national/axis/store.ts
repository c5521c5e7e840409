import { randomBytes } from "node:crypto";
import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

const SCHEMA = `
CREATE TABLE IF NOT EXISTS agency (
  id INTEGER PRIMARY KEY,
  code TEXT NOT NULL UNIQUE,            -- the code used on the wire
  code102 TEXT NOT NULL,                -- the 13-character code of QCVN 102:2016, else equal to code
  pcode TEXT NOT NULL DEFAULT '',
  name TEXT NOT NULL,
  mail TEXT NOT NULL DEFAULT '',
  mobile TEXT NOT NULL DEFAULT '',
  fax TEXT NOT NULL DEFAULT '',
  system_id TEXT,                       -- who receives for it; NULL = in the directory only
  deleted INTEGER NOT NULL DEFAULT 0,
  version INTEGER NOT NULL,
  modified TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS agency_code102 ON agency (code102);
CREATE INDEX IF NOT EXISTS agency_version ON agency (version);
CREATE TABLE IF NOT EXISTS message (
  id TEXT PRIMARY KEY,                  -- the DocId the sender is given
  kind TEXT NOT NULL,
  system_id TEXT NOT NULL,
  from_code TEXT NOT NULL,
  document_id TEXT NOT NULL,
  title TEXT NOT NULL,
  notation TEXT NOT NULL,
  business_type INTEGER NOT NULL,
  status_code TEXT NOT NULL,
  size INTEGER NOT NULL,                -- bytes of the message inside the body file
  sha256 TEXT NOT NULL,
  trace_at INTEGER,                     -- byte offset of the axis's own TraceHeader
  trace_xml TEXT NOT NULL DEFAULT '',
  created INTEGER NOT NULL,             -- epoch ms
  body_removed INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX IF NOT EXISTS message_sent ON message (system_id, kind, created);
CREATE TABLE IF NOT EXISTS copy (
  doc_id TEXT PRIMARY KEY,              -- the docId its receiver sees
  message_id TEXT NOT NULL REFERENCES message (id),
  kind TEXT NOT NULL,
  to_code TEXT NOT NULL,
  system_id TEXT NOT NULL,
  status TEXT NOT NULL DEFAULT 'initial',
  relisted INTEGER NOT NULL DEFAULT 0,  -- the fault "duplicate" showed it again after done
  updated INTEGER NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS copy_waiting ON copy (system_id, kind, doc_id) WHERE status IN ('initial', 'processing');
CREATE INDEX IF NOT EXISTS copy_of_message ON copy (message_id);
`;

/** The axis's disk: one SQLite database in WAL mode and one file per message body, however many receivers. */
export interface AxisStore {
  database: DatabaseSync;
  bodyPath(messageId: string): string;
  /** A path in the same file system, for a body that is still arriving. */
  arrivingPath(messageId: string): string;
  /** 24 hexadecimal digits, ascending in time, like the identifiers of the real axis. */
  newId(): string;
  /** Runs the step in one transaction. */
  transaction<T>(step: () => T): T;
  rememberSignature(hash: string, expires: number): boolean;
  forgetSignatures(before: number): void;
  close(): void;
}

/** Opens (or creates) the store and removes what a killed process left half-written. */
export function openStore(dataDir: string): AxisStore {
  const bodies = join(dataDir, "bodies");
  const arriving = join(dataDir, "arriving");
  mkdirSync(bodies, { recursive: true });
  rmSync(arriving, { recursive: true, force: true });
  mkdirSync(arriving, { recursive: true });
  const database = new DatabaseSync(join(dataDir, "axis.sqlite"));
  database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON");
  database.exec(SCHEMA);
  const replay = openReplayMemory(dataDir);
  removeOrphanBodies(database, bodies);
  return {
    database,
    bodyPath: (messageId) => join(bodies, messageId.slice(0, 6), `${messageId}.edxml`),
    arrivingPath: (messageId) => join(arriving, messageId),
    newId: idSource(),
    transaction: (step) => inTransaction(database, step),
    rememberSignature: (hash, expires) => replay.insert.run(hash, expires).changes === 1,
    forgetSignatures: (before) => void replay.remove.run(before),
    close: () => {
      database.close();
      replay.database.close();
    },
  };
}

/** Survives a restart, so that stopping the axis does not open the replay window. */
function openReplayMemory(dataDir: string) {
  const database = new DatabaseSync(join(dataDir, "replay.sqlite"));
  database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF");
  database.exec(
    "CREATE TABLE IF NOT EXISTS seen (hash TEXT PRIMARY KEY, expires INTEGER NOT NULL) STRICT, WITHOUT ROWID",
  );
  return {
    database,
    insert: database.prepare("INSERT INTO seen (hash, expires) VALUES (?, ?) ON CONFLICT DO NOTHING"),
    remove: database.prepare("DELETE FROM seen WHERE expires < ?"),
  };
}

function inTransaction<T>(database: DatabaseSync, step: () => T): T {
  database.exec("BEGIN IMMEDIATE");
  try {
    const result = step();
    database.exec("COMMIT");
    return result;
  } catch (error) {
    database.exec("ROLLBACK");
    throw error;
  }
}

/** A body renamed into place whose row was never written belongs to nobody. */
function removeOrphanBodies(database: DatabaseSync, bodies: string): void {
  const known = database.prepare("SELECT 1 FROM message WHERE id = ?");
  for (const folder of readdirSync(bodies)) {
    for (const file of readdirSync(join(bodies, folder))) {
      if (!known.get(file.replace(".edxml", ""))) rmSync(join(bodies, folder, file), { force: true });
    }
  }
}

function idSource(): () => string {
  const process = randomBytes(5).toString("hex");
  let last = 0;
  let counter = 0;
  return () => {
    const now = Date.now();
    if (now > last) {
      last = now;
      counter = 0;
    } else if (++counter > 0xfff) {
      last++;
      counter = 0;
    }
    return last.toString(16).padStart(11, "0") + counter.toString(16).padStart(3, "0") + process;
  };
}
