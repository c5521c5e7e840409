import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

const SCHEMA = `
CREATE TABLE IF NOT EXISTS received (
  agency TEXT NOT NULL,
  document_id TEXT NOT NULL,
  addressed_as TEXT NOT NULL,           -- the code the sender used for this agency
  from_code TEXT NOT NULL,
  from_name TEXT NOT NULL,
  code TEXT NOT NULL,                   -- "45/UBND-VX"
  promulgation_date TEXT NOT NULL,
  subject TEXT NOT NULL,
  state TEXT NOT NULL,                  -- active | refused | recalled | replaced
  arrived INTEGER NOT NULL,
  PRIMARY KEY (agency, document_id)
) STRICT;
CREATE TABLE IF NOT EXISTS step (       -- what is still to be sent
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  agency TEXT NOT NULL,
  document_id TEXT NOT NULL,            -- steps of one document keep their order
  planned INTEGER NOT NULL,
  due INTEGER NOT NULL,                 -- planned, or later after a failed attempt
  attempts INTEGER NOT NULL DEFAULT 0,
  kind TEXT NOT NULL,                   -- edoc | status
  payload TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS step_due ON step (due);
CREATE INDEX IF NOT EXISTS step_of_document ON step (agency, document_id, id);
CREATE TABLE IF NOT EXISTS request_answered ( -- recall and update requests that have their 15 or 16
  agency TEXT NOT NULL, document_id TEXT NOT NULL, what TEXT NOT NULL, PRIMARY KEY (agency, document_id, what)
) STRICT;
CREATE TABLE IF NOT EXISTS sent (
  agency TEXT NOT NULL, document_id TEXT NOT NULL, document TEXT NOT NULL, created INTEGER NOT NULL,
  PRIMARY KEY (agency, document_id)
) STRICT;
CREATE TABLE IF NOT EXISTS status (
  agency TEXT NOT NULL, document_id TEXT NOT NULL, from_code TEXT NOT NULL, status_code TEXT NOT NULL,
  description TEXT NOT NULL, timestamp TEXT NOT NULL,
  UNIQUE (agency, document_id, from_code, status_code, timestamp)
) STRICT;
CREATE TABLE IF NOT EXISTS series (
  agency TEXT NOT NULL, year INTEGER NOT NULL, last INTEGER NOT NULL, PRIMARY KEY (agency, year)
) STRICT;
`;

export type AgenciesState = ReturnType<typeof openState>;

/** What the agencies remember, so that a restart neither loses nor repeats a step. */
export function openState(dataDir: string) {
  mkdirSync(dataDir, { recursive: true });
  const database = new DatabaseSync(join(dataDir, "agencies.sqlite"));
  database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL");
  database.exec(SCHEMA);
  return {
    transaction<T>(step: () => T): T {
      database.exec("BEGIN IMMEDIATE");
      try {
        const result = step();
        database.exec("COMMIT");
        return result;
      } catch (error) {
        database.exec("ROLLBACK");
        throw error;
      }
    },
    close: () => database.close(),
    addReceived: database.prepare(
      `INSERT INTO received (agency, document_id, addressed_as, from_code, from_name, code, promulgation_date, subject,
         state, arrived) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (agency, document_id) DO UPDATE SET state = excluded.state, subject = excluded.subject,
         arrived = excluded.arrived WHERE received.state = 'recalled'`,
    ),
    findReceived: database.prepare("SELECT * FROM received WHERE agency = ? AND document_id = ?"),
    listReceived: database.prepare("SELECT * FROM received WHERE agency = ? ORDER BY arrived DESC LIMIT 500"),
    setReceived: database.prepare(
      "UPDATE received SET state = ?, subject = ? WHERE agency = ? AND document_id = ?",
    ),
    addStep: database.prepare(
      "INSERT INTO step (agency, document_id, planned, due, kind, payload) VALUES (?1, ?2, ?3, ?3, ?4, ?5)",
    ),
    dropSteps: database.prepare("DELETE FROM step WHERE agency = ? AND document_id = ?"),
    dueSteps: database.prepare(
      `SELECT * FROM step s WHERE due <= ? AND NOT EXISTS (SELECT 1 FROM step e
         WHERE e.agency = s.agency AND e.document_id = s.document_id AND e.id < s.id
           AND e.planned <= s.planned) ORDER BY due, id LIMIT 50`,
    ),
    doneStep: database.prepare("DELETE FROM step WHERE id = ?"),
    retryStep: database.prepare("UPDATE step SET attempts = attempts + 1, due = ? WHERE id = ?"),
    answerRequest: database.prepare("INSERT INTO request_answered VALUES (?, ?, ?) ON CONFLICT DO NOTHING"),
    forgetRequests: database.prepare("DELETE FROM request_answered WHERE agency = ? AND document_id = ?"),
    addSent: database.prepare(
      `INSERT INTO sent (agency, document_id, document, created) VALUES (?, ?, ?, ?)
       ON CONFLICT (agency, document_id) DO UPDATE SET document = excluded.document`,
    ),
    findSent: database.prepare("SELECT * FROM sent WHERE agency = ? AND document_id = ?"),
    listSent: database.prepare("SELECT * FROM sent WHERE agency = ? ORDER BY created DESC LIMIT 500"),
    addStatus: database.prepare("INSERT INTO status VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"),
    listStatus: database.prepare("SELECT * FROM status WHERE agency = ? AND document_id = ? ORDER BY rowid"),
    nextNumber: database.prepare(
      `INSERT INTO series (agency, year, last) VALUES (?, ?, 1)
       ON CONFLICT (agency, year) DO UPDATE SET last = last + 1 RETURNING last`,
    ),
  };
}
