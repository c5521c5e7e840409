import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { z } from "zod";
import { text } from "../../wire/rows.ts";
import { textOf, type WireRecord } from "./check-record.ts";

/** A dossier as the portal keeps it. */
export interface KeptDossier {
  readonly code: string;
  readonly record: WireRecord;
  /** States in the order in which they came. */
  readonly states: readonly string[];
  /** Progress in the order in which it came. */
  readonly progress: readonly WireRecord[];
}

/** A dossier filed at the portal, on its way to the province. */
export interface FiledDossier {
  readonly code: string;
  readonly body: string;
  /** `error_code` of the province; empty: not answered yet. */
  readonly answer: string;
  readonly message: string;
}

export interface AdapterStore {
  state(code: string): string | undefined;
  record(code: string): WireRecord | undefined;
  /** Writes a record and notes its state. */
  put(record: WireRecord, at: string): void;
  /** @returns false when the very same line was there */
  addProgress(line: WireRecord, at: string): boolean;
  addOther(service: string, key: string, content: unknown): boolean;
  dossier(code: string): KeptDossier | undefined;
  newest(
    limit: number,
  ): readonly { readonly code: string; readonly state: string; readonly record: WireRecord }[];
  counts(): readonly { readonly state: string; readonly amount: number }[];
  file(filed: FiledDossier): void;
  filed(): readonly FiledDossier[];
  /** Everything in one transaction. */
  together<Result>(work: () => Result): Result;
  close(): void;
}

const SCHEMA = `
CREATE TABLE IF NOT EXISTS dossier (code TEXT PRIMARY KEY, record TEXT NOT NULL, state TEXT NOT NULL, at TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS effect (id INTEGER PRIMARY KEY, code TEXT NOT NULL, state TEXT NOT NULL, at TEXT NOT NULL) STRICT;
CREATE INDEX IF NOT EXISTS effect_of ON effect (code, id);
CREATE TABLE IF NOT EXISTS progress (
  id INTEGER PRIMARY KEY, code TEXT NOT NULL, line TEXT NOT NULL, at TEXT NOT NULL, UNIQUE (code, line)) STRICT;
CREATE TABLE IF NOT EXISTS other (
  service TEXT NOT NULL, key TEXT NOT NULL, content TEXT NOT NULL, PRIMARY KEY (service, key)) STRICT;
CREATE TABLE IF NOT EXISTS filed (
  code TEXT PRIMARY KEY, body TEXT NOT NULL, answer TEXT NOT NULL, message TEXT NOT NULL) STRICT;
`;

const wireRecord: z.ZodType<WireRecord> = z.lazy(() =>
  z.record(z.string(), z.union([z.string(), z.array(wireRecord)])),
);
const parse = (json: string): WireRecord => wireRecord.parse(JSON.parse(json));

/** What the portal got, in one SQLite file. */
export function openStore(folder: string): AdapterStore {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const database = new DatabaseSync(join(folder, "adapter.sqlite"));
  database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL");
  database.exec(SCHEMA);
  const one = database.prepare("SELECT record, state FROM dossier WHERE code = ?");
  const upsert = database.prepare(
    "INSERT INTO dossier VALUES (?, ?, ?, ?) ON CONFLICT (code) DO UPDATE SET record = excluded.record, state = excluded.state, at = excluded.at",
  );
  const note = database.prepare("INSERT INTO effect (code, state, at) VALUES (?, ?, ?)");
  const line = database.prepare(
    "INSERT INTO progress (code, line, at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
  );
  const linesOf = database.prepare("SELECT line FROM progress WHERE code = ? ORDER BY id");
  const statesOf = database.prepare("SELECT state FROM effect WHERE code = ? ORDER BY id");
  const newest = database.prepare("SELECT code, state, record FROM dossier ORDER BY at DESC LIMIT ?");
  const counts = database.prepare(
    "SELECT state, count(*) AS n FROM dossier GROUP BY state ORDER BY state + 0",
  );
  const other = database.prepare("INSERT INTO other VALUES (?, ?, ?) ON CONFLICT DO NOTHING");
  const file = database.prepare(
    "INSERT INTO filed VALUES (?, ?, ?, ?) ON CONFLICT (code) DO UPDATE SET answer = excluded.answer, message = excluded.message",
  );
  const filed = database.prepare("SELECT * FROM filed ORDER BY rowid DESC LIMIT 50");
  return {
    state: (code) => {
      const row = one.get(code);
      return row && text(row, "state");
    },
    record: (code) => {
      const row = one.get(code);
      return row && parse(text(row, "record"));
    },
    put(record, at) {
      const [code, state] = [textOf(record, "MaHoSo"), textOf(record, "TrangThaiHoSo")];
      upsert.run(code, JSON.stringify(record), state, at);
      note.run(code, state, at);
    },
    addProgress: (content, at) =>
      line.run(textOf(content, "MaHoSo"), JSON.stringify(content), at).changes === 1,
    addOther: (service, key, content) => other.run(service, key, JSON.stringify(content)).changes === 1,
    dossier(code) {
      const row = one.get(code);
      if (!row) return undefined;
      return {
        code,
        record: parse(text(row, "record")),
        states: statesOf.all(code).map((each) => text(each, "state")),
        progress: linesOf.all(code).map((each) => parse(text(each, "line"))),
      };
    },
    newest: (limit) =>
      newest.all(limit).map((row) => ({
        code: text(row, "code"),
        state: text(row, "state"),
        record: parse(text(row, "record")),
      })),
    counts: () => counts.all().map((row) => ({ state: text(row, "state"), amount: Number(row.n) })),
    file: ({ code, body, answer, message }) => void file.run(code, body, answer, message),
    filed: () =>
      filed.all().map((row) => ({
        code: text(row, "code"),
        body: text(row, "body"),
        answer: text(row, "answer"),
        message: text(row, "message"),
      })),
    together(work) {
      database.exec("BEGIN IMMEDIATE");
      try {
        const result = work();
        database.exec("COMMIT");
        return result;
      } catch (error) {
        database.exec("ROLLBACK");
        throw error;
      }
    },
    close: () => database.close(),
  };
}
